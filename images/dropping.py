"""The upload of pictures that are pasted or dropped into a story's body."""

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from images.forms import DroppedFileForm


def drop(model_admin: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Add the posted `file` to the library; return its key and URLs for the body's editor.

    Alt text and credit are the file's own or are added later; publishing refuses a story while they
    are missing.
    """
    if not model_admin.has_add_permission(request):
        return _refused(_("Your login may not upload pictures."), 403)
    if "file" not in request.FILES:
        return _refused(_("No file arrived. Try again."), 400)
    form = DroppedFileForm({}, request.FILES)
    if not form.is_valid():
        return _refused(
            " ".join(str(each) for errors in form.errors.values() for each in errors), 400
        )
    image = form.save(commit=False)
    image.uploaded_by_id = request.user.pk
    image.save()
    model_admin.log_addition(request, image, [{"added": {}}])
    return JsonResponse(
        {
            "id": image.pk,
            "url": image.get_absolute_url(),
            "change": reverse("admin:images_image_change", args=[image.pk]),
            "isDescribed": not image.lacks(),
        }
    )


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)

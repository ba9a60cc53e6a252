"""The picture library: uploads, and the window in which the body's editor picks a picture."""

import logging
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.html import format_html
from django.utils.http import urlencode

from images import uploads
from images.files import is_full
from images.handlers import NotStored
from images.locks import Busy, few_uploads
from images.models import Image

logger = logging.getLogger(__name__)

PICKER_PAGE = 24
# Seconds for which an upload waits for the encoder.
PATIENCE = 20
DISK_FULL = (
    "The server's disk is full, so the picture wasn't stored. What you wrote is kept. Tell whoever "
    "runs the site; once there is room, choose the file again and save."
)


class WordsForm(forms.ModelForm):
    """A picture's words. The file stays: another file is another picture."""

    # The version that the editor opened; the model's own field can't be in a form.
    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Image
        fields = ("alt", "decorative", "caption", "credit", "source")
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2}),
            "caption": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and not cleaned.get("credit") and self.instance.is_printed:
            self.add_error("credit", "Readers see this picture; it can't be without a credit.")
        if not cleaned.get("alt") and not cleaned.get("decorative"):
            self.add_error(
                "alt", "Say what the picture shows, or mark it as decorative if it says nothing."
            )
        if self.instance.pk and cleaned.get("opened") != self.instance.version:
            self._refuse_once(cleaned)
        return cleaned

    def _refuse_once(self, cleaned: dict[str, Any]) -> None:
        """Say what somebody else saved, with the words kept; saving again is then a decision.

        Raises:
            ValidationError: always.
        """
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("opened")] = str(self.instance.version)
        self.data = data
        # What was posted isn't in the instance yet.
        stored = {name: getattr(self.instance, name) for name in WordsForm.Meta.fields}
        now = [
            f"{self.fields[name].label}: {_in_words(value)}"
            for name, value in stored.items()
            if name in cleaned and cleaned[name] != value
        ]
        raise ValidationError(
            "Somebody saved this picture's words after you opened them. Yours are still here, "
            f"unsaved. What stands now and differs: {'; '.join(now) or 'nothing'}. "
            "To replace that with yours, save again.",
            code="conflict",
        )


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{value}”" if value else "empty"


class UploadForm(WordsForm):
    # Our own inspection tells what is wrong; ImageField's would say it first, in other words.
    file = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG, WebP, AVIF or GIF, at most 30 MB and 50 megapixels.",
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/gif"}
        ),
    )

    class Meta(WordsForm.Meta):
        fields = ("file", *WordsForm.Meta.fields)  # type: ignore[assignment]  # one more

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, NotStored):
            raise ValidationError(DISK_FULL, code="disk_full")
        try:
            with few_uploads():
                # Where Image.save finds it, and needn't decode the file again.
                file.taken = uploads.take(file, patience=PATIENCE)
        except Busy:
            raise uploads.busy() from None
        except OSError as error:
            raise _sentence(error) from error
        return file

    def _post_clean(self) -> None:
        """Store the file while the form can still say that there is no room for it."""
        super()._post_clean()  # type: ignore[misc]  # Django's, for subclasses
        if self.errors:
            return
        try:
            self.instance.store_file()
        except OSError as error:
            self.add_error("file", _sentence(error))


def _sentence(error: OSError) -> ValidationError:
    """Return what the desk says of a full disk.

    Raises:
        OSError: it is another error, which is a defect or the operator's to mend.
    """
    if not is_full(error):
        raise error
    logger.error("A picture was refused: %s", error)
    return ValidationError(DISK_FULL, code="disk_full")


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    actions = None
    list_display = ["thumbnail", "title", "credit", "size", "uploaded_at"]
    list_display_links = ["thumbnail", "title"]
    search_fields = ["alt", "caption", "credit"]
    list_per_page = 48

    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = WordsForm if obj else UploadForm
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        return ["preview", "size", "uploaded_at", "uploaded_by"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        words = ["alt", "decorative", "caption", "credit", "source", "opened"]
        if obj is None:
            return ["file", *words]
        return ["preview", *words, "size", "uploaded_at", "uploaded_by"]

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Who uploaded a picture may mend its words until readers see them."""
        if super().has_change_permission(request, obj):
            return True
        return obj is not None and obj.uploaded_by_id == request.user.pk and not obj.is_printed

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Image | None:
        """Return the picture; locked for a save, so that of two at one instant one is told."""
        image = super().get_object(request, object_id, from_field)
        if image is not None and connection.in_atomic_block and request.method == "POST":
            locked = Image.objects.select_for_update(of=("self",))
            image.refresh_from_db(from_queryset=locked)
        return image

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by_id = request.user.pk
        obj.version += 1
        super().save_model(request, obj, form, change)

    @admin.display(description="Picture")
    def thumbnail(self, image: Image) -> str:
        return format_html(
            '<img class="thumbnail" src="{}" alt="" loading="lazy">',
            image.url_at(image.widths[0], "jpg"),
        )

    @admin.display(description="Picture")
    def preview(self, image: Image) -> str:
        width = image.widths[min(3, len(image.widths) - 1)]
        return format_html('<img class="preview" src="{}" alt="">', image.url_at(width, "jpg"))

    @admin.display(description="Title")
    def title(self, image: Image) -> str:
        return str(image)

    @admin.display(description="Pixels")
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    # Picking a picture for the body

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("pick/", wrap(self.pick), name="images_image_pick"),
            path("<int:pk>/thumbnail/", wrap(self.small), name="images_image_thumbnail"),
            *super().get_urls(),
        ]

    def small(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The way to a picture's small copy for a form that knows only its number."""
        image = self.get_object(request, str(pk))
        if image is None or not self.has_view_permission(request, image):
            raise Http404("There is no such picture.")
        return HttpResponseRedirect(
            image.url_at(image.widths[min(1, len(image.widths) - 1)], "jpg")
        )

    def response_add(self, request: HttpRequest, obj: Image, *args: Any) -> HttpResponse:
        """Back to the picker, if that is where the upload was asked for."""
        if (callback := request.GET.get("pick")) is None:
            return super().response_add(request, obj, *args)
        asked = urlencode({"CKEditorFuncNum": callback})
        return HttpResponseRedirect(f"{reverse('admin:images_image_pick')}?{asked}")

    def pick(self, request: HttpRequest) -> HttpResponse:
        """The window the body's editor opens: pictures, newest first, with a search."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        found, _ = self.get_search_results(request, Image.objects.all(), term)
        page = Paginator(found, PICKER_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": "Choose a picture",
            "is_popup": True,
            "page": page,
            "term": term,
            "callback": request.GET.get("CKEditorFuncNum", ""),
        }
        return TemplateResponse(request, "admin/images/image/pick.html", context)

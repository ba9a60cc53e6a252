"""The picture library: uploads, and its pages in the dialog in which a story's picture is chosen."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from images.dropping import drop
from images.forms import UploadForm, WordsForm
from images.models import Image
from newsroom.pagination import CappedPaginator, number_in, page_of, rows_of

PICKER_PAGE = 24


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    actions = None
    list_display = ["thumbnail", "title", "credit", "size", "uploaded_at"]
    list_display_links = ["thumbnail", "title"]
    search_fields = ["alt", "caption", "credit"]
    list_per_page = 48
    paginator = CappedPaginator
    show_full_result_count = False

    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = WordsForm if obj else UploadForm
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        return ["preview", "size", "uploaded_at", "uploaded_by"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        words = ["alt", "decorative", "caption", "credit", "source", "focus", "opened"]
        if obj is None:
            return ["file", *words]
        return ["preview", *words, "size", "uploaded_at", "uploaded_by"]

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Allow uploaders to edit their pictures' text until readers see it."""
        if super().has_change_permission(request, obj):
            return True
        return obj is not None and obj.uploaded_by_id == request.user.pk and not obj.is_printed

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Image | None:
        """Return the picture, locked for a save, so that one of two concurrent saves sees a conflict."""
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
        if filled := getattr(form, "words_of_file", None):
            names = get_text_list(
                [form.instance._meta.get_field(name).verbose_name for name in filled],
                gettext("and"),
            )
            self.message_user(
                request,
                gettext("Taken from the file: its {names}. Check them.").format(names=names),
                messages.INFO,
            )

    @admin.display(description=gettext_lazy("Picture"))
    def thumbnail(self, image: Image) -> str:
        return format_html(
            '<img class="thumbnail" src="{}" alt="" loading="lazy">',
            image.url_at(image.widths[0], "jpg"),
        )

    @admin.display(description=gettext_lazy("Picture"))
    def preview(self, image: Image) -> str:
        width = image.widths[min(3, len(image.widths) - 1)]
        return format_html('<img class="preview" src="{}" alt="">', image.url_at(width, "jpg"))

    @admin.display(description=gettext_lazy("Title"))
    def title(self, image: Image) -> str:
        return str(image)

    @admin.display(description=gettext_lazy("Pixels"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    # Picking a picture for the body

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("pick/", wrap(self.pick), name="images_image_pick"),
            path("drop/", wrap(require_POST(partial(drop, self))), name="images_image_drop"),
            path("<int:pk>/thumbnail/", wrap(self.small), name="images_image_thumbnail"),
            *super().get_urls(),
        ]

    def small(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Redirect to a picture's small rendition, for a form that knows only its key."""
        image = self.get_object(request, str(pk))
        if image is None or not self.has_view_permission(request, image):
            raise Http404(gettext("There is no such picture."))
        return HttpResponseRedirect(
            image.url_at(image.widths[min(1, len(image.widths) - 1)], "jpg")
        )

    def pick(self, request: HttpRequest) -> HttpResponse:
        """Return a page of the library for the dialog in a story's form: newest first, with a search."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        found, _ = self.get_search_results(request, Image.objects.all(), term)
        number = number_in(request.GET.get("page", "")) or 1
        page = page_of(rows_of(found), number, PICKER_PAGE)
        context = {"page": page, "term": term}
        return TemplateResponse(request, "admin/images/image/pick.html", context)

"""The words of a story's featured picture, written in the story's form: alt text, caption and credit.

The browser fetches the fields for the picture that is chosen (static/js/desk-picture.js), and they are
saved with the story. They are the library's: every story with the picture shows them. A story may have
an alt text, a caption and a crop of its own instead (`OF_STORY`), which are columns of the draft.
"""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib.admin import ModelAdmin, site
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from images.forms import WordsForm
from images.models import Image
from newsroom.cache.readers import never_stored
from newsroom.keys import whole_number

PREFIX = "picture_words"
# The story's own columns, which count before the picture's.
OF_STORY = ("picture_alt", "picture_caption", "picture_focus")
# The text first, so that one can go through it by Tab.
WORDS = ("alt", "caption", "credit", "decorative")


class PictureWordsForm(WordsForm):
    """The fields of a picture in a story's form. A draft's picture may still lack its alt text."""

    needs_alt = False
    # The picture that the words belong to, which may no longer be the chosen one.
    of = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(WordsForm.Meta):
        fields = WORDS  # type: ignore[assignment]  # fewer
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("alt", "caption")}

    def __init__(self, image: Image, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, instance=image, prefix=PREFIX, label_suffix="")
        self.fields["of"].initial = image.pk
        for name in WORDS:
            # Compared with what the editor saw: what a colleague wrote meanwhile isn't the editor's change.
            self.fields[name].show_hidden_initial = True

    @property
    def is_written(self) -> bool:
        """True if the editor changed a word."""
        return not set(WORDS).isdisjoint(self.changed_data)


def written(data: Mapping[str, Any], image: Image | None) -> PictureWordsForm | None:
    """Return the form of the words that were changed for the chosen picture, with the row locked; else None."""
    if image is None or data.get(f"{PREFIX}-of") != str(image.pk):
        return None
    if not PictureWordsForm(image, data).is_written:
        return None
    locked = Image.objects.select_for_update(of=("self",)).get(pk=image.pk)
    return PictureWordsForm(locked, data)


def kept(data: Mapping[str, Any], known: Image | None) -> PictureWordsForm | None:
    """Return the form of the words that were changed and not saved for the chosen picture; else None.

    Args:
        data: the kept values.
        known: the stored draft's picture; any other is read.
    """
    key = whole_number(str(data.get(f"{PREFIX}-of", "")))
    if key is None or data.get("picture") != str(key):
        return None
    image = known if known and known.pk == key else Image.objects.filter(pk=key).first()
    form = PictureWordsForm(image, data) if image else None
    return form if form and form.is_written else None


def show_own(form: Any) -> None:
    """Show the picture's own words in a story's empty fields, as what counts there."""
    picture = form.instance.picture
    for name in ("picture_alt", "picture_caption"):
        own = getattr(picture, name.removeprefix("picture_"))
        form.fields[name].widget.attrs["placeholder"] = own


def remove_former(stored: Article, cleaned: dict[str, Any]) -> list[str]:
    """Empty what a story says of its picture if another picture was chosen; return the words.

    They would describe a picture that they weren't written for. Words that were changed together with
    the picture are about the new one.
    """
    if "picture" not in cleaned or stored.picture_id is None:
        return []
    if getattr(cleaned["picture"], "pk", None) == stored.picture_id:
        return []
    former = [name for name in OF_STORY if name in cleaned]
    former = [name for name in former if cleaned[name] and cleaned[name] == getattr(stored, name)]
    removed = [cleaned[name] for name in former if name != "picture_focus"]
    cleaned.update(dict.fromkeys(former, ""))
    return removed


def may_write(request: HttpRequest, image: Image) -> bool:
    """Return whether the user may change a picture's words."""
    return _library().has_change_permission(request, image)


def save(request: HttpRequest, form: PictureWordsForm) -> None:
    """Save the words as the picture's own form does, and log the change."""
    library = _library()
    library.save_model(request, form.instance, form, change=True)
    fields = [name for name in WORDS if name in form.changed_data]
    library.log_change(request, form.instance, [{"changed": {"fields": fields}}])


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the fields of a picture's words as HTML, or the words alone if the user may not change them."""
    image = Image.objects.filter(pk=pk).first()
    if image is None or not _library().has_view_permission(request, image):
        raise Http404(_("There is no such picture."))
    form = PictureWordsForm(image) if may_write(request, image) else None
    context = {"image": image, "words": form}
    response = render(request, "admin/articles/article/picture_words.html", context)
    never_stored(response)
    return response


def _library() -> "ModelAdmin[Image]":
    return cast("ModelAdmin[Image]", site.get_model_admin(Image))

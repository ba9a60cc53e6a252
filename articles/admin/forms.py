"""The desk's form for a draft, and its fields."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse, reverse_lazy
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_lazy
from django_prose_editor.widgets import ProseEditorWidget

from articles.admin import merging, own_fields, picture_words
from articles.admin.picture_words import PictureWordsForm, written
from articles.content.body import Body
from articles.models import Article, Tag, videos
from articles.publishing import drafts
from articles.publishing.drafts import MOST_TAGS
from images.models import Image
from newsroom.admin_keys import ChoiceField
from newsroom.date_times import LocalDateTimeField
from newsroom.wrapped_links import unwrap

# Fields that are one paragraph, in the body's column or as a text area.
ONE_LINE = {"headline", "standfirst", "description", "picture_alt", "picture_caption"}
# With maxlength, a browser silently truncates pasted text; validation reports it.
UNCUT = ONE_LINE | {"search_title", "social_title"}

# The fields of the form's part about the story, in its order.
ABOUT_STORY = ("picture", "section", "genre", "tags", "series", "series_part", "slug", "language")

# `data-stories`: the search of the editor's link dialog.
BODY_ATTRIBUTES = {
    "aria-label": gettext_lazy("Body"),
    "data-stories": reverse_lazy("admin:articles_article_stories"),
}


class VideosField(forms.CharField):
    """A field for recommended videos: one per line, the address and then the title."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{entry['url']} {entry['title']}" for entry in value)
        return value

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        pairs = [line.partition(" ") for line in lines if line]
        return [{"url": url, "title": title.strip()} for url, _, title in pairs]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != (initial or [])

    def validate(self, value: Any) -> None:
        videos.validate(value)


class PaidLinksField(forms.Field):
    """A field for the addresses that an editor ticked in the list of the draft's links."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(value or []))


class ArticleForm(forms.ModelForm):
    """The form of a draft. It accepts unfinished drafts, and merges stale forms (merging.py).

    Attributes:
        picture_words: the bound form of the featured picture's words if any was changed.
        removed_words: what the story said of a picture that it no longer has.
        may_write_words: returns whether the user may change a picture's words; set by the admin.
    """

    picture_words: PictureWordsForm | None = None
    removed_words: Sequence[str] = ()
    may_write_words: Callable[[Image], bool]

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    based_on = forms.CharField(widget=forms.HiddenInput, required=False)
    videos = VideosField(
        label=gettext_lazy("Recommended videos"),
        required=False,
        strip=True,
        help_text=gettext_lazy("A line each: the address on YouTube or Vimeo, then the title."),
    )
    paid_links = PaidLinksField(required=False)
    embargo_until = LocalDateTimeField(
        label=gettext_lazy("Embargo until"),
        required=False,
        help_text=gettext_lazy("The story can't be published to go live before this."),
    )

    class Meta:
        model = Article
        fields = (
            "headline",
            "standfirst",
            "body",
            "search_title",
            "social_title",
            "description",
            "section",
            "genre",
            "language",
            "tags",
            "series",
            "series_part",
            "picture",
            *picture_words.OF_STORY,
            "slug",
            "videos",
            "connection",
            "connection_with",
            "paid_links",
            "stage",
            "embargo_until",
        )
        help_texts = {"standfirst": ""}  # the writing column shows none
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1, "placeholder": gettext_lazy("Headline")}),
            "standfirst": forms.Textarea(
                attrs={"rows": 1, "placeholder": gettext_lazy("Standfirst")}
            ),
            "description": forms.Textarea(attrs={"rows": 3}),
            "picture_alt": forms.Textarea(attrs={"rows": 2}),
            "picture_caption": forms.Textarea(attrs={"rows": 2}),
            # The plain widget: the admin variant has a stylesheet that overrides the desk's.
            "body": ProseEditorWidget(attrs=BODY_ATTRIBUTES),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        if not self.is_bound:
            self.fields["based_on"].initial = merging.marks_of(self.instance)
        # The stored draft, since validation changes the instance.
        self.replaced = (
            drafts.version_of(self.instance) if self.is_bound and self.instance.pk else None
        )
        if not self.is_bound and "picture" in self.fields and self.instance.picture:
            picture = cast(ChoiceField, self.fields["picture"])
            picture.known = {str(self.instance.picture_id): self.instance.picture}
            picture_words.show_own(self)
        self.fields.update(own_fields.fields())
        self.initial = {**own_fields.values(self.instance), **self.initial}
        # A read-only form has neither field.
        for name in UNCUT & self.fields.keys():
            self.fields[name].widget.attrs.pop("maxlength", None)
        if "tags" in self.fields:
            # The suggestions of static/js/desk-tags.js.
            self.fields["tags"].widget.attrs["data-tags"] = reverse("admin:articles_article_tags")
        if "slug" in self.fields and self.follows_headline:
            self.fields["slug"].widget.attrs["data-follows-headline"] = ""

    @property
    def follows_headline(self) -> bool:
        """True if readers never had the story, and nobody chose its address."""
        made = slug_of(self["headline"].value() or "")
        chosen_by_nobody = ("", made, slug_without_letters(self.instance))
        return not self.instance.is_printed and (self["slug"].value() or "") in chosen_by_nobody

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out foreign keys, whose rows the form's fields have just read."""
        chosen = {n for n, f in self.fields.items() if isinstance(f, forms.ModelChoiceField)}
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # no stub
        return excluded | chosen

    def clean_tags(self) -> list[str]:
        names: list[str] = self.cleaned_data["tags"]
        if len(names) > MOST_TAGS:
            raise ValidationError(
                gettext(
                    "A story can have at most {most} tags, and these are {number}. Take some out."
                ).format(most=MOST_TAGS, number=len(names))
            )
        longest = Tag._meta.get_field("name").max_length or 0
        for name in names:
            if len(name) > longest:
                raise ValidationError(
                    gettext("“{name}…” is too long for a tag. Put commas between the tags.").format(
                        name=name[:30]
                    )
                )
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in ONE_LINE & cleaned.keys():
            # What is pasted may have line breaks.
            cleaned[line] = " ".join(cleaned[line].split())
        self._clean_picture_words(cleaned.get("picture"))
        stored_own = self.instance.extra
        for name, messages in own_fields.write(self.instance, self.data, self.files).items():
            if name not in self.errors:
                self.add_error(name, messages)
        if self.instance.pk and cleaned.get("version") != self.instance.version and not self.errors:
            self._merge(cleaned, stored_own)
        self.removed_words = picture_words.remove_former(self.instance, cleaned)
        if not cleaned.get("slug") and cleaned.get("headline"):
            cleaned["slug"] = slug_of(cleaned["headline"])
        if "_review" in self.data:
            cleaned["stage"] = Article.Stage.REVIEW
        # Drop the marks of links that are no longer in the body.
        present = set(map(unwrap, Body(cleaned.get("body") or self.instance.body).links))
        marked = dict.fromkeys(map(unwrap, cleaned.get("paid_links") or []))
        cleaned["paid_links"] = [address for address in marked if address in present]
        self._check_embargo(cleaned.get("embargo_until"))
        return cleaned

    def _clean_picture_words(self, picture: Image | None) -> None:
        """Read the words that were changed for the featured picture; their errors are the picture's."""
        words = self.picture_words = written(self.data, picture)
        if words is None:
            return
        if not self.may_write_words(words.instance):
            self.add_error("picture", gettext("Your login may not change this picture’s words."))
        for name, errors in words.errors.items():
            label = f"{words.fields[name].label}: ".capitalize() if name in words.fields else ""
            for error in errors:
                self.add_error("picture", f"{label}{error}")

    def _check_embargo(self, until: datetime | None) -> None:
        """Add an error if an edition is scheduled to go live before the embargo ends."""
        if until is None or self.instance.pk is None:
            return
        waiting = self.instance.editions.waiting().first()
        if waiting and waiting.live_from < until:
            self.add_error(
                "embargo_until",
                gettext(
                    "An edition is scheduled to go live before this. Cancel what is planned first."
                ),
            )

    def _merge(self, cleaned: dict[str, Any], own: Any) -> None:
        """Merge a form that is older than the draft into it; refuse it if both changed a field.

        Args:
            cleaned: the form's values, of which those that only the stored draft changed are replaced.
            own: the stored values of the publisher's own fields, which the form has overwritten.

        Raises:
            ValidationError: both changed a field, and no choice was posted yet.
        """
        posted = {
            key.removeprefix(merging.CHOICE): str(value)
            for key, value in self.data.items()
            if key.startswith(merging.CHOICE)
        }
        written, self.instance.extra = self.instance.extra, own
        base = merging.read_marks(cleaned.get("based_on") or "")
        merge = merging.Merge(self.instance, base, posted)
        self.instance._merge = merge  # read by merging.merge_of
        if "body" in cleaned and (body := merge.merge_bodies(cleaned["body"], cleaned["version"])):
            cleaned["body"] = body
        for name in merge.theirs:
            if name == "body" and merge.body:
                continue
            if name in cleaned and merge.side(name, cleaned[name]) == "theirs":
                cleaned[name] = merging.stored_value(self.instance, name)
        if merge.side("extra", written) == "mine":
            self.instance.extra = written
        if merge.conflicts:
            raise ValidationError(merge.refusal(merge.conflicts), code="conflict")


def slug_of(headline: str) -> str:
    """Return the address that a headline makes, as static/js/desk-writing.js does; "" without Latin letters."""
    return slugify(headline)[:80].strip("-")


def slug_without_letters(article: Article) -> str:
    """Return the address of a saved story whose headline makes none."""
    return f"story-{article.pk}"


# The fields from which a story's disclosures follow.
DISCLOSED = ("connection", "connection_with", "paid_links")

"""The copy: the fields and rows that a draft and its editions share.

A field added to `Copy` is copied from draft to edition, compared and guarded without further code.
Content that needs rows of its own (bylines, tags, related stories) has an abstract base class here
and two tables: one for drafts in article.py, one for editions in edition.py. `PARTS` lists them.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField
from taggit.models import ItemBase

from articles.models import videos
from articles.models.series import PART_LIMITS, Series
from articles.models.taxonomy import Section, Tag
from authors.models import Author
from images.models import Focus, Image
from newsroom.html import EDITOR_EXTENSIONS, clean
from newsroom.html_limits import TooMuchHtml
from newsroom.languages import story_languages
from newsroom.translation import Text


class CleanHtmlFormField(ProseEditorFormField):
    """A form field for HTML, which cleans its value before the rest of the form reads it."""

    def clean(self, value: Any) -> Any:
        """Return the clean HTML.

        Raises:
            ValidationError: the HTML is too long or too deeply nested. The form keeps the input.
        """
        try:
            return clean(super().clean(value))
        except TooMuchHtml as error:
            raise ValidationError(str(error), code="too_much") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the clean HTML differs; browsers post other line breaks than those they got."""
        try:
            return clean(initial or "") != clean(data or "")
        except TooMuchHtml:
            return True


class CleanHtmlField(ProseEditorField):
    """A model field for HTML, cleaned whenever it is written, whichever code writes it.

    For HTML that is too long or too deeply nested, writing raises TooMuchHtml and validation raises
    ValidationError.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extensions=EDITOR_EXTENSIONS, sanitize=clean, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": CleanHtmlFormField} | kwargs))

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Return the clean HTML; raise ValidationError where the cleaner raises TooMuchHtml."""
        try:
            return super().clean(value, model_instance)
        except TooMuchHtml as error:
            raise ValidationError(str(error), code="too_much") from None

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Clean the value on every write, `queryset.update()` included, but not in look-ups."""
        return super().get_db_prep_save(
            clean(value) if isinstance(value, str) else value, connection
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Clean the value, and set it on the instance, so that the instance matches its row."""
        cleaned = clean(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, cleaned)
        return cleaned


def validate_addresses(value: Any) -> None:
    """Check that `value` is a list of strings; raise ValidationError otherwise."""
    if not isinstance(value, list) or not all(isinstance(address, str) for address in value):
        raise ValidationError(gettext("The paid links must be a list of addresses."))


class Genre(models.TextChoices):
    """The type of work a story is: one of the Trust Project's indicators (thetrustproject.org)."""

    NEWS = "news", _("News")
    REVIEW = "review", _("Review")
    OPINION = "opinion", _("Opinion")
    ANALYSIS = "analysis", _("Analysis")
    GUIDE = "guide", _("Guide")


GENRES: dict[str, Text] = {genre.value: genre.label for genre in Genre}


class Copy(models.Model):
    """The content fields of a story."""

    class Connection(models.TextChoices):
        """The kinds of `Wording` that an editor can require for a story as a whole."""

        SPONSORED = "sponsored", _("Sponsored")
        GIFTED = "gifted", _("About something gifted or lent")
        PARTNER = "partner", _("Made with an advertiser")

    headline = models.CharField(max_length=200, blank=True)
    standfirst = models.CharField(
        max_length=400, blank=True, help_text=_("The line under the headline: why to read on.")
    )
    search_title = models.CharField(
        _("title in search results"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: the headline. Search engines show about 60 characters."),
    )
    social_title = models.CharField(
        _("title on social networks"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: the headline."),
    )
    description = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("For both. Empty: the standfirst. Search engines show about 155 characters."),
    )
    slug = models.SlugField(
        _("address"),
        max_length=120,
        blank=True,
        help_text=_("The end of the story's address. Empty: made from the headline."),
    )
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    genre = models.CharField(
        _("type of work"),
        max_length=10,
        blank=True,
        choices=Genre,
        help_text=_("Shown next to the headline."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=story_languages,
        default="",
        db_default="",
        help_text=_("Of the headline and the text. Empty: the site’s."),
    )
    series = models.ForeignKey(
        Series, models.PROTECT, "%(class)ss", null=True, blank=True, verbose_name=_("series")
    )
    series_part = models.PositiveSmallIntegerField(
        _("part"),
        null=True,
        blank=True,
        validators=PART_LIMITS,
        help_text=_("Its number in the series. Empty: after the numbered parts, by date."),
    )
    picture = models.ForeignKey(
        Image,
        verbose_name=_("featured picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    picture_alt = models.CharField(
        _("alt text in this story"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: the picture’s own."),
    )
    picture_caption = models.CharField(
        _("caption in this story"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: the picture’s own."),
    )
    picture_focus = models.CharField(
        _("crop in this story"),
        max_length=12,
        blank=True,
        choices=Focus,
        default="",
        db_default="",
        help_text=_("The part that stays in view where lists cut off the sides."),
    )
    body: "models.TextField[str, str]" = CleanHtmlField(blank=True)
    videos = models.JSONField(
        _("recommended videos"), default=list, blank=True, validators=[videos.validate]
    )

    connection = models.CharField(
        max_length=10,
        blank=True,
        choices=Connection,
        help_text=_("A tie that readers wouldn’t expect: it is disclosed at the top of the story."),
    )
    connection_with = models.CharField(
        _("with"),
        max_length=120,
        blank=True,
        help_text=_("Who paid, gave or made it with us, as readers know them."),
    )
    paid_links = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_addresses],
        help_text=_("Addresses in the body that we are paid for though no programme matches."),
    )

    extra = models.JSONField(
        _("own fields"),
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_(
            "The values of the publisher's own fields, by name (the setting STORY_FIELDS)."
        ),
    )

    # Related managers of the copy's rows. Drafts and editions have a table for each.
    PARTS = ("bylines", "tag_links", "related_links")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.headline or gettext("Untitled story")

    @property
    def genre_name(self) -> str:
        """The name of the type of work; `get_genre_display` takes longer than the rest of a card."""
        return str(GENRES.get(self.genre, self.genre))

    @property
    def lead(self) -> Image | None:
        """The featured picture with the words and the crop that this story has for it."""
        if self.picture is None:
            return None
        return self.picture.shown_with(
            alt=self.picture_alt, caption=self.picture_caption, focus=self.picture_focus
        )

    @property
    def summary(self) -> str:
        """The sentence below the title in search results and on social networks."""
        return self.description or self.standfirst

    @property
    def is_advertising(self) -> bool:
        """Return whether somebody paid for the story itself, and so for each link in it."""
        return self.connection in (self.Connection.SPONSORED, self.Connection.PARTNER)

    @classmethod
    def copy_fields(cls) -> list[str]:
        """Return the attribute names of the copy's fields: `section_id`, not `section`."""
        return [field.attname for field in Copy._meta.concrete_fields]

    def copy(self) -> dict[str, Any]:
        """Return the whole copy as plain values; two equal copies look the same to readers."""
        return {name: getattr(self, name) for name in self.copy_fields()} | {
            part: _values(self, part) for part in self.PARTS
        }

    def has_same_copy(self, other: "Copy") -> bool:
        """Return whether readers see the same in `other`; rows are read only if all fields agree."""
        return all(getattr(self, name) == getattr(other, name) for name in self.copy_fields()) and (
            all(_values(self, part) == _values(other, part) for part in self.PARTS)
        )


def _values(copy: Copy, part: str) -> list[dict[str, Any]]:
    """Return the content of a part's rows, from `EditionQuerySet.with_parts` if it was read so."""
    rows = vars(copy).get(f"{part}_json")
    if rows is None:
        return [row.values() for row in getattr(copy, part).all()]
    model: Any = copy._meta.get_field(part).related_model
    fields = {name: model._meta.get_field(name) for name in model.part_fields()}
    return [{name: field.to_python(row[name]) for name, field in fields.items()} for row in rows]


class Part(models.Model):
    """A row of the copy, such as a byline. `values` is the content that draft and edition share."""

    class Meta:
        abstract = True

    @classmethod
    def part_fields(cls) -> list[str]:
        """Return the attribute names of the content, without the key of the draft or edition."""
        shared = cls.__bases__[0]._meta.concrete_fields  # type: ignore[attr-defined]  # an abstract base
        return [field.attname for field in shared]

    def values(self) -> dict[str, Any]:
        """Return the content of the row as plain values."""
        return {name: getattr(self, name) for name in self.part_fields()}


class Byline(Part):
    """An author of a story, with their position in the byline and optionally their role."""

    class Role(models.TextChoices):
        WORDS = "words", _("Words")
        REPORTING = "reporting", _("Reporting")
        PHOTOGRAPHS = "photographs", _("Photographs")
        ILLUSTRATION = "illustration", _("Illustration")
        EDITING = "editing", _("Editing")

    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="%(class)ss")
    role = models.CharField(
        max_length=20, blank=True, choices=Role, help_text=_("Empty where the byline is enough.")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.author} ({self.get_role_display()})" if self.role else str(self.author)


class TagLink(Part, ItemBase):
    """A tag on a story.

    It has real foreign keys instead of taggit's generic one, for fast queries over a million rows.
    """

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="%(class)ss")

    objects: "ClassVar[models.Manager[Any]]" = models.Manager()

    class Meta:
        abstract = True
        ordering = ["id"]


class Related(Part):
    """A related story that an editor picked to be shown below another."""

    story = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.story)

    def clean(self) -> None:
        """Check that the story isn't related to itself."""
        if self.story_id and self.story_id == getattr(self, "content_object_id", None):
            raise ValidationError({"story": gettext("A story can't be related to itself.")})


class Listed(models.Model):
    """A row of an edition by which lists of stories are queried.

    It repeats the edition's publication date, which never changes, so that one index serves an
    author's or a tag's stories in order, however many there are.
    """

    published_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the edition's publication date."""
        self.repeat_date()
        super().save(*args, **kwargs)

    def repeat_date(self) -> None:
        """Copy the edition's publication date, which `bulk_create` needs to be called for."""
        self.published_at = self.content_object.published_at  # type: ignore[attr-defined]  # an edition

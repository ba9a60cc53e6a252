"""The copy: the fields and rows that a draft and its editions share.

A field added to `Copy` is copied from draft to edition, compared and guarded without further code.
Content that needs rows of its own (bylines, tags, related stories) has an abstract base class here
and two tables: one for drafts in article.py, one for editions in edition.py. `PARTS` lists them.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField
from taggit.models import ItemBase

from articles.models import videos
from articles.models.taxonomy import Section, Tag
from authors.models import Author
from images.models import Focus, Image
from newsroom.html import EDITOR_EXTENSIONS, clean
from newsroom.html_limits import TooMuchHtml


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
        raise ValidationError("The paid links must be a list of addresses.")


class Genre(models.TextChoices):
    """The type of work a story is: one of the Trust Project's indicators (thetrustproject.org)."""

    NEWS = "news", "News"
    REVIEW = "review", "Review"
    OPINION = "opinion", "Opinion"
    ANALYSIS = "analysis", "Analysis"
    GUIDE = "guide", "Guide"


GENRES: dict[str, str] = {genre.value: str(genre.label) for genre in Genre}


class Copy(models.Model):
    """The content fields of a story."""

    class Connection(models.TextChoices):
        """The kinds of `Wording` that an editor can require for a story as a whole."""

        SPONSORED = "sponsored", "Sponsored"
        GIFTED = "gifted", "About something gifted or lent"
        PARTNER = "partner", "Made with an advertiser"

    headline = models.CharField(max_length=200, blank=True)
    standfirst = models.CharField(
        max_length=400, blank=True, help_text="The line under the headline: why to read on."
    )
    search_title = models.CharField(
        "title in search results",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="Empty: the headline. Search engines show about 60 characters.",
    )
    social_title = models.CharField(
        "title on social networks",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="Empty: the headline.",
    )
    description = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="For both. Empty: the standfirst. Search engines show about 155 characters.",
    )
    slug = models.SlugField(
        "address",
        max_length=120,
        blank=True,
        help_text="The end of the story's address. Empty: made from the headline.",
    )
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    genre = models.CharField(
        "type of work",
        max_length=10,
        blank=True,
        choices=Genre,
        help_text="Shown next to the headline.",
    )
    picture = models.ForeignKey(
        Image,
        verbose_name="featured picture",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    picture_alt = models.CharField(
        "alt text in this story",
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Empty: the picture’s own.",
    )
    picture_caption = models.CharField(
        "caption in this story",
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Empty: the picture’s own.",
    )
    picture_focus = models.CharField(
        "crop in this story",
        max_length=12,
        blank=True,
        choices=Focus,
        default="",
        db_default="",
        help_text="The part that stays in view where lists cut off the sides.",
    )
    body: "models.TextField[str, str]" = CleanHtmlField(blank=True)
    videos = models.JSONField(
        "recommended videos", default=list, blank=True, validators=[videos.validate]
    )

    connection = models.CharField(
        max_length=10,
        blank=True,
        choices=Connection,
        help_text="A tie that readers wouldn’t expect: it is disclosed at the top of the story.",
    )
    connection_with = models.CharField(
        "with",
        max_length=120,
        blank=True,
        help_text="Who paid, gave or made it with us, as readers know them.",
    )
    paid_links = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_addresses],
        help_text="Addresses in the body that we are paid for though no programme matches.",
    )

    extra = models.JSONField(
        "own fields",
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="The values of the publisher's own fields, by name (the setting STORY_FIELDS).",
    )

    # Related managers of the copy's rows. Drafts and editions have a table for each.
    PARTS = ("bylines", "tag_links", "related_links")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.headline or "Untitled story"

    @property
    def genre_name(self) -> str:
        """The name of the type of work; `get_genre_display` takes longer than the rest of a card."""
        return GENRES.get(self.genre, self.genre)

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
        WORDS = "words", "Words"
        REPORTING = "reporting", "Reporting"
        PHOTOGRAPHS = "photographs", "Photographs"
        ILLUSTRATION = "illustration", "Illustration"
        EDITING = "editing", "Editing"

    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="%(class)ss")
    role = models.CharField(
        max_length=20, blank=True, choices=Role, help_text="Empty where the byline is enough."
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
            raise ValidationError({"story": "A story can't be related to itself."})


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

"""The copy: what a draft and its editions have in common.

A field added to `Copy` is carried from draft to edition, compared and guarded without another line.
What takes rows of its own (bylines, tags, related stories) has an abstract base here, and a table
for drafts and one for editions beside them; `PARTS` names them.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField
from taggit.models import ItemBase

from articles.models import videos
from articles.models.taxonomy import Section, Tag
from authors.models import Author
from images.models import Image
from newsroom.html import EDITOR_EXTENSIONS, clean
from newsroom.html_limits import TooMuchHtml


class CleanHtmlFormField(ProseEditorFormField):
    """A form's field of HTML: cleaned before anything else of the form reads it."""

    def clean(self, value: Any) -> Any:
        """Return the clean HTML.

        Raises:
            ValidationError: it is too long or too deeply nested. The form still has what was sent.
        """
        try:
            return clean(super().clean(value))
        except TooMuchHtml as error:
            raise ValidationError(str(error), code="too_much") from None


class CleanHtmlField(ProseEditorField):
    """HTML that went through the one cleaner, whichever door it came in by: it cleans on writing.

    Writing what is too long or too deeply nested raises TooMuchHtml; validating it, ValidationError.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extensions=EDITOR_EXTENSIONS, sanitize=clean, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": CleanHtmlFormField} | kwargs))

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Return the clean HTML. Raises ValidationError where `clean` raises TooMuchHtml."""
        try:
            return super().clean(value, model_instance)
        except TooMuchHtml as error:
            raise ValidationError(str(error), code="too_much") from None

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Clean what any write brings, `queryset.update()` included; look-ups stay as they are."""
        return super().get_db_prep_save(
            clean(value) if isinstance(value, str) else value, connection
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Show the instance at hand what is stored."""
        cleaned = clean(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, cleaned)
        return cleaned


def validate_addresses(value: Any) -> None:
    """A list of addresses, each as the body has it."""
    if not isinstance(value, list) or not all(isinstance(address, str) for address in value):
        raise ValidationError("The paid links must be a list of addresses.")


class Genre(models.TextChoices):
    """What type of work a story is: one of the Trust Project's indicators (thetrustproject.org)."""

    NEWS = "news", "News"
    REVIEW = "review", "Review"
    OPINION = "opinion", "Opinion"
    ANALYSIS = "analysis", "Analysis"
    GUIDE = "guide", "Guide"


class Copy(models.Model):
    """The words and choices that make a story."""

    class Connection(models.TextChoices):
        """The kinds of `Wording` that a story can call for by itself."""

        SPONSORED = "sponsored", "Sponsored"
        GIFTED = "gifted", "About something gifted or lent"
        PARTNER = "partner", "Made with an advertiser"

    headline = models.CharField(max_length=200, blank=True)
    standfirst = models.CharField(
        max_length=400, blank=True, help_text="The line under the headline: why to read on."
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
        help_text="Readers are told beside the headline.",
    )
    picture = models.ForeignKey(
        Image,
        verbose_name="featured picture",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    body: "models.TextField[str, str]" = CleanHtmlField(blank=True)
    videos = models.JSONField(
        "recommended videos", default=list, blank=True, validators=[videos.validate]
    )

    connection = models.CharField(
        max_length=10,
        blank=True,
        choices=Connection,
        help_text="A tie that readers wouldn’t expect: it is told at the top of the story.",
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
        help_text="Addresses in the body that we are paid for though no programme tells.",
    )

    # Related managers that hold the copy's rows; each draft's table has an edition's twin.
    PARTS = ("bylines", "tag_links", "related_links")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.headline or "Untitled story"

    @property
    def is_advertising(self) -> bool:
        """Whether somebody paid for the story itself, and so for each link in it."""
        return self.connection in (self.Connection.SPONSORED, self.Connection.PARTNER)

    @classmethod
    def copy_fields(cls) -> list[str]:
        """The attributes that hold the copy itself: `section_id`, not `section`."""
        return [field.attname for field in Copy._meta.concrete_fields]

    def copy(self) -> dict[str, Any]:
        """The whole copy as plain values: equal for two rows if readers would see the same."""
        return {name: getattr(self, name) for name in self.copy_fields()} | {
            part: [row.values() for row in getattr(self, part).all()] for part in self.PARTS
        }


class Part(models.Model):
    """A row of the copy's; `values` is what draft and edition share of it."""

    class Meta:
        abstract = True

    @classmethod
    def part_fields(cls) -> list[str]:
        """The attributes that say something, not those that say whose row it is."""
        shared = cls.__bases__[0]._meta.concrete_fields  # type: ignore[attr-defined]  # the abstract base
        return [field.attname for field in shared]

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.part_fields()}


class Byline(Part):
    """An author of a story, in the order they are printed, with what they did if not the words."""

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
    """A tag on a story: a row with real foreign keys, which a query over a million can use."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="%(class)ss")

    objects: "ClassVar[models.Manager[Any]]" = models.Manager()

    class Meta:
        abstract = True
        ordering = ["id"]


class Related(Part):
    """A story picked by hand to stand below another."""

    story = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.story)

    def clean(self) -> None:
        if self.story_id and self.story_id == getattr(self, "content_object_id", None):
            raise ValidationError({"story": "A story can't be related to itself."})


class Listed(models.Model):
    """A row that a list of stories is found by.

    It repeats its edition's date, which never changes, so that one index has an author's or a
    tag's stories in their order, however many there are.
    """

    published_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.published_at = self.content_object.published_at  # type: ignore[attr-defined]  # an edition
        super().save(*args, **kwargs)

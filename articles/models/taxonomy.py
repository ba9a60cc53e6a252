"""The taxonomy of stories: a story has one section and any number of tags."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from articles.models.querysets import SectionQuerySet
from disclosures import jurisdictions
from images.models import Image
from newsroom.indexes import folded_index

# First parts of the site's other addresses; a section with such a slug couldn't be reached.
RESERVED = {
    "about",
    "admin",
    "archive",
    "authors",
    "clicks",
    "corrections",
    "disclosures",
    "healthz",
    "images",
    "latest",
    "metrics",
    "most-read",
    "preview",
    "reads",
    "readyz",
    "search",
    "series",
    "static",
    "tags",
}


def validate_not_reserved(slug: str) -> None:
    """Check that the site doesn't use `slug` for other pages; raise ValidationError if it does."""
    if slug in RESERVED:
        raise ValidationError(
            gettext("The site uses {path} for something else. Choose another address.").format(
                path=f"/{slug}/"
            )
        )


def site_jurisdiction() -> str:
    """Return the jurisdiction of the settings, the default for new sections."""
    return str(settings.JURISDICTION)


class Section(models.Model):
    """A section of the publication.

    Its slug is part of its stories' addresses, so the desk locks it once an edition has it.
    """

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(
        _("address"), max_length=60, unique=True, validators=[validate_not_reserved]
    )
    description = models.CharField(
        max_length=300, blank=True, help_text=_("Shown on the section's page.")
    )
    jurisdiction = models.CharField(
        max_length=2,
        blank=True,
        default=site_jurisdiction,
        choices=jurisdictions.choices_of_sections,
        help_text=_("Whose rules its disclosures follow. A change shows on all its pages at once."),
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text=_("Order in the site's header.")
    )
    public_history = models.BooleanField(
        default=False,
        help_text=_("Readers can compare the editions of its stories, former words included."),
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and record the jurisdiction from now on if it changed."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            known = self.jurisdictions.order_by("-at", "-id").first()
            if known is None or known.jurisdiction != self.jurisdiction:
                self.jurisdictions.create(jurisdiction=self.jurisdiction)

    def get_absolute_url(self) -> str:
        return f"/{self.slug}/"

    def jurisdiction_at(self, at: datetime) -> str:
        """Return the jurisdiction whose rules the section's disclosures followed at an instant."""
        known = self.jurisdictions.filter(at__lte=at).order_by("-at", "-id").first()
        return known.jurisdiction if known else self.jurisdiction


class JurisdictionChange(models.Model):
    """The jurisdiction of a section from `at` until its next row. Rows are only ever added."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="jurisdictions")
    jurisdiction = models.CharField(max_length=2, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.section}: {self.jurisdiction or 'none'} from {self.at:%Y-%m-%d %H:%M}"


class Tag(TagBase):
    """A subject that stories are about. Names are compared without regard to case."""

    intro = models.TextField(
        max_length=600,
        blank=True,
        default="",
        db_default="",
        help_text=_("What the tag is about: a few sentences for its page and for search engines."),
    )
    picture = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="tags"
    )

    class Meta:
        ordering = ["name"]
        # For the suggestions while somebody types a story's tags.
        indexes = [folded_index("name", name="tag_folded")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="tag_has_an_address")
        ]

    def get_absolute_url(self) -> str:
        # A slug may have letters of any script.
        return f"/tags/{quote(self.slug)}/"

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return a slug for any name; for one without letters or digits, such as “★”, “tag”."""
        stem = slugify(tag, allow_unicode=True)[:90] or "tag"
        return stem if i is None else f"{stem}-{i}"

"""Where a story belongs: one section, any number of tags."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from taggit.models import TagBase

from disclosures.models import Wording

# First parts of addresses that are not sections; a section of that name could not be reached.
RESERVED = {
    "about",
    "admin",
    "authors",
    "clicks",
    "corrections",
    "disclosures",
    "images",
    "static",
    "tags",
}


def validate_not_reserved(slug: str) -> None:
    if slug in RESERVED:
        raise ValidationError(f"The site uses /{slug}/ for something else. Choose another address.")


class Section(models.Model):
    """A desk of the publication. Its address is part of its stories' addresses and stays."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(
        "address", max_length=60, unique=True, validators=[validate_not_reserved]
    )
    description = models.CharField(
        max_length=300, blank=True, help_text="Shown on the section's page."
    )
    jurisdiction = models.CharField(
        max_length=2,
        blank=True,
        choices=[("", "The site’s"), *Wording.Jurisdiction.choices[1:]],
        help_text="Whose rules its disclosures follow.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the site's header.")
    public_history = models.BooleanField(
        default=False,
        help_text="Readers can compare the editions of its stories, former words included.",
    )

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("section", args=[self.slug])


class Tag(TagBase):
    """What a story is about. Upper and lower case don't make two tags of one."""

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="tag_has_an_address")
        ]

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])

    def slugify(self, tag: str, i: int | None = None) -> str:
        """An address for every name, one without letters (★) included."""
        stem = slugify(tag, allow_unicode=True)[:90] or "tag"
        return stem if i is None else f"{stem}-{i}"

"""Authors: who wrote it, for readers. Not who may sign in; a guest author has no login."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from images.models import Image


class Author(models.Model):
    """A byline's person. Live data: mend a name or a bio once, and every story shows it."""

    name = models.CharField(max_length=120, help_text="As it is printed on stories.")
    slug = models.SlugField(
        "address", max_length=120, unique=True, help_text="The end of the author page's address."
    )
    pronouns = models.CharField(max_length=40, blank=True, help_text="For example: she/her.")
    role = models.CharField(
        "role line",
        max_length=120,
        blank=True,
        help_text="For example: Contributing writer, anime.",
    )
    bio = models.TextField(blank=True, max_length=1200, help_text="A few sentences, plain text.")
    portrait = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="portrait_of"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="login",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text="Who signs in as this author. A guest author needs none.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])


class Link(models.Model):
    """Where else an author is found, in the order the author box shows."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=60)
    url = models.URLField("address")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

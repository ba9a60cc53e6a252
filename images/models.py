"""Pictures: one row a picture, with what the law and a blind reader need to know of it."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from images import renditions, uploads


def make_token() -> str:
    """A name that can't be guessed: whoever isn't shown a picture can't ask for it either."""
    return secrets.token_urlsafe(12)


def original_path(image: "Image", filename: str) -> str:
    """Where the original lies. The uploader's file name is dropped: it may tell a secret."""
    return f"images/{image.token}/original.{image.format}"


class Image(models.Model):
    """A picture. The original is kept as it came and never served; readers get renditions."""

    token = models.CharField(max_length=32, unique=True, default=make_token, editable=False)
    file = models.ImageField(
        upload_to=original_path,
        help_text="JPEG, PNG, WebP, AVIF or GIF, at most 30 MB.",
    )
    format = models.CharField(max_length=8, editable=False)
    width = models.PositiveIntegerField(editable=False, help_text="Pixels, as it is looked at.")
    height = models.PositiveIntegerField(editable=False, help_text="Pixels, as it is looked at.")
    alt = models.CharField(
        "alt text",
        max_length=300,
        blank=True,
        help_text="What the picture shows, for readers who can't see it. One sentence; no “image of”.",
    )
    decorative = models.BooleanField(
        default=False,
        help_text="It says nothing that the words don't; readers who can't see it miss nothing.",
    )
    caption = models.CharField(max_length=300, blank=True, help_text="Shown under the picture.")
    credit = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who made it or owns it, as it should be printed: “Studio Bones”, “Ana Ruiz/AP”.",
    )
    source = models.URLField(
        blank=True, help_text="Where it came from, for the desk. May stay empty."
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "picture"
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.caption or self.alt or f"Picture {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new file is checked by its content first, and goes again if the row is refused.

        Raises:
            ValidationError: the file is no picture that we take (see uploads.inspect).
        """
        fresh = bool(self.file) and not self._is_stored()
        if fresh:
            found = uploads.inspect(self.file.file)
            self.format, self.width, self.height = found.format, found.width, found.height
        try:
            super().save(*args, **kwargs)
        except Exception:
            if fresh and self._is_stored() and self.file.name:
                self.file.storage.delete(self.file.name)
            raise

    def get_absolute_url(self) -> str:
        """The address of the largest JPEG: what other sites and feeds show."""
        return self.url_at(self.widths[-1], "jpg")

    @property
    def is_printed(self) -> bool:
        """Whether an edition shows it, or an author's profile: readers see its words at once."""
        in_edition = self.editions.exists() or self.edition_links.exists()
        return in_edition or self.portrait_of.exists()

    @property
    def widths(self) -> list[int]:
        """The widths in pixels that renditions come in, smallest first; never above the original."""
        return renditions.widths_for(self.width)

    def url_at(self, width: int, format: str) -> str:
        return reverse("image", args=[self.token, width, format])

    def path_at(self, width: int, format: str) -> str:
        """Where a rendition is kept."""
        return f"images/{self.token}/{width}.{format}"

    def rendition(self, width: int, format: str) -> bytes:
        """The picture at `width` pixels as `format` (a key of renditions.FORMATS), made if need be."""
        path = self.path_at(width, format)
        if (kept := renditions.kept(path)) is not None:
            return kept
        with renditions.one_at_a_time:
            if (kept := renditions.kept(path)) is not None:
                return kept
            with self.file.open() as original:
                content = renditions.render(original, width, format)
            renditions.store(path, content)
        return content

    def _is_stored(self) -> bool:
        return bool(self.file._committed)  # type: ignore[attr-defined]  # Django's own mark

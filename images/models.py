"""Uploaded pictures with credit, source and alt text."""

import copy
import logging
import secrets
from dataclasses import dataclass
from typing import IO, Any, Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from images import files, renditions, uploads
from newsroom.indexes import words_index

logger = logging.getLogger(__name__)


def make_token() -> str:
    """Return a random name: nobody can guess the URL of an unpublished picture."""
    return secrets.token_urlsafe(12)


def original_path(image: "Image", filename: str) -> str:
    """Return the original's path, without the uploaded file name, which may reveal a secret."""
    return f"{files.folder(image.token)}/original.{image.format}"


@dataclass(frozen=True)
class Rendition:
    """A copy of a picture for readers, in one width and format."""

    width: int
    format: str
    content: bytes


class Focus(models.TextChoices):
    """The part of a picture that stays in view where its sides are cut off, as on cards."""

    TOP_LEFT = "top-left", _("Top left")
    TOP = "top", _("Top")
    TOP_RIGHT = "top-right", _("Top right")
    LEFT = "left", _("Left")
    CENTRE = "centre", _("Centre")
    RIGHT = "right", _("Right")
    BOTTOM_LEFT = "bottom-left", _("Bottom left")
    BOTTOM = "bottom", _("Bottom")
    BOTTOM_RIGHT = "bottom-right", _("Bottom right")


class Image(models.Model):  # type: ignore[django-manager-missing]  # taggit has no types
    """A picture. The original is kept unchanged and never served; readers get renditions.

    `save` makes one small JPEG; a worker makes the other renditions (images/tasks.py).
    """

    token = models.CharField(max_length=32, unique=True, default=make_token, editable=False)
    file = models.ImageField(
        upload_to=original_path,
        help_text=_("JPEG, PNG, WebP, AVIF or GIF, at most 30 MB."),
    )
    format = models.CharField(max_length=8, editable=False)
    width = models.PositiveIntegerField(editable=False, help_text=_("Pixels, as displayed."))
    height = models.PositiveIntegerField(editable=False, help_text=_("Pixels, as displayed."))
    alt = models.CharField(
        _("alt text"),
        max_length=300,
        blank=True,
        help_text=_(
            "What the picture shows, for readers who can't see it. One sentence; no “image of”."
        ),
    )
    decorative = models.BooleanField(
        default=False,
        help_text=_("It says nothing that the words don't; readers who can't see it miss nothing."),
    )
    caption = models.CharField(max_length=300, blank=True, help_text=_("Shown under the picture."))
    credit = models.CharField(
        max_length=200,
        blank=True,
        help_text=_(
            "Who made it or owns it, as it should be printed: “Studio Bones”, “Ana Ruiz/AP”."
        ),
    )
    source = models.URLField(
        blank=True, help_text=_("Where it came from, for the desk. May stay empty.")
    )
    focus = models.CharField(
        _("stays in view"),
        max_length=12,
        choices=Focus,
        default=Focus.CENTRE,
        db_default=Focus.CENTRE,
        help_text=_("Lists cut off the sides of a picture. This part of it stays."),
    )
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Counts the saves, to notice two editors at once.")
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

    # The path below which renditions are served. Previews replace it on their objects.
    served_below = "/images/"
    # Stored files of a picture whose row isn't saved yet.
    _written: list[str] = []

    class Meta:
        verbose_name = _("picture")
        ordering = ["-uploaded_at", "-id"]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="image_uploaded"),
            words_index("alt", "caption", "credit", name="image_words"),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or f"Picture {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; check and store a new picture's file first, and delete it if saving the row fails.

        Raises:
            ValidationError: the file isn't an accepted picture (see uploads.inspect).
            OSError: it can't be stored, for example on a full disk (files.is_full); no file
                is left behind.
        """
        if self.file and not self._is_stored():
            self.store_file()
        try:
            # One transaction with the task that makes the renditions (images/receivers.py).
            with transaction.atomic():
                super().save(*args, **kwargs)
        except BaseException:
            self._discard_files()
            raise
        self._written = []

    def get_absolute_url(self) -> str:
        """Return the URL of the largest JPEG, which feeds and other sites show."""
        return self.url_at(self.widths[-1], "jpg")

    def store_file(self) -> None:
        """Check the new file and store it, with a small JPEG and, if it is large, its master.

        Raises:
            ValidationError, OSError: as in `save`.
            ValueError: the picture is saved already.
        """
        if not self._state.adding:
            raise ValueError("A picture's file stays. Another file is another picture.")
        file = self.file.file
        # The desk's form has decoded it already.
        taken: uploads.Taken = getattr(file, "taken", None) or uploads.take(file)
        found = taken.inspected
        self.format, self.width, self.height = found.format, found.width, found.height
        self._written = []
        try:
            with files.storage_errors():
                self.file.save(str(self.file.name), file, save=False)
            self._written.append(str(self.file.name))
            self._store(self.path_at(taken.width, "jpg"), taken.stand_in)
            if taken.master is not None:
                self._store(files.master_path(self.token), taken.master)
        except BaseException:
            self._discard_files()
            raise

    def _store(self, path: str, content: bytes) -> None:
        if files.store(path, content):
            self._written.append(path)

    def _discard_files(self) -> None:
        """Delete the files that this object stored and no row refers to."""
        try:
            files.delete(self._written)
        except files.StorageAway:
            logger.error("Files without a picture are left in the storage: %s", self._written)
        self._written = []

    @property
    def is_printed(self) -> bool:
        """True if an edition, an author's profile, a series or a tag shows it, so readers see changed text at once."""
        in_edition = self.editions.exists() or self.edition_links.exists()
        return in_edition or self.portrait_of.exists() or self._heads_a_page

    @property
    def _heads_a_page(self) -> bool:
        """True if the page of a series or a tag shows it."""
        return self.series.exists() or self.tags.exists()

    def lacks(self) -> dict[str, str]:
        """Return a sentence for each property that the picture lacks: "alt" and "credit"."""
        found = {}
        if not self.alt and not self.decorative:
            found["alt"] = gettext(
                "“{picture}” has no alt text. Describe it, or mark it as decorative."
            ).format(picture=self)
        if not self.credit:
            found["credit"] = gettext(
                "“{picture}” has no credit. Say who made it or owns it."
            ).format(picture=self)
        return found

    def shown_with(self, *, alt: str = "", caption: str = "", focus: str = "") -> Self:
        """Return the picture as one story shows it: with the story's own words and crop.

        What is empty stays the picture's own. The result is only for showing.
        """
        own = {"alt": alt, "caption": caption, "focus": focus}
        changed: dict[str, Any] = {name: value for name, value in own.items() if value}
        if not changed:
            return self
        if alt:
            changed["decorative"] = False
        shown = copy.copy(self)
        vars(shown).update(changed)
        return shown

    @property
    def widths(self) -> list[int]:
        """The widths of renditions in pixels, smallest first; never larger than the original."""
        return renditions.widths_for(self.width, self.height)

    def url_at(self, width: int, format: str) -> str:
        """Return the URL of a rendition."""
        # `reverse` would take most of the time of a page with pictures.
        return f"{self.served_below}{self.token}/{width}.{format}"

    def path_at(self, width: int, format: str) -> str:
        """Return the path of a rendition in storage."""
        return files.rendition_path(self.token, width, format)

    def rendition(self, width: int, format: str) -> Rendition | None:
        """Return the rendition of this width and format, or else the nearest stored one.

        None if there is no rendition. No rendition is made here: the cost is reading a file.
        """
        content = files.read(self.path_at(width, format))
        if content is None:
            found = files.nearest(files.ready(self.token), width, format)
            if found is None:
                return None
            width, format = found
            content = files.read(self.path_at(width, format))
        return None if content is None else Rendition(width, format, content)

    def missing(self) -> list[tuple[int, str]]:
        """Return the width and the format of each rendition that doesn't exist yet."""
        ready = set(files.ready(self.token))
        every = [(width, format) for format in renditions.FORMATS for width in self.widths]
        return [rendition for rendition in every if rendition not in ready]

    def open_source(self) -> IO[bytes]:
        """Open the source of renditions: the master, or else the original."""
        with files.storage_errors():
            try:
                return default_storage.open(files.master_path(self.token))
            except FileNotFoundError:
                return self.file.storage.open(str(self.file.name))

    def _is_stored(self) -> bool:
        return bool(self.file._committed)  # type: ignore[attr-defined]  # Django's own mark

"""Authors: who wrote it, for readers. Not who may sign in; a guest author has no login."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models, transaction
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from images.models import Image
from newsroom import clock


class AuthorQuerySet(models.QuerySet["Author"]):
    def with_interests(self, at: datetime | None = None) -> Self:
        """With `interest_texts`: what readers are told at an instant, without another query."""
        told = Interest.objects.in_force(at).filter(author=OuterRef("pk"))
        return self.annotate(interest_texts=ArraySubquery(told.values("text")))


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

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and put the name on record: sentences of former days have it."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            known = self.names.first()
            if known is None or known.name != self.name:
                self.names.create(name=self.name)

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])

    def name_at(self, at: datetime) -> str:
        """What the author was called at an instant; before there was a record, as it begins."""
        known = self.names.filter(at__lte=at).first() or self.names.last()
        return known.name if known else self.name


class NameChange(models.Model):
    """What an author is called, until the next change. Rows are only ever added."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} from {self.at:%Y-%m-%d %H:%M}"


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


class InterestQuerySet(models.QuerySet["Interest"]):
    def in_force(self, at: datetime | None = None) -> Self:
        """Those that readers are told of at an instant (default: now)."""
        at = at or clock.now()
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)

    def known(self, at: datetime) -> Self:
        """Those whose words had been entered by an instant, whenever they say that they begin."""
        return self.filter(Q(entered_at=None) | Q(entered_at__lte=at))


class Interest(models.Model):
    """What an author has a stake in, told to readers from `since` until `until`.

    What readers have been told can't be changed: PostgreSQL refuses it (a trigger in migrations
    0002 and 0003), except for an end that hasn't passed; and it lets nobody choose `entered_at`.
    """

    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="interests")
    all_stories = models.BooleanField(
        default=True,
        help_text="Off: told only in the sections, tags and stories that are chosen for it.",
    )
    text = models.CharField(
        max_length=300,
        help_text="A sentence for readers, such as: Ana Ruiz owns shares in Studio Bones.",
    )
    since = models.DateTimeField(
        "told from", default=timezone.now, help_text="Empty: at once. It can't be told from before."
    )
    until = models.DateTimeField(
        "told until", null=True, blank=True, help_text="Empty: as long as nobody ends it."
    )
    # Empty for those of before it was on record.
    entered_at = models.DateTimeField(default=timezone.now, null=True, editable=False)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="interest_ends_after_it_begins",
                violation_error_message="It can't end before it begins.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def has_begun(self) -> bool:
        """Whether readers have been told: its words are fixed from then on."""
        return self.since <= clock.now()

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until <= clock.now()

"""Authors as readers see them. They aren't users: a guest author has no login."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models, transaction
from django.db.models import F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from images.models import Image
from newsroom import clock


class AuthorQuerySet(models.QuerySet["Author"]):
    def with_interests(self, at: datetime | None = None) -> Self:
        """Annotate `interest_texts`: the interests in force at an instant, without another query."""
        interests = Interest.objects.in_force(at).filter(author=OuterRef("pk"))
        return self.annotate(interest_texts=ArraySubquery(interests.values("text")))


class Author(models.Model):
    """A person named in bylines. Every story shows the current name and bio."""

    name = models.CharField(max_length=120, help_text=_("As it is printed on stories."))
    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        help_text=_("The end of the author page's address."),
    )
    pronouns = models.CharField(max_length=40, blank=True, help_text=_("For example: she/her."))
    role = models.CharField(
        _("role line"),
        max_length=120,
        blank=True,
        help_text=_("For example: Contributing writer, anime."),
    )
    bio = models.TextField(blank=True, max_length=1200, help_text=_("A few sentences, plain text."))
    portrait = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="portrait_of"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("login"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text=_("Who signs in as this author. A guest author needs none."),
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and record a changed name: earlier disclosures used the former one."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            known = self.names.first()
            if known is None or known.name != self.name:
                self.names.create(name=self.name)

    def get_absolute_url(self) -> str:
        return f"/authors/{self.slug}/"

    def name_at(self, at: datetime) -> str:
        """Return the author's name at an instant; before the first record, the first recorded name."""
        known = self.names.filter(at__lte=at).first() or self.names.last()
        return known.name if known else self.name


class NameChange(models.Model):
    """An author's name from an instant until the next change. Rows are append-only."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} from {self.at:%Y-%m-%d %H:%M}"


class Link(models.Model):
    """A link to an author's profile on another site, in the order of the author box."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=60)
    url = models.URLField(_("address"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class InterestQuerySet(models.QuerySet["Interest"]):
    def in_force(self, at: datetime | None = None) -> Self:
        """Return the interests shown to readers at an instant (default: now)."""
        at = at or clock.now()
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)

    def known(self, at: datetime) -> Self:
        """Return the interests entered by an instant, regardless of `since`."""
        return self.filter(Q(entered_at=None) | Q(entered_at__lte=at))


class Interest(models.Model):
    """A stake that an author declares, shown to readers from `since` until `until`.

    Once it is in force, PostgreSQL refuses every change except of an end in the future, and it sets
    `entered_at` itself (newsroom/guards.py).
    """

    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="interests")
    all_stories = models.BooleanField(
        default=True,
        help_text=_("Off: shown only in the sections, tags and stories that are chosen for it."),
    )
    text = models.CharField(
        max_length=300,
        help_text=_("A sentence for readers, such as: Ana Ruiz owns shares in Studio Bones."),
    )
    since = models.DateTimeField(
        _("shown from"),
        default=timezone.now,
        help_text=_("Empty: at once. It can't begin in the past."),
    )
    until = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Empty: as long as nobody ends it.")
    )
    # Empty for interests entered before this column existed.
    entered_at = models.DateTimeField(default=timezone.now, null=True, editable=False)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="interest_ends_after_it_begins",
                violation_error_message=_("It can't end before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def has_begun(self) -> bool:
        """True once readers see it; its text is fixed from then on."""
        return self.since <= clock.now()

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until <= clock.now()

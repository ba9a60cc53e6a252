"""The draft: what editors write. Readers never see a row of this module's tables."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.copy import Byline, Copy, Related, TagLink
from articles.models.querysets import ArticleQuerySet
from articles.models.tagging import Tags
from images.models import Image
from newsroom import clock
from newsroom.indexes import words_index

if TYPE_CHECKING:
    from articles.models.edition import Edition


class Article(Copy):
    """The working copy of a story. It may be unfinished, wrong or under embargo."""

    class Stage(models.TextChoices):
        """The workflow state of a draft, set by editors."""

        WRITING = "writing", _("Being written")
        REVIEW = "review", _("In review")

    class Status(models.TextChoices):
        """The publication status of a story, derived from its editions and never stored."""

        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        LIVE = "live", _("Live")
        CHANGED = "changed", _("Live, with unpublished changes")
        UPDATING = "updating", _("Live, update scheduled")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    tags = Tags(through="articles.ArticleTag", blank=True, help_text=_("With commas between them."))
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WRITING)
    embargo_until = models.DateTimeField(
        null=True, blank=True, help_text=_("The story can't be published to go live before this.")
    )
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Counts the saves, to notice two editors at once.")
    )
    form_key = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text=_(
            "The key of the form it was written in, so that sending it twice makes one story."
        ),
    )
    is_printed = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="It has an edition that isn't cancelled. PostgreSQL writes it (migration 0004).",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-saved_at", "-id"]
        # The desk's lists: by date, by workflow state, by headline, never printed, and their search.
        indexes = [
            models.Index(fields=["-saved_at", "-id"], name="article_saved"),
            models.Index(fields=["stage", "-saved_at", "-id"], name="article_stage"),
            models.Index(fields=["headline"], name="article_headline"),
            models.Index(
                fields=["-saved_at", "-id"], condition=Q(is_printed=False), name="article_drafts"
            ),
            words_index("headline", "slug", name="article_words"),
        ]
        permissions = [
            ("publish_article", "Can publish and schedule stories"),
            ("withdraw_article", "Can withdraw stories"),
            ("correct_article", "Can publish corrections"),
            ("override_checks", "Can publish stories despite errors, with a reason"),
            (
                "disclose_article",
                "Can mark stories and links as paid, gifted or made with a partner",
            ),
        ]

    @property
    def path(self) -> str:
        """The path that publishing the draft now would give it, such as `anime/a-slug`."""
        return f"{self.section.slug}/{self.slug}" if self.section else self.slug

    @property
    def status(self) -> str:
        """The publication status now, a `Status`, derived from the editions."""
        return self.status_by(self.editions.all())

    def status_by(self, editions: "Iterable[Edition]") -> str:
        """Return the status by these editions, newest first.

        They are the story's, or at least those of `for_status` or `for_next`.
        """
        now = clock.now()
        printed = [edition for edition in editions if not edition.is_cancelled]
        if not printed:
            return self.Status.DRAFT
        newest = printed[0]
        if any(edition.is_live(now) for edition in printed):
            if not self.has_same_copy(newest):
                return self.Status.CHANGED
            return self.Status.LIVE if newest.is_live(now) else self.Status.UPDATING
        waits = newest.live_from > now
        return self.Status.SCHEDULED if waits else self.Status.WITHDRAWN


class ArticleByline(Byline):
    """A byline of a draft."""

    content_object = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")

    class Meta(Byline.Meta):
        verbose_name = _("byline")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "author"],
                name="article_byline_once",
                violation_error_message=_("This author is on the story twice."),
            )
        ]


class ArticleTag(TagLink):
    """A tag of a draft."""

    content_object = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="tag_links")

    class Meta(TagLink.Meta):
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="article_tag_once")
        ]


class ArticleRelated(Related):
    """A related story of a draft."""

    content_object = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="related_links"
    )

    class Meta(Related.Meta):
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "story"],
                name="article_related_once",
                violation_error_message=_("This story is picked twice."),
            )
        ]


class ArticlePicture(models.Model):
    """A picture in a draft's body.

    A trigger maintains these rows (migration 0003). Their foreign key keeps a picture from being
    deleted while a draft shows it.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="picture_links")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="article_links")

    class Meta:
        verbose_name = _("picture of a draft")
        verbose_name_plural = _("pictures of drafts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "image"], name="article_picture_once")
        ]

    def __str__(self) -> str:
        sentence = gettext("“{picture}” in the draft “{story}”")
        return sentence.format(picture=self.image, story=self.article)

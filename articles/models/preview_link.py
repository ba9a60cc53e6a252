"""Preview links: secret addresses at which somebody without a login reads a draft for some days."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token, in hexadecimal digits; of any text, also of broken UTF-8."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """The queries over preview links."""

    def unended(self, at: datetime) -> Self:
        """Return the links that were not revoked and have not expired by an instant."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def working(self, at: datetime) -> Self:
        """Return the links that show the draft at an instant.

        A withdrawal ends the links made before it: the words that were taken from readers would
        stay readable in the draft. A link made after the withdrawal works.
        """
        withdrawn = (
            Edition.objects.filter(article=OuterRef("article"))
            .printed()
            .exclude(withdrawal_reason="")
            .filter(live_until__gt=OuterRef("created_at"), live_until__lte=at)
        )
        return self.unended(at).exclude(Exists(withdrawn))


class PreviewLink(models.Model):
    """A secret address at which its holder reads a story's draft, as it is then, without signing in.

    Only the token's SHA-256 is stored, so neither the desk nor a stolen backup discloses an address.
    The token has 256 random bits, so no slow hash is needed. Deleting the story deletes its links.
    """

    # A story has at most this many links that are neither revoked nor expired.
    MOST = 20

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="preview_links")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    recipient = models.CharField(_("for"), max_length=100)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        # Who may change the story may make and revoke its links.
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="preview_link_lasts"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="preview_link_revoked_by",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Preview link of “{article}” for {recipient}").format(
            article=self.article, recipient=self.recipient
        )

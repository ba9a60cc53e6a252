"""Runs of bulk actions: what somebody did to several stories at once, and what happened to each."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models

from newsroom import clock


class BulkRunQuerySet(models.QuerySet["BulkRun"]):
    """The queries over runs."""

    def prune(self, days: int) -> int:
        """Delete the runs that began more than `days` days ago; return their number."""
        return self.filter(begun_at__lt=clock.now() - timedelta(days=days)).delete()[0]

    def of(self, user: models.Model) -> Self:
        """Return the runs that a user confirmed; nobody else reads them."""
        return self.filter(user=user)


class BulkRun(models.Model):
    """A confirmed action on several stories.

    The row is saved after each story, so that also an interrupted run says what it did.
    """

    key = models.UUIDField(
        primary_key=True, help_text="The confirmation's own key: sent twice, it begins one run."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_runs"
    )
    action = models.CharField(max_length=20)
    back = models.TextField(help_text="The query string of the list with the chosen stories.")
    chosen = models.PositiveIntegerField(help_text="The number of chosen stories.")
    results = models.JSONField(
        default=list, help_text="For each story its key and title, if it was done, and sentences."
    )
    begun_at = models.DateTimeField(db_index=True)

    objects = BulkRunQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.action} of {self.chosen}"

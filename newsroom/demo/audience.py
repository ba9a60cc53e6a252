"""Load the demo's reads: the totals of the last day, and the ranking made of them."""

from datetime import timedelta

from django.utils import timezone

from articles.models import Edition, Read
from articles.models.reads import hour_of
from articles.site import ranking

# Stories that are read, and hours in which they are.
STORIES, HOURS = 12, 24


def read_stories() -> None:
    """Record plausible numbers of reads, the same each time the demo is loaded."""
    hour = hour_of(timezone.now())
    editions = Edition.objects.live().latest_first().values_list("article_id", flat=True)
    Read.objects.bulk_create(
        Read(article_id=story, hour=hour - timedelta(hours=ago), count=count)
        for place, story in enumerate(editions[:STORIES])
        for ago in range(HOURS)
        if (count := (place * 5 + ago * 7) % 11 + place * 17 % STORIES)
    )
    ranking.refresh()

"""The finding of similar stories, which a worker does after a story was published."""

from django.db import connection, transaction
from django_tasks import task

from articles.models import Edition, SimilarStory, StoryTerms, TermCount

# An advisory lock, so that stories which are neighbours are entered one after the other.
LOCK = 0x51_311A7
# Stories in one transaction.
BATCH = 200


@task(priority=-20)
def find_similar(story: int) -> None:
    """Find the stories that are similar to a published one, and those to which it is similar."""
    with transaction.atomic():
        _lock()
        if TermCount.objects.is_due():
            TermCount.objects.renew()
        StoryTerms.objects.write([story])
        SimilarStory.objects.find(story, enter=True)


def find_all() -> int:
    """Count terms anew, find the similar stories of all that are or will be live; return their number."""
    keys = list(Edition.objects.not_ended().order_by("article").values_list("article", flat=True))
    stories = list(dict.fromkeys(keys))
    batches = [stories[start : start + BATCH] for start in range(0, len(stories), BATCH)]
    with transaction.atomic():
        _lock()
        TermCount.objects.renew()
    for batch in batches:
        StoryTerms.objects.write(batch)
    for batch in batches:
        with transaction.atomic():
            _lock()
            for story in batch:
                SimilarStory.objects.find(story, enter=False)
    return len(stories)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

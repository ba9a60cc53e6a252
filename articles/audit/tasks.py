"""Checks of pages that a worker does in the background."""

from django_tasks import task

from articles.audit import pages


@task()
def check_pages() -> None:
    """Check pages as readers get them; see `pages.check`."""
    pages.check()

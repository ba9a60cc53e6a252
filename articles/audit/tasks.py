"""Background tasks of the audit."""

from django_tasks import task

from articles.audit import pages


@task()
def check_pages() -> None:
    """Check the HTML of live pages; see `pages.check`."""
    pages.check()

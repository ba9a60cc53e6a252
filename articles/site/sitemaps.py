"""Sitemaps and robots.txt: every live story, with the date that readers see."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from articles.models import Edition
from articles.models.querysets import EditionQuerySet
from newsroom.cache.readers import for_readers

# Article keys per sitemap file; the protocol allows 50,000 (sitemaps.org).
SIZE = 10_000


class KeyRanges(Paginator):
    """A paginator by ranges of article keys, so that no query counts rows or skips an offset.

    A range without a live story is an empty page.
    """

    def __init__(self, editions: EditionQuerySet) -> None:
        super().__init__(editions, SIZE)
        self.editions = editions

    @cached_property
    def num_pages(self) -> int:
        keys = self.editions.order_by("-article_id").values_list("article_id", flat=True)
        return ((keys.first() or 1) - 1) // SIZE + 1

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first, last = (number - 1) * SIZE + 1, number * SIZE
        within = self.editions.filter(article_id__gte=first, article_id__lte=last)
        return Page(list(within.order_by("article_id")), number, self)


class Stories(Sitemap[Edition]):
    """The sitemap of all live stories."""

    def items(self) -> EditionQuerySet:
        return Edition.objects.live().only("path", "published_at", "updated_at")

    @property
    def paginator(self) -> KeyRanges:
        return KeyRanges(self.items())

    def lastmod(self, edition: Edition) -> datetime:
        return edition.updated_at or edition.published_at

    def get_latest_lastmod(self) -> None:
        """Return None: Django would read every story to compute it."""


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {"stories": Stories}


@require_safe
@for_readers()
def index(request: HttpRequest) -> HttpResponse:
    """Serve the sitemap index."""
    return views.index(request, SITEMAPS, sitemap_url_name="sitemap-of")


@require_safe
@for_readers("p")
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """Serve one sitemap file."""
    # Our own template, because Django's omits the time of day.
    response = views.sitemap(request, SITEMAPS, section, template_name="articles/sitemap.xml")
    # The date would not change when a story is withdrawn; the ETag does.
    del response.headers["Last-Modified"]
    return response


@require_safe
@for_readers()
def robots(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

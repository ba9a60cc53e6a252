"""Sitemaps and robots.txt: every live story, with the date that readers see."""

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
        """Return the path and the dates of each story; rows as objects would take 50 MB."""
        number = self.validate_number(number)
        first, last = (number - 1) * SIZE + 1, number * SIZE
        within = self.editions.filter(article_id__gte=first, article_id__lte=last)
        rows = within.order_by("article_id").values_list("path", "published_at", "updated_at")
        return Page(list(rows), number, self)


class Stories(Sitemap[Edition]):
    """The sitemap of all live stories."""

    @property
    def paginator(self) -> KeyRanges:
        return KeyRanges(Edition.objects.live())

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the address of each story of a file, and the date that readers see."""
        base = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        return [
            {"location": f"{base}/{path}/", "lastmod": updated or published}
            for path, published, updated in self.paginator.page(page).object_list
        ]

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
    return views.sitemap(request, SITEMAPS, section, template_name="articles/sitemap.xml")


@require_safe
@for_readers()
def robots(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

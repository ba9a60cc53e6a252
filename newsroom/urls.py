"""The URL configuration. Sections are at the root, so fixed paths come first (see RESERVED)."""

from django.contrib import admin
from django.urls import path, register_converter

from articles import preview_links
from articles.evidence import published
from articles.site import (
    archive,
    corrections,
    feeds,
    front_pages,
    history,
    latest,
    most_read,
    reads,
    search_page,
    series,
    site_pages,
    sitemaps,
    views,
)
from disclosures.views import click, disclosures
from newsroom.metrics import metrics
from staff.views import SignIn


class UnicodeSlug:
    """A path converter for a tag's slug: letters of any script, digits, - and _."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Year:
    """A path converter for a year of the archive: four digits, so that each year has one address."""

    regex = r"[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class Month(Year):
    """A path converter for a month of the archive: 01 to 12."""

    regex = r"0[1-9]|1[0-2]"

    def to_url(self, value: int) -> str:
        return f"{value:02}"


register_converter(UnicodeSlug, "tag")
register_converter(Year, "year")
register_converter(Month, "month")

handler404 = "newsroom.errors.page_not_found"
handler500 = "newsroom.errors.server_error"

urlpatterns = [
    path(".well-known/newsroom-evidence.json", published.keys, name="evidence-keys"),
    path(".well-known/newsroom-evidence-verify.py", published.program, name="evidence-verifier"),
    path("", front_pages.home, name="home"),
    path("about/", site_pages.index, name="about"),
    path("about/<slug:slug>/", site_pages.site_page, name="site-page"),
    # Replaces the admin's own sign-in page, under the name that allauth expects.
    path("admin/login/", SignIn.as_view(), name="account_login"),
    path("admin/", admin.site.urls),
    path("archive/", archive.index, name="archive"),
    path("archive/<year:year>/", archive.year, name="archive-year"),
    path("archive/<year:year>/<month:month>/", archive.month, name="archive-month"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("authors/<slug:slug>/feed.xml", feeds.author_rss, name="author-feed"),
    path("clicks/", click, name="click"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/feed.xml", corrections.feed, name="corrections-feed"),
    path("atom.xml", feeds.atom, name="atom"),
    path("feed.json", feeds.json_feed, name="json-feed"),
    path("feed.xml", feeds.rss, name="feed"),
    path("disclosures/", disclosures, name="disclosures"),
    path("images/<slug:token>/<int:width>.<slug:format>", views.image, name="image"),
    path("latest/", latest.latest, name="latest"),
    path("metrics", metrics, name="metrics"),
    path("most-read/", most_read.page, name="most-read"),
    path("preview/<str:token>/", preview_links.preview, name="preview-link"),
    path(
        "preview/<str:token>/images/<slug:image>/<int:width>.<slug:format>",
        preview_links.picture,
        name="preview-picture",
    ),
    path("reads/", reads.read, name="read"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("search/", search_page.search_page, name="search"),
    path("search/suggestions/", search_page.suggestions, name="search-suggestions"),
    path("series/", series.index, name="all-series"),
    path("series/<slug:slug>/", series.series, name="series"),
    path("series/<slug:slug>/feed.xml", feeds.series_rss, name="series-feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, name="sitemap-of"),
    path("tags/<tag:slug>/", views.tag, name="tag"),
    path("tags/<tag:slug>/feed.xml", feeds.tag_rss, name="tag-feed"),
    path("<slug:slug>/", front_pages.section, name="section"),
    path("<slug:section>/feed.xml", feeds.section_rss, name="section-feed"),
    path("<slug:section>/<slug:slug>/", views.story, name="story"),
    path("<slug:section>/<slug:slug>/history/", history.history, name="history"),
]

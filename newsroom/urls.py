"""The URL configuration. Sections are at the root, so fixed paths come first (see RESERVED)."""

from django.contrib import admin
from django.urls import path, register_converter

from articles import preview_links
from articles.evidence import published
from articles.site import corrections, feeds, history, policies, search_page, sitemaps, views
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


register_converter(UnicodeSlug, "tag")

handler404 = "newsroom.errors.page_not_found"
handler500 = "newsroom.errors.server_error"

urlpatterns = [
    path(".well-known/newsroom-evidence.json", published.keys, name="evidence-keys"),
    path(".well-known/newsroom-evidence-verify.py", published.program, name="evidence-verifier"),
    path("", views.home, name="home"),
    path("about/", policies.index, name="about"),
    path("about/<slug:kind>/", policies.policy, name="policy"),
    # Replaces the admin's own sign-in page, under the name that allauth expects.
    path("admin/login/", SignIn.as_view(), name="account_login"),
    path("admin/", admin.site.urls),
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
    path("metrics", metrics, name="metrics"),
    path("preview/<str:token>/", preview_links.preview, name="preview-link"),
    path(
        "preview/<str:token>/images/<slug:image>/<int:width>.<slug:format>",
        preview_links.picture,
        name="preview-picture",
    ),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("search/", search_page.search_page, name="search"),
    path("search/suggestions/", search_page.suggestions, name="search-suggestions"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, name="sitemap-of"),
    path("tags/<tag:slug>/", views.tag, name="tag"),
    path("tags/<tag:slug>/feed.xml", feeds.tag_rss, name="tag-feed"),
    path("<slug:slug>/", views.section, name="section"),
    path("<slug:section>/feed.xml", feeds.section_rss, name="section-feed"),
    path("<slug:section>/<slug:slug>/", views.story, name="story"),
    path("<slug:section>/<slug:slug>/history/", history.history, name="history"),
]

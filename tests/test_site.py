"""The whole site with the demo newsroom in it, walked as a stranger would."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.evidence import make_evidence
from articles.models import Article, Edition, Notice, Section, Series, SitePage, Tag, interests_of
from articles.models.taxonomy import RESERVED
from authors.models import Author
from disclosures.models import Click, Finding, Wording
from images.models import Image
from newsroom.demo import load
from staff.models import User
from tests import nu
from tests.populated import no_renditions

DRAFTS_OWN_TABLES = re.compile(
    r'"articles_(article|articlebyline|articletag|articlerelated|event)"'
)


class Outline(HTMLParser):
    """The structure of a page: its headings, links and pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if tag == "img":
            self.images.append(attributes)
        for name in ("src", "srcset", "poster", "data"):
            if attributes.get(name) and tag != "a":
                self.loaded.append(attributes[name])
        if tag == "link" and "canonical" not in attributes.get("rel", ""):
            self.loaded.append(attributes["href"])


class Site(TestCase):
    @classmethod
    def setUpTestData(cls):
        with no_renditions():
            load.load(lambda _: None)
        cls.paths = cls.every_path()

    @classmethod
    def every_path(cls) -> dict[str, int]:
        """Every address a reader can meet, with the status it should have."""
        live = {e.get_absolute_url(): 200 for e in Edition.objects.live()}
        ended = {e.get_absolute_url(): 410 for e in Edition.objects.exclude(withdrawal_reason="")}
        byline = {"editionbylines__content_object__in": Edition.objects.live()}
        authors = Author.objects.filter(**byline).distinct()
        lists = [*Section.objects.public(), *authors, *SitePage.objects.all()]
        lists += Series.objects.public()
        tags = Tag.objects.filter(editiontags__content_object__in=Edition.objects.live())
        fixed = ["/", "/latest/?page=2", "/about/", "/corrections/", "/disclosures/", "/latest/"]
        fixed += ["/most-read/", "/series/", "/archive/", "/archive/2023/12/"]
        fixed += ["/search/", "/search/?q=the+robot", "/search/?q=xyzzy"]
        history = {
            f"{edition.get_absolute_url()}history/": 200 if edition.section.public_history else 404
            for edition in Edition.objects.live().select_related("section")
        }
        return (
            dict.fromkeys(fixed, 200)
            | dict.fromkeys(["/nothing/", "/no/where/", "/about/nothing/"], 404)
            | history
            | {row.get_absolute_url(): 200 for row in [*lists, *tags]}
            | live
            | ended
        )

    def pages(self):
        client = Client()
        for path, status in self.paths.items():
            response = client.get(path)
            assert response.status_code == status, path
            yield path, response

    def test_the_demo_is_what_it_promises(self):
        statuses = [article.status for article in Article.objects.for_desk()]
        assert len(statuses) >= 24
        assert Author.objects.count() == 6
        assert Section.objects.count() == 6
        assert Tag.objects.count() >= 20
        assert set(statuses) == set(Article.Status) - {Article.Status.UPDATING}
        assert Article.objects.filter(stage=Article.Stage.REVIEW).exists()
        assert Author.objects.get(slug="kirsten-carey").pronouns == "she/her"
        assert {login.role for login in load.LOGINS} == set(
            User.objects.values_list("groups__name", flat=True)
        )
        assert load.is_loaded()
        assert not Image.objects.filter(credit="").exists()

    def test_the_demo_shows_what_is_disclosed_and_taken_back(self):
        live = Edition.objects.live()
        assert set(Wording.objects.in_force().values_list("kind", flat=True)) == set(Wording.Kind)
        assert set(live.values_list("connection", flat=True)) >= {"sponsored", "gifted"}
        assert live.exclude(paid_links=[]).exists()
        assert set(Notice.objects.values_list("kind", flat=True)) == set(Notice.Kind)
        assert Click.objects.exists()
        client = Client()
        assert '<span class="label">Ad</span>' in client.get("/books/").content.decode()
        assert "Paid for by Cardinal &amp; Moss" in client.get("/culture/").content.decode()

    def test_the_demo_gives_the_audit_something_and_breaks_no_promise(self):
        kinds = set(Finding.objects.shown().values_list("kind", flat=True))
        odd = {Finding.Kind.WRONG_ID, Finding.Kind.RETIRED, Finding.Kind.SHORTENER}
        assert kinds == odd | {Finding.Kind.PRICE}

    def test_a_deal_that_is_over_has_left_its_words(self):
        page = Client().get("/guides/headphones-for-late-nights/").content.decode()
        assert "reconditioned ones from Nightjar Audio" in page
        assert "nightjar-audio.example" not in page

    def test_proofs_of_last_month_and_of_today_differ(self):
        path, now = "guides/starter-manga-box-sets", timezone.now()
        before, today = (make_evidence(path, at).record for at in (now - timedelta(days=22), now))
        assert before["links"] == today["links"]
        assert before["disclosures"][0]["text"] != today["disclosures"][0]["text"]

    def test_the_demo_leaves_every_guard_at_its_post(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'O'")
            assert cursor.fetchall() == []

    def test_every_page_answers_and_has_one_h1_and_no_gap_in_its_headings(self):
        for path, response in self.pages():
            headings = Outline(response.content.decode()).headings
            assert headings.count(1) == 1, path
            steps = zip(headings, headings[1:], strict=False)
            assert all(after <= before + 1 for before, after in steps), (path, headings)

    def test_no_page_asks_a_table_of_drafts_or_loads_from_elsewhere(self):
        client = Client()
        for path in self.paths:
            with CaptureQueriesContext(connection) as queries:
                outline = Outline(client.get(path).content.decode())
            for query in queries.captured_queries:
                assert not DRAFTS_OWN_TABLES.search(query["sql"]), path
            assert all(address.startswith("/") for address in outline.loaded), path

    def test_no_draft_withdrawn_scheduled_or_changed_text_is_on_any_page(self):
        live = set(Edition.objects.live().values_list("headline", flat=True))
        secret = {article.headline for article in Article.objects.all()} - live
        hidden = Article.objects.exclude(editions__in=Edition.objects.live())
        secret |= {article.standfirst for article in hidden if article.standfirst}
        secret |= {article.body[-60:] for article in hidden}
        assert len(secret) >= 8
        for path, response in self.pages():
            text = response.content.decode()
            assert not [words for words in secret if words in text], path

    def test_every_link_leads_somewhere(self):
        client, links = Client(), set()
        for path, response in self.pages():
            found = Outline(response.content.decode()).links
            links |= {urljoin(path, link) if link.startswith("?") else link for link in found}
        for link in sorted(links):
            if link.startswith("/") and not link.startswith("/admin/"):
                assert client.get(link).status_code == 200, link

    def test_every_picture_says_what_it_shows_and_how_large_it_is(self):
        for path, response in self.pages():
            for image in Outline(response.content.decode()).images:
                # A face stands beside the name it belongs to, which says it already.
                assert image["alt"] or image.get("class") == "face", path
                assert int(image["width"]) > 0
                assert int(image["height"]) > 0

    def test_a_disclosure_is_there_if_and_only_if_there_is_something_to_tell(self):
        """A commercial link, an author's interest, or a connection, which a history tells as well."""
        live = Edition.objects.live()
        interested = [edition for edition in live if interests_of(edition).exists()]
        connected = [each.get_absolute_url() for each in live.exclude(connection="")]
        histories = {f"{path}history/" for path in connected}
        declared = {each.get_absolute_url() for each in interested} | {*connected, *histories}
        declared = {path for path in declared if self.paths[path] == 200}
        assert interested and connected and histories & declared
        disclosed = 0
        for path, response in self.pages():
            text = response.content.decode()
            if path == "/disclosures/":
                continue
            earns = 'rel="sponsored"' in text
            assert ('class="disclosure"' in text) == (earns or path in declared), path
            if earns:
                disclosed += 1
                assert text.index('class="disclosure"') < text.index('rel="sponsored"')
        assert disclosed >= 7

    def test_every_address_of_the_site_map_is_walked(self):
        """A new route has to be added to this walk."""
        names = set(self.route_names(get_resolver().url_patterns))
        assert names == {
            "home",
            # Below /admin/, in the place of the desk's own.
            "account_login",
            "about",
            "atom",
            "feed",
            "json-feed",
            "site-page",
            # Drafts, for who has a secret address; tests/articles/test_preview_links.py.
            "preview-link",
            "preview-picture",
            "search",
            # JSON for a script; tests/articles/site/test_search.py.
            "search-suggestions",
            "section-feed",
            "author",
            "click",
            "corrections",
            "corrections-feed",
            "author-feed",
            "evidence-keys",
            "evidence-verifier",
            "tag-feed",
            "disclosures",
            "history",
            "image",
            "latest",
            "most-read",
            # Counts, and sends no page; tests/articles/site/test_reads.py.
            "read",
            # For Prometheus, by a token.
            "metrics",
            "robots",
            "sitemap",
            "sitemap-of",
            "tag",
            "all-series",
            "archive",
            "archive-month",
            "archive-year",
            "series",
            "series-feed",
            "section",
            "story",
        }

    def test_no_section_can_stand_where_the_site_itself_does(self):
        first = {str(route.pattern).partition("/")[0] for route in get_resolver().url_patterns}
        ours = {word for word in first if re.fullmatch(r"[-\w]+", word)}
        assert ours >= {"about", "corrections"}
        assert ours <= RESERVED

    def route_names(self, patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.name
            elif isinstance(pattern, URLResolver) and pattern.namespace != "admin":
                yield from self.route_names(pattern.url_patterns)

    def test_the_nu_checker_finds_nothing(self):
        pages = {path: response.content.decode() for path, response in self.pages()}
        pages["500"] = self.broken_page()
        assert nu.errors_in(pages) == []

    def broken_page(self) -> str:
        client = Client(raise_request_exception=False)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("articles.site.front_pages.read_front", lambda *_: 1 / 0)
            response = client.get("/")
        assert response.status_code == 500
        return response.content.decode()

    def test_the_admin_turns_a_stranger_away_at_every_page(self):
        client = Client()
        article = Article.objects.first()
        for path in (
            "",
            "articles/article/",
            f"articles/article/{article.pk}/change/",
            f"articles/article/{article.pk}/preview/",
            "articles/edition/",
            "images/image/pick/",
            "disclosures/programme/add/",
        ):
            response = client.get(f"/admin/{path}")
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/")
            assert article.headline not in response.content.decode()

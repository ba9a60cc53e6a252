"""The audit on the desk: its sentence, lists, CSV file and scans."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.audit import coverage, pages
from articles.audit.findings import all_rows
from articles.audit.queries import ComplianceQueries
from disclosures.models import Deal, Finding, Scan
from tests.articles.audit.audits import PAGE, PAID
from tests.desk import signed_in
from tests.factories import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wording")]


def test_the_page_says_it_in_a_sentence_and_lists_what_was_found(amazon):
    edition = make_edition(body='<p><a href="https://amazon.com/1">x</a></p>')
    page = signed_in("Disclosure staff").get(PAGE).content.decode()
    assert "The one story with something to disclose says so." in page
    assert "No id: https://amazon.com/1" in page
    assert f"/admin/articles/edition/evidence/?path={edition.path.replace('/', '%2F')}" in page
    assert ' style="' not in page


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_the_page_is_for_those_who_may_see_findings(role):
    client = signed_in(role)
    for path in ("", "csv/", "scans/"):
        assert client.get(PAGE + path).status_code == 403
    assert client.post(f"{PAGE}scan/").status_code == 403
    assert PAGE not in client.get("/admin/").content.decode()


def front() -> str:
    page = signed_in("Disclosure staff").get("/admin/").content.decode()
    return page[page.index("front-audit") :][:600]


def test_the_desk_says_what_was_checked_and_no_more(amazon):
    """An empty site keeps no promise, and one that nobody looked at may break them all."""
    assert "No story is live, so there is nothing to check" in front()
    assert coverage.audit().headline == "No story is live, so there is nothing to check."
    edition = make_edition(body=PAID)
    assert "pages were never checked as readers get them" in front()
    assert 'class="status live"' not in front()

    pages.check()

    # A story and three feeds.
    assert "4 pages checked, nothing wrong found" in front()
    assert "Last checked" in front() and 'class="status live"' in front()
    for kind in ("late", "unread", "needless"):
        wrong = Finding.objects.create(edition=edition, kind=kind, found_at=timezone.now())
        assert "1 story breaks a promise" in front(), kind
        assert 'class="status live"' not in front(), kind
        wrong.delete()


def test_the_audits_page_takes_as_many_queries_as_the_docs_say(amazon):
    for _ in range(3):
        make_edition(body=PAID)
    pages.check()
    client = signed_in("Disclosure staff")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    statements = [query["sql"] for query in queries]
    assert len(statements) == len(set(statements))
    docs = Path("docs/architecture.md").read_text()
    assert f"The audit's page takes {len(statements)} queries" in " ".join(docs.split())


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "section=x", "programme=999", "page=0", "page=x"]
)
def test_what_makes_no_sense_in_the_address_counts_as_not_chosen(amazon, query):
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>')
    page = signed_in("Disclosure staff").get(f"{PAGE}?{query}")
    assert page.status_code == 200 and "No id: https" in page.content.decode()


def test_the_list_has_pages(amazon):
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>' * 30)
    client = signed_in("Disclosure staff")
    first, second = (client.get(f"{PAGE}?kind=wrong+id&page={n}") for n in (1, 2))
    assert len(first.context["page"].rows) == 25 and len(second.context["page"].rows) == 5
    assert "page=2#found" in first.content.decode()


def test_everything_found_comes_as_csv(amazon):
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>')
    response = signed_in("Disclosure staff").get(f"{PAGE}csv/")
    assert "attachment" in response["Content-Disposition"]
    assert b"No id: https://amazon.com/1" in b"".join(response.streaming_content)
    assert [row.kind for row in all_rows(ComplianceQueries())] == ["wrong id"]


def test_the_csv_of_a_german_desk_has_german_headings(amazon, settings):
    settings.LANGUAGE_CODE = "de"
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>')
    response = signed_in("Disclosure staff").get(f"{PAGE}csv/")
    heading, row = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert heading.split(",")[:4] == ["Was", "Einzelheit", "Programm", "Fassung"]
    assert row.split(",")[0] == "Falsche oder keine Tracking-ID"


def test_scans_of_a_german_desk_have_german_reasons(amazon, settings):
    settings.LANGUAGE_CODE = "de"
    Scan.objects.all().delete()  # Of the fixture, in English.
    signed_in("Disclosure staff").post(f"{PAGE}scan/")
    amazon.ids_in = "tag,ref"
    amazon.save()
    Deal.objects.create(address="https://amazon.com/1", ends_at=timezone.now() + timedelta(days=1))
    reasons = " ".join(Scan.objects.values_list("reason", flat=True))
    for german in ("Von der Redaktion angefordert", "geändert", "Angebot eingetragen"):
        assert german in reasons
    assert "Requested" not in reasons and "changed" not in reasons and "entered" not in reasons


def test_staff_have_everything_scanned_again(amazon):
    make_edition(body=PAID)
    client = signed_in("Disclosure staff")
    assert client.get(f"{PAGE}scan/").status_code == 405
    client.post(f"{PAGE}scan/")
    assert Scan.objects.full().get().finished_at
    assert "last scanned" in client.get(PAGE).content.decode()


def test_it_is_refused_while_one_waits_and_a_stopped_one_goes_on(amazon):
    make_edition(body=PAID)
    waiting = Scan.objects.create(reason="Nightly")
    client = signed_in("Disclosure staff")
    answer = client.post(f"{PAGE}scan/", follow=True).content.decode()
    assert "being scanned already" in answer and "No worker runs" in answer
    Scan.objects.update(begun_at=timezone.now())

    client.post(f"{PAGE}scan/")

    waiting.refresh_from_db()
    assert waiting.finished_at and Scan.objects.full().count() == 1


def test_the_progress_of_scans_is_shown_while_they_run(amazon):
    Scan.objects.create(reason="Amazon", begun_at=timezone.now(), total=200, done=50)
    state = signed_in("Disclosure staff").get(f"{PAGE}scans/").json()
    assert [(scan["reason"], scan["percent"]) for scan in state["running"]] == [("Amazon", 25)]
    assert state["workers"] == 0

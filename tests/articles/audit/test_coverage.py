"""The audit's numbers and lists, its command, and its page on the desk."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.audit import coverage, pages
from articles.audit.findings import FindingFilter, all_rows, rows
from articles.audit.queries import ComplianceQueries
from articles.audit.state import state
from articles.ledger import scanning
from articles.management.commands.audit_disclosures import REASON
from articles.models import Policy, Section
from disclosures.models import Deal, Finding, Scan, Wording
from tests.desk import signed_in
from tests.factories import make_author, make_edition, make_programme, make_section, make_wording

pytestmark = pytest.mark.django_db
PAGE = "/admin/disclosures/audit/"
PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a> <a href="/anime/">us</a></p>'
Kind = Finding.Kind


@pytest.fixture(autouse=True)
def wording() -> Wording:
    return make_wording()


@pytest.fixture
def amazon():
    return make_programme(own_ids="a-20")


def found(kind: str, **wanted) -> list[str]:
    return [row.detail for row in rows(ComplianceQueries(), FindingFilter(kind, **wanted))]


def test_it_counts_who_has_something_to_tell_and_does(amazon):
    make_wording(kind="gifted", text="{partner} gave it.")
    make_edition(body=PAID)
    make_edition(connection="gifted", connection_with="Sony")
    make_edition(body=PAID, connection="gifted", connection_with="Sony")
    make_edition()

    total = coverage.audit().total

    assert (total.stories, total.earning, total.connected, total.required) == (4, 2, 2, 3)
    assert (total.disclosed, total.undisclosed, total.broken) == (3, 0, 0)
    assert coverage.audit().headline == "All 3 stories with something to disclose say so."


def test_it_counts_by_section_and_by_month(amazon):
    games, books = make_section(name="Games"), make_section(name="Books")
    with time_machine.travel("2026-03-20T12:00Z", tick=False):
        make_edition(days_ago=40, section=games, body=PAID)
        make_edition(days_ago=2, section=books)
        found = coverage.audit()
    assert {row.name: row.coverage.earning for row in found.sections} == {"Games": 1, "Books": 0}
    months = [(row.month.month, row.coverage.stories) for row in found.months]
    assert months == [(2, 1), (3, 1)]


def test_a_month_without_a_story_is_in_its_place(amazon):
    with time_machine.travel("2026-01-20T12:00Z", tick=False):
        make_edition(days_ago=80)
        make_edition(days_ago=1)
        months = [(row.month.month, row.coverage.stories) for row in coverage.audit().months]
    assert months == [(11, 1), (12, 0), (1, 1)]


def test_what_readers_do_not_see_does_not_count(amazon):
    edition = make_edition(body=PAID)
    make_edition(edition.article)
    assert coverage.audit().total.stories == 1
    assert coverage.audit().programmes[0].links == 1


def test_a_wording_that_ends_is_missed_without_another_scan(amazon, wording):
    edition = make_edition(body=PAID)
    Wording.objects.filter(pk=wording.pk).update(valid_to=timezone.now() + timedelta(days=1))
    assert coverage.audit().total.missing == 0

    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        audit = coverage.audit()
        assert (audit.total.undisclosed, audit.findings["missing"], state().broken) == (1, 1, 1)
        assert audit.headline == "1 story doesn’t disclose what it must."
        assert found("missing") == [
            "No wording for links that may earn is in force under the rules of US."
        ]
        assert edition.findings.count() == 0


def test_a_wording_that_comes_is_noticed_without_another_scan(amazon, wording):
    edition = make_edition(body=PAID)
    scanning.look_at([edition], wording.valid_from - timedelta(days=1))
    assert edition.findings.get().kind == Kind.MISSING
    assert coverage.audit().findings["missing"] == 0


def test_a_section_under_other_rules_needs_a_wording_of_its_own(amazon, wording):
    Wording.objects.filter(pk=wording.pk).update(valid_to=timezone.now() + timedelta(seconds=1))
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        make_wording(jurisdiction="US", valid_from=timezone.now())
        make_edition(body=PAID)
        uk = make_section(jurisdiction="US", name="Abroad")
        make_edition(body=PAID, section=uk)
        Section.objects.filter(pk=uk.pk).update(jurisdiction="UK")
        assert coverage.audit().total.undisclosed == 1
        assert "UK" in found("missing")[0]


def test_a_connection_and_a_programme_may_lack_their_wording(amazon):
    own = make_wording(programme=amazon, text="As an Amazon Associate we earn.")
    gifted = make_wording(kind="gifted", text="{partner} gave it.")
    amazon.needs_wording = True
    amazon.save()
    make_edition(body=PAID)
    make_edition(connection="gifted", connection_with="Sony")
    soon = timezone.now() + timedelta(days=1)
    Wording.objects.filter(pk__in=[own.pk, gifted.pk]).update(valid_to=soon)
    with time_machine.travel(soon, tick=False):
        assert coverage.audit().findings["missing"] == 2
        assert [detail.partition(" is in")[0] for detail in found("missing")] == [
            "No wording for “About something gifted or lent”",
            "No wording for links of Amazon",
        ]


def test_an_ended_deal_leaves_nothing_to_tell(amazon):
    edition = make_edition(body=PAID)
    address = "https://amazon.com/dp/1"
    Deal.objects.create(address=address, ends_at=timezone.now() - timedelta(days=1))
    assert coverage.audit().total.required == 0
    assert coverage.audit().findings["deal over"] == 0

    Deal.objects.create(address=address, ends_at=timezone.now(), unlink=False)
    assert coverage.audit().findings["deal over"] == 1
    assert edition.links.first().address in found("deal over")[0]


def test_a_deal_that_ends_is_noticed_without_another_scan(amazon):
    tomorrow = timezone.now() + timedelta(days=1)
    Deal.objects.create(address="https://amazon.com/dp/1", ends_at=tomorrow, unlink=False)
    make_edition(body=PAID)
    assert found("deal over") == []
    with time_machine.travel(tomorrow, tick=False):
        assert len(found("deal over")) == 1


def test_a_section_that_moves_to_other_rules_is_noticed_without_another_scan(amazon, wording):
    edition = make_edition(body=PAID)
    Wording.objects.filter(pk=wording.pk).update(valid_to=timezone.now() + timedelta(days=1))
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        make_wording(jurisdiction="US", valid_from=timezone.now())
        assert found("missing") == []
        edition.section.jurisdiction = "EU"
        edition.section.save()
        assert found("missing") == [
            "No wording for links that may earn is in force under the rules of EU."
        ]


def test_a_programme_that_forbids_the_site_has_no_links_there(amazon):
    amazon.channels = ["feed"]
    amazon.save()
    make_edition(body=PAID)
    assert coverage.audit().total.required == 0


def test_links_and_what_is_odd_about_them_count_for_their_programme(amazon):
    make_programme(name="Old", patterns="old.example", active=False)
    make_edition(
        body=PAID
        + '<p><a href="https://amazon.com/2">x</a><a href="https://old.example/">y</a></p>'
    )
    named = {row.name: row for row in coverage.audit().programmes}
    assert (named["Amazon"].links, named["Amazon"].stories, named["Amazon"].wrong_ids) == (2, 1, 1)
    assert (named["Old"].links, named["Old"].retired) == (0, 1)


def test_lists_are_of_one_kind_and_may_be_of_one_section_or_programme(amazon):
    other = make_programme(name="eBay", patterns="ebay.com", own_ids="e")
    books = make_section()
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>', section=books)
    make_edition(body='<p><a href="https://ebay.com/1">x</a></p>', section=make_section())
    assert len(found("wrong id")) == 2
    assert found("wrong id", section=books.pk) == ["No id: https://amazon.com/1"]
    assert found("wrong id", programme=other.pk) == ["No id: https://ebay.com/1"]
    assert [row.detail for row in rows(ComplianceQueries(), FindingFilter("wrong id"), 1, 2)] == [
        "No id: https://amazon.com/1"
    ]


def test_what_is_about_a_story_concerns_the_programmes_it_links_to(amazon):
    make_edition(body=PAID * 21)
    other = make_programme(name="eBay", patterns="ebay.com")
    assert found("many", programme=amazon.pk) and not found("many", programme=other.pk)


def test_the_stories_with_the_most_links_come_first(amazon):
    few, many = make_edition(body=PAID), make_edition(body=PAID * 3)
    make_edition()
    assert [(row.edition, row.links) for row in coverage.audit().busiest] == [
        (many.pk, 3),
        (few.pk, 1),
    ]


def test_links_outside_stories_are_listed_by_themselves(amazon):
    address = "https://amazon.com/shop/x?tag=a-20"
    Policy.objects.create(kind="ethics", title="Ethics", body=PAID)
    ana = make_author(name="Ana", slug="ana")
    ana.links.create(label="Shop", url=address)
    ana.links.create(label="Home", url="https://ana.test/")
    found = [(row.path, row.address) for row in coverage.audit().elsewhere]
    assert found == [
        ("/about/ethics/", "https://amazon.com/dp/1?tag=a-20"),
        ("/authors/ana/", address),
    ]
    assert address in run() and "/authors/ana/" in run("--format", "json")
    assert address in signed_in("Disclosure staff").get(PAGE).content.decode()


def test_a_link_outside_stories_that_is_plain_text_is_none(amazon):
    amazon.channels = ["feed"]
    amazon.save()
    Policy.objects.create(kind="ethics", title="Ethics", body=PAID)
    assert coverage.audit().elsewhere == []


def test_the_queries_are_as_many_for_ten_stories_as_for_one(amazon):
    counts = []
    for stories in (1, 9):
        for _ in range(stories):
            make_edition(body=PAID, section=make_section())
        with CaptureQueriesContext(connection) as queries:
            coverage.audit()
            list(rows(ComplianceQueries(), FindingFilter("wrong id"), 0, 5))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 19


# The command


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("audit_disclosures", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_reports_in_three_formats(amazon):
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>', headline="=1+1")
    assert "All 1" not in run() and "says so" in run() and "Wrong or no tracking id" in run()
    report = json.loads(run("--format", "json"))
    assert report["total"]["required"] == 1 and report["findings"]["wrong id"] == 1
    assert report["found"][0]["detail"] == "No id: https://amazon.com/1"
    (row,) = csv.DictReader(io.StringIO(run("--format", "csv")))
    assert (row["kind"], row["headline"], row["programme"]) == ("wrong id", "'=1+1", "Amazon")


def test_the_command_writes_a_file(amazon, tmp_path):
    make_edition(body=PAID)
    file = tmp_path / "audit.json"
    assert run("--format", "json", "--output", str(file)) == ""
    assert json.loads(file.read_text())["total"]["stories"] == 1


def test_the_command_scans_first_and_a_killed_one_goes_on(amazon, monkeypatch):
    monkeypatch.setattr(scanning, "BATCH", 1)
    for _ in range(3):
        make_edition(body=PAID)
    killed = Scan.objects.create(reason=REASON)
    with pytest.raises(ZeroDivisionError):
        scanning.scan(killed, lambda scan: 1 / 0)

    run("--scan")

    killed.refresh_from_db()
    assert (killed.done, killed.finished_at is None) == (3, False)
    assert coverage.audit().scanned_at == killed.finished_at
    assert Scan.objects.full().count() == 1


def test_what_was_left_long_ago_begins_anew(amazon):
    edition = make_edition(body=PAID)
    long_ago = timezone.now() - timedelta(days=3)
    left = Scan.objects.create(reason="x", begun_at=long_ago, reached=edition.pk, done=1)
    run("--scan")
    left.refresh_from_db()
    assert left.begun_at > long_ago and left.done == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-over", "0"], None),
        (["--fail-on", "wrong-id"], 1),
        (["--fail-on", "wrong-id,late", "--fail-over", "1"], None),
    ],
)
def test_the_command_fails_past_a_threshold(amazon, arguments, code):
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>')
    if code is None:
        run(*arguments)
        return
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == code


@pytest.mark.parametrize(
    "arguments",
    [["--fail-on", "nonsense"], ["--fail-over", "-1"], ["--output", "/no/such/folder/x"]],
)
def test_the_command_refuses_what_makes_no_sense(arguments):
    with pytest.raises(CommandError):
        run(*arguments)


# The page


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


def test_a_page_outside_stories_counts_too(amazon):
    make_edition(body=PAID)
    problem = {"path": "/authors/ana/", "kind": "missing", "detail": "Ana owns shares."}
    check = pages.check()
    check.elsewhere = [problem]
    check.save()

    assert "1 page outside stories breaks a promise" in front()
    page = signed_in("Disclosure staff").get(PAGE).content.decode()
    assert "Ana owns shares." in page
    code = pytest.raises(SystemExit, run, "--fail-over", "0").value.code
    assert code == 1


def test_the_headline_keeps_no_finding_back(amazon):
    edition = make_edition(body=PAID)
    Finding.objects.create(edition=edition, kind="doubled", found_at=timezone.now())
    said = "1 story breaks a promise to readers: see what was found."
    assert coverage.audit().headline == said


def test_the_audits_page_takes_as_many_queries_as_the_docs_say(amazon):
    for _ in range(3):
        make_edition(body=PAID)
    pages.check()
    client = signed_in("Disclosure staff")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    asked = [query["sql"] for query in queries]
    assert len(asked) == len(set(asked))
    docs = Path("docs/architecture.md").read_text()
    assert f"The audit's page takes {len(asked)} queries" in " ".join(docs.split())


@pytest.mark.parametrize(
    "asked", ["kind=nonsense", "section=x", "programme=999", "page=0", "page=x"]
)
def test_what_makes_no_sense_in_the_address_counts_as_not_chosen(amazon, asked):
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>')
    page = signed_in("Disclosure staff").get(f"{PAGE}?{asked}")
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


def test_how_far_scans_are_is_told_while_they_run(amazon):
    Scan.objects.create(reason="Amazon", begun_at=timezone.now(), total=200, done=50)
    told = signed_in("Disclosure staff").get(f"{PAGE}scans/").json()
    assert [(scan["reason"], scan["percent"]) for scan in told["running"]] == [("Amazon", 25)]
    assert told["workers"] == 0

"""The audit's numbers and lists, its command, and its page on the desk."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.audit import coverage, pages
from articles.audit.findings import FindingFilter, rows
from articles.audit.queries import ComplianceQueries
from articles.audit.state import state
from articles.ledger import scanning
from articles.models import Section
from disclosures.models import Deal, Finding, Wording
from tests.articles.audit.audits import PAGE, PAID, found, run_audit
from tests.desk import signed_in
from tests.factories import make_edition, make_programme, make_section, make_wording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wording")]


Kind = Finding.Kind


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
    scanning.scan_editions([edition], wording.valid_from - timedelta(days=1))
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


def test_a_wording_in_the_storys_language_counts_for_its_stories_alone(client):
    sponsored = {"connection": "sponsored", "connection_with": "Sony"}
    soon = timezone.now() + timedelta(days=1)
    make_wording(kind="sponsored", text="Paid by {partner}.", mark="", valid_to=soon)
    # The first is in the site's language.
    untold = [make_edition(language=code, **sponsored).pk for code in ("", "fr")]
    with time_machine.travel(soon, tick=False):
        make_wording(kind="sponsored", language="pt", text="Oferecido por {partner}.", mark="")
        told = [make_edition(language=code, **sponsored) for code in ("pt", "pt-BR")]
        page = client.get(told[1].get_absolute_url()).content.decode()
        assert "Oferecido por Sony." in page
        assert {row.edition for row in rows(ComplianceQueries(), FindingFilter("missing"))} == {
            *untold
        }
        assert coverage.audit().total.undisclosed == state().broken == len(untold)


def test_the_languages_of_stories_take_no_query(django_assert_num_queries):
    make_wording(kind="sponsored", language="fr", text="Offert par {partner}.", mark="")
    make_section()
    queries = ComplianceQueries()
    with django_assert_num_queries(0):
        assert list(queries.without_wording())


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


def test_the_stories_with_the_most_links_come_first(amazon):
    few, many = make_edition(body=PAID), make_edition(body=PAID * 3)
    make_edition()
    assert [(row.edition, row.links) for row in coverage.audit().busiest] == [
        (many.pk, 3),
        (few.pk, 1),
    ]


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


def front() -> str:
    page = signed_in("Disclosure staff").get("/admin/").content.decode()
    return page[page.index("front-audit") :][:600]


def test_a_page_outside_stories_counts_too(amazon):
    make_edition(body=PAID)
    problem = {"path": "/authors/ana/", "kind": "missing", "detail": "Ana owns shares."}
    check = pages.check()
    check.other_page_problems = [problem]
    check.save()

    assert "1 page outside stories breaks a promise" in front()
    page = signed_in("Disclosure staff").get(PAGE).content.decode()
    assert "Ana owns shares." in page
    code = pytest.raises(SystemExit, run_audit, "--fail-over", "0").value.code
    assert code == 1


def test_the_headline_keeps_no_finding_back(amazon):
    edition = make_edition(body=PAID)
    Finding.objects.create(edition=edition, kind="doubled", found_at=timezone.now())
    said = "1 story breaks a promise to readers: see what was found."
    assert coverage.audit().headline == said

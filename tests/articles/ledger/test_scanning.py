"""The ledger of what was printed, and going through it again when a rule changes."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.ledger import scanning
from articles.ledger.tasks import request_scan, scan
from articles.models import Edition
from articles.publishing import schedule
from disclosures.models import Deal, Finding, Link, Scan
from tests.articles.audit.audits import PAID
from tests.desk import signed_in
from tests.factories import (
    LONG_AGO,
    make_article,
    make_edition,
    make_programme,
    make_section,
    make_user,
    make_wording,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wording")]


def ledger(edition: Edition, **fields) -> list[tuple]:
    names = ("field", "position", "normalised", "programme__name", "tracking_id", "paid")
    return list(edition.links.current().filter(**fields).values_list(*names))


def test_every_link_of_an_edition_is_on_record():
    make_programme()
    videos = [{"url": "https://www.youtube.com/watch?v=abcdefghijk", "title": "A"}]
    edition = make_edition(body=PAID, videos=videos)
    assert ledger(edition) == [
        ("body", 0, "https://amazon.com/dp/1", "Amazon", "a-20", False),
        ("body", 1, "/anime/", None, "", False),
        ("videos", 0, "https://www.youtube.com/watch?v=abcdefghijk", None, "", False),
    ]


def test_an_editors_mark_is_on_record():
    address = "https://shop.example/1"
    edition = make_edition(body=f'<p><a href="{address}">x</a></p>', paid_links=[address])
    assert ledger(edition) == [("body", 0, address, None, "", True)]


def test_a_changed_rule_is_a_new_row_and_the_old_one_ends():
    edition = make_edition(body=PAID)
    first = edition.links.get(position=0)

    make_programme()

    first.refresh_from_db()
    assert first.last_seen is not None
    assert edition.links.current().get(position=0).programme.name == "Amazon"
    assert edition.links.filter(position=1).count() == 1
    scan = Scan.objects.get()
    assert (scan.total, scan.done, scan.changed, scan.percent) == (1, 1, 1, 100)


@pytest.mark.parametrize(
    "address",
    [
        "https://smile.amazon.com/x",
        "//amazon.com",
        "https:\\\\amazon.com\\x",
        "https://amazon。com/",
        "https://%61mazon.com/",
        "/out/?url=https://amazon.com/1",
    ],
)
def test_a_new_programme_finds_its_links_however_they_are_spelled(address):
    make_programme(name="Ours", patterns="/out/", targets_in="url", passes_on=True)
    edition = make_edition(body=f'<p><a href="{address}">Buy</a></p>')
    make_edition()
    assert not edition.links.commercial().exists()

    make_programme()

    assert edition.links.current().commercial().exists()
    assert Scan.objects.first().total == 1


def test_a_link_whose_deal_is_over_counts_as_commercial_no_more():
    make_programme()
    edition = make_edition(body='<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>')
    assert edition.links.current().commercial().count() == 1

    Deal.objects.create(address="https://amazon.com/dp/1", ends_at=timezone.now())

    assert edition.links.current().commercial().count() == 0
    assert edition.links.current().get().plain
    assert Edition.objects.live().with_labels().get().earning == []


def test_what_has_ended_is_left_and_what_waits_is_not():
    ended = make_edition(body=PAID)
    make_edition(ended.article)
    make_programme()
    assert ended.links.current().commercial().count() == 0
    assert ended.article.editions.first().links.current().commercial().count() == 1


def test_scanning_twice_changes_nothing():
    make_programme()
    make_edition(body=PAID)
    rows = list(Link.objects.values())
    assert request_scan("Again").pk
    assert Scan.objects.first().changed == 0
    assert list(Link.objects.values()) == rows


def test_a_scan_that_was_stopped_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(scanning, "BATCH", 2)
    keys = [make_edition(body=PAID).pk for _ in range(5)]
    stopped = Scan.objects.create(reason="Stopped", begun_at=timezone.now(), total=5)
    scanning.batch(stopped, keys[:2])
    assert (stopped.done, stopped.percent) == (2, 40)

    scan.call(stopped.pk)
    scan.call(stopped.pk)

    stopped.refresh_from_db()
    assert (stopped.done, stopped.percent) == (5, 100)


def test_the_ledger_is_only_added_to():
    make_edition(body=PAID)
    for change in (
        lambda: Link.objects.all().delete(),
        lambda: Link.objects.update(address="https://else.example/"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    Link.objects.update(last_seen=timezone.now())
    with pytest.raises(IntegrityError):
        Link.objects.update(last_seen=None)


def findings(edition: Edition) -> list[str]:
    return sorted(edition.findings.values_list("kind", flat=True))


def test_a_story_that_does_all_right_has_no_findings():
    make_programme(own_ids="a-20")
    assert findings(make_edition(body=PAID)) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<p><a href="https://amazon.com/1?tag=other-20">x</a></p>', "wrong id"),
        ('<p><a href="https://amazon.com/1">x</a></p>', "wrong id"),
        ('<p><a href="https://bit.ly/1">x</a></p>', "shortener"),
        ('<p>Only $ 19: <a href="https://amazon.com/1?tag=a-20">x</a></p>', "price"),
        ('<p><a href="https://old.example/1">x</a></p>', "retired"),
        ("<p>We earn a commission when you buy through our links.</p><p>x</p>", "outdated"),
        (PAID * 21, "many"),
    ],
)
def test_what_staff_should_look_at(body, kind):
    make_programme(own_ids="a-20", shorteners="bit.ly", forbids_prices=True)
    make_programme(name="Old", patterns="old.example", active=False)
    assert findings(make_edition(body=body)) == [kind]


def test_a_price_is_reported_once_of_a_line_however_many_links_it_has():
    make_programme(own_ids="a-20", forbids_prices=True)
    link = '<a href="https://amazon.com/{}?tag=a-20">Buy</a> '
    line = f"<p>Now $ 19: {''.join(map(link.format, range(9)))}</p>"
    edition = make_edition(body=f"{line}<h2>x</h2>{line}")
    assert findings(edition) == ["price", "price"]


def test_a_shortener_that_becomes_forbidden_is_found_in_what_was_printed():
    edition = make_edition(body='<p><a href="https://bit.ly/1">x</a></p>')
    make_programme(shorteners="bit.ly")
    assert findings(edition) == ["shortener"]


def test_a_link_without_a_wording_in_force_is_found(wording):
    make_programme()
    section = make_section(jurisdiction="UK")
    edition = make_edition(body=PAID, section=section)
    at = wording.valid_from - timedelta(days=1)

    scanning.scan_editions([edition], at)

    assert findings(edition) == [Finding.Kind.MISSING]


def test_a_mark_beside_a_link_is_no_disclosure_that_somebody_wrote(wording):
    """“Our notes … a link (paid link)” has all words of one."""
    make_programme()
    body = '<h2>Next</h2><p>Read our notes before <a href="https://amazon.com/1">this link</a>.</p>'
    assert findings(make_edition(body=body)) == []


def test_a_programme_without_the_sentence_that_it_demands_is_found():
    programme = make_programme()
    editions = [make_edition(body=PAID), make_edition()]
    programme.needs_wording = True
    programme.save()
    assert [findings(edition) for edition in editions] == [["missing"], []]

    make_wording(programme=programme, text="As an Amazon Associate we earn.")
    request_scan("Again")

    assert findings(editions[0]) == []


def test_a_connection_that_no_wording_tells_is_found(wording):
    sponsored = make_wording(kind="sponsored", text="{partner} paid.", valid_from=LONG_AGO)
    edition = make_edition(connection="sponsored", connection_with="Acme")
    assert findings(edition) == []
    scanning.scan_editions([edition], sponsored.valid_from - timedelta(days=1))
    assert findings(edition) == ["missing"]


def test_a_waiting_story_is_judged_by_the_wording_of_its_day():
    body = '<p><a href="https://x.test/1">x</a></p>'
    draft = make_article(body=body, paid_links=["https://x.test/1"])
    tomorrow = timezone.now() + timedelta(days=1)
    with time_machine.travel(LONG_AGO - timedelta(days=10), tick=False):
        edition = schedule(draft, by=make_user("Editor"), at=tomorrow)
    assert findings(edition) == []


def test_what_postgresql_refuses_in_an_id_is_kept_as_browsers_show_it():
    make_programme()
    body = '<p><a href="https://amazon.com/dp/1?tag=a%00b">Buy</a></p>'
    assert make_edition(body=body).links.get().tracking_id == "a\ufffdb"


@pytest.fixture
def unreadable(monkeypatch) -> Edition:
    """An edition that whoever reads its links fails at, with a fault of Python's."""
    edition, read = make_edition(body=PAID), scanning.entries_of

    def entries_of(read_edition, *args):
        return 1 / 0 if read_edition == edition else read(read_edition, *args)

    monkeypatch.setattr(scanning, "entries_of", entries_of)
    return edition


def test_an_edition_that_can_not_be_scanned_stops_no_other(unreadable):
    other = make_edition(body=PAID)

    make_programme()

    assert other.links.current().commercial().exists()
    assert unreadable.findings.get().detail == "ZeroDivisionError: division by zero"
    scan = Scan.objects.get()
    assert (scan.done, scan.total, scan.changed, scan.problem) == (2, 2, 1, "")


def test_what_is_wrong_with_an_edition_goes_when_it_can_be_scanned(unreadable, monkeypatch):
    make_programme()
    monkeypatch.undo()
    request_scan("Again")
    assert findings(unreadable) == []


def test_a_scan_that_fails_says_so_until_another_makes_up_for_it(monkeypatch):
    make_edition(body=PAID)
    with monkeypatch.context() as patched:
        patched.setattr(scanning, "batch", lambda scan, keys: 1 / 0)
        make_programme()
    assert not Scan.objects.running().exists()
    page, client = "/admin/disclosures/audit/", signed_in("Disclosure staff")
    assert "ZeroDivisionError: division by zero" in client.get(page).content.decode()

    client.post(f"{page}scan/")

    assert "ZeroDivisionError" not in client.get(page).content.decode()


def test_a_scan_of_everything_makes_up_for_what_was_left():
    make_edition(body=PAID)
    left = Scan.objects.create(reason="Left", hosts=["amazon.com"], begun_at=timezone.now())
    request_scan("Everything")
    left.refresh_from_db()
    assert left.finished_at

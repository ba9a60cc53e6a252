"""Evidence of what a page told its readers."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from articles import evidence, publishing
from articles.evidence import verifier
from authors.models import Interest
from disclosures.models import Deal, Wording, put_site_on_record
from tests.desk import signed_in
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_user,
    make_wording,
)

pytestmark = pytest.mark.django_db
PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>'
MONDAY = datetime(2031, 3, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def page_in(file: evidence.EvidenceFile) -> str:
    return html.unescape(re.search(r'srcdoc="([^"]*)"', file.html)[1])


@pytest.fixture
def edition():
    """A story with a link to a shop that is nobody's programme yet, live since Monday at nine."""
    with time_machine.travel(MONDAY, tick=False):
        make_wording(text="Old words: we earn from links.")
        return publishing.publish(make_article(body=PAID), by=make_user("Editor"))


def told(edition, at: datetime) -> list[str]:
    return [w["as_shown"] for w in evidence.make_evidence(edition.path, at).record["disclosures"]]


def test_evidence_has_the_page_the_wording_the_links_and_the_rules_of_the_instant(edition):
    with time_machine.travel(MONDAY + HOUR, tick=False):
        make_programme()

    before = evidence.make_evidence(edition.path, MONDAY)
    after = evidence.make_evidence(edition.path, MONDAY + HOUR)

    assert before.record["disclosures"] == [] == before.record["rules"]
    assert "Old words" not in before.html
    assert [w["as_shown"] for w in after.record["disclosures"]] == [
        "Old words: we earn from links."
    ]
    assert after.record["links"][0]["programme"] == "Amazon"
    assert after.record["links"][0]["tracking_id"] == "a-20"
    assert after.record["rules"][0]["patterns"] == "amazon.com\namzn.to"
    assert 'rel="sponsored"' in page_in(after)
    assert "Old words" in page_in(after)


def test_the_wording_is_the_one_of_the_instant(edition):
    with time_machine.travel(MONDAY, tick=False):
        make_programme()
        make_wording(text="New words: we earn.", valid_from=MONDAY + 2 * HOUR)
    assert told(edition, MONDAY + HOUR) == ["Old words: we earn from links."]
    assert told(edition, MONDAY + 2 * HOUR) == ["New words: we earn."]


def test_what_happens_later_changes_nothing_of_it(edition):
    with time_machine.travel(MONDAY, tick=False):
        programme = make_programme()
    first = evidence.make_evidence(edition.path, MONDAY + HOUR)

    with time_machine.travel(MONDAY + 5 * HOUR, tick=False):
        programme.patterns = "else.example"
        programme.save()
        make_wording(text="Later words: we earn.", valid_from=MONDAY + 5 * HOUR)
        Deal.objects.create(address="https://amazon.com/dp/1", ends_at=MONDAY)
        edition.article.standfirst = "Changed"
        edition.article.save()
        publishing.publish(edition.article, by=make_user("Editor"))

    again = evidence.make_evidence(edition.path, MONDAY + HOUR)
    assert (again.digest, again.record) == (first.digest, first.record)
    assert evidence.make_evidence(edition.path, MONDAY + 6 * HOUR).digest != first.digest


def test_a_sections_jurisdiction_is_the_one_of_the_instant(edition):
    with time_machine.travel(MONDAY, tick=False):
        make_programme()
        make_wording(jurisdiction="UK", text="In the UK: we earn.", label="Ad")
    first = evidence.make_evidence(edition.path, MONDAY + HOUR)

    with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
        edition.section.jurisdiction = "UK"
        edition.section.save()

    assert told(edition, MONDAY + 3 * HOUR) == ["In the UK: we earn."]
    assert evidence.make_evidence(edition.path, MONDAY + HOUR).digest == first.digest


def test_a_site_that_is_renamed_or_moved_leaves_the_past(edition, settings):
    with time_machine.travel(MONDAY, tick=False):
        put_site_on_record()
        make_wording(kind="sponsored", text="{site} was paid by {partner}.", mark="")
        make_programme(patterns="/go/")
        body = '<p><a href="https://testserver/go/1">Buy</a></p>'
        story = make_article(body=body, connection="sponsored", connection_with="Acme")
        story = publishing.publish(story, by=make_user("Editor"))
    first = evidence.make_evidence(story.path, MONDAY + HOUR)

    settings.SITE_NAME, settings.ALLOWED_HOSTS = "Renamed", ["new.example"]
    settings.JURISDICTION = "UK"
    with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
        put_site_on_record()

    again = evidence.make_evidence(story.path, MONDAY + HOUR)
    assert again.record["links"][0]["commercial"]
    assert told(story, MONDAY)[0] == "Newsroom was paid by Acme."
    assert (again.digest, again.record) == (first.digest, first.record)
    assert told(story, MONDAY + 2 * HOUR) == ["Renamed was paid by Acme."]


def test_an_author_who_is_renamed_keeps_the_name_in_what_was_told():
    with time_machine.travel(MONDAY, tick=False):
        make_wording(kind="interest", text="{author}: {interest}")
        author = make_author(name="Ana")
        Interest.objects.create(author=author, text="owns shares.", since=MONDAY)
        story = publishing.publish(make_article(authors=[author]), by=make_user("Editor"))
    with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
        author.name = "Beatrice"
        author.save()
    assert told(story, MONDAY + HOUR) == ["Ana: owns shares."]
    assert told(story, MONDAY + 2 * HOUR) == ["Beatrice: owns shares."]


def test_what_is_entered_later_for_an_earlier_date_proves_nothing(edition):
    with time_machine.travel(MONDAY, tick=False):
        make_programme()
    author = edition.bylines.first().author
    first = evidence.make_evidence(edition.path, MONDAY + HOUR)
    with time_machine.travel(MONDAY + 9 * HOUR, tick=False):
        make_wording(jurisdiction="US", text="Made up: we earn.", valid_from=MONDAY)
        Interest.objects.create(author=author, text="Made up.", since=MONDAY)
        waiting = make_wording(jurisdiction="UK", valid_from=MONDAY + 10 * HOUR)
        Wording.objects.filter(pk=waiting.pk).update(valid_from=MONDAY, jurisdiction="EU")
        Deal.objects.bulk_create([Deal(address="https://amazon.com/dp/1", ends_at=MONDAY)])
    assert evidence.make_evidence(edition.path, MONDAY + HOUR).digest == first.digest
    assert told(edition, MONDAY + 10 * HOUR) != told(edition, MONDAY + HOUR)


def test_what_was_dated_back_is_no_evidence_of_before_it_was_printed():
    story = make_edition(days_ago=30)
    with pytest.raises(evidence.NothingShown, match="printed only at"):
        evidence.make_evidence(story.path, timezone.now() - timedelta(days=20))
    assert evidence.make_evidence(story.path, timezone.now()).record["edition"]["number"] == 1


def test_related_stories_are_left_out(edition):
    with time_machine.travel(MONDAY, tick=False):
        article = make_article()
        article.related_links.create(story=edition.article)
        story = publishing.publish(article, by=make_user("Editor"))
    file = evidence.make_evidence(story.path, MONDAY)
    assert edition.headline not in file.page
    assert "Related stories are left out" in file.html


def test_the_file_needs_nothing_beside_it(edition):
    story = make_edition(picture=make_image(), body=PAID)
    file = evidence.make_evidence(story.path, timezone.now())
    page = page_in(file)
    assert "data:image/jpeg;base64," in page
    assert "@layer tokens" in page
    needed = re.findall(r'(?:src|srcset|data)="(?!data:)([^"]+)"|url\("(?!data:)([^"]+)"', page)
    assert needed == []
    assert "<script" not in page.replace('<script type="application/ld+json">', "")
    assert re.findall(r'<(?:link|img|script)[^>]+(?:href|src)="(?!data:)', file.html) == []


def test_where_nothing_was_live_it_says_what_readers_got(edition):
    assert_nothing = pytest.raises(evidence.NothingShown, match="answered 404")
    with assert_nothing:
        evidence.make_evidence(edition.path, MONDAY - HOUR)
    with time_machine.travel(MONDAY + HOUR, tick=False):
        publishing.withdraw(edition.article, by=make_user("Editor"), reason="It was wrong.")
    with pytest.raises(evidence.NothingShown, match="410: It was wrong."):
        evidence.make_evidence(edition.path, MONDAY + HOUR)


def test_the_reason_of_a_withdrawal_is_told_at_each_address_that_the_story_had(edition):
    article = edition.article
    with time_machine.travel(MONDAY + HOUR, tick=False):
        article.slug = "moved"
        article.save()
        publishing.publish(article, by=make_user("Editor"))
    with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
        publishing.withdraw(article, by=make_user("Editor"), reason="It was wrong.")
    with pytest.raises(evidence.NothingShown, match="410: It was wrong."):
        evidence.make_evidence(edition.path, MONDAY + 2 * HOUR)


def test_what_is_to_come_is_called_no_evidence(edition):
    assert (
        "no evidence of it"
        in evidence.make_evidence(edition.path, timezone.now() + timedelta(days=9000)).html
    )


def test_the_command_writes_a_file_and_checks_it(edition, tmp_path, capsys):
    file = tmp_path / "evidence.html"
    url = f"https://news.example/{edition.path}/"

    call_command("evidence", url, at="2031-03-03T09:30", output=str(file))
    assert "unsigned: no evidence key is set" in capsys.readouterr().out
    with pytest.raises(CommandError, match="isn't signed") as refused:
        call_command("evidence", verify=str(file))
    assert "The database says the same as its record." in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"at": "yesterday"}, "is no instant"),
        ({"at": "2031-02-30"}, "is no instant"),
        ({"at": "1999-01-01"}, "answered 404"),
        ({"output": "/nowhere/at/all.html", "at": "2031-03-03T10:00"}, "can't be written"),
        ({"verify": "/nowhere.html"}, "can't be read"),
        ({"url": "https://[bad/"}, "is no address"),
        ({"url": "/a%00b/"}, "is no address"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "is no instant"),
    ],
)
def test_the_command_says_what_is_wrong(edition, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("evidence", **{"url": edition.path} | arguments)


def test_a_login_that_is_renamed_changes_no_record(edition):
    first = evidence.make_evidence(edition.path, MONDAY)
    type(edition.printed_by).objects.filter(pk=edition.printed_by_id).update(username="renamed")
    again = evidence.make_evidence(edition.path, MONDAY)
    assert again.digest == first.digest
    assert "(today renamed)" in again.html


def test_an_edition_that_is_entered_later_leaves_the_404_of_before(edition):
    at = timezone.now()
    with pytest.raises(evidence.NothingShown, match="answered 404"):
        evidence.make_evidence("desk/made-up", at)
    fields = {f.attname: getattr(edition, f.attname) for f in edition._meta.concrete_fields}
    ends = {"live_from": at - HOUR, "live_until": at - HOUR / 2, "path": "desk/made-up"}
    type(edition).objects.create(**fields | ends | {"id": None, "number": 2})
    with pytest.raises(evidence.NothingShown, match="answered 404"):
        evidence.make_evidence("desk/made-up", at)


def test_staff_get_the_file_from_the_desk(edition):
    url = reverse("admin:articles_edition_evidence")
    listed = signed_in("Disclosure staff").get(reverse("admin:articles_edition_changelist"))
    assert f'href="{url}"' in listed.content.decode()
    asked = {"path": f"/{edition.path}/", "at": "2031-03-03T09:30"}
    response = signed_in("Disclosure staff").get(url, asked)
    assert "attachment" in response.headers["Content-Disposition"]
    assert verifier.statement_in(response.content)["record"]["path"] == f"/{edition.path}/"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({}, 200, "Make the file"),
        ({"path": ""}, 400, "Give the page"),
        ({"path": "/no/where/", "at": "2031-03-03T09:30"}, 400, "answered 404"),
        ({"path": "/a/b/", "at": "soon"}, 400, "valid date"),
        ({"path": "https://[bad/"}, 400, "is no address"),
        ({"path": "/a%00b/c/"}, 400, "is no address"),
        ({"path": "/a/b/", "at": "0001-01-01T00:00"}, 400, ""),
        ({"path": "/a/b/", "at": "9999-12-31T23:59"}, 400, ""),
    ],
)
def test_the_desk_says_what_is_missing(asked, status, said):
    response = signed_in("Disclosure staff").get(reverse("admin:articles_edition_evidence"), asked)
    assert response.status_code == status
    assert said in response.content.decode()


def test_writers_get_no_evidence():
    assert signed_in("Writer").get(reverse("admin:articles_edition_evidence")).status_code == 403

"""Evidence of what a page said to its readers."""

import html
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import evidence, publishing
from articles.content import disclosures
from authors.models import Interest
from disclosures.models import Deal, Wording, put_site_on_record
from tests.articles.evidence.files import MONDAY, PAID, live_since_monday
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_user,
    make_wording,
    touch,
)

pytestmark = pytest.mark.django_db


HOUR = timedelta(hours=1)


def page_in(file: evidence.EvidenceFile) -> str:
    return html.unescape(re.search(r'srcdoc="([^"]*)"', file.html)[1])


@pytest.fixture
def edition():
    return live_since_monday()


def shown(edition, at: datetime) -> list[str]:
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


def test_the_rules_of_the_past_are_not_kept_in_memory(edition):
    """A body that is kept for the next page keeps its rulebook, and each evidence has one of its own."""
    disclosures._derived.cache_clear()
    evidence.make_evidence(edition.path, MONDAY)
    assert disclosures._derived.cache_info().currsize == 0


def test_the_wording_is_the_one_of_the_instant(edition):
    with time_machine.travel(MONDAY, tick=False):
        make_programme()
        make_wording(text="New words: we earn.", valid_from=MONDAY + 2 * HOUR)
    assert shown(edition, MONDAY + HOUR) == ["Old words: we earn from links."]
    assert shown(edition, MONDAY + 2 * HOUR) == ["New words: we earn."]


def test_what_happens_later_changes_nothing_of_it(edition):
    with time_machine.travel(MONDAY, tick=False):
        programme = make_programme()
    first = evidence.make_evidence(edition.path, MONDAY + HOUR)

    with time_machine.travel(MONDAY + 5 * HOUR, tick=False):
        programme.patterns = "else.example"
        programme.save()
        make_wording(text="Later words: we earn.", valid_from=MONDAY + 5 * HOUR)
        Deal.objects.create(address="https://amazon.com/dp/1", ends_at=MONDAY)
        publishing.publish(touch(edition.article), by=make_user("Editor"))

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

    assert shown(edition, MONDAY + 3 * HOUR) == ["In the UK: we earn."]
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
    assert shown(story, MONDAY)[0] == "Newsroom was paid by Acme."
    assert (again.digest, again.record) == (first.digest, first.record)
    assert shown(story, MONDAY + 2 * HOUR) == ["Renamed was paid by Acme."]


def test_an_author_who_is_renamed_keeps_the_name_in_what_was_shown():
    with time_machine.travel(MONDAY, tick=False):
        make_wording(kind="interest", text="{author}: {interest}")
        author = make_author(name="Ana")
        Interest.objects.create(author=author, text="owns shares.", since=MONDAY)
        story = publishing.publish(make_article(authors=[author]), by=make_user("Editor"))
    with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
        author.name = "Beatrice"
        author.save()
    assert shown(story, MONDAY + HOUR) == ["Ana: owns shares."]
    assert shown(story, MONDAY + 2 * HOUR) == ["Beatrice: owns shares."]


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
    assert shown(edition, MONDAY + 10 * HOUR) != shown(edition, MONDAY + HOUR)


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


def test_the_file_is_in_english_on_a_german_site(edition, settings):
    """The page in it is as readers had it; what is said about the page can be read everywhere."""
    english = evidence.make_evidence(edition.path, MONDAY)
    settings.LANGUAGE_CODE = "de"
    german = evidence.make_evidence(edition.path, MONDAY)

    assert 'lang="de"' in page_in(german)
    assert german.html.startswith(english.html[: english.html.index("<h1>") + 200])
    assert german.record | {"audience": {}} == english.record | {"audience": {}}


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


def test_the_reason_of_a_withdrawal_is_reported_at_each_address_that_the_story_had(edition):
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

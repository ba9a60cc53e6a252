"""An author's interest is shown where its scope says, and kept as it was shown."""

import json
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import evidence
from articles.content import story_page
from articles.models import Edition, InterestScope, Tag, interests_of
from authors.models import Interest
from tests.desk import signed_in
from tests.factories import make_author, make_edition, make_section, make_wording

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEXT = "She is paid by a manga publisher."


@pytest.fixture
def author():
    return make_author(name="Ana Ruiz")


@pytest.fixture
def manga():
    return make_section(name="Manga", slug="manga")


def make_interest(author, *, begun: bool = True, **scope) -> Interest:
    since = timezone.now() - HOUR if begun else timezone.now() + HOUR
    interest = Interest.objects.create(author=author, text=TEXT, since=since, all_stories=not scope)
    for name, row in scope.items():
        InterestScope.objects.create(interest=interest, **{name: row})
    return interest


def is_shown(edition: Edition) -> bool:
    page = Client().get(edition.get_absolute_url()).content.decode()
    data = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1]
    )
    feed = Client().get("/feed.json").json()["items"]
    (item,) = [each for each in feed if each["url"].endswith(edition.get_absolute_url())]
    file = evidence.make_evidence(edition.path, timezone.now())
    article = edition.article
    found = {
        "page": TEXT in page,
        "JSON-LD": TEXT in str(data.get("hasPart", "")),
        "feed": TEXT in item["content_html"],
        "evidence": any(TEXT in each["as_shown"] for each in file.record["disclosures"]),
        "draft": TEXT in str(story_page.disclosed_draft(article).disclosures),
        "edition": interests_of(edition).exists(),
    }
    assert len(set(found.values())) == 1, found
    return found["page"]


def test_one_in_all_stories_is_shown_in_all(author):
    make_interest(author)
    assert is_shown(make_edition(authors=[author]))
    assert not is_shown(make_edition())


def test_one_of_a_section_is_shown_there_alone(author, manga):
    make_interest(author, section=manga)
    assert is_shown(make_edition(authors=[author], section=manga))
    assert not is_shown(make_edition(authors=[author], section=make_section()))
    assert not is_shown(make_edition(section=manga))


def test_one_of_a_tag_is_shown_where_the_tag_is(author):
    make_interest(author, tag=Tag.objects.create(name="Shonen", slug="shonen"))
    assert is_shown(make_edition(authors=[author], tags=["Shonen", "Other"]))
    assert not is_shown(make_edition(authors=[author], tags=["Paper planes"]))


def test_one_of_a_story_is_shown_in_all_its_editions_and_no_other(author):
    edition = make_edition(authors=[author])
    make_interest(author, story=edition.article)
    assert is_shown(edition)
    assert not is_shown(make_edition(authors=[author]))


def test_one_with_several_scopes_is_shown_once(author, manga):
    edition = make_edition(authors=[author], section=manga, tags=["Shonen"])
    make_interest(author, section=manga, tag=Tag.objects.get(), story=edition.article)
    assert Client().get(edition.get_absolute_url()).content.decode().count(TEXT) == 2  # and JSON-LD
    assert is_shown(edition)


def test_it_stands_on_the_authors_page_whatever_its_scope(author, manga):
    make_interest(author, section=manga)
    make_edition(authors=[author], section=make_section())
    assert TEXT in Client().get(author.get_absolute_url()).content.decode()


def test_a_story_page_takes_no_more_queries_for_it(author, manga):
    make_wording(kind="interest", text="{author}: {interest}", mark="", marks="none")
    edition = make_edition(authors=[author], section=manga)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            Client().get(edition.get_absolute_url())
        counts.append(len(captured))
        make_interest(author, section=manga)
    assert counts[0] == counts[1]


def test_a_scope_that_is_added_later_says_nothing_of_before(author, manga):
    interest = make_interest(author, section=make_section())
    edition = make_edition(authors=[author], section=manga)
    before = timezone.now()
    assert not is_shown(edition)
    InterestScope.objects.create(interest=interest, section=manga)
    assert is_shown(edition)
    record = evidence.make_evidence(edition.path, before).record
    assert record["disclosures"] == []


@pytest.mark.parametrize("change", ["UPDATE {} SET tag_id = NULL", "DELETE FROM {}"])
def test_postgresql_keeps_where_it_was_shown(author, manga, change):
    make_interest(author, section=manga)
    sql = change.format(InterestScope._meta.db_table)
    with (
        pytest.raises(DatabaseError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_whether_it_is_shown_in_all_stories_stays_too(author, manga):
    make_interest(author, section=manga)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        Interest.objects.update(all_stories=True)


def test_nobody_dates_a_scope_back(author, manga):
    begin = timezone.now()
    interest = make_interest(author, section=make_section())
    InterestScope.objects.create(interest=interest, section=manga, entered_at=begin - HOUR)
    assert all(scope.entered_at >= begin for scope in InterestScope.objects.all())


def test_before_it_begins_its_scope_can_change(author, manga):
    interest = make_interest(author, begun=False, section=manga)
    InterestScope.objects.update(section=make_section())
    InterestScope.objects.all().delete()
    InterestScope.objects.create(interest=interest, section=manga)
    interest.delete()
    assert not InterestScope.objects.exists()


def test_a_scope_is_one_thing(author, manga):
    interest = make_interest(author, section=manga)
    tag = Tag.objects.create(name="Shonen", slug="shonen")
    for wrong in ({}, {"section": make_section(), "tag": tag}, {"section": manga}):
        with pytest.raises(IntegrityError), transaction.atomic():
            InterestScope.objects.create(interest=interest, **wrong)


def post(author, **row):
    """Send the author's form with one row for interests: an existing one if `id` is given."""
    form = {"name": author.name, "slug": author.slug}
    form |= {"links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
    form |= {"interests-TOTAL_FORMS": 1, "interests-INITIAL_FORMS": int("id" in row)}
    row = {"author": author.pk, "text": TEXT} | row
    form |= {f"interests-0-{name}": value for name, value in row.items()}
    url = reverse("admin:authors_author_change", args=[author.pk])
    return signed_in("Editor").post(url, form, follow=True).content.decode()


def scopes() -> list[str]:
    return [str(scope) for scope in InterestScope.objects.all()]


def test_an_editor_chooses_where_it_is_shown(author, manga):
    tag = Tag.objects.create(name="Shonen", slug="shonen")
    story = make_edition(headline="A story").article
    post(author, where="some", sections=[manga.pk], tags=[tag.pk], stories=[story.pk])
    assert scopes() == ["Manga", "Shonen", "A story"]
    assert not Interest.objects.get().all_stories


def test_all_stories_is_a_choice_of_its_own(author, manga):
    assert "Choose in which stories" in post(author)
    assert "Choose at least one section" in post(author, where="some")
    assert "Remove the sections, tags and stories" in post(author, where="all", sections=[manga.pk])
    assert not Interest.objects.exists()
    post(author, where="all")
    assert Interest.objects.get().all_stories


def test_what_was_shown_stays_shown_there_and_more_can_be_added(author, manga):
    interest = make_interest(author, section=manga)
    other = make_section(name="Books")
    page = post(author, id=interest.pk, where="some", sections=[other.pk])
    assert "End this interest and add another" in page
    assert scopes() == ["Manga"]
    post(author, id=interest.pk, where="all", sections=[manga.pk, other.pk])
    assert scopes() == ["Manga", "Books"]
    assert not Interest.objects.get().all_stories


def test_one_that_waits_can_be_shown_elsewhere(author, manga):
    interest = make_interest(author, begun=False, section=manga)
    since = timezone.localtime(interest.since).strftime("%Y-%m-%dT%H:%M")
    post(author, id=interest.pk, where="all", since=since)
    assert scopes() == []
    assert Interest.objects.get().all_stories


def test_the_form_offers_what_there_is(author, manga):
    interest = make_interest(author, section=manga)
    url = reverse("admin:authors_author_change", args=[author.pk])
    page = signed_in("Editor").get(url).content.decode()
    assert "Only in these sections, tags and stories" in page
    assert re.search(rf'<option value="{manga.pk}"[^>]* selected', page)
    assert interest.text in page


def test_in_the_newsroom_a_manga_publishers_illustrator_is_shown_with_manga_alone(newsroom):
    """The story about paper planes by the same author says nothing of it."""
    shown_in = [e.path for e in Edition.objects.live() if interests_of(e).exists()]
    assert [path for path in shown_in if "manga" in path]
    assert not [path for path in shown_in if "paper-plane" in path]

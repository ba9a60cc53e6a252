"""Authors' interests: shown from one instant to another, and never rewritten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from authors.models import Interest
from tests.desk import signed_in
from tests.factories import make_author, make_edition

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def make_interest(author=None, begun=True, **fields) -> Interest:
    since = timezone.now() - HOUR if begun else timezone.now() + HOUR
    fields = {"text": "Owns shares in Bones.", "since": since} | fields
    return Interest.objects.create(author=author or make_author(), **fields)


def post(author, client=None, **row):
    """Send the author's form with one row for interests: an existing one if `id` is given."""
    form = {"name": author.name, "slug": author.slug}
    form |= {"links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
    form |= {"interests-TOTAL_FORMS": 1, "interests-INITIAL_FORMS": int("id" in row)}
    row = {"author": author.pk, "where": "all"} | row
    form |= {f"interests-0-{name}": value for name, value in row.items()}
    url = reverse("admin:authors_author_change", args=[author.pk])
    return (client or signed_in("Editor")).post(url, form, follow=True)


def clock(at) -> str:
    """An instant as the browser's picker sends it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_an_interest_is_in_force_from_its_beginning_until_its_end():
    now = timezone.now()
    interest = make_interest(since=now, until=now + HOUR)
    for at, shown in ((now - HOUR / 60, False), (now, True), (now + HOUR, False)):
        assert Interest.objects.in_force(at).exists() == shown
        assert list(interest.author.interests.in_force(at)) == ([interest] if shown else [])


def test_readers_find_it_on_the_authors_page():
    author = make_author()
    make_edition(authors=[author])
    for text, begun in (("Holds <b>stock</b>.", True), ("Not yet told.", False)):
        make_interest(author, begun, text=text)
    with CaptureQueriesContext(connection) as captured:
        page = Client().get(author.get_absolute_url()).content.decode()
    assert "Holds &lt;b&gt;stock&lt;/b&gt;." in page
    assert "Not yet told." not in page
    assert len(captured) <= 8


def test_an_editor_adds_one_that_begins_at_once():
    author = make_author()
    post(author, text="Sits on a jury.")
    interest = author.interests.in_force().get()
    assert (interest.text, interest.until) == ("Sits on a jury.", None)


def test_what_has_begun_keeps_its_words_whatever_is_posted_but_can_be_ended():
    interest = make_interest()
    end = timezone.now().replace(second=0, microsecond=0) + HOUR
    posted = {"since": clock(end - HOUR / 2), "until": clock(end)}
    post(interest.author, id=interest.pk, text="Nothing", **posted)
    former, interest = interest, Interest.objects.get()
    assert (interest.text, interest.since) == (former.text, former.since)
    assert interest.until == end


@pytest.mark.parametrize("field", ["since", "until"])
def test_nothing_is_shown_from_or_until_a_time_that_has_passed(field):
    author = make_author()
    response = post(author, text="Kept", **{field: clock(timezone.now() - HOUR)})
    assert "That time has passed" in response.content.decode()
    assert "Kept" in response.content.decode()
    assert not Interest.objects.exists()


def test_an_end_before_the_beginning_is_refused():
    now = timezone.now()
    times = {"since": clock(now + 2 * HOUR), "until": clock(now + HOUR)}
    response = post(make_author(), text="Kept", **times)
    assert "before it begins" in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_interest(until=now - 2 * HOUR)


def test_only_what_nobody_was_shown_can_be_removed():
    current, planned = make_interest(), make_interest(begun=False)
    response = post(current.author, id=current.pk, text=current.text, DELETE="on")
    assert "Readers have seen" in response.content.decode()
    post(planned.author, id=planned.pk, text=planned.text, DELETE="on")
    assert list(Interest.objects.all()) == [current]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Nothing"},
        {"since": timezone.now() + 9 * HOUR},
        {"until": timezone.now() - HOUR / 4},
    ],
)
def test_postgresql_guards_what_has_been_shown(change):
    make_interest()
    with pytest.raises(DatabaseError, match="only ever added|has passed"), transaction.atomic():
        Interest.objects.update(**change)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        Interest.objects.all().delete()


def test_an_end_that_has_passed_stays():
    make_interest(since=timezone.now() - 2 * HOUR, until=timezone.now() - HOUR)
    for until in (None, timezone.now() + HOUR):
        with pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
            Interest.objects.update(until=until)


def test_what_has_not_begun_can_be_changed():
    interest = make_interest(begun=False)
    Interest.objects.update(text="Other", until=interest.since + HOUR)
    assert Interest.objects.get().text == "Other"

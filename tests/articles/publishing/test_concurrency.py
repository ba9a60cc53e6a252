"""Two at once, with real connections: one action waits for the other."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.ledger import scanning
from articles.models import Article, Edition
from disclosures.models import Wording, hold_rules
from tests.desk import signed_in
from tests.factories import make_article, make_programme, make_user, make_wording, touch

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PAID = '<p><a href="https://amazon.com/dp/1">Buy</a></p>'


def at_once(*jobs: Callable[[], object]) -> list[BaseException]:
    """Run the jobs in threads that start together; return what they raised."""
    barrier, errors = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            barrier.wait()
            job()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return errors


def test_publishing_the_same_words_at_once_prints_one_edition():
    article, editor = make_article(), make_user("Editor")

    errors = at_once(*[lambda: publishing.publish(article, by=editor)] * 4)

    assert {str(error) for error in errors} == {
        "Nothing has changed since edition 1, which readers see."
    }
    assert Edition.objects.get().number == 1


def test_publishing_twice_at_once_prints_two_editions_one_after_the_other():
    article, editor = make_article(), make_user("Editor")
    publishing.publish(article, by=editor)
    notice = publishing.NewNotice("correction", "It was Tuesday.")

    errors = at_once(*[lambda: publishing.publish(article, by=editor, notice=notice)] * 3)

    assert errors == []
    editions = list(Edition.objects.order_by("number"))
    assert [edition.number for edition in editions] == [1, 2, 3, 4]
    assert [edition.live_until for edition in editions] == [
        *[edition.live_from for edition in editions[1:]],
        None,
    ]


def test_publishing_and_withdrawing_at_once_end_in_one_of_the_two():
    article, editor = make_article(), make_user("Editor")
    publishing.publish(article, by=editor)

    errors = at_once(
        lambda: publishing.publish(touch(article), by=editor),
        lambda: publishing.withdraw(article, by=editor, reason="Wrong"),
    )

    assert errors == []
    assert Article.objects.get().status in (Article.Status.LIVE, Article.Status.WITHDRAWN)
    assert Edition.objects.live().count() <= 1


def test_two_stories_that_want_one_address_at_once_get_one_answer_each():
    one, other, editor = make_article(slug="same"), make_article(slug="same"), make_user("Editor")

    errors = at_once(
        lambda: publishing.publish(one, by=editor), lambda: publishing.publish(other, by=editor)
    )

    assert [type(error) for error in errors] == [publishing.Refused]
    assert Edition.objects.live().count() == 1


def test_a_rule_that_changes_while_a_story_is_printed_reaches_it(monkeypatch):
    """The new programme waits for the transaction that evaluated the links without it."""
    make_wording()
    article, editor = make_article(body=PAID), make_user("Editor")
    evaluated, scan_new = threading.Event(), scanning.scan_new

    def slowly(*args, **kwargs):
        changed = scan_new(*args, **kwargs)
        evaluated.set()
        time.sleep(0.3)
        return changed

    monkeypatch.setattr("articles.publishing.actions.scanning.scan_new", slowly)

    def add_programme() -> None:
        assert evaluated.wait(10)
        make_programme()

    errors = at_once(lambda: publishing.publish(article, by=editor), add_programme)

    assert errors == []
    assert Edition.objects.live().get().links.current().commercial().exists()


def test_the_first_two_wordings_of_a_slot_follow_each_other():
    now = timezone.now()

    def add(later: int) -> None:
        make_wording(text=f"We earn {later}.", valid_from=now + timedelta(microseconds=later))

    assert at_once(*(partial(add, later) for later in range(4))) == []
    begins = list(Wording.objects.order_by("valid_from").values_list("valid_from", "valid_to"))
    assert [end for _, end in begins] == [*(begin for begin, _ in begins[1:]), None]


def test_two_first_wordings_of_a_slot_for_one_instant_are_one_and_a_sentence():
    staff = [signed_in("Disclosure staff") for _ in range(2)]
    form = {"kind": "affiliate", "mark": "ad", "valid_from": "2099-01-01T00:00"}
    pages: list[str] = []

    def add(client: Client) -> None:
        text = {"text": "We earn a commission when you buy."}
        url = reverse("admin:disclosures_wording_add")
        pages.append(client.post(url, form | text, follow=True).content.decode())

    assert at_once(*(partial(add, client) for client in staff)) == []
    assert Wording.objects.count() == 1
    assert sum("Another wording for the same begins then" in page for page in pages) == 1


def test_an_edition_begins_when_it_is_printed_not_when_it_began_to_wait():
    make_wording()
    article, editor = make_article(), make_user("Editor")
    held = threading.Event()

    def hold() -> None:
        with transaction.atomic():
            hold_rules()
            held.set()
            time.sleep(1)
            released.append(timezone.now())
        connection.close()

    released: list[datetime] = []
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    edition = publishing.publish(article, by=editor)
    holder.join()
    assert edition.live_from >= released[0]

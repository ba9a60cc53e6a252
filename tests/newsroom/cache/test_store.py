"""The store by itself: what is kept for an outage."""

from datetime import timedelta

import pytest

from newsroom import clock
from newsroom.cache import store
from newsroom.cache.page import Page
from newsroom.cache.store import Store

ADDRESS = ("https", "news.example", "/", "")


@pytest.fixture
def pages() -> Store:
    return Store(10**6)


def put(pages: Store) -> None:
    ticket = pages.begin()
    pages.put(ADDRESS, Page(200, [], b"", "", frozenset({"article:1"})), ticket)
    pages.end(ticket)


@pytest.mark.parametrize(
    ("heard", "longest"), [(True, store.KEPT_FOR), (False, store.KEPT_UNHEARD_FOR)]
)
def test_a_page_that_no_announcement_could_drop_is_kept_for_a_minute_only(
    pages, monkeypatch, heard, longest
):
    """A story may have been withdrawn since."""
    now = clock.now()
    if heard:
        pages.resume({}, float("inf"))
    put(pages)
    for seconds, kept in ((longest - 1, True), (longest + 1, False)):
        later = now + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        assert (pages.kept(ADDRESS) is not None) is kept


def test_an_address_that_has_become_another_answer_is_forgotten(pages):
    put(pages)
    pages.forget(ADDRESS)
    pages.forget(ADDRESS)
    assert pages.kept(ADDRESS) is None
    assert pages.size == 0

"""A body that is kept from one page to the next is what deriving it anew would give."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content import blocks, disclosures
from articles.content.body import Body
from articles.content.disclosures import disclose_body
from disclosures.matching import Deal, LinkEvaluator, Pattern, Rule, Rulebook
from disclosures.wordings.selection import Audience

AMAZON = "https://amazon.com/a"
END = datetime(2026, 1, 1, tzinfo=UTC)
RULES = [Rule(1, "Amazon", (Pattern.parse("amazon.com"),), channels=frozenset({"page", "api"}))]
BOOKS = [
    Rulebook([]),
    Rulebook(RULES),
    Rulebook(RULES, [Deal(AMAZON, END, unlink=True), Deal(f"{AMAZON}b", END)]),
    Rulebook([], [Deal(AMAZON, END, unlink=True)]),
]
BODIES = [
    f'<p>One <a href="{AMAZON}">shop</a></p>',
    f'<p>We earn from links.</p><h2>Two</h2><p><a href="{AMAZON}">shop</a> and <a href="/b">ours</a></p>',
    "<p>Nothing</p>",
]


def wording(**fields):
    ours = {"id": 1, "kind": "affiliate", "programme_id": None, "text": "We earn.", "label": ""}
    ours |= {"jurisdiction": "", "language": "", "channel": "", "learn_more": ""}
    return ours | {"mark": "ad", "marks": "all"} | fields


WORDINGS = [[], [wording()], [wording(marks="apart")], [wording(marks="none")], [wording(mark="x")]]


@given(
    body=st.sampled_from(BODIES),
    book=st.sampled_from(BOOKS),
    paid=st.sampled_from([frozenset(), frozenset({"/b"}), frozenset({AMAZON})]),
    advertised=st.booleans(),
    wordings=st.sampled_from(WORDINGS),
    channel=st.sampled_from(["page", "feed", "api"]),
    minutes=st.integers(-2, 2),
    has_videos=st.booleans(),
)
def test_a_kept_body_is_what_deriving_it_anew_gives(
    body, book, paid, advertised, wordings, channel, minutes, has_videos
):
    def shown(form):
        at = END + timedelta(minutes=minutes)
        evaluate = LinkEvaluator(book, paid, advertised)
        audience = Audience(channel=channel)
        return disclose_body(form, evaluate, wordings, audience, at=at, has_videos=has_videos)

    assert shown(body) == shown(Body(body))


@pytest.fixture
def kept():
    disclosures._derived.cache_clear()
    return disclosures._derived.cache_info


def show(body=BODIES[0], book=BOOKS[2], at=END, **options):
    return disclose_body(body, LinkEvaluator(book), [], Audience(), at=at, **options)


def test_a_body_is_derived_once_until_the_end_of_a_deal(kept):
    day = timedelta(days=1)
    before = [show(at=END - day), show(at=END - day / 2)]
    assert kept().misses == 1 and kept().hits == 1
    after = [show(), show(at=END + 9 * day)]
    assert kept().misses == 2 and kept().hits == 2

    assert "href" in before[1].blocks[-1].html and before[1].earns
    assert "href" not in after[1].blocks[-1].html and not after[1].earns


def test_a_page_that_changes_its_blocks_changes_no_other(kept):
    show().blocks.clear()
    assert show().blocks and kept().hits == 1


def test_the_name_of_the_site_and_the_kinds_of_blocks_decide_too(kept, settings):
    show()
    settings.SITE_NAME = "Another"
    show()

    @blocks.register
    @dataclass(frozen=True)
    class Mine(blocks.Block):
        @classmethod
        def match(cls, element):
            return [cls()]

    try:
        assert {type(block) for block in show().blocks} >= {Mine}
    finally:
        blocks.unregister(Mine)
    assert kept().misses == 3

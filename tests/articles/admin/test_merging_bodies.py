"""Two saves that changed different paragraphs of a body are merged; what both changed isn't guessed."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.merging_bodies import MergedBody, merged
from articles.models import Article
from tests.desk import change_url, form_of, messages, signed_in
from tests.factories import make_article, make_edition

pytestmark = pytest.mark.usefixtures("newsroom")

BODY = "".join(f"<p>{word}.</p>" for word in ("One", "Two", "Three", "Four", "Five"))


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


@pytest.fixture
def other() -> Client:
    return signed_in("Editor")


def saved(client: Client, article: Article, form: dict, **changes: object):
    answer = client.post(change_url(article), form | changes, follow=True)
    article.refresh_from_db()
    return answer


def test_different_paragraphs_of_two_editors_are_both_in_the_draft(editor, other):
    article = make_article(headline="Old", body=BODY)
    form = form_of(article)
    theirs = BODY.replace("One", "Eins").replace("<p>Five.</p>", "")
    saved(other, article, form, body=theirs, headline="Theirs")

    answer = saved(editor, article, form, body=BODY.replace("Three", "Drei"))

    assert article.body == "<p>Eins.</p><p>Two.</p><p>Drei.</p><p>Four.</p>"
    assert article.headline == "Theirs"
    said = messages(answer)
    assert "The body was changed there and here in different places" in said
    assert "Theirs: “Eins.”." in said and "the headline, is in the draft" in said
    # The bodies of both are in the history.
    assert article.former_drafts.first().copy["body"] == theirs


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (BODY.replace("Two", "Zwei"), BODY.replace("Two", "Deux")),
        (BODY.replace("Two", "Zwei"), BODY.replace("Three", "Trois")),
        (BODY.replace("<p>Two.</p>", ""), BODY.replace("Two", "Deux")),
        (BODY + "<p>Six.</p>", BODY + "<p>Sechs.</p>"),
    ],
)
def test_the_same_or_adjacent_paragraphs_wait_for_a_choice(editor, other, theirs, mine):
    article = make_article(body=BODY)
    form = form_of(article)
    saved(other, article, form, body=theirs)
    answer = saved(editor, article, form, body=mine)
    assert [each.name for each in answer.context["conflicts"]] == ["body"]
    assert article.body == theirs


def test_without_the_former_draft_nothing_is_guessed(editor, other):
    article = make_article(body=BODY)
    form = form_of(article)
    saved(other, article, form, body=BODY.replace("One", "Eins"))
    mine = BODY.replace("Five", "Cinq")
    for odd in ({"version": "9" * 9}, {"version": ""}, {"based_on": '{"body": "x"}'}):
        answer = saved(editor, article, form | odd, body=mine)
        assert [each.name for each in answer.context["conflicts"]] == ["body"]
    article.former_drafts.all().delete()
    answer = saved(editor, article, form, body=mine)
    assert [each.name for each in answer.context["conflicts"]] == ["body"]


def test_a_merged_body_is_read_before_it_is_published(editor, other):
    article = make_edition(body=BODY).article
    form = form_of(article)
    saved(other, article, form, body=BODY.replace("<p>One.</p>", ""))
    said = messages(saved(editor, article, form, body=BODY.replace("Five", "V"), _publish="1"))
    assert "something was taken out" in said and "read what was merged first" in said
    assert article.editions.count() == 1


# Properties

number = st.integers(1, 7)


@st.composite
def edits(draw: st.DrawFn, side: str, length: int) -> tuple[list[str], set[int], list[str]]:
    """Return a side's blocks, twice the places that it changed, and the texts that it wrote.

    The place of a block is an odd number, the place between two of them an even one.
    """
    blocks: list[str] = []
    changed: set[int] = set()
    written: list[str] = []
    for place in range(2 * length + 1):
        act = draw(st.sampled_from(["keep", "keep", "keep", "write", "remove"]))
        if act == "write":
            written.append(f"<p>{side} {place}</p>")
            blocks.append(written[-1])
            changed.add(place)
        elif place % 2 and act == "remove":
            changed.add(place)
        elif place % 2:
            blocks.append(f"<p>base {place}</p>")
    return blocks, changed, written


def touch(mine: set[int], theirs: set[int]) -> bool:
    """Return whether two sets of places have the same or adjacent blocks."""
    return any(
        one // 2 <= (other + 1) // 2 and other // 2 <= (one + 1) // 2
        for one in mine
        for other in theirs
    )


@given(st.data(), number)
def test_a_merge_has_every_change_of_both_and_nothing_else(data, length):
    base = "".join(f"<p>base {place}</p>" for place in range(1, 2 * length + 1, 2))
    mine, my_places, mine_written = data.draw(edits("mine", length))
    theirs, their_places, theirs_written = data.draw(edits("theirs", length))

    found = merged(base, "".join(mine), "".join(theirs))
    turned = merged(base, "".join(theirs), "".join(mine))

    assert turned == (found and MergedBody(found.html, found.theirs, found.mine))
    if found is None:
        assert touch(my_places, their_places)
        return
    # The same blocks, removed by both, are the only common change.
    assert not touch(my_places, their_places) or my_places & their_places
    blocks = [f"{block}</p>" for block in found.html.split("</p>")[:-1]]
    kept = [f"<p>base {place}</p>" for place in range(1, 2 * length + 1, 2)]
    kept = [block for block in kept if block in mine and block in theirs]
    assert [block for block in blocks if "base" in block] == kept
    assert [block for block in blocks if "mine" in block] == mine_written
    assert [block for block in blocks if "theirs" in block] == theirs_written
    assert (found.mine, found.theirs) == (mine_written, theirs_written)


@given(st.lists(st.sampled_from(["<p>a</p>", "<p>b</p>", "<h2>c</h2>", "<p>d &amp; e</p>"])))
def test_a_merge_with_an_unchanged_body_is_the_other_one(blocks):
    base, other = "<p>a</p><p>b</p><p>a</p>", "".join(blocks)
    for found in (merged(base, base, other), merged(base, other, base), merged(base, other, other)):
        assert found is not None and found.html == other

"""Footnotes: numbers in the text, a list below it, and links in notes disclosed as all others."""

import json

import pytest
from django.test import Client
from django.utils import translation

from articles.content import diff
from articles.content.footnotes import Footnotes
from newsroom.html import clean
from tests.articles.content.test_blocks import EVALUATE, NONE, PAID, derive, kinds
from tests.factories import make_edition, make_programme, make_wording

NOTE = '<sup class="footnote">{}</sup>'


def reference(number: int) -> str:
    return (
        f'<sup class="footnote"><a id="_ref-{number}" href="#_note-{number}" role="doc-noteref" '
        f'aria-label="Note {number}">{number}</a></sup>'
    )


def test_notes_become_numbers_and_a_list_at_the_end():
    body = f"<p>a{NOTE.format('one <em>b</em> c')} d</p><ul><li>e{NOTE.format('two')}</li></ul>"
    assert clean(body) == body
    text, notes = derive(body, NONE).blocks
    assert text.html == f"<p>a{reference(1)} d</p>\n<ul><li>e{reference(2)}</li></ul>"
    assert notes == Footnotes(("one <em>b</em> c", "two"))


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        (f"<p>a{NOTE.format('')}b</p>", ()),
        ("<p>a<sup>2</sup></p>", ()),
        (f"<p>a{NOTE.format('b' + NOTE.format('c'))}</p>", ("bc",)),
        (
            f'<figure><img data-file="1"><figcaption>a{NOTE.format("b")}</figcaption></figure>',
            ("b",),
        ),
        (NOTE.format("b"), ("b",)),
    ],
)
def test_notes_are_found_wherever_they_are(body, notes):
    found = [block.notes for block in derive(body, NONE).blocks if isinstance(block, Footnotes)]
    assert found == ([notes] if notes else [])


def test_a_note_in_a_link_is_words_of_the_link():
    body = f'<p><a href="{PAID}">a {NOTE.format("b")}</a></p>'
    assert kinds(body) == ["Disclosures", "Html"]
    assert ">a b</a>" in derive(body, EVALUATE).blocks[1].html


def test_a_comparison_sets_a_note_apart_from_its_word():
    assert diff.lines(f"<p>One{NOTE.format('two')}</p>") == ["One two"]


def test_a_pull_quote_without_the_note_of_its_sentence_is_repeated():
    quote = '<figure class="pullquote"><blockquote><p>a b</p></blockquote></figure>'
    assert derive(f"<p>a{NOTE.format('c')} b</p>{quote}", NONE).blocks[1].is_repeated


def test_a_subheads_address_has_nothing_of_its_note():
    html = derive(f"<h2>Deals{NOTE.format('b')}</h2>", NONE).blocks[0].html
    assert html.startswith('<h2 id="deals">')


def test_a_commercial_link_in_a_note_is_disclosed_before_the_notes_and_marked():
    body = f'<p>a{NOTE.format(f"""<a href="{PAID}">b</a>""")}</p><p>c</p>'
    assert kinds(body) == ["Html", "Disclosures", "Footnotes"]
    # The number leads to the notes past the disclosure.
    assert "(paid link)" in derive(body, EVALUATE, mark="paid link").blocks[-1].html
    first = f'<p><a href="{PAID}">first</a></p>'
    assert kinds(first + body) == ["Disclosures", "Html", "Footnotes"]
    assert 'data-link="1"' in derive(first + body, EVALUATE).blocks[-1].html


def test_a_repeated_pull_quote_with_a_note_is_read_as_its_number_is_a_link():
    quote = (
        f'<figure class="pullquote"><blockquote><p>a b{NOTE.format("c")}</p></blockquote></figure>'
    )
    assert not derive(f"<p>a b c</p>{quote}", NONE).blocks[1].is_repeated


@pytest.mark.django_db
def test_pages_have_links_there_and_back_and_feeds_plain_numbers():
    make_programme(patterns="amazon.com")
    make_wording(text="We earn from links.")
    body = f"""<p>a{NOTE.format(f'<a href="{PAID}">b</a>')}</p>"""
    edition = make_edition(body=body)

    page = Client().get(edition.get_absolute_url()).content.decode()
    feed = json.loads(Client().get("/feed.json").content)["items"][0]["content_html"]

    assert page.index("We earn from links.") < page.index('id="_note-1"') < page.index(PAID)
    assert 'href="#_ref-1"' in page
    assert page.count('id="_ref-1"') == page.count('id="_notes"') == 1
    assert "<p>a<sup>[1]</sup></p>" in feed
    assert (
        feed.index("We earn from links.")
        < feed.index("<h2>Notes</h2><ol><li><a")
        < feed.index(PAID)
    )
    assert "#_" not in feed
    with translation.override("de"):
        assert "<h2>Anmerkungen</h2>" in Footnotes(("A note.",)).plain()

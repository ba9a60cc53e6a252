"""Public histories: a story's former words, if its section publishes them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from articles import publishing
from articles.content import diff
from articles.models import Article, Series
from articles.publishing import NewNotice
from newsroom.pagination import PER_PAGE
from tests.factories import (
    make_edition,
    make_image,
    make_programme,
    make_section,
    make_user,
    make_wording,
)

texts = st.text(alphabet="ab <>&\"'\n.é\u2028東", max_size=30)


def plain(marked: str, without: str) -> str:
    """The words of a comparison without those in its <ins> or <del> elements."""
    element = lxml_html.fragment_fromstring(marked, create_parent="div")
    for gone in element.findall(f".//{without}"):
        gone.drop_tree()
    return " ".join(element.text_content().split())


@given(texts, texts)
def test_a_comparison_holds_both_texts_and_nothing_else(former, new):
    marked = diff.words(former, new)
    assert plain(marked, "ins") == " ".join(former.split())
    assert plain(marked, "del") == " ".join(new.split())
    tags = {e.tag for e in lxml_html.fragment_fromstring(marked, create_parent="div").iter()}
    assert tags <= {"div", "ins", "del"}


@given(st.lists(texts, max_size=6), st.lists(texts, max_size=6))
def test_bodies_are_the_same_if_and_only_if_nothing_changed(former, new):
    before, after = ("".join(f"<p>{line}</p>" for line in text) for text in (former, new))
    changed = diff.bodies(before, after)
    assert bool(changed) == (diff.lines(before) != diff.lines(after))


@pytest.mark.parametrize(
    ("former", "new", "changed"),
    [
        ("<p>Made in 1989.</p>", "<p>Made in 1988.</p>", ["Made in <del>1989.</del> <ins>1988.</ins>"]),
        ("<p>a</p><p>b</p>", "<p>a</p>", ["<del>b</del>"]),
        ("<ul><li><p>a</p></li></ul>", "<ul><li><p>a &lt;b</p></li></ul>", ["a <ins>&lt;b</ins>"]),
        ('<p><a href="https://amzn.to/x">a</a></p>', "<p>a</p>", []),
        ("<p>a<br>b</p>", "<p>a<br>c</p>", ["<del>b</del> <ins>c</ins>"]),
        ("<table><tr><td>1</td></tr></table>", "<p>x</p>", ["<del>1</del> <ins>x</ins>"]),
    ],
)  # fmt: skip
def test_a_comparison_names_the_words(former, new, changed):
    assert diff.bodies(former, new) == changed


def test_a_huge_body_is_not_compared_while_a_reader_waits():
    huge = "<p>" + "word " * diff.MOST + "</p>"
    assert diff.bodies(huge, huge + "<p>x</p>") is None
    line = "<p>" + "word " * (diff.LONGEST_LINE + 1)
    assert len(diff.bodies(line, line + "x")) == 1


@pytest.fixture
def section(db):
    return make_section(slug="open", public_history=True)


@pytest.fixture
def editor(db):
    return make_user("Editor")


def change(edition, editor, *, update=None, **fields):
    Article.objects.filter(pk=edition.article_id).update(**fields)
    return publishing.publish(edition.article, by=editor, **(update or {}))


def test_the_history_shows_what_each_edition_changed(section, editor):
    first = make_edition(section=section, headline="Bones bets", body="<p>In 1989 it began.</p>")
    change(first, editor, headline="Bones wins", update={"minor": True})
    notice = {"notice": NewNotice("correction", "It was 1988.")}
    last = change(first, editor, body="<p>In 1988 it began.</p>", update=notice)
    Article.objects.update(headline="A draft's words")
    publishing.schedule(last.article, by=editor, at=timezone.now() + timedelta(days=1), note="x")

    page = Client().get(first.get_absolute_url() + "history/").content.decode()

    order = ["It was 1988.", "In <del>1989</del> <ins>1988</ins> it began.", "A minor edit"]
    order += ["Bones <del>bets</del> <ins>wins</ins>", "The first edition"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "A draft" not in page
    assert editor.username not in page
    assert "What changed" in Client().get(first.get_absolute_url()).content.decode()


def test_changed_words_are_not_said_to_be_a_change_of_layout(section, editor):
    first = make_edition(section=section, body="<p>Nine studios.</p>")
    change(first, editor, body="<p>Ten studios.</p>")

    shown = Client().get(f"{first.get_absolute_url()}history/").content.decode()

    assert "Ten" in shown and "layout or emphasis" not in shown


def test_a_section_that_does_not_show_it_has_none(editor):
    edition = make_edition()
    change(edition, editor, headline="Other")
    assert Client().get(edition.get_absolute_url() + "history/").status_code == 404
    assert "What changed" not in Client().get(edition.get_absolute_url()).content.decode()


LINK = '<p>See <a href="{}">the book</a>.</p>'
VIDEO = {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "A film"}


@pytest.mark.parametrize(
    ("former", "new", "sentences"),
    [
        (
            {"body": LINK.format("https://a.example/")},
            {"body": LINK.format("https://b.example/")},
            ["The link “the book” now leads to another address.", "No word was changed."],
        ),
        (
            {"body": LINK.format("https://a.example/")},
            {"body": "<p>See the book.</p>"},
            ["The link “the book” was removed.", "No word was changed."],
        ),
        (
            {"body": "<p>See the book.</p>"},
            {"body": LINK.format("https://a.example/")},
            ["The link “the book” was added.", "No word was changed."],
        ),
        (
            {"body": LINK.format("https://a.example/") * 2},
            {"body": LINK.format("https://a.example/") + LINK.format("https://b.example/")},
            ["The link “the book” now leads to another address.", "No word was changed."],
        ),
        ({}, {"videos": [VIDEO]}, ["A recommended video was added.", "No word was changed."]),
        ({"videos": [VIDEO]}, {"videos": []}, ["A recommended video was removed."]),
        (
            {"videos": [VIDEO]},
            {"videos": [VIDEO | {"title": "The film"}]},
            ["given another title."],
        ),
        (
            {"body": "<p>a</p>"},
            {"body": "<h2>a</h2>"},
            ["The layout or emphasis of the text was changed.", "No word was changed."],
        ),
        ({}, {"series_part": 2}, ["The story’s place in its series was changed."]),
        ({}, {"genre": "review"}, ["The type of work was changed."]),
        (
            {},
            {"search_title": "Red"},
            ["Its title or description in search results or on social networks was changed."],
        ),
        ({}, {"paid_links": ["/x"]}, ["Which links count as paid was changed."]),
        ({}, {}, ["Nothing that readers see here was changed."]),
    ],
)
def test_the_history_says_what_changed_besides_words(section, editor, former, new, sentences):
    first = make_edition(section=section, **former)
    # An unchanged story can only be published again with a notice.
    notice = None if new else {"notice": NewNotice("update", "Checked again.")}
    change(first, editor, update=notice, **(new or {"stage": "writing"}))
    page = Client().get(first.get_absolute_url() + "history/").content.decode()
    places = [page.index(sentence) for sentence in sentences]
    assert places == sorted(places)
    assert "a.example" not in page and "b.example" not in page


@pytest.mark.parametrize(
    ("former", "new", "sentence"),
    [
        (None, "one", "Der Beitrag kam in eine Serie."),
        ("one", None, "Der Beitrag wurde aus seiner Serie genommen."),
        ("one", "two", "Der Beitrag kam in eine andere Serie."),
    ],
)
def test_the_history_of_a_german_site_is_german(section, editor, settings, former, new, sentence):
    settings.LANGUAGE_CODE = "de"
    series = {name: Series.objects.create(name=name, slug=name) for name in ("one", "two")}
    first = make_edition(section=section, series=series.get(former))
    change(first, editor, series=series.get(new))

    page = Client().get(first.get_absolute_url() + "history/").content.decode()

    assert sentence in page
    assert "The story" not in page


def test_the_history_says_that_pictures_changed(section, editor):
    one, two = make_image(), make_image()
    figure = '<figure class="figure"><img src="/x" data-file="{}"></figure>'
    body = f"<p>a</p>{figure.format(one.pk)}"
    first = make_edition(section=section, body=body, picture=one)
    change(first, editor, body=body.replace(f'"{one.pk}"', f'"{two.pk}"'), picture=two)
    change(first, editor, body="<p>a</p>", picture=None)
    page = Client().get(first.get_absolute_url() + "history/").content.decode()
    for how in ("replaced", "removed"):
        assert f"The picture at the top was {how}." in page
        assert f"A picture in the text was {how}." in page


def test_a_commercial_link_is_never_shown_without_its_disclosure(section, editor):
    make_wording()
    make_programme()
    edition = make_edition(section=section, body='<p>See <a href="https://amzn.to/x">it</a>.</p>')
    change(edition, editor, body="<p>Gone.</p>")
    page = Client().get(edition.get_absolute_url() + "history/").content.decode()
    assert "<del>See it.</del>" in page
    assert "amzn.to" not in page


def test_what_was_withdrawn_does_not_come_back_as_history(section, editor):
    edition = make_edition(section=section, headline="Libel", body="<p>Libel.</p>")
    publishing.withdraw(edition.article, by=editor, reason="Libel suit")
    address = edition.get_absolute_url() + "history/"
    response = Client().get(address)
    assert response.status_code == 410
    assert "Libel suit" in response.content.decode()
    change(edition, editor, headline="Mended", body="<p>Mended.</p>")
    page = Client().get(address).content.decode()
    assert "Libel" not in page
    assert "The first edition" not in page


def test_a_moved_storys_history_moves_with_it(section, editor):
    edition = make_edition(section=section)
    moved = change(edition, editor, slug="elsewhere")
    response = Client().get(edition.get_absolute_url() + "history/")
    assert response.status_code == 301
    assert response["Location"] == moved.get_absolute_url() + "history/"
    assert Client().get("/open/nothing/history/").status_code == 404


def test_the_history_has_pages_and_the_same_queries_on_each(section, editor):
    edition = make_edition(section=section, headline="Number 0")
    for number in range(1, PER_PAGE + 2):
        change(edition, editor, headline=f"Number {number}")
    address = edition.get_absolute_url() + "history/"
    counts = []
    for page in (1, 2):
        with CaptureQueriesContext(connection) as captured:
            text = Client().get(address, {"page": page}).content.decode()
        counts.append(len(captured))
        assert (f"Number <del>{PER_PAGE}</del>" in text) == (page == 1)
        assert ("Number <del>0</del>" in text) == (page == 2)
    assert counts[0] == counts[1] <= 8
    assert Client().get(address, {"page": "3"}).status_code == 404

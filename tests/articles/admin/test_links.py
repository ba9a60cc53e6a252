"""The draft's links on the desk: judged, marked, declared."""

import html

import pytest

from tests.desk import change_url, messages, post, signed_in
from tests.factories import make_article, make_programme, make_wording

pytestmark = pytest.mark.usefixtures("newsroom")
empty = pytest.mark.empty_database(
    reason="needs programmes and wordings of its own, without the demo's"
)
SHOP = "https://shop.example/lamp?a=1&b=2"
BODY = (
    '<p><a href="https://amazon.com/dp/1?tag=a-20">x</a> <a href="https://amazon.com/2">y</a> '
    f'<a href="{html.escape(SHOP)}">z</a> <a href="/about/">us</a></p>'
)


@pytest.fixture
def article():
    make_wording()
    make_programme()
    return make_article(body=BODY)


@pytest.fixture
def editor():
    return signed_in("Editor")


@empty
def test_each_link_says_what_it_is_taken_for(editor, article):
    page = html.unescape(editor.get(change_url(article)).content.decode())
    assert "Amazon, a-20." in page
    assert "Amazon, but without a tracking id." in page
    assert page.count("We are paid for it") == 1
    assert f'value="{SHOP}"' in page
    assert "Readers are told" in page
    assert "We earn from links in this story." in page


def test_an_editor_marks_a_link_as_paid_and_it_is_published_so(editor, article):
    post(editor, article, paid_links=[SHOP])
    article.refresh_from_db()
    assert article.paid_links == [SHOP]
    assert "checked" in editor.get(change_url(article)).content.decode()

    post(editor, article, paid_links=[SHOP], _publish="1")

    page = editor.get(article.editions.get().get_absolute_url()).content.decode()
    assert f'href="{html.escape(SHOP)}" rel="sponsored"' in page


def test_a_mark_goes_with_its_link(editor, article):
    post(editor, article, paid_links=[SHOP, "https://not-in-the-story.example/"])
    article.refresh_from_db()
    assert article.paid_links == [SHOP]
    post(editor, article, paid_links=[SHOP], body="<p>No link.</p>", version=1)
    article.refresh_from_db()
    assert article.paid_links == []


@empty
def test_a_connection_names_whom(editor, article):
    make_wording(kind="gifted", text="{partner} lent us what this is about.")
    response = post(editor, article, connection="gifted", _publish="1")
    assert "Say who paid for it, gave it, or made it with us." in messages(response)

    post(
        editor,
        article,
        version=1,
        connection="gifted",
        connection_with="Lamps & Co",
        _publish="1",
    )

    page = editor.get(article.editions.get().get_absolute_url()).content.decode()
    assert "<span>Lamps &amp; Co lent us what this is about.</span>" in page
    assert page.index("lent us") < page.index('class="body"')


@empty
@pytest.mark.parametrize("connection", ["sponsored", "partner"])
def test_a_connection_without_a_wording_is_not_published(editor, article, connection):
    answer = post(editor, article, connection=connection, connection_with="X", _publish="1")
    assert "no wording for it is in force then" in messages(answer)
    assert not article.editions.exists()


def test_links_of_a_sponsored_story_are_marked_for_search_engines(editor, article):
    make_wording(kind="sponsored", text="{partner} paid for this story.", label="Paid")
    article.body = f'<p><a href="{html.escape(SHOP)}">z</a> <a href="/about/">us</a></p>'
    article.save()
    post(editor, article, connection="sponsored", connection_with="X", _publish="1")
    page = editor.get(article.editions.get().get_absolute_url()).content.decode()
    assert f'href="{html.escape(SHOP)}" rel="sponsored"' in page
    assert '<a href="/about/">us' in page
    assert "We earn from links" not in page


def test_a_hand_written_disclosure_is_pointed_out(editor, article):
    article.body = "<p>We may earn a commission when you buy through our links.</p>" + BODY
    article.save()
    page = editor.get(change_url(article)).content.decode()
    assert "The body has a disclosure of its own" in page

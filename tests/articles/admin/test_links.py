"""The draft's links on the desk: evaluated, marked, declared."""

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
    assert "Readers see" in page
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
    assert "Lamps &amp; Co lent us what this is about.</span>" in page
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


def test_a_mark_stays_with_a_link_that_comes_out_of_its_wrapper(editor, article):
    wrapped = "https://www.google.com/url?q=https%3A%2F%2Fshop.example%2F1&sa=D"
    body = f'<p><a href="{html.escape(wrapped)}">x</a></p>'
    post(editor, article, body=body, paid_links=[wrapped])
    article.refresh_from_db()
    assert article.body == '<p><a href="https://shop.example/1">x</a></p>'
    assert article.paid_links == ["https://shop.example/1"]


NOTICE = "We may earn a commission when you buy through our links."
MIXED = f"It is out & about. {NOTICE} It is blue."


@pytest.fixture
def with_notices(article):
    article.body = f"<p>{NOTICE}</p><p>{html.escape(MIXED)}</p>{BODY}"
    article.save()
    return article


def test_disclosures_in_the_text_are_pointed_out_with_what_becomes_of_them(editor, with_notices):
    page = html.unescape(editor.get(change_url(with_notices)).content.decode())
    first, second = page.index(f"“{NOTICE}”"), page.index(f"“{MIXED}”")
    assert first < page.index("leave this line out") < second
    assert second < page.index("It stays on the page unless you take it out")
    assert page.count("Take it out of the draft") == 2


@pytest.mark.parametrize(("text", "left"), [(NOTICE, MIXED), (MIXED, NOTICE)])
def test_one_click_takes_a_line_out_of_the_draft_and_prints_nothing(
    editor, with_notices, text, left
):
    post(editor, with_notices, _publish="1", version=0)
    answer = post(editor, with_notices, version=1, _take_out=text, headline="Typed meanwhile")
    with_notices.refresh_from_db()
    assert "Taken out of the draft" in messages(answer)
    assert with_notices.body == f"<p>{html.escape(left)}</p>{BODY}"
    assert with_notices.headline == "Typed meanwhile"
    assert with_notices.editions.count() == 1
    # The page shows the new version, so the next save is no conflict.
    assert f'name="version" value="{with_notices.version}"' in answer.content.decode()


def test_a_line_that_is_gone_is_not_taken_out(editor, with_notices):
    answer = post(editor, with_notices, _take_out="Something else.")
    assert "no longer has that line" in messages(answer)
    with_notices.refresh_from_db()
    assert NOTICE in with_notices.body


def test_who_may_not_write_the_story_gets_no_button(with_notices):
    client = signed_in("Disclosure staff")
    client.post(change_url(with_notices), {"_take_out": NOTICE})
    with_notices.refresh_from_db()
    assert NOTICE in with_notices.body

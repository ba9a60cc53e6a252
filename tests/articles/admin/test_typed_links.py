"""The links of a text while it is typed: evaluated on the server, and nothing saved."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, DraftVersion
from tests.desk import signed_in
from tests.factories import make_article, make_programme, make_section, make_wording

pytestmark = pytest.mark.usefixtures("newsroom")
empty = pytest.mark.empty_database(
    reason="needs programmes and wordings of its own, without the demo's"
)
URL = "/admin/articles/article/links/"
EARNING = "https://amazon.com/dp/1?tag=a-20"
SHOP = "https://shop.example/lamp"
BODY = f'<p><a href="{EARNING}">x</a> <a href="{SHOP}">z</a> <a href="/about/">us</a></p>'


@pytest.fixture
def editor():
    return signed_in("Editor")


def ask(client, body: str = BODY, addresses=(EARNING, SHOP, "/about/"), **fields):
    data = {"body": body, "addresses": json.dumps(list(addresses)), **fields}
    return client.post(URL, data)


@empty
def test_a_link_that_earns_is_named_with_the_disclosure_that_readers_see(editor):
    make_wording()
    make_programme()
    answer = ask(editor).json()
    assert answer["links"] == [
        {"address": EARNING, "mark": "earns", "name": "Amazon", "explanation": "Amazon, a-20."}
    ]
    assert answer["disclosures"] == ["We earn from links in this story."]
    assert answer["summary"] == (
        "1 commercial link (Amazon). Readers see the disclosure before it."
    )
    assert "Amazon, a-20." in answer["panel"]
    assert "We earn from links in this story." in answer["panel"]
    assert "draft that is saved" not in answer["panel"]


@empty
def test_a_link_that_an_editor_ticks_is_marked_and_stays_ticked(editor):
    make_wording()
    answer = ask(editor, paid_links=[SHOP]).json()
    assert [(link["address"], link["name"]) for link in answer["links"]] == [(SHOP, "paid link")]
    assert answer["summary"].startswith("1 commercial link. ")
    assert f'value="{SHOP}"' in answer["panel"]
    assert "checked" in answer["panel"]
    assert not ask(editor).json()["disclosures"]


@empty
def test_links_that_readers_get_as_text_or_that_earn_no_more_say_so(editor):
    make_wording()
    make_programme(name="Feeds only", patterns="feeds.example", ids_in="", channels=["feed"])
    make_programme(name="Ended", patterns="ended.example", ids_in="", active=False)
    addresses = ["https://feeds.example/1", "https://ended.example/1"]
    body = "".join(f'<p><a href="{address}">x</a></p>' for address in addresses)
    answer = ask(editor, body, addresses).json()
    assert [link["mark"] for link in answer["links"]] == ["text", "former"]
    assert answer["disclosures"] == []
    assert answer["summary"] == ""


@empty
def test_without_a_wording_the_summary_says_what_that_means(editor):
    make_programme()
    assert "No wording is in force" in ask(editor).json()["summary"]


@empty
def test_an_address_in_a_wrapper_is_marked_as_the_editor_has_it(editor):
    make_wording()
    make_programme()
    wrapped = "https://www.google.com/url?q=https%3A%2F%2Famazon.com%2Fdp%2F1%3Ftag%3Da-20"
    body = f'<p><a href="{wrapped}">x</a></p>'
    assert ask(editor, body, [wrapped]).json()["links"][0]["address"] == wrapped


@empty
def test_the_section_and_the_connection_decide_too(editor):
    make_wording()
    make_wording(jurisdiction="UK", text="Ad: a UK disclosure.")
    make_wording(kind="gifted", text="{partner} lent us this.")
    make_programme()
    section = make_section(jurisdiction="UK")
    answer = ask(editor, section=section.pk, connection="gifted", connection_with="Lamps & Co")
    assert answer.json()["disclosures"] == ["Ad: a UK disclosure."]
    assert "Lamps &amp; Co lent us this." in answer.json()["panel"]


def test_nothing_is_written_and_few_queries_are_made(editor):
    article = make_article(body="<p>As saved.</p>")
    ask(editor)  # fills what is kept in memory
    with CaptureQueriesContext(connection) as queries:
        assert ask(editor, story=article.pk, section=article.section_id).status_code == 200
    assert len(queries) <= 9, [query["sql"][:80] for query in queries]
    assert all(query["sql"].startswith("SELECT") for query in queries)
    article.refresh_from_db()
    assert article.body == "<p>As saved.</p>"
    assert not DraftVersion.objects.filter(article=article).exists()


@pytest.mark.parametrize(
    ("role", "status"), [("Writer", 200), ("Editor", 200), ("Disclosure staff", 403), ("", 302)]
)
def test_only_those_who_write_may_ask(role, status, client):
    assert ask(signed_in(role) if role else client).status_code == status


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": "<p>" + "x" * 300_001}, "This text is too long"),
        ({"body": "<ul><li>" * 200}, "too deeply nested"),
        ({"addresses": "not JSON"}, "valid JSON"),
        ({"addresses": '{"a": 1}'}, "must be a list"),
        ({"addresses": "[1]"}, "must be a list"),
        ({"addresses": "[" * 100_000}, "must be a list"),
        ({"addresses": "1" * 5_000}, "must be a list"),
        ({"addresses": json.dumps([f"/{n}/" for n in range(2_001)])}, "2,000 is the most"),
        ({"section": "x"}, "valid choice"),
        ({"section": "9" * 30}, "valid choice"),
        ({"story": "x"}, "valid choice"),
        ({"connection": "bought"}, "valid choice"),
        ({"body": "a\0b"}, "Null characters"),
    ],
)
def test_bad_input_gets_a_sentence(editor, fields, sentence):
    answer = editor.post(URL, {"body": BODY, "addresses": "[]"} | fields)
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]


@pytest.mark.parametrize(
    "body", ["<p><a href=", "</p></p>", "<table><a>", "<!--", "&#0;&#8;", "\ud83d"]
)
def test_broken_html_is_read_as_saving_would_read_it(editor, body):
    body = body.encode("utf-8", "replace").decode()
    assert ask(editor, body).status_code == 200


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://[", "", " ", "x" * 100_000])
def test_no_address_is_too_odd(editor, address):
    answer = ask(editor, addresses=[address])
    assert answer.status_code == 200
    assert address not in [link["address"] for link in answer.json()["links"]]


def test_get_is_no_question(editor):
    assert editor.get(URL).status_code == 405


def test_without_disclosures_the_form_asks_nothing(editor, settings):
    settings.DISCLOSURES = False
    assert "data-typed" not in editor.get("/admin/articles/article/add/").content.decode()


def test_who_only_reads_the_story_gets_the_saved_panel():
    article = make_article()
    client = signed_in("Disclosure staff")
    page = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "links-title" in page
    assert "data-typed" not in page


def test_articles_are_not_made(editor):
    before = Article.objects.count()
    ask(editor)
    assert Article.objects.count() == before

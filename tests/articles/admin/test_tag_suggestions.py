"""Suggestions for a story's tags, and notes about new names that resemble a tag."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import tag_suggestions
from articles.models import Tag
from tests.desk import post, signed_in
from tests.factories import make_article, make_edition, make_user

pytestmark = pytest.mark.usefixtures("newsroom")
URL = "/admin/articles/article/tags/"


@pytest.fixture
def writer():
    return signed_in("Writer")


def offered(client, text: str) -> list[tuple[str, str]]:
    found = client.get(URL, {"q": text}).json()["tags"]
    return [(tag["name"], tag["stories"]) for tag in found]


def notes(client, names: str) -> list[tuple[str, ...]]:
    found = client.get(URL, {"names": names}).json()["notes"]
    return [(note["kind"], note["typed"], note.get("name", "")) for note in found]


def test_tags_are_offered_with_their_live_stories(writer):
    make_edition(tags=["Quagga Quest"])
    make_edition(tags=["Quagga Quest", "The Quagga"])
    make_article(tags=["Quagga drafts"])
    assert offered(writer, "quagga") == [
        ("Quagga Quest", "2 stories"),
        ("Quagga drafts", "0 stories"),
        ("The Quagga", "1 story"),
    ]


@pytest.mark.parametrize("text", ["zxq", "ZXQ-R", "xq rouge", "z", "Żx", "zxqrouge!"])
def test_case_accents_spaces_and_punctuation_do_not_matter(writer, text):
    Tag.objects.create(name="Zxq Roügé")
    assert "Zxq Roügé" in [name for name, _ in offered(writer, text)]


def test_one_letter_finds_names_that_begin_with_it(writer):
    Tag.objects.create(name="Qx")
    Tag.objects.create(name="Aq")
    names = [name for name, _ in offered(writer, "q")]
    assert "Qx" in names
    assert "Aq" not in names


def test_the_tag_of_that_name_comes_first(writer):
    for number in range(9):
        make_article(tags=[f"Quag{number}"])
        make_edition(tags=[f"Quag{number}"])
    Tag.objects.create(name="Quag")

    assert offered(writer, "quag")[0] == ("Quag", "0 stories")


def test_many_stories_are_counted_up_to_a_thousand(writer, monkeypatch):
    monkeypatch.setattr(tag_suggestions, "COUNTED", 2)
    for _ in range(3):
        make_edition(tags=["Quagga"])
    assert offered(writer, "quagga") == [("Quagga", "2+ stories")]


def test_names_that_resemble_a_tag_are_pointed_out(writer):
    make_edition(tags=["Quagga Rouge", "Season 1", "Pokémon", "進撃"])
    assert notes(writer, "Quagga Rouge, quagga rouge, Quagga-Rouge, Quagga Rogue, Season 2") == [
        # The first is the tag, and the second the same name for the field.
        ("near", "Quagga-Rouge", "Quagga Rouge"),
        ("near", "Quagga Rogue", "Quagga Rouge"),
        ("new", "Season 2", ""),
    ]
    # A longer name is another tag.
    assert notes(writer, "Quagga Rouge Fans") == [("new", "Quagga Rouge Fans", "")]
    assert notes(writer, "QUAGGA ROUGE, Pokemon, ★") == [
        ("same", "QUAGGA ROUGE", "Quagga Rouge"),
        ("near", "Pokemon", "Pokémon"),
        ("new", "★", ""),
    ]
    assert notes(writer, "進撃, 進 撃") == [("near", "進 撃", "進撃")]


def test_a_name_that_differs_in_case_alone_becomes_the_tag(writer):
    article = make_article(tags=["Quagga Rouge"])
    other = make_article()
    post(writer, other, tags="QUAGGA ROUGE")
    assert list(other.tags.names()) == list(article.tags.names()) == ["Quagga Rouge"]


@pytest.mark.parametrize("text", ["", " ", ",", "%", "_", "'", "\\", "\0", "★", "x" * 10_000])
def test_odd_names_are_only_names(writer, text):
    assert writer.get(URL, {"q": text}).status_code == 200
    assert writer.get(URL, {"names": text}).status_code == 200


def test_only_so_many_names_are_compared(writer):
    writer.get(URL, {"names": "x"})
    with CaptureQueriesContext(connection) as queries:
        writer.get(URL, {"names": ",".join(f"quagga{n}" for n in range(500))})
    assert len(queries) <= tag_suggestions.COMPARED + 4


def test_suggestions_are_one_query(writer):
    writer.get(URL, {"q": "x"})
    with CaptureQueriesContext(connection) as queries:
        writer.get(URL, {"q": "anime"})
    assert sum("articles_tag" in query["sql"] for query in queries) == 1
    assert len(queries) <= 5


@pytest.mark.parametrize(
    ("role", "status"), [("Writer", 200), ("Editor", 200), ("Disclosure staff", 403), ("", 302)]
)
def test_only_those_who_write_may_ask(role, status, client):
    assert (signed_in(role) if role else client).get(URL, {"q": "x"}).status_code == status


def test_a_login_without_any_role_may_not(client):
    client.force_login(make_user())
    assert client.get(URL).status_code == 403


def test_at_many_tags_an_index_finds_them():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_tag (name, slug)"
            " SELECT md5(n::text), 'md5-' || n FROM generate_series(1, 30000) n"
        )
        cursor.execute("SELECT gin_clean_pending_list('tag_folded')")
        cursor.execute("ANALYZE articles_tag")
    with CaptureQueriesContext(connection) as queries:
        tag_suggestions.suggestions("qx")
        tag_suggestions.suggestions("Métallic")
        tag_suggestions.notes(["Metallic Rogue"])
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "tag_folded" in plan, plan
        assert "Seq Scan on articles_tag" not in plan

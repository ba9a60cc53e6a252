"""The desk's search for stories."""

import pytest

from articles.admin import draft_search
from tests.articles.admin.test_list_filters import found
from tests.desk import signed_in
from tests.factories import make_article, make_author

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture(params=[0, 1_000], ids=["common", "rare"])
def common(request, monkeypatch):
    """Search as if each word were in many stories, and as if it were in few."""
    monkeypatch.setattr(draft_search, "COMMON", request.param)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("xylophones", True),
        ("a-slug-of-its-own", True),
        ("qUark", True),
        ("brass b", True),
        ("xylo quark brass", True),
        ('"ana quark"', True),
        ('"quark ana"', False),
        ("xylo trombone", False),
        ("xylo\x00phones", True),
        ('"', False),
        ("%", False),
    ],
)
def test_it_finds_words_in_headline_address_authors_and_tags(newsroom, common, text, fits):
    author = make_author(name="Ana Quark")
    story = make_article(
        headline="Xylophones", slug="a-slug-of-its-own", authors=[author], tags=["Brass Bands"]
    )
    make_article(headline="Trombone", authors=[make_author(name="Quark Ana")], tags=["Bras"])
    assert (story in found(signed_in("Editor"), q=text)) is fits


def test_each_word_may_be_somewhere_else_and_only_stories_with_all_are_found(newsroom, common):
    ana = make_author(name="Ana Quark")
    both = make_article(headline="Xylophones", authors=[ana])
    tagged = make_article(headline="Xylophones", tags=["quarks"])
    make_article(headline="Xylophones")
    make_article(headline="Else", authors=[ana])
    assert found(signed_in("Editor"), q="xylophone quark") == {both, tagged}


def test_a_body_is_found_by_whole_words_in_any_form(newsroom):
    story = make_article(headline="Xylophones", body="<p>Zébroïds <em>gallop</em>ed away.</p>")
    editor = signed_in("Editor")
    for text in ("zebroid", "xylo zebroids", '"zebroids galloped"', "galloping"):
        assert story in found(editor, q=text), text
    for text in ("zebro", "xylo zebra", '"galloped zebroids"', "em"):
        assert story not in found(editor, q=text), text
    story.body = "<p>Okapi</p>"
    story.save()
    assert story not in found(editor, q="zebroid")


def test_bodies_are_searched_for_a_common_word_only_next_to_a_rare_one(newsroom, monkeypatch):
    monkeypatch.setattr(draft_search, "COMMON", 2)
    stories = [make_article(body="<p>A zebroid.</p>") for _ in range(3)]
    titled = make_article(headline="Zebroid")
    rare = make_article(headline="Xylophones", body="<p>A zebroid.</p>")
    editor = signed_in("Editor")
    assert found(editor, q="zebroid") == {titled}
    assert found(editor, q="zebroid xylophones") == {rare}
    assert stories


def test_stop_words_rule_no_story_out(newsroom):
    story = make_article(headline="Xylophones", body="<p>The night of zebroids.</p>")
    assert found(signed_in("Editor"), q="the night of zebroids") == {story}


def test_the_palette_shows_headlines_before_bodies(newsroom):
    titled = [make_article(headline=f"Zebroid {number}") for number in range(2)]
    bodies = [make_article(headline="Else", body="<p>A zebroid.</p>") for _ in range(7)]
    groups = signed_in("Editor").get("/admin/search/", {"q": "zebroid", "only": "stories"}).json()
    shown = [item["url"] for item in groups["groups"][0]["items"]]
    expected = [*reversed(titled), *reversed(bodies)][:8]
    assert shown == [f"/admin/articles/article/{story.pk}/change/" for story in expected]


def test_words_beyond_the_first_are_ignored(newsroom):
    story = make_article(headline="Xylophones")
    words = ["xylophones"] * draft_search.MOST_WORDS
    assert found(signed_in("Editor"), q=" ".join([*words, "trombones"])) == {story}


def test_a_common_word_hides_no_rarer_one(newsroom, monkeypatch):
    monkeypatch.setattr("articles.admin.draft_search.MOST_NAMES", 2)
    for number in range(4):
        make_article(tags=[f"{number} quarkly"])
    story = make_article(tags=["Xylophone quarkly"])
    assert story in found(signed_in("Editor"), q="xylophone")
    assert story in found(signed_in("Editor"), q="xylophone quark")


def test_the_list_says_when_there_are_more_than_it_counts(newsroom, monkeypatch):
    editor = signed_in("Editor")
    for _ in range(3):
        make_article(headline="Xylophones")
    page = editor.get("/admin/articles/article/", {"q": "xylophones"}).content.decode()
    assert "3 found" in page
    monkeypatch.setattr("articles.admin.stories.COUNTED", 2)
    page = editor.get("/admin/articles/article/", {"q": "xylophones"}).content.decode()
    assert "2 or more found" in page
    assert "2 or more stories" in " ".join(page.split())


def test_choosing_a_related_story_searches_authors_too(newsroom):
    story = make_article(authors=[make_author(name="Ana Quark")])
    query = {"app_label": "articles", "model_name": "articlerelated", "field_name": "story"}
    answer = signed_in("Editor").get("/admin/autocomplete/", query | {"term": "quark"}).json()
    assert [row["id"] for row in answer["results"]] == [str(story.pk)]

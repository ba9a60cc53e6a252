"""The readers' search: what is found, in which order, and what nobody must find."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.models import EditionWords, SearchMiss, SearchWord
from articles.site.search import Question, Results, search
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_programme,
    make_section,
    make_user,
    make_wording,
)

pytestmark = pytest.mark.usefixtures("newsroom")


def results(text: str, **choices) -> Results:
    return search(Question(text, **choices))


def found(text: str, **choices) -> list[str]:
    """Return the headlines of the stories on a page of results."""
    return [hit.edition.headline for hit in results(text, **choices).hits]


def test_words_are_found_in_any_form_case_and_accent():
    make_edition(headline="Quaggas überall", body="<p>They were running through the café.</p>")
    for text in ("quagga", "QUAGGAS", "uberall quagga", "runs cafe", '"quaggas uberall"'):
        assert found(text) == ["Quaggas überall"], text
    assert found("quagga zebra") == []


def test_authors_and_tags_are_words_of_a_story():
    author = make_author(name="Zofia Quint")
    make_edition(headline="One", authors=[author], tags=["Okapi Lore"])
    assert found("zofia quint okapi") == ["One"]


def test_phrases_alternatives_and_exclusions():
    make_edition(headline="Quagga in the rain")
    make_edition(headline="Okapi in the rain")
    make_edition(headline="The rain of a quagga")
    assert set(found('"quagga in the rain"')) == {"Quagga in the rain"}
    assert len(found("quagga or okapi")) == 3
    assert found("rain okapi -quagga") == ["Okapi in the rain"]


def test_a_headline_counts_more_than_a_body_and_ties_go_to_the_newer():
    make_edition(headline="Of the body", body="<p>A quagga.</p>")
    make_edition(headline="Quagga early", days_ago=9)
    make_edition(headline="Quagga later", days_ago=8)
    assert found("quagga") == ["Quagga later", "Quagga early", "Of the body"]
    assert found("quagga", by_date=True)[0] == "Of the body"


def test_marks_of_html_are_no_words():
    make_edition(headline="Plain", body='<p>Quagga <a href="/okapi/x/">stripes</a> &amp; all</p>')
    assert found("quagga stripes") == ["Plain"]
    assert found("quagga href") == found("quagga okapi") == found("quagga amp") == []


def test_nobody_finds_what_is_not_live():
    editor = make_user("Editor")
    make_article(headline="Quagga drafted")
    soon = make_article(headline="Quagga zyxgate")
    publishing.schedule(soon, by=editor, at=timezone.now() + timedelta(hours=1))
    gone = make_edition(headline="Quagga withdrawn").article
    publishing.withdraw(gone, by=editor, reason="It was wrong.")
    updated = make_edition(headline="Quagga before", body="<p>Okapi</p>").article
    updated.headline, updated.body = "Quagga after", "<p>Zebra</p>"
    updated.save()
    publishing.publish(updated, by=editor)
    assert found("quagga") == ["Quagga after"]
    assert found("quagga okapi") == []
    # Nor by a correction: the word is known from the scheduled story alone.
    assert SearchWord.objects.filter(word="zyxgate").exists()
    make_edition(headline="Zebroid")
    for text in ("zyxgatte", "zyxgatte or zebroid", "zebroid -zyxgatte", "zyxgatte or zebroidd"):
        assert "zyxgate" not in results(text).question.text, text
    # That a word is known from another story mustn't show by the lack of a correction.
    make_edition(headline="Zyxgata")
    assert results("zyxgate").question.text == "zyxgata"


def test_a_scheduled_story_is_found_from_its_minute_on(time_machine):
    begin = timezone.now() + timedelta(hours=1)
    publishing.schedule(make_article(headline="Quagga"), by=make_user("Editor"), at=begin)
    assert found("quagga") == []
    time_machine.move_to(begin, tick=False)
    assert found("quagga") == ["Quagga"]


def test_mistyped_words_are_corrected_only_if_nothing_has_them():
    make_edition(headline="Striped Quagga", body="<p>A quaggga was here.</p>")
    corrected = results("stripd quagag")
    assert (corrected.typed, corrected.question.text) == ("stripd quagag", "striped quagga")
    assert [hit.edition.headline for hit in corrected.hits] == ["Striped Quagga"]
    assert results("quaggga").typed == ""
    assert results("xxqqzzww").typed == ""


def test_a_word_that_only_bodies_have_is_left_as_it_is():
    make_edition(headline="Zebroid Quagganist", body="<p>The quagganism of it.</p>")
    assert results("zebroidd quagganism").question.text == "zebroid quagganism"


def test_a_search_that_takes_too_long_says_so(client, monkeypatch):
    monkeypatch.setattr("articles.site.search.LONGEST_TIME", 1)
    slow = "SELECT pg_sleep(1), ''"
    monkeypatch.setattr("articles.site.search.UNDERSTOOD", slow)
    answer = client.get("/search/", {"q": "quagga"})
    assert answer.status_code == 200
    assert "This search takes too long" in answer.content.decode()


def test_a_search_is_narrowed_by_section_author_type_and_year():
    anime, games = make_section(name="Q Anime"), make_section(name="Q Games")
    ana = make_author(name="Ana Quint")
    make_edition(headline="Quagga one", section=anime, authors=[ana], genre="review")
    make_edition(headline="Quagga two", section=games, days_ago=2 * 366)
    all_of = results("quagga")
    assert {facet.name for facet in all_of.facets} == {"Section", "Type", "Year", "Author"}
    sections = next(facet for facet in all_of.facets if facet.name == "Section")
    assert {(choice.name, choice.count) for choice in sections.choices} == {
        ("Q Anime", 1),
        ("Q Games", 1),
    }
    chosen = results("quagga", author=ana.pk).facets[-1]
    assert [(choice.name, choice.is_chosen) for choice in chosen.choices] == [("Ana Quint", True)]
    assert found("quagga", section=anime.pk) == ["Quagga one"]
    assert found("quagga", author=ana.pk) == ["Quagga one"]
    assert found("quagga", genre="review") == ["Quagga one"]
    assert found("quagga", year=(timezone.now() - timedelta(days=2 * 366)).year) == ["Quagga two"]
    assert found("quagga", section=games.pk, genre="review") == []


def test_choices_of_a_common_word_have_no_counts(client, monkeypatch):
    monkeypatch.setattr("articles.site.search.SAMPLED", 1)
    for name in ("Q Anime", "Q Games"):
        make_edition(headline="Quagga", section=make_section(name=name))
    facet = client.get("/search/?q=quagga").content.decode().partition('class="facets"')[2]
    assert "Q Anime" in facet and "None" not in facet


def test_a_common_word_is_counted_whole_and_ranked_among_the_newest(monkeypatch):
    monkeypatch.setattr("articles.site.search.RANKED", 2)
    make_edition(headline="Quagga of old", days_ago=20)
    for number in range(4):
        make_edition(headline=f"Number {number}", body="<p>quagga</p>", days_ago=10 - number)
    common = results("quagga")
    assert (common.total, common.listed) == (5, 3)
    assert found("quagga") == ["Quagga of old", "Number 3", "Number 2"]


def test_pages_follow_each_other_and_lose_no_story(monkeypatch):
    monkeypatch.setattr("articles.site.search.PER_PAGE", 2)
    for number in range(5):
        make_edition(headline=f"Quagga {number}")
    pages = [results("quagga", page=number) for number in (1, 2, 3)]
    headlines = [hit.edition.headline for page in pages for hit in page.hits]
    assert sorted(headlines) == [f"Quagga {number}" for number in range(5)]
    assert pages[0].previous == "" and pages[0].next == "?q=quagga&page=2"
    assert pages[1].previous == "?q=quagga" and pages[2].next == ""


@pytest.mark.parametrize(
    "text", ["", " ", "the", "-quagga", '"', "&|!()<->:*", "\x00", "' OR 1=1 --"]
)
def test_odd_questions_are_answered(client, text):
    make_edition(headline="Quagga")
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    assert b"Quagga" not in answer.content


@pytest.mark.parametrize(
    "query",
    ["q=quagga&page=0", "q=quagga&page=x", "q=quagga&section=9999999999999", "q=quagga&year=-1"]
    + ["q=quagga&type=x&sort=y", "q=" + "quagga+" * 500],
)
def test_choices_that_are_none_are_left_out(client, query):
    make_edition(headline="Quagga")
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == 200
    assert "Quagga" in answer.content.decode()


def test_the_page_shows_snippets_with_the_words_marked_and_nothing_unescaped(client):
    body = "<p>" + "Filler words. " * 60 + "The quagga &lt;b&gt; ran.</p>"
    make_edition(headline="Quagga <i>", body=body)
    page = client.get(
        "/search/", {"q": ["quaggas", '<script>alert("1")</script>'][0]}
    ).content.decode()
    assert "The <mark>quagga</mark> &lt;b&gt; ran." in page
    assert "Quagga &lt;i&gt;" in page
    odd = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in odd


def test_the_page_is_neither_indexed_nor_kept(client):
    answer = client.get("/search/", {"q": "robot"})
    assert answer["X-Robots-Tag"] == "noindex"
    assert "private" in answer["Cache-Control"] and "no-cache" in answer["Cache-Control"]
    assert "Disallow: /search/" in client.get("/robots.txt").content.decode()
    assert client.post("/search/").status_code == 405


def test_a_page_of_results_takes_few_queries(client, newsroom):
    client.get("/search/", {"q": "robot"})
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/search/", {"q": "the robot"}).content.decode()
    assert "<mark>" in page
    assert len(queries) <= 10


def test_what_nobody_finds_is_counted_once_a_day_for_the_desk(client, newsroom):
    for _ in range(2):
        client.get("/search/", {"q": "Xylophonic Quagga"})
    client.get("/search/", {"q": "x" * 100})
    client.get("/search/", {"q": "xyloquagga", "year": "1999"})
    miss = newsroom.new(SearchMiss).get()
    assert (miss.text, miss.times) == ("xylophonic quagga", 2)
    listed = newsroom.client("Editor").get("/admin/articles/searchmiss/")
    assert "xylophonic quagga" in listed.content.decode()
    assert newsroom.client("Writer").get("/admin/articles/searchmiss/").status_code == 403


def test_made_up_questions_fill_no_table(client, monkeypatch):
    monkeypatch.setattr("articles.models.search_miss.MOST_A_DAY", 2)
    for number in range(5):
        client.get("/search/", {"q": f"xylophon quagga {number}"})
    assert SearchMiss.objects.count() == 2


def test_beginnings_of_words_are_suggestions(client):
    make_edition(headline="Quagga in the rain")
    make_edition(headline="Else", body="<p>A quagga.</p>")
    make_article(headline="Quagga drafted")
    make_edition(headline="Illustrators of Quaggas")
    for text, headline in {
        "rain quag": "Quagga in the rain",
        "quagga illustra": "Illustrators of Quaggas",
        "quagga illustrator": "Illustrators of Quaggas",
    }.items():
        stories = client.get("/search/suggestions/", {"q": text}).json()["stories"]
        assert [story["headline"] for story in stories] == [headline], text
    for odd in ("qu", "", "&:*!()", "quagga\x00:", "' & '"):
        assert client.get("/search/suggestions/", {"q": odd}).status_code == 200


def test_suggestions_say_what_readers_must_know_before(client):
    shop = make_programme(name="Quagga Shop", patterns="quagga.example")
    make_wording(programme=shop, label="Ad")
    make_edition(headline="Quagga bags", body='<p><a href="https://quagga.example/1">Bag</a></p>')
    stories = client.get("/search/suggestions/", {"q": "quagga bag"}).json()["stories"]
    assert [story["headline"] for story in stories] == ["Ad: Quagga bags"]


def test_a_stroke_separates_words():
    make_edition(headline="Anime/quagga sales", body="<p>Okapi/zebra</p>")
    assert found("quagga") == found("zebra") == ["Anime/quagga sales"]
    assert Question.of(QueryDict("q=anime/quagga")).text == "anime quagga"


def test_a_page_after_the_last_one_is_none(client):
    make_edition(headline="Quagga")
    assert client.get("/search/", {"q": "quagga", "page": "2"}).status_code == 404


def test_words_are_written_again_for_editions_that_have_some():
    edition = make_edition(headline="Quagga", tags=["Okapi"])
    tag = edition.tags.get()
    tag.name = "Zebra"
    tag.save()
    EditionWords.objects.write([edition.pk])
    assert found("quagga zebra") == ["Quagga"]
    assert found("quagga okapi") == []
    assert EditionWords.objects.filter(edition=edition).count() == 1
    assert Client().get("/search/?q=quagga+zebra").status_code == 200

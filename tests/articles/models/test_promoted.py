"""Promoted results: what readers see first, and what editors may enter."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from articles.models import PromotedResult, SearchMiss
from articles.models.promoted import MOST, SHOWN, folded
from articles.site.search import PER_PAGE, Question, search
from tests.factories import make_article, make_edition, make_user

pytestmark = pytest.mark.usefixtures("newsroom")

LIST = "/admin/articles/promotedresult/"


def promote(edition, *searches, **fields) -> PromotedResult:
    return PromotedResult.objects.create(
        searches=list(searches) or ["quagga"], story=edition.article, **fields
    )


def promoted(text: str, **choices) -> list[str]:
    return [edition.headline for edition in search(Question(text, **choices)).promoted]


@given(st.text(max_size=80))
def test_a_search_is_compared_by_its_words_alone(text):
    once = folded(text)
    assert folded(once) == once == " ".join(once.split())
    assert folded(f"  “{text.upper()}”! ") == folded(text.upper())


def test_vowel_signs_are_compared():
    assert folded("कील") != folded("काल")
    assert folded("दिल्ली, समाचार!").count(" ") == 1
    assert folded("❤️ Quagga") == folded("quagga")


def test_it_is_shown_whatever_the_case_the_accents_and_the_punctuation():
    promote(make_edition(headline="The best"), "Café, Quagga")
    for text in ("Café Quagga", '"cafe quagga"', " cafe,  QUAGGA! "):
        assert promoted(text) == ["The best"], text
    assert promoted("quagga") == promoted("cafe quaggas") == []


def test_the_searches_are_found_by_their_index():
    promote(make_edition(), "Kopfhörer")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = PromotedResult.objects.filter(compared__contains=[folded("kopfhörer")]).explain()
    assert "promoted_compared" in plan


def test_a_story_is_listed_once_and_counted_once():
    other = make_edition(headline="Other quagga")
    first = make_edition(headline="Best quagga")
    promote(first)
    results = search(Question("quagga"))
    assert promoted("quagga") == ["Best quagga"]
    assert [hit.edition.headline for hit in results.hits] == ["Other quagga"]
    assert (results.total, results.shown) == (2, 2)
    promote(other, position=1)
    assert promoted("quagga") == ["Best quagga", "Other quagga"]
    assert search(Question("quagga")).hits == []


def test_no_page_of_the_results_has_it_again(client):
    editions = [make_edition(headline=f"Quagga {n}") for n in range(PER_PAGE + 3)]
    promote(editions[0])
    pages = [client.get("/search/", {"q": "quagga", "page": n}).content.decode() for n in (1, 2)]
    address = f'href="{editions[0].get_absolute_url()}"'
    assert [page.count(address) for page in pages] == [1, 0]
    assert sum(page.count('<li class="hit">') for page in pages) == PER_PAGE + 3
    assert "Recommended" in pages[0]
    assert "Recommended" not in pages[1]
    narrowed = client.get("/search/", {"q": "quagga", "section": editions[0].section_id})
    assert "Recommended" not in narrowed.content.decode()
    assert narrowed.content.decode().count('<li class="hit">') == PER_PAGE


def test_only_a_live_story_is_shown(client, newsroom):
    edition = make_edition(headline="The best")
    promote(edition)
    draft = make_article(headline="Not yet")
    publishing.schedule(draft, by=make_user("Editor"), at=timezone.now() + timedelta(hours=1))
    PromotedResult.objects.create(searches=["quagga"], story=draft)
    assert promoted("quagga") == ["The best"]
    publishing.withdraw(edition.article, by=newsroom.user("editor"), reason="Wrong.")
    assert promoted("quagga") == []
    page = client.get("/search/", {"q": "quagga"}).content.decode()
    assert "The best" not in page
    assert "Not yet" not in page
    answer = client.get("/search/suggestions/", {"q": "quagga"}).json()
    assert answer == {"stories": []}


def test_it_ends_at_its_time_and_few_are_shown():
    now = timezone.now()
    promote(make_edition(headline="Over"), until=now - timedelta(seconds=1))
    promote(make_edition(headline="Soon over"), until=now + timedelta(hours=1))
    assert promoted("quagga") == ["Soon over"]
    for number in range(SHOWN + 1):
        promote(make_edition(headline=f"Number {number}"), position=5 - number)
    assert promoted("quagga") == ["Soon over", "Number 3", "Number 2"]


def test_a_search_that_only_a_promoted_story_answers_is_no_miss(client, newsroom):
    promote(make_edition(headline="The best"), "xylophones", "the")
    for text in ("xylophones", "the"):
        page = client.get("/search/", {"q": text}).content.decode()
        assert "The best" in page
        assert "1 story" in page
    assert not newsroom.new(SearchMiss).exists()


@pytest.mark.parametrize("text", ["-quagga", 'zebroid -"quagga"', "quagga -quagga", "x -y quagga"])
def test_a_search_that_leaves_words_out_promotes_nothing(text):
    promote(make_edition(headline="The best"), "quagga", "zebroid quagga", "quagga quagga")
    assert promoted(text) == []
    assert promoted("quagga") == ["The best"]


def test_a_corrected_search_has_its_promoted_story():
    make_edition(headline="The striped quagga")
    promote(make_edition(headline="The best"))
    assert promoted("quaggga") == ["The best"]


def test_it_is_the_first_suggestion_while_a_reader_types(client):
    edition = make_edition(headline="Quagga in the title")
    promote(make_edition(headline="The best"), "quagga lore")
    promote(edition, "something else")

    def suggested(text):
        stories = client.get("/search/suggestions/", {"q": text}).json()["stories"]
        return [story["headline"] for story in stories]

    assert suggested("Quagg") == ["The best", "Quagga in the title"]
    assert suggested("quagga lo") == ["The best"]
    assert suggested("...") == suggested("") == []
    assert suggested("lore") == suggested("qu") == []
    assert suggested("something\x00")[0] == "Quagga in the title"


# The desk


def entered(client, **fields):
    post = {"searches": "", "story": "", "position": 0, "until": ""}
    return client.post(f"{LIST}add/", post | fields)


def test_an_editor_promotes_a_story_for_a_search_without_results(client, newsroom):
    client.get("/search/", {"q": "Xylophone Quagga"})
    editor = newsroom.client("Editor")
    misses = editor.get("/admin/articles/searchmiss/").content.decode()
    address = f"{LIST}add/?searches=xylophone+quagga"
    assert f'href="{address}" aria-label="Promote a story for “xylophone quagga”"' in misses
    assert "xylophone quagga</textarea>" in editor.get(address).content.decode()

    edition = make_edition(headline="The best")
    answer = entered(
        editor,
        searches="Xylophone  Quagga\r\n\r\nQuaggás!\r\nquaggas\r\nxylophone quagga",
        story=edition.article_id,
    )
    assert answer.status_code == 302
    row = newsroom.new(PromotedResult).get()
    assert row.searches == ["Xylophone Quagga", "Quaggás!"]
    assert row.compared == ["xylophone quagga", "quaggas"]
    page = client.get("/search/", {"q": "xylophone quagga"}).content.decode()
    assert edition.get_absolute_url() in page
    listed = editor.get(LIST).content.decode()
    assert "Xylophone Quagga, Quaggás!" in listed
    assert "Shown" in listed
    form = editor.get(f"{LIST}{row.pk}/change/").content.decode()
    assert "Xylophone Quagga\nQuaggás!</textarea>" in form
    misses = editor.get("/admin/articles/searchmiss/").content.decode()
    assert f'{row.pk}/change/">The best</a>' in misses
    assert "a story for “xylophone quagga”" not in misses


def test_the_desk_finds_rows_by_searches_and_headlines(newsroom):
    promote(make_edition(headline="The best"), "Kopfhörer", "wi-fi_6 speakers")
    promote(make_edition(headline="Größe zählt"))
    editor = newsroom.client("Editor")

    def listed(text):
        found = editor.get(LIST, {"q": text}).context["cl"].result_list
        return [row.story.headline for row in found]

    for text in ("Kopfhörer", "kopfhorer", "KOPFHÖR", "best Kopfhörer", "Wi-Fi", "„Kopfhörer“"):
        assert listed(text) == ["The best"], text
    assert listed("größe") == listed("zählt quagga") == ["Größe zählt"]
    assert listed("Kopfhörer größe") == listed("%") == listed("…") == []
    assert {"The best", "Größe zählt"} < set(listed(" "))


def test_two_editors_do_not_overwrite_each_other(newsroom):
    row = promote(make_edition())
    change = f"{LIST}{row.pk}/change/"
    mine, theirs = newsroom.client("Editor"), newsroom.client("Editor")
    opened = mine.get(change).context["adminform"].form["opened"].value()
    post = {"story": row.story_id, "position": 0, "until": "", "opened": opened}
    theirs.post(change, post | {"searches": "Okapi"})

    shown = mine.post(change, post | {"searches": "Zebra"})
    assert "saved this" in shown.content.decode()
    row.refresh_from_db()
    assert row.searches == ["Okapi"]
    # Who reads that and saves again means it.
    again = shown.context["adminform"].form["opened"].value()
    mine.post(change, post | {"searches": "Zebra", "opened": again})
    row.refresh_from_db()
    assert (row.searches, row.compared) == (["Zebra"], ["zebra"])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"searches": " \n "}, "This field is required."),
        ({"searches": "…\n!"}, "A search has 2 to 60 letters or digits. Change “…”."),
        ({"searches": "x" * 61}, "A search has 2 to 60 letters or digits."),
        ({"searches": "\n".join(map(str, range(10, 31)))}, f"Write at most {MOST} searches."),
        ({"story": "999999999"}, "Select a valid choice."),
        ({"position": "-1"}, "greater than or equal to 0"),
        ({"until": "2020-01-01T10:00"}, "That time has passed."),
    ],
)
def test_bad_input_gets_a_sentence(newsroom, fields, sentence):
    good = {"searches": "quagga", "story": make_edition().article_id}
    page = entered(newsroom.client("Editor"), **good | fields)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not newsroom.new(PromotedResult).exists()


def test_a_draft_and_a_story_that_has_the_search_already_are_refused(newsroom):
    editor, draft, edition = newsroom.client("Editor"), make_article(), make_edition()
    page = entered(editor, searches="quagga", story=draft.pk).content.decode()
    assert "This story isn’t live or scheduled. Publish it first." in page
    promote(edition, "okapi", "quagga")
    page = entered(editor, searches="zebra\nQuágga", story=edition.article_id).content.decode()
    assert "“Quágga” leads to this story already." in page


def test_the_row_of_a_withdrawn_story_can_be_changed_and_says_so(newsroom):
    edition = make_edition()
    row = promote(edition)
    publishing.withdraw(edition.article, by=newsroom.user("editor"), reason="Wrong.")
    editor = newsroom.client("Editor")
    assert "Not live" in editor.get(LIST).content.decode()
    post = {
        "searches": "quagga\nokapi",
        "story": edition.article_id,
        "position": 1,
        "until": "",
    }
    assert editor.post(f"{LIST}{row.pk}/change/", post).status_code == 302
    row.refresh_from_db()
    assert (row.searches, row.position) == (["quagga", "okapi"], 1)


@pytest.mark.parametrize("role", ["Writer", "Disclosure staff"])
def test_only_editors_promote(newsroom, role):
    client = newsroom.client(role)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get("/admin/articles/searchmiss/").status_code == 403


def test_the_list_takes_as_many_queries_for_many(newsroom, django_assert_max_num_queries):
    editor = newsroom.client("Editor")
    for _ in range(3):
        promote(make_edition())
    with django_assert_max_num_queries(20) as few:
        editor.get(LIST)
    for _ in range(10):
        promote(make_edition())
    with django_assert_max_num_queries(len(few)):
        editor.get(LIST)

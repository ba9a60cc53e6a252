"""Authors and related stories in the story's form, where other stories have the same ones."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition
from authors.models import Author
from tests.desk import change_url, form_of, messages, signed_in
from tests.factories import make_article, make_author, make_edition, make_section

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


@pytest.fixture
def authors() -> list[Author]:
    """Three authors who have stories already, together and alone."""
    authors = [make_author(name=name, slug=name.lower()) for name in ("Ana", "Ben", "Cleo")]
    make_edition(authors=authors)
    for author in authors:
        make_article(authors=[author])
    return authors


def rows(prefix: str, field: str, *named: object, **more: object) -> dict:
    """Return the fields that the form posts for rows that name these, in this order."""
    data: dict = {f"{prefix}-TOTAL_FORMS": len(named), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(named):
        data[f"{prefix}-{number}-{field}"] = getattr(row, "pk", row)
        data[f"{prefix}-{number}-position"] = number
    return data | more


def bylines(*authors: object, **more: object) -> dict:
    return rows("bylines", "author", *authors, **more)


def listed(article: Article) -> list[tuple[str, int]]:
    return [(row.author.name, row.position) for row in article.bylines.order_by("position")]


def read(article: Article) -> str:
    """Return the page of the story's live edition."""
    return Client().get(Edition.objects.live().get(article=article).get_absolute_url()).text


def test_a_new_story_by_an_author_of_other_stories(editor, authors):
    related = make_edition(headline="Read this too").article
    make_edition(headline="Picks the same").article.related_links.create(story=related)
    form = form_of(headline="New", body="<p>Words.</p>", section=make_section().pk, _publish="1")
    form |= bylines(authors[0]) | rows("related_links", "story", related)

    response = editor.post(reverse("admin:articles_article_add"), form, follow=True)

    assert "Published" in messages(response)
    article = Article.objects.get(headline="New")
    assert listed(article) == [("Ana", 0)]
    page = read(article)
    assert "Ana" in page
    assert "Read this too" in page


@pytest.mark.parametrize("order", [[1], [2, 1], [1, 0], [0, 1, 2], [2, 1, 0]])
def test_authors_of_a_live_story_are_replaced_swapped_and_added(editor, authors, order):
    article = make_edition(authors=authors[:2]).article
    others = {other.pk: listed(other) for other in Article.objects.exclude(pk=article.pk)}
    chosen = [authors[index] for index in order]

    form = form_of(article) | bylines(*chosen) | {"_publish": "1"}
    response = editor.post(change_url(article), form, follow=True)

    assert "Published" in messages(response)
    names = [author.name for author in chosen]
    assert listed(article) == list(zip(names, range(len(names)), strict=True))
    live = Edition.objects.live().get(article=article)
    assert [byline.author.name for byline in live.bylines.all()] == names
    page = read(article)
    assert sorted(names, key=page.index) == names
    assert {pk: listed(Article.objects.get(pk=pk)) for pk in others} == others


def test_replacing_the_first_of_two_keeps_the_order(editor, authors):
    article = make_article(authors=authors[:2])
    # The browser numbers a replaced row as it was.
    editor.post(change_url(article), form_of(article) | bylines(authors[2], authors[1]))
    assert listed(article) == [("Cleo", 0), ("Ben", 1)]


def test_rows_without_a_number_or_with_the_same_stay_as_they_are_shown(editor, authors):
    article = make_article(authors=[])
    same = {"bylines-1-position": "0", "bylines-2-position": ""}
    editor.post(change_url(article), form_of(article) | bylines(*authors, **same))
    assert listed(article) == [("Ana", 0), ("Ben", 1), ("Cleo", 2)]


def test_an_author_is_removed_and_added_again_at_once(editor, authors):
    article = make_article(authors=authors[:2])
    form = form_of(article) | bylines(authors[0], authors[1], authors[0])
    editor.post(change_url(article), form | {"bylines-0-DELETE": "on"})
    assert listed(article) == [("Ben", 0), ("Ana", 1)]

    article.refresh_from_db()
    editor.post(change_url(article), form_of(article) | bylines())
    assert listed(article) == []


def test_an_author_who_is_named_twice_is_refused_in_a_sentence(editor, authors):
    article = make_article(authors=authors[:1])
    form = form_of(article, headline="Kept") | bylines(authors[1], authors[1])

    response = editor.post(change_url(article), form)

    assert "Ben is on the story twice. Remove one of the two rows." in response.text
    assert "Kept" in response.text
    assert listed(article) == [("Ana", 0)]


def test_rows_that_were_removed_stay_marked_when_the_form_comes_back(editor, authors):
    article = make_article(authors=authors[:2])
    form = form_of(article, videos="nonsense") | bylines(*authors[:2])
    response = editor.post(change_url(article), form | {"bylines-1-DELETE": "on"})
    assert 'name="bylines-1-DELETE" id="id_bylines-1-DELETE" checked' in response.text


def test_the_same_rows_saved_again_are_the_same_rows(editor, authors):
    article = make_article(authors=authors)
    keys = list(article.bylines.values_list("pk", flat=True))
    editor.post(change_url(article), form_of(article, headline="Other"))
    assert list(article.bylines.values_list("pk", flat=True)) == keys


def test_a_role_is_saved_and_a_story_is_not_related_to_itself(editor, authors):
    article = make_article(authors=authors[:1])
    form = form_of(article) | bylines(authors[0], **{"bylines-0-role": "photographs"})
    editor.post(change_url(article), form)
    assert article.bylines.get().role == "photographs"

    article.refresh_from_db()
    form = form_of(article) | rows("related_links", "story", article)
    assert "related to itself" in editor.post(change_url(article), form).text


@pytest.mark.parametrize("named", ["", "999999"])
def test_a_row_that_names_nobody_loses_nothing(editor, authors, named):
    article = make_article(authors=authors[:1])
    form = form_of(article, headline="Kept") | bylines(named, **{"bylines-0-role": "words"})
    response = editor.post(change_url(article), form)
    assert response.status_code == 200
    assert "Kept" in response.text
    assert listed(article) == [("Ana", 0)]

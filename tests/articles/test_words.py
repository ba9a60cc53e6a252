"""Stories are found by the names that authors and tags have now."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from articles import publishing
from articles.models import Article, DraftWords, Edition, EditionWords
from articles.site.search import Question, search
from tests.factories import make_article, make_author, make_edition, make_user

pytestmark = pytest.mark.usefixtures("newsroom")


def found(text: str) -> list[str]:
    return [hit.edition.headline for hit in search(Question(text)).hits]


def test_a_renamed_author_or_tag_is_found_by_the_new_name():
    author = make_author(name="Ana Quagga")
    edition = make_edition(headline="One", authors=[author], tags=["Okapi"])
    author.name = "Ana Zebroid"
    author.save()
    tag = edition.tags.get()
    tag.name = "Zedonk"
    tag.save()
    assert found("zebroid zedonk") == ["One"]
    assert found("quagga") == found("okapi") == []


def test_a_name_that_is_a_part_of_the_former_one_replaces_it():
    author = make_author(name="Maria Smith Quagga")
    make_edition(headline="One", authors=[author])
    author.name = "Maria Smith"
    author.save()
    assert found("quagga") == []
    assert found("maria smith") == ["One"]


def test_saving_a_name_as_it_was_writes_nothing(monkeypatch):
    author = make_author(name="Ana Quagga")
    make_edition(authors=[author])
    written = []
    monkeypatch.setattr("articles.words.write_editions", lambda keys: written.extend(keys))
    author.save()
    assert written == []


def test_an_edition_that_ends_while_its_words_are_written_leaves_the_search():
    edition = make_edition(headline="Quagga")
    EditionWords.objects.write([edition.pk])
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="Wrong.")
    ended = Edition.objects.get(pk=edition.pk).live_until
    # As a statement that read the edition before it ended.
    EditionWords.objects.filter(edition=edition).update(live_until=ended)
    EditionWords.objects.write([edition.pk])
    assert EditionWords.objects.get(edition=edition).live_until == ended
    # The rows shown are those of live editions in any case.
    EditionWords.objects.filter(edition=edition).update(live_until=None)
    assert found("quagga") == []


def test_a_live_edition_ends_in_the_search_when_it_ends():
    first = make_edition(headline="Quagga")
    second = make_edition(first.article)
    ends = dict(EditionWords.objects.values_list("edition", "live_until"))
    assert ends[first.pk] == second.live_from
    assert ends[second.pk] is None


def test_the_command_writes_everything_again():
    make_edition(headline="Quagga")
    make_article(headline="Okapi")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_editionwords")
        cursor.execute("DELETE FROM articles_draftwords")
    assert found("quagga") == []
    output = StringIO()
    call_command("write_words", stdout=output)
    assert found("quagga") == ["Quagga"]
    assert output.getvalue().startswith("Wrote the words of ")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM articles_article WHERE id NOT IN (SELECT article_id FROM articles_draftwords)"
        )
        assert cursor.fetchone() == (0,)


def test_the_last_word_of_the_longest_body_is_found():
    words = " ".join(f"qé{number}" for number in range(32_000))
    make_edition(headline="Quagga", body=f"<p>{words}</p>")
    assert found("quagga qe7") == ["Quagga"]
    assert found("quagga qe31999") == ["Quagga"]


def test_a_deleted_draft_takes_its_words_along_and_the_desk_speaks_of_the_story_alone(newsroom):
    story = make_article(headline="Quagga")
    address = f"/admin/articles/article/{story.pk}/delete/"
    editor = newsroom.client("editor")
    assert "ords of a draft" not in editor.get(address).content.decode()
    editor.post(address, {"post": "yes"})
    assert not DraftWords.objects.filter(pk=story.pk).exists()
    assert not Article.objects.filter(pk=story.pk).exists()

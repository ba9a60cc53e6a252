"""Any two versions of a story are compared word by word, and put back from there."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import publishing
from articles.models import Article
from tests.articles.admin.test_part_rows import bylines
from tests.desk import change_url, form_of, messages, post, signed_in
from tests.factories import make_article, make_author, make_edition, make_section, make_user

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def address(article: Article) -> str:
    return reverse("admin:articles_article_compare", args=[article.pk])


def compared(client: Client, article: Article, first: str = "", second: str = "") -> str:
    response = client.get(address(article), {"from": first, "to": second})
    assert response.status_code == 200
    return " ".join(response.text.split())


@pytest.fixture
def article() -> Article:
    """A story with two editions and two former drafts."""
    article = make_edition(headline="First", body="<p>One two.</p>", tags=["Mecha"]).article
    client = signed_in("Editor")
    post(client, article, headline="Second", body="<p>One three.</p>", tags="Film", _publish="1")
    article.refresh_from_db()
    link = '<p>One <a href="https://example.com/">three</a>.</p>'
    post(client, article, body=link, **bylines(make_author(name="Ana Ruiz")))
    article.refresh_from_db()
    return article


def test_any_two_versions_are_compared_by_words_and_fields(editor, article):
    page = compared(editor, article, "edition-1", "edition-2")
    assert "<p><mark>First</mark></p><p><mark>Second</mark></p>" in page
    assert "<p>One <mark>two.</mark></p><p>One <mark>three.</mark></p>" in page
    assert "<p><mark>Mecha</mark></p><p><mark>Film</mark></p>" in page
    assert 'id="compared-bylines"' not in page

    page = compared(editor, article, "edition-2", "now")
    assert "The link “three” was added." in page
    assert "Ana Ruiz" in page
    assert 'id="compared-headline"' not in page

    former = article.former_drafts.last()
    assert "<mark>Second</mark>" in compared(editor, article, f"draft-{former.pk}", "now")


def test_the_history_lists_lead_to_the_comparison(editor, article):
    page = editor.get(change_url(article)).text
    former = article.former_drafts.first()
    for key in (f"draft-{former.pk}", "edition-1"):
        assert f"{address(article)}?from={key}&amp;to=now" in page


def test_without_names_the_newest_former_version_is_compared_with_the_draft(editor, article):
    response = editor.get(address(article))
    assert response.context["first"].key == "edition-2"
    assert response.context["second"].key == "now"
    labels = {version.label.partition(" by ")[0] for version in response.context["versions"]}
    assert labels == {"Current draft", "Former draft", "Edition 1", "Edition 2"}


def test_the_same_version_twice_and_a_story_without_another_say_so(editor):
    article = make_article()
    assert "has no other version yet" in compared(editor, article)
    assert "Choose two different versions" in compared(editor, article, "now", "now")
    edition = make_edition()
    assert "The two are the same" in compared(editor, edition.article, "edition-1", "now")


@pytest.mark.parametrize(
    "key", ["edition-99", "draft-1", "x", "draft-", "edition-" + "9" * 30, "now-1"]
)
def test_a_version_that_is_none_of_the_storys_is_not_found(editor, article, key):
    other = make_article()
    post(editor, other, headline="Changed")
    keys = [key, f"draft-{other.former_drafts.get().pk}"]
    for each in keys:
        assert editor.get(address(article), {"from": each, "to": "now"}).status_code == 404
    assert editor.get(address(article).replace(str(article.pk), "999999")).status_code == 404


def test_a_version_is_put_back_from_there_and_what_it_replaced_is_kept(editor, article):
    pressed = {"_restore": 1, "discard": 1, "version": article.version}
    said = messages(editor.post(address(article), pressed, follow=True))
    assert "The draft is edition 1 again" in said
    article.refresh_from_db()
    assert article.headline == "First"
    former = article.former_drafts.first()
    assert "Ana Ruiz" in compared(editor, article, f"draft-{former.pk}", "now")
    editor.post(address(article), {"_put_back": former.pk, "version": article.version})
    article.refresh_from_db()
    assert article.bylines.get().author.name == "Ana Ruiz"


@pytest.mark.parametrize("version", ["", "0", "x"])
def test_a_version_is_not_put_back_into_a_draft_that_was_saved_meanwhile(editor, article, version):
    where = f"{address(article)}?from=edition-1&to=now"
    assert f'name="version" value="{article.version}"' in editor.get(where).text
    pressed = {"_restore": 1, "discard": 1, "version": version}
    answer = editor.post(where, pressed, follow=True)
    assert "saved this story after you opened this page" in messages(answer)
    assert answer.redirect_chain == [(where, 302)]
    article.refresh_from_db()
    assert article.headline != "First"


def test_who_may_only_read_compares_and_puts_nothing_back(article):
    staff = signed_in("Disclosure staff")
    page = compared(staff, article, "edition-1", "now")
    assert "Put back" not in page
    assert staff.post(address(article), {"_restore": 1, "discard": 1}).status_code == 403
    assert Client().get(address(article)).status_code == 302
    assert editor_headers(staff, article) >= {"no-store", "private"}


def editor_headers(client: Client, article: Article) -> set[str]:
    return set(client.get(address(article))["Cache-Control"].split(", "))


def test_no_button_publishes_from_there(editor, article):
    editor.post(address(article), {"_publish": "1"})
    assert article.editions.count() == 2


def test_bodies_too_long_to_compare_say_so(editor):
    article = make_article(body=f"<p>{'word ' * 45_000}</p>")
    post(editor, article, body=f"<p>{'other ' * 40_000}</p>")
    assert "too long to be compared" in compared(editor, article)


def test_rows_that_are_gone_are_named_so(editor):
    section = make_section()
    article = make_article(section=section)
    form = form_of(article, section="")
    editor.post(change_url(article), form)
    section.delete()
    assert "(gone)" in compared(editor, article)


def test_the_page_takes_the_same_queries_for_many_versions(editor, article):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            compared(editor, article, "edition-1", "now")
        return len(captured)

    queries()
    few = queries()
    for number in range(4):
        article.refresh_from_db()
        post(editor, article, headline=f"Again {number}")
        article.refresh_from_db()
        publishing.publish(article, by=make_user("Editor"))
    assert queries() == few <= 20

"""The story list's filters and its search."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from authors.models import Author
from newsroom.demo.logins import LOGINS
from tests.desk import signed_in, text_of
from tests.factories import make_article, make_author, make_user

pytestmark = pytest.mark.usefixtures("newsroom")
LIST = "/admin/articles/article/"


def found(client: Client, **query) -> set[Article]:
    """Return the stories of the list, on all its pages."""
    response = client.get(LIST, query)
    assert response.status_code == 200, response
    return set(response.context["cl"].queryset)


def saved(story: Article, **age) -> Article:
    Article.objects.filter(pk=story.pk).update(saved_at=timezone.now() - timedelta(**age))
    return story


def test_mine_are_the_stories_that_i_wrote_and_those_that_i_saved_last(newsroom):
    user = make_user("Writer")
    client = Client()
    client.force_login(user)
    assert found(client, mine="1") == set()
    written = make_article(authors=[make_author(), make_author(user=user)])
    saved_by_me = make_article(saved_by=user)
    make_article(saved_by=make_user())
    assert found(client, mine="1") == {written, saved_by_me}
    assert len(found(client, mine="x")) == Article.objects.count()


def test_stories_by_date(newsroom):
    today, week = saved(make_article(), seconds=1), saved(make_article(), days=5)
    month, old = saved(make_article(), days=20), saved(make_article(), days=40)
    ours = {today, week, month, old}
    editor = signed_in("Editor")
    assert found(editor, saved="7") & ours == {today, week}
    assert found(editor, saved="30") & ours == {today, week, month}
    assert found(editor, saved="nonsense") & ours == ours
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    Article.objects.filter(pk=today.pk).update(saved_at=midnight)
    Article.objects.filter(pk=week.pk).update(saved_at=midnight - timedelta(seconds=1))
    assert found(editor, saved="today") & ours == {today}


def test_stories_by_a_part_of_an_authors_name_or_by_key(newsroom):
    ana, other = make_author(name="Ana Ruiz-Quark"), make_author(name="Quarkson")
    hers, both = make_article(authors=[ana]), make_article(authors=[other, ana])
    others = make_article(authors=[other])
    editor = signed_in("Editor")
    assert found(editor, author="ana  ruiz-qua") == {hers, both}
    assert found(editor, author="QUARK") == {hers, both, others}
    assert found(editor, author=ana.pk) == {hers, both}
    assert found(editor, author="nobody at all") == set()
    assert found(editor, author="9" * 30) == set()
    assert 'value="Ana Ruiz-Quark"' in text_of(editor.get(LIST, {"author": ana.pk}))
    assert len(found(editor, author="  ")) == Article.objects.count()


def test_a_whole_name_is_that_author_alone(newsroom):
    ann, joann = make_author(name="Ann Leeq"), make_author(name="Joann Leeq")
    hers = make_article(authors=[ann])
    other = make_article(authors=[joann])
    editor = signed_in("Editor")
    assert found(editor, author="ann leeq") == {hers}
    assert found(editor, author="leeq") == {hers, other}


def test_the_authors_filter_keeps_the_others(newsroom):
    page = text_of(signed_in("Editor").get(LIST, {"status": "live", "author": "a", "q": "the"}))
    form = page.partition("author-filter")[2].partition("</form>")[0]
    assert 'name="status"' in form
    assert 'name="q"' in form
    assert form.count('name="author"') == 1


def test_a_name_in_the_list_leads_to_the_authors_stories(newsroom):
    author = make_author(name="Ana <b>Ruiz")
    story, editor = make_article(authors=[author]), signed_in("Editor")
    assert (
        f'<a href="?author={author.pk}">Ana &lt;b&gt;Ruiz</a>' in editor.get(LIST).content.decode()
    )
    assert found(editor, author=author.pk) == {story}


def test_filters_and_search_narrow_each_other(newsroom):
    author = make_author(name="Ana Quark")
    story = make_article(authors=[author], stage="review", headline="Both")
    make_article(authors=[author], headline="Both, but not in review")
    query = {"author": "quark", "stage__exact": "review", "q": "both", "saved": "today"}
    assert found(signed_in("Editor"), **query) == {story}


@pytest.mark.parametrize("role", [login.role for login in LOGINS])
def test_every_role_may_filter(newsroom, role):
    client = newsroom.client(role)
    author = Author.objects.filter(articlebylines__isnull=False).first()
    found(client, status="live", saved="30", mine="1", q="the", stage__exact="writing")
    assert found(client, author=author.name)


QUERIES = [
    {},
    {"mine": "1"},
    {"saved": "7"},
    {"author": "a"},
    {"author": "KEY"},
    {"q": "one two"},
    {"mine": "1", "author": "a", "q": "headline", "saved": "30"},
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_the_list_takes_the_same_queries_for_one_story_and_for_many(newsroom, query):
    user = make_user("Editor")
    client = Client()
    client.force_login(user)
    author = make_author(name="Ana", user=user)
    query = {name: author.pk if value == "KEY" else value for name, value in query.items()}

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert (
                client.get(reverse("admin:articles_article_changelist"), query).status_code == 200
            )
        return len(captured)

    make_article(headline="Headline one two", authors=[author], tags=["One"])
    few = queries()
    for number in range(8):
        make_article(headline=f"Headline {number} one two", authors=[author], tags=["One"])
    assert queries() == few

"""The search of the desk's palette: what each role finds, how many queries it takes, odd input."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.demo.logins import LOGINS
from tests.desk import change_url, signed_in, text_of
from tests.factories import make_article, make_author, make_edition, make_image, make_user

pytestmark = pytest.mark.usefixtures("newsroom")
SEARCH = "/admin/search/"
ROLES = [login.role for login in LOGINS]


def groups(client: Client, text: str = "", **more) -> dict[str, list[dict]]:
    """Return the items by the name of their group."""
    response = client.get(SEARCH, {"q": text, **more})
    assert response.status_code == 200
    return {group["name"]: group["items"] for group in response.json()["groups"]}


def labels(client: Client, text: str = "") -> dict[str, list[str]]:
    return {name: [item["label"] for item in items] for name, items in groups(client, text).items()}


def test_it_finds_stories_authors_pictures_and_commands(newsroom):
    author = make_author(name="Quentin Quark")
    image = make_image(caption="A quark, magnified")
    story = make_article(headline="On Quarks", authors=[author], picture=image)
    tagged = make_article(headline="Elsewhere", tags=["Quarks"])
    administrator = signed_in("Administrator")

    found = groups(administrator, "quark")

    assert list(found) == ["Stories", "Authors", "Pictures"]
    assert [item["label"] for item in found["Stories"]] == ["Elsewhere", "On Quarks"]
    assert found["Stories"][1]["url"] == change_url(story)
    assert found["Stories"][1]["hint"].startswith(f"{story.section} · Quentin Quark · ")
    assert found["Stories"][1]["picture"].startswith(f"/images/{image.token}/")
    assert "picture" not in found["Stories"][0]
    assert found["Stories"][0]["url"] == change_url(tagged)
    assert [item["label"] for item in found["Authors"]] == ["Quentin Quark"]
    assert [item["label"] for item in found["Pictures"]] == ["A quark, magnified"]
    assert labels(administrator, "new sto")["Go to"] == ["New story"]


def test_before_anything_is_typed_it_shows_my_stories_and_where_i_can_go(newsroom):
    user = make_user("Editor")
    client = Client()
    client.force_login(user)
    make_article(headline="Saved by me", saved_by=user)
    make_article(headline="Somebody else's")
    found = labels(client)
    assert found["Your latest stories"] == ["Saved by me"]
    assert found["Go to"][:4] == [
        "New story",
        "Upload a picture",
        "My stories",
        "Stories in review",
    ]


EXPECTED = {
    "Writer": ({"New story", "Stories", "Pictures"}, {"New author", "Users", "Disclosure audit"}),
    "Editor": (
        {"New story", "New author", "Site pages"},
        {"Users", "Disclosure audit", "Wordings"},
    ),
    "Disclosure staff": ({"Disclosure audit", "Wordings", "Stories"}, {"New story", "Authors"}),
    "Administrator": ({"New story", "Users", "Disclosure audit", "New author"}, {"Groups nobody"}),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_offered_what_it_may_open(newsroom, role):
    client = newsroom.client(role)
    some, none = EXPECTED[role]
    offered = {item["label"] for item in groups(client)["Go to"]}
    assert some <= offered
    assert not none & offered
    # A few of each group; tests/test_desk_walk.py opens every page.
    found = [item for items in groups(client, "the").values() for item in items[:1]]
    found += [item for items in groups(client).values() for item in items[::5]]
    for url in {item["url"] for item in found}:
        assert client.get(url).status_code == 200, url


def test_disclosure_staff_find_no_authors_and_writers_get_to_their_stories(newsroom):
    author = make_author(name="Quentin Quark")
    story = make_article(authors=[author])
    assert list(labels(newsroom.client("Disclosure staff"), "quark")) == ["Stories"]
    [found] = groups(newsroom.client("Writer"), "quark")["Authors"]
    assert found["url"] == f"/admin/articles/article/?author={author.pk}"
    [found] = groups(newsroom.client("Editor"), "quark")["Authors"]
    assert found["url"] == f"/admin/authors/author/{author.pk}/change/"
    assert str(story) in labels(newsroom.client("Disclosure staff"), "quark")["Stories"]


def test_staff_without_a_permission_find_nothing(newsroom):
    make_article(headline="On Quarks", authors=[make_author(name="Quark")])
    make_image(caption="A quark")
    client = Client()
    client.force_login(make_user())
    assert labels(client, "quark") == {}
    assert set(labels(client)) == {"Go to"}


def test_who_may_only_add_stories_is_offered_no_list(newsroom):
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="add_article"))
    client = Client()
    client.force_login(user)
    assert "New story" in labels(client)["Go to"]
    assert "My stories" not in labels(client)["Go to"]


@pytest.mark.parametrize(
    "user", [None, {"is_staff": False}, {"role": "Editor", "is_active": False}]
)
def test_nobody_else_gets_an_answer(newsroom, user):
    client = Client()
    if user is not None:
        client.force_login(make_user(**user))
    response = client.get(SEARCH, {"q": "the"})
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_it_is_read_only_and_nobody_keeps_it(newsroom):
    editor = signed_in("Editor")
    assert editor.post(SEARCH).status_code == 405
    assert "no-store" in editor.get(SEARCH)["Cache-Control"]


def test_the_list_asks_it_for_authors_only(newsroom):
    make_article(headline="Quarks", authors=[make_author(name="Quark")])
    assert list(groups(signed_in("Editor"), "quark", only="authors")) == ["Authors"]
    assert groups(signed_in("Editor"), "quark", only="nonsense") == {}


@pytest.mark.parametrize("text", ["\x00", '"', "'", "%", "\\", "x" * 5000, "🦊", " ", "a " * 60])
def test_odd_input_is_answered(newsroom, text):
    groups(signed_in("Administrator"), text)


@pytest.mark.parametrize("text", ["", "quark", "quark the"])
def test_it_takes_seven_queries_at_most_besides_those_for_the_user(newsroom, text):
    user = make_user("Administrator")
    client = Client()
    client.force_login(user)

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            groups(client, text)
        about_user = ("django_session", "staff_user", "auth_permission")
        return [
            q["sql"] for q in captured if not any(f'FROM "{t}"' in q["sql"] for t in about_user)
        ]

    author = make_author(name="The Quark", user=user)
    for number in range(9):
        make_edition(
            headline=f"The Quark {number}", authors=[author], picture=make_image(alt="The quark")
        )
        if number == 0:
            assert len(queries()) <= 7
    # Enough headlines have the words, so bodies needn't be searched.
    assert len(queries()) <= 5


def test_every_page_of_the_desk_has_it_but_not_the_one_to_sign_in(newsroom, client):
    editor = signed_in("Editor")
    for path in (
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        "/admin/password_change/",
    ):
        page = text_of(editor.get(path))
        assert 'id="palette-open"' in page, path
        assert "<dialog" in page, path
    assert "palette" not in text_of(client.get("/admin/login/"))
    assert "palette" not in text_of(editor.get("/admin/authors/author/add/?_popup=1"))

"""A portrait needs what any picture needs that readers see: alt text and a credit."""

import pytest
from django.urls import reverse

from authors.models import Author
from tests.desk import signed_in
from tests.factories import make_author, make_edition, make_image

pytestmark = pytest.mark.django_db


def post(author: Author, **fields):
    rows = {
        f"{prefix}-{count}_FORMS": 0
        for prefix in ("links", "interests")
        for count in ("TOTAL", "INITIAL")
    }
    data = {"name": author.name, "slug": author.slug, "portrait": "", "bio": ""} | rows | fields
    url = reverse("admin:authors_author_change", args=[author.pk])
    return signed_in("Editor").post(url, data)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"alt": "", "credit": "Bo Lind"}, "has no alt text"),
        ({"alt": "Ana Ruiz at a desk", "credit": ""}, "has no credit"),
    ],
)
def test_a_portrait_that_lacks_words_is_refused_and_nothing_else_is_lost(words, sentence):
    author, portrait = make_author(), make_image(**words)

    response = post(author, portrait=portrait.pk, bio="A careful biography")

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert "A careful biography" in response.content.decode()
    author.refresh_from_db()
    assert author.portrait is None


@pytest.mark.parametrize("words", [{"alt": "Ana Ruiz"}, {"alt": "", "decorative": True}])
def test_a_portrait_with_its_words_is_taken_and_credited_on_the_page(words, client):
    author, portrait = make_author(), make_image(**words, credit="Bo Lind/AP")
    # Without a live story the page isn't there.
    make_edition(authors=[author])

    assert post(author, portrait=portrait.pk).status_code == 302

    author.refresh_from_db()
    assert author.portrait == portrait
    assert "Bo Lind/AP" in client.get(author.get_absolute_url()).content.decode()

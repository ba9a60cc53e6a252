"""Keys and numbers as strangers send them."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from articles.models import Article, SitePage
from newsroom.keys import LARGEST_KEY, possible_keys, whole_number
from tests.desk import form_of, signed_in
from tests.factories import make_article

ODD = ["", "abc", "-1", "1.5", "٣", "²", "1\x00", "9" * 20, "9" * 5000, " 1", "+1", "1_0"]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_no_whole_number(text):
    assert whole_number(text) is None


def test_whole_numbers_end_where_keys_do():
    assert whole_number("0") == 0
    assert whole_number(str(LARGEST_KEY)) == LARGEST_KEY
    assert whole_number(str(LARGEST_KEY + 1)) is None
    assert (whole_number("63", most=63), whole_number("64", most=63)) == (63, None)


def test_only_what_could_be_a_key_is_looked_up():
    key = Article._meta.pk

    assert possible_keys(key, ["1", "x", "9" * 19, "9" * 5000, "2\x00", "7"]) == ["1", "7"]


@pytest.mark.django_db
def test_an_impossible_choice_is_a_sentence_and_loses_nothing():
    article = make_article(headline="Kept")
    client = signed_in("Editor")
    path = reverse("admin:articles_article_change", args=[article.pk])

    for value in ("abc", "9" * 30, "9" * 5000, "1\x00"):
        response = client.post(path, form_of(article, picture=value, headline="Typed"))
        assert response.status_code == 200
        form = response.context["adminform"].form
        assert form["headline"].value() == "Typed"
        assert "picture" in form.errors
        assert Article.objects.get().headline == "Kept"


@pytest.mark.django_db
def test_an_action_on_impossible_rows_changes_nothing():
    policy = SitePage.objects.create(slug="ethics", title="Ethics", body="<p>a</p>")
    chosen = {ACTION_CHECKBOX_NAME: ["abc", "9" * 30], "action": "delete_selected", "index": 0}

    response = signed_in("Editor").post(reverse("admin:articles_sitepage_changelist"), chosen)

    assert response.status_code == 302
    assert SitePage.objects.filter(pk=policy.pk).exists()


@pytest.mark.django_db
def test_a_search_term_may_hold_nul():
    of_author = {"app_label": "articles", "model_name": "articlebyline", "field_name": "author"}

    answer = signed_in("Editor").get("/admin/autocomplete/", of_author | {"term": "a\x00"})

    assert answer.status_code == 200

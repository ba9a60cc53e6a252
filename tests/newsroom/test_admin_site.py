"""The desk's own site: addresses and query strings that Django would answer with an error."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from articles.models import Article

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.mark.parametrize("key", ["1", "x", "9" * 5000, "\x00"])
@pytest.mark.parametrize("model", [Article, DBTaskResult])
def test_a_key_that_a_model_can_not_have_is_not_found(newsroom, model, key):
    kind = ContentType.objects.get_for_model(model)
    address = reverse("admin:view_on_site", args=[kind.pk, key])
    assert newsroom.client("Administrator").get(address).status_code == 404


def test_a_nul_in_a_query_string_is_dropped(newsroom):
    stories = reverse("admin:articles_article_changelist")
    response = newsroom.client("Editor").get(f"{stories}?stage__exact=wri%00ting&_to_field=%00")
    assert response.status_code == 200
    assert response.wsgi_request.GET.dict() == {"stage__exact": "writing"}

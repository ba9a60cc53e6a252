"""Sections and tags on the desk."""

import pytest
from django.contrib import admin
from django.db.models import ProtectedError

from articles.models import Tag
from tests.desk import signed_in
from tests.factories import make_image

pytestmark = pytest.mark.django_db

# Whose models may be worked on at the desk. A library's own admin needs to be read first: it may
# have pages that ask for no permission.
OURS = {"articles", "authors", "disclosures", "images", "staff"}


def test_no_library_brings_a_page_of_its_own_to_the_desk():
    labels = {model._meta.label for model in admin.site._registry}

    assert {label for label in labels if label.partition(".")[0] not in OURS} == {
        "auth.Group",
        "django_tasks_database.DBTaskResult",
    }


@pytest.mark.parametrize("role", ["Writer", "Administrator"])
def test_nobody_merges_tags_of_the_library(role):
    assert signed_in(role).get("/admin/taggit/tag/merge-tags/").status_code == 404


def test_editors_give_a_tag_an_intro_and_a_picture(newsroom):
    tag = Tag.objects.get(name="Mecha")
    address, picture = f"/admin/articles/tag/{tag.pk}/change/", make_image()
    form = {"name": "Mecha", "intro": "Robots.", "picture": picture.pk}
    assert newsroom.client("Editor").post(address, form).status_code == 302
    tag.refresh_from_db()
    assert (tag.intro, tag.picture, tag.slug) == ("Robots.", picture, "mecha")

    bare = make_image(credit="")
    page = newsroom.client("Editor").post(address, form | {"picture": bare.pk})
    assert "has no credit" in page.content.decode()
    page = newsroom.client("Editor").post(address, form | {"intro": "x" * 601})
    assert "at most 600 characters" in page.content.decode()
    assert newsroom.client("Writer").post(address, form).status_code == 403


def test_a_picture_of_a_tag_cannot_be_deleted(newsroom):
    picture = make_image()
    Tag.objects.filter(name="Mecha").update(picture=picture)
    assert picture.is_printed
    with pytest.raises(ProtectedError):
        picture.delete()

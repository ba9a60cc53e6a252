"""Sections and tags on the desk."""

import pytest
from django.contrib import admin

from tests.desk import signed_in

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

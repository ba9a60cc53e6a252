"""The check of the database that `migrate` runs."""

import pytest
from django.core.checks import Tags, run_checks

from articles import publishing
from articles.models import Section
from tests.factories import make_edition, make_section, make_user

pytestmark = pytest.mark.django_db


def warnings() -> list[str]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [each.msg for each in found if each.id == "articles.W001"]


def test_a_section_at_an_address_of_the_sites_own_is_named_until_its_stories_moved():
    section = make_section(name="Shows", slug="shows")
    edition = make_edition(section=section)
    assert not warnings()
    Section.objects.filter(pk=section.pk).update(slug="series")
    (sentence,) = warnings()
    assert "“Shows”" in sentence and "/series/" in sentence
    draft = edition.article
    draft.section = make_section(name="Screens", slug="screens")
    draft.save()
    publishing.publish(draft, by=make_user("Editor"))
    assert not warnings()

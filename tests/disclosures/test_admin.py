"""Programmes and wordings on the desk."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from disclosures.models import Programme, Wording
from tests.desk import signed_in
from tests.factories import (
    make_edition,
    make_programme,
    make_wording,
)

pytestmark = pytest.mark.django_db


def test_a_programme_that_changes_changes_the_pages_that_mention_it():
    make_wording()
    staff = signed_in("Disclosure staff")
    edition = make_edition(body='<p><a href="https://shop.example/1">Buy</a></p>')
    other = make_edition()
    url = edition.get_absolute_url()
    assert 'rel="sponsored"' not in Client().get(url).content.decode()
    data = {"name": "Shop", "hosts": "shop.example", "parameter": "", "active": "on"}

    staff.post(reverse("admin:disclosures_programme_add"), data)

    page = Client().get(url).content.decode()
    assert 'rel="sponsored"' in page
    assert "We earn from links in this story." in page
    assert "We earn from links" not in Client().get(other.get_absolute_url()).content.decode()

    change = reverse("admin:disclosures_programme_change", args=[Programme.objects.get().pk])
    staff.post(change, data | {"active": ""})
    page = Client().get(url).content.decode()
    assert "sponsored" not in page
    assert "We earn from links" not in page


def test_hosts_that_are_none_are_refused_and_kept_in_the_form():
    staff = signed_in("Disclosure staff")
    make_wording()
    response = staff.post(
        reverse("admin:disclosures_programme_add"),
        {"name": "Shop", "hosts": "https://shop.example/", "active": "on"},
    )
    page = response.content.decode()
    assert "without https://" in page
    assert "https://shop.example/" in page


def test_staff_see_which_editions_have_commercial_links():
    make_wording()
    make_programme()
    make_edition(headline="Earns", body='<p><a href="https://amazon.com/1">Buy</a></p>')
    make_edition(headline="Plain")
    page = signed_in("Disclosure staff").get(reverse("admin:articles_edition_changelist"))
    told = re.findall(r'field-earns">(\w+)<', page.content.decode())
    assert sorted(told) == ["No", "Yes"]


def test_a_programme_waits_for_a_wording():
    staff = signed_in("Disclosure staff")
    data = {"name": "Shop", "hosts": "shop.example", "active": "on"}
    add = reverse("admin:disclosures_programme_add")
    assert "Add a wording first" in staff.post(add, data).content.decode()
    assert not Programme.objects.exists()

    make_wording()

    assert staff.post(add, data).status_code == 302


def test_a_wording_in_force_can_not_be_reworded_or_deleted():
    staff = signed_in("Disclosure staff")
    wording = make_wording(text="As told")
    url = reverse("admin:disclosures_wording_change", args=[wording.pk])
    staff.post(url, {"text": "Reworded", "learn_more": "/x/"})
    delete = reverse("admin:disclosures_wording_delete", args=[wording.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    assert Wording.objects.get().text == "As told"


def test_a_wording_begins_now_or_later_and_moves_to_no_gap():
    staff = signed_in("Disclosure staff")
    add = reverse("admin:disclosures_wording_add")
    data = {"text": "We earn.", "learn_more": "/disclosures/"}
    past = staff.post(add, data | {"valid_from_0": "2001-01-01", "valid_from_1": "00:00"})
    assert "That time has passed" in past.content.decode()
    script = staff.post(add, data | {"learn_more": "javascript:alert(1)"})
    assert "Begin with / or https://" in script.content.decode()
    later = make_wording(valid_from=timezone.now() + timedelta(days=2))
    change = reverse("admin:disclosures_wording_change", args=[later.pk])
    moved = staff.post(change, data | {"valid_from_0": "2099-01-01", "valid_from_1": "00:00"})
    assert "Begin earlier, not later" in moved.content.decode()

    assert staff.post(add, data | {"valid_from_0": "", "valid_from_1": ""}).status_code == 302
    assert Wording.objects.in_force().get().text == "We earn."


def test_the_next_wording_takes_over_at_its_instant(client):
    make_programme()
    make_wording(text="Old wording")
    tomorrow = timezone.now() + timedelta(days=1)
    make_wording(text="New wording", valid_from=tomorrow)
    make_edition(body='<p><a href="https://amazon.com/1">Buy</a></p>', slug="s")
    assert "Old wording" in client.get(Edition.objects.get().get_absolute_url()).content.decode()
    assert Wording.objects.in_force(tomorrow).get().text == "New wording"

"""Programmes and wordings on the desk."""

import html
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
empty = pytest.mark.empty_database(reason="needs no programme or wording but its own")
MINUTE = timedelta(minutes=1)


@empty
def test_a_programme_that_changes_changes_the_pages_that_mention_it():
    make_wording()
    staff = signed_in("Disclosure staff")
    edition = make_edition(body='<p><a href="https://shop.example/1">Buy</a></p>')
    other = make_edition()
    url = edition.get_absolute_url()
    assert 'rel="sponsored"' not in Client().get(url).content.decode()
    data = {"name": "Shop", "patterns": "shop.example", "channels": ["page"], "active": "on"}

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


def test_patterns_that_are_none_are_refused_and_kept_in_the_form():
    staff = signed_in("Disclosure staff")
    make_wording()
    response = staff.post(
        reverse("admin:disclosures_programme_add"),
        {"name": "Shop", "patterns": "https://shop.example/", "active": "on"},
    )
    page = response.content.decode()
    assert "without https://" in page
    assert "https://shop.example/" in page


def test_a_programme_is_for_every_channel_unless_somebody_says_otherwise():
    make_wording()
    staff, add = signed_in("Disclosure staff"), reverse("admin:disclosures_programme_add")
    page = staff.get(add).content.decode()
    ticked = re.findall(r'name="channels" value="(\w+)"[^>]*checked', page)
    assert ticked == ["page", "feed", "api"]
    nowhere = staff.post(add, {"name": "Shop", "patterns": "shop.example", "active": "on"})
    assert "Choose where its links may stand" in nowhere.content.decode()


@empty
def test_staff_see_which_editions_have_commercial_links():
    make_wording()
    make_programme()
    make_edition(headline="Earns", body='<p><a href="https://amazon.com/1">Buy</a></p>')
    make_edition(headline="Plain")
    page = signed_in("Disclosure staff").get(reverse("admin:articles_edition_changelist"))
    values = re.findall(r'field-earns">(\w+)<', page.content.decode())
    assert sorted(values) == ["No", "Yes"]


@empty
def test_a_programme_waits_for_a_wording():
    staff = signed_in("Disclosure staff")
    data = {"name": "Shop", "patterns": "shop.example", "channels": ["page"], "active": "on"}
    add = reverse("admin:disclosures_programme_add")
    assert "Add a wording first" in staff.post(add, data).content.decode()
    assert not Programme.objects.exists()

    make_wording()

    assert staff.post(add, data).status_code == 302


@empty
def test_a_wording_in_force_can_not_be_reworded_or_deleted():
    staff = signed_in("Disclosure staff")
    wording = make_wording(text="As told")
    url = reverse("admin:disclosures_wording_change", args=[wording.pk])
    answer = staff.post(url, {"text": "Reworded", "learn_more": "/x/"})
    assert (answer.status_code, "Reworded" in answer.content.decode()) == (409, True)
    delete = reverse("admin:disclosures_wording_delete", args=[wording.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    assert Wording.objects.get().text == "As told"


WORDING = {
    "kind": "affiliate",
    "text": "We earn a commission when you buy through our links.",
    "mark": "paid link",
    "learn_more": "/disclosures/",
}


def add_wording(client: Client, **changes) -> str:
    """The page that answers, with what it says of errors."""
    url = reverse("admin:disclosures_wording_add")
    return client.post(url, WORDING | changes, follow=True).content.decode()


@empty
def test_a_wording_begins_now_or_later():
    staff = signed_in("Disclosure staff")
    assert "That time has passed" in add_wording(staff, valid_from="2001-01-01T00:00")
    assert "Begin with / or https://" in add_wording(staff, learn_more="javascript:alert(1)")

    add_wording(staff)

    assert Wording.objects.in_force().get().text == WORDING["text"]


@empty
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "This story contains affiliate links."}, "says it to few"),
        ({"mark": ""}, "such as paid link"),
        ({"jurisdiction": "UK", "label": "Ad", "text": "We may earn a commission."}, "not that we"),
        ({"jurisdiction": "UK"}, "cards and titles need a label"),
        ({"kind": "sponsored", "text": "Somebody paid for this."}, "{partner}"),
        ({"text": "We earn from {partner} when you buy."}, "not filled in"),
        ({"kind": "gifted", "text": "{partner} lent it.", "programme": "1"}, "one programme"),
    ],
)
def test_a_wording_that_would_not_do_is_refused_with_the_rule(changes, said):
    make_wording()
    programme = make_programme()
    if "programme" in changes:
        changes = changes | {"programme": programme.pk}
    assert said in html.unescape(add_wording(signed_in("Disclosure staff"), **changes))
    assert Wording.objects.count() == 1


@empty
def test_a_wording_added_between_two_makes_room_for_itself():
    staff, now = signed_in("Disclosure staff"), timezone.now().replace(second=0, microsecond=0)
    make_wording()
    last = make_wording(valid_from=now + timedelta(days=9))

    add_wording(staff, valid_from=f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}")

    third, second, first = Wording.objects.all()
    assert third == last
    assert (first.valid_to, second.valid_to, third.valid_to) == (
        second.valid_from,
        third.valid_from,
        None,
    )


def test_what_was_typed_into_a_wording_that_has_begun_meanwhile_is_its_successors(time_machine):
    former = make_wording(text="We earn.", jurisdiction="US", valid_from=timezone.now() + MINUTE)
    url = reverse("admin:disclosures_wording_change", args=[former.pk])
    time_machine.move_to(timezone.now() + 2 * MINUTE)
    typed = {"text": "We earn when you buy here.", "mark": "ad", "label": "", "learn_more": "/x/"}

    answer = signed_in("Disclosure staff").post(url, typed)

    assert answer.status_code == 409
    assert "Nothing was saved" in answer.content.decode()
    assert f'action="{reverse("admin:disclosures_wording_add")}"' in answer.content.decode()
    initial = answer.context["adminform"].form.initial
    assert typed.items() <= initial.items() and initial["jurisdiction"] == "US"


@empty
def test_a_wording_that_waits_can_be_called_off_and_the_former_goes_on():
    staff = signed_in("Disclosure staff")
    first = make_wording()
    waiting = make_wording(valid_from=timezone.now() + timedelta(days=1))
    delete = reverse("admin:disclosures_wording_delete", args=[waiting.pk])

    assert staff.post(delete, {"post": "yes"}).status_code == 302

    first.refresh_from_db()
    assert first.valid_to is None


def test_postgresql_refuses_to_rewrite_what_readers_saw():
    make_wording()
    for change in (
        lambda: Wording.objects.update(text="Reworded"),
        lambda: Wording.objects.all().delete(),
        lambda: Wording.objects.update(valid_to=timezone.now() - timedelta(days=1)),
        lambda: Wording.objects.bulk_create(
            [Wording(text="Beside it", mark="x", valid_from=timezone.now())]
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("form", "address", "said"),
    [
        ({}, "https://amazon.com/dp/1?tag=a-20", ["Amazon", "a-20", "amazon.com?tag"]),
        ({}, "https://notamazon.com/?tag=a-20", ["ordinary link"]),
        (
            {"patterns": "shop.example", "channels": ["page"]},
            "https://shop.example/",
            ["This programme"],
        ),
        ({"patterns": "no host"}, "https://shop.example/", ["is no pattern"]),
        ({}, "not an address", ["ordinary link"]),
    ],
)
def test_the_tester_tells_which_rule_a_link_fits_and_why(form, address, said):
    make_programme(patterns="amazon.com?tag")
    url = reverse("admin:disclosures_programme_test")
    answer = signed_in("Disclosure staff").post(url, form | {"address": address})
    page = html.unescape(answer.content.decode())
    assert all(words in page for words in said)
    assert signed_in("Writer").post(url, {"address": address}).status_code == 403


@empty
def test_the_next_wording_takes_over_at_its_instant(client):
    make_programme()
    make_wording(text="Old wording")
    tomorrow = timezone.now() + timedelta(days=1)
    make_wording(text="New wording", valid_from=tomorrow)
    make_edition(body='<p><a href="https://amazon.com/1">Buy</a></p>', slug="s")
    assert "Old wording" in client.get(Edition.objects.get().get_absolute_url()).content.decode()
    assert Wording.objects.in_force(tomorrow).get().text == "New wording"

"""The place of a wording: what it follows, what follows it, and what the desk says of both."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosures.models import Wording
from disclosures.wordings.succession import succession
from tests.desk import WORDING, messages, signed_in, text_of
from tests.factories import make_wording

pytestmark = pytest.mark.django_db

ADD = reverse("admin:disclosures_wording_add")

PLACE = reverse("admin:disclosures_wording_place")


def typed_at(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%dT%H:%M}"


def place(**form) -> str:
    return text_of(signed_in("Disclosure staff").post(PLACE, WORDING | form)).strip()


def test_the_desk_says_whose_place_a_wording_takes_and_when(time_machine):
    time_machine.move_to(datetime(2027, 11, 18, 12, tzinfo=UTC))
    assert "no wording was in force for “Affiliate links” before" in place()
    make_wording(text="The old words")
    assert place() == "Takes the place of “The old words” at once."
    monday = "2027-11-22T00:00"
    assert place(valid_from=monday) == (
        "Takes the place of “The old words” on Monday 22 November 2027 at 00:00."
    )


def test_it_says_what_follows_and_what_goes_on_elsewhere():
    make_wording(text="Everywhere")
    later = timezone.now() + timedelta(days=30)
    make_wording(text="The next", jurisdiction="UK", label="Ad", valid_from=later)
    answer = place(jurisdiction="UK")
    assert (
        "Begins at once; no wording was in force for “Affiliate links, United Kingdom” before."
        in answer
    )
    assert "“The next” follows on" in answer
    assert "Other stories keep “Everywhere”." in answer


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"valid_from": "2001-01-01T00:00"}, "That time has passed"),
        ({"kind": "nonsense"}, "nonsense"),
        ({"programme": "999999"}, "not one of the available choices"),
    ],
)
def test_what_can_not_be_placed_is_said_in_words(form, said):
    response = signed_in("Disclosure staff").post(PLACE, WORDING | form)
    assert response.status_code == 400
    assert said in text_of(response)


def test_what_was_said_before_saving_is_what_happens():
    make_wording(text="The old words")
    at = timezone.now() + timedelta(days=3)
    staff = signed_in("Disclosure staff")
    response = staff.post(ADD, WORDING | {"valid_from": typed_at(at)}, follow=True)
    assert "Takes the place of “The old words” on" in messages(response)
    first = Wording.objects.get(text="The old words")
    assert first.valid_to == Wording.objects.get(text=WORDING["text"]).valid_from


def test_a_wording_after_a_gap_takes_nobodys_place():
    ended = make_wording(valid_to=timezone.now() - timedelta(days=1))
    new = Wording(text="New", mark="x")
    assert succession(new).former is None
    assert succession(new).following is None
    assert ended.valid_to < new.valid_from

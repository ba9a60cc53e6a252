"""The rule tester next to the programme form."""

import re

import pytest
from django.urls import reverse

from disclosures.models import Programme
from tests.desk import signed_in, text_of
from tests.factories import make_programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]

ADD = reverse("admin:disclosures_programme_add")

TEST = reverse("admin:disclosures_programme_test")


def change_url(programme: Programme) -> str:
    return reverse("admin:disclosures_programme_change", args=[programme.pk])


def answer_to(address: str, **form) -> str:
    """The tester's words, without its tags."""
    answer = signed_in("Disclosure staff").post(TEST, {"address": address} | form)
    return " ".join(re.sub(r"<[^>]+>", "", text_of(answer)).split())


RULE = {
    "name": "Shop",
    "patterns": "shop.example",
    "ids_in": "id",
    "channels": ["page", "feed", "api"],
    "active": "on",
}

HERE = "https://shop.example/1?id=ours-1"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "doesn’t list ours"),
        ({"own_ids": "ours-*"}, "one of ours"),
        ({"own_ids": "theirs"}, "not one of ours, so somebody else earns"),
        ({"own_ids": "theirs"}, "Wrong or no tracking id"),
        ({"channels": ["page", "feed"]}, "API: plain text"),
        ({"channels": ["page", "feed"]}, "Feeds: a link"),
        ({"nofollow": "on"}, "sponsored nofollow"),
        ({"active": ""}, "which is switched off"),
        ({"ids_in": "x"}, "None, as far as the address shows"),
    ],
)
def test_the_tester_takes_the_form_as_it_is_typed(newsroom, form, said):
    assert said in answer_to(HERE, **(RULE | form))
    assert not newsroom.new(Programme).exists()


def test_the_tester_follows_wrapped_links_and_knows_forbidden_shorteners():
    network = make_programme(name="Net", patterns="net.example/go", ids_in="", targets_in="url")
    answer = answer_to("https://net.example/go?url=https%3A%2F%2Fshop.example%2F1", **RULE)
    assert "fits net.example/go of Net and leads to" in answer
    assert "A commercial link of Shop" in answer
    answer = answer_to("https://bit.ly/x", **RULE, shorteners="bit.ly")
    assert "Forbidden shortener: Shop forbids it" in answer
    assert "shop.example" not in answer_to(
        "https://net.example/go", **RULE | {"patterns": "x.example"}, programme=network.pk
    )


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"patterns": ""}, "Write at least one pattern"),
        ({"patterns": "https://x/"}, "is no pattern"),
        ({"shorteners": "https://bit.ly/"}, "is no host name"),
        ({"ids_in": "?id="}, "is no place"),
        ({"address": " "}, "Paste an address first"),
    ],
)
def test_what_the_tester_can_not_read_is_said_in_words(form, said):
    data = {"address": HERE} | RULE | form
    response = signed_in("Disclosure staff").post(TEST, data)
    assert response.status_code == 400
    assert said in text_of(response)


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_only_staff_test_links(role):
    assert signed_in(role).post(TEST, {"address": HERE}).status_code == 403


def test_the_tester_stands_beside_both_forms():
    staff = signed_in("Disclosure staff")
    for page in (staff.get(ADD), staff.get(change_url(make_programme()))):
        assert f'action="{TEST}"' in page.content.decode()
        assert "desk-test-link.js" in page.content.decode()

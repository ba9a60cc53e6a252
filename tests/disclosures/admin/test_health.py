"""Link health on the desk."""

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosures.linkcheck import Health, runs
from disclosures.models import LinkCheck
from tests.desk import messages, signed_in
from tests.disclosures.linkcheck.test_runs import checked, linking, programme  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
LIST = "admin:disclosures_linkcheck_changelist"


def listed(**filters):
    response = signed_in("Disclosure staff").get(reverse(LIST), filters)
    assert response.status_code == 200
    return response.content.decode()


def test_staff_see_what_is_wrong_and_who_links_there():
    linking("https://shop.example/1", headline="Best kettles")
    linking("https://shop.example/1?tag=a-20", headline="Tea <at> home")
    checked(health=Health.DEAD, sentence="The page is gone.")
    page = listed()
    assert "shop.example/1" in page
    assert "The page is gone." in page
    assert ">Best kettles</a>" in page
    assert "Tea &lt;at&gt; home</a>" in page


def test_only_pages_that_readers_can_reach_are_listed():
    linking("https://shop.example/1")
    checked()
    checked("https://shop.example/2")
    page = listed()
    assert "shop.example/1" in page
    assert "shop.example/2" not in page


def test_the_list_can_be_narrowed():
    linking("https://shop.example/1", "https://shop.example/2")
    checked(health=Health.DEAD)
    checked("https://shop.example/2")
    page = listed(health__exact="dead")
    assert "shop.example/1" in page
    assert "shop.example/2" not in page


def test_a_page_has_all_that_is_known_of_it():
    linking("https://shop.example/1", headline="Best kettles")
    check = checked(final="https://shop.example/elsewhere")
    url = reverse("admin:disclosures_linkcheck_change", args=[check.pk])
    page = signed_in("Disclosure staff").get(url).content.decode()
    assert "https://shop.example/elsewhere" in page
    assert 'href="https://shop.example/1" rel="noreferrer"' in page
    assert "Best kettles" in page


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_asks_as_often_for_many_as_for_few(count, django_assert_max_num_queries):
    addresses = [f"https://shop.example/{n}" for n in range(count)]
    linking(*addresses)
    linking(*addresses)
    for address in addresses:
        checked(address)
    client = signed_in("Disclosure staff")
    with django_assert_max_num_queries(8):
        client.get(reverse(LIST))


@pytest.mark.parametrize(
    ("role", "status"),
    [("Writer", 403), ("Editor", 403), ("Disclosure staff", 200), ("Administrator", 200)],
)
def test_who_may_see_it_and_have_it_checked(role, status, shop, monkeypatch):
    monkeypatch.setattr(runs, "LinkClient", lambda name: shop.client())
    linking(shop.address("/1"))
    check = checked(shop.normalised("/1"), next_check_at=timezone.now())
    client = signed_in(role)
    assert client.get(reverse(LIST)).status_code == status
    response = client.post(
        reverse(LIST), {"action": "check_now", "_selected_action": [check.pk]}, follow=True
    )
    assert response.status_code == status
    assert bool(shop.requests) == (status == 200)
    if status == 200:
        assert "1 page will be checked" in messages(response)
        assert LinkCheck.objects.get().health == Health.DEAD


@pytest.mark.parametrize("action", ["add", "delete", "change"])
def test_nobody_writes_what_was_found(action):
    linking("https://shop.example/1")
    check = checked(sentence="As found")
    client = signed_in("Administrator")
    args = [] if action == "add" else [check.pk]
    url = reverse(f"admin:disclosures_linkcheck_{action}", args=args)
    assert client.post(url, {"sentence": "x", "post": "yes"}).status_code == 403
    assert LinkCheck.objects.get().sentence == "As found"

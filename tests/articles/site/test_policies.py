"""The newsroom's rules of work: on the desk, on their pages."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Policy
from tests.desk import signed_in
from tests.factories import make_image, make_programme, make_wording

pytestmark = pytest.mark.django_db

ADD = "admin:articles_policy_add"


def add(**typed):
    form = {"kind": "ethics", "title": "Ethics", "body": "<p>Fair.</p>"} | typed
    return signed_in("Editor").post(reverse(ADD), form)


def test_an_editor_writes_a_policy_and_readers_find_it():
    assert add(body="<h2>Gifts</h2><p>None.</p><script>x</script>").status_code == 302
    assert '<a href="/about/ethics/">Ethics</a>' in Client().get("/about/").content.decode()
    page = Client().get("/about/ethics/").content.decode()
    assert '<h2 id="gifts">Gifts</h2>' in page
    assert "<script>x" not in page
    assert '<a href="/about/">' in Client().get("/").content.decode()


@pytest.mark.parametrize("path", ["/about/ownership/", "/about/nothing/", "/about/ETHICS/"])
def test_a_policy_that_nobody_wrote_is_no_page(path):
    assert Client().get(path).status_code == 404
    assert Client().get("/about/").status_code == 200


def test_a_commercial_link_in_a_policy_is_marked_and_disclosed():
    make_wording()
    make_programme()
    body = '<p>First.</p><p>See <a href="https://www.amazon.com/dp/1">this</a>.</p>'
    assert add(body=body).status_code == 302
    page = Client().get("/about/ethics/").content.decode()
    assert 'rel="sponsored"' in page
    assert page.index("We earn from links") < page.index("amazon.com")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "rumours"}, "Select a valid choice"),
        ({"title": ""}, "This field is required"),
        ({"body": "<p> </p><script>x</script>"}, "Write the policy"),
        ({"body": '<p><a href="amazon.com">x</a></p>'}, "leads nowhere"),
        ({"body": '<p>x</p><img src="/x.jpg" alt="">'}, "shows no pictures"),
    ],
)
def test_what_is_wrong_is_reported_and_nothing_is_saved(typed, sentence):
    response = add(**typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Policy.objects.exists()


def test_a_picture_of_the_library_is_refused_too():
    picture = make_image()
    response = add(body=f'<figure><img src="/x" alt="" data-file="{picture.pk}"></figure>')
    assert "shows no pictures" in response.content.decode()


def test_a_commercial_link_needs_a_wording():
    make_programme()
    response = add(body='<p><a href="https://amzn.to/1">x</a></p>')
    assert "no affiliate wording is in force" in response.content.decode()


def test_there_is_one_of_each_kind_and_its_address_stays():
    add()
    assert "already exists" in add(title="Again").content.decode()
    change = reverse("admin:articles_policy_change", args=[Policy.objects.get().pk])
    client = signed_in("Editor")
    client.post(change, {"kind": "ownership", "title": "Ours", "body": "<p>Fair.</p>"})
    assert list(Policy.objects.values_list("kind", "title")) == [("ethics", "Ours")]


@pytest.mark.parametrize("role", ["Writer", "Disclosure staff"])
def test_others_may_not_touch_the_policies(role):
    assert signed_in(role).get(reverse(ADD)).status_code == 403


def test_saving_a_policy_without_a_change_keeps_its_date():
    add()
    policy = Policy.objects.get()
    change = reverse("admin:articles_policy_change", args=[policy.pk])
    posted = {"title": "Ethics", "body": "<p>Fair.</p>"}

    signed_in("Editor").post(change, posted)
    assert Policy.objects.get().updated_at == policy.updated_at

    signed_in("Editor").post(change, posted | {"body": "<p>Fairer.</p>"})
    assert Policy.objects.get().updated_at > policy.updated_at

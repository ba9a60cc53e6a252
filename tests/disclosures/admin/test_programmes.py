"""The programme form: packs to start from, the rule tester, and what is known about a programme."""

import pytest
from django.urls import reverse

from disclosures.models import Link, Programme, Wording
from disclosures.rules.packs import packs
from tests.desk import messages, signed_in, text_of
from tests.factories import make_edition, make_programme, make_wording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]

empty = pytest.mark.empty_database(reason="needs no programme but its own")

ADD = reverse("admin:disclosures_programme_add")

LIST = reverse("admin:disclosures_programme_changelist")


def change_url(programme: Programme) -> str:
    return reverse("admin:disclosures_programme_change", args=[programme.pk])


def posted(form) -> dict:
    """Return the fields that a browser would post for an unbound form."""
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value not in (None, False, "")}


@empty
@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.slug)
def test_a_programme_is_started_from_each_pack_and_saved_as_it_is(pack):
    make_wording()
    staff = signed_in("Disclosure staff")
    form = staff.get(f"{ADD}?pack={pack.slug}").context["adminform"].form
    staff.post(f"{ADD}?pack={pack.slug}", posted(form))
    programme = Programme.objects.get()
    assert programme.rule == pack.rule(programme.pk)


def test_a_pack_says_what_to_fill_in_and_where_it_comes_from():
    page = text_of(signed_in("Disclosure staff").get(f"{ADD}?pack=amazon"))
    assert "Put your own ids" in page
    assert "affiliate-program.amazon.com/help/operating/agreement" in page
    assert "Start from a pack" in text_of(signed_in("Disclosure staff").get(LIST))


@empty
def test_a_pack_that_is_there_already_is_said_to_be():
    staff = signed_in("Disclosure staff")
    assert "already" not in text_of(staff.get(f"{ADD}?pack=amazon"))
    renamed = make_programme(name="Our bookshop", patterns="x.example\nbookshop.org/a/")
    page = text_of(staff.get(f"{ADD}?pack=bookshop"))
    assert "already" in page
    assert change_url(renamed) in page


def test_no_such_pack_is_said_and_the_form_is_empty():
    response = signed_in("Disclosure staff").get(f"{ADD}?pack=nonsense")
    assert "There is no such pack" in messages(response)
    assert response.context["adminform"].form.initial.get("name") is None


@empty
def test_a_pack_whose_programme_demands_a_sentence_leads_to_it():
    make_wording()
    staff = signed_in("Disclosure staff")
    form = staff.get(f"{ADD}?pack=amazon").context["adminform"].form
    response = staff.post(f"{ADD}?pack=amazon", posted(form), follow=True)
    programme = Programme.objects.get()
    assert response.redirect_chain[-1][0].startswith(reverse("admin:disclosures_wording_add"))
    wording = response.context["adminform"].form
    assert wording.initial["programme"] == str(programme.pk)
    assert wording.initial["text"] == "As an Amazon Associate I earn from qualifying purchases."
    assert "asks for a wording of its own" in messages(response)

    assert "none is in force" in text_of(staff.get(change_url(programme)))
    make_wording(programme=programme)
    assert "none is in force" not in text_of(staff.get(change_url(programme)))


@empty
def test_a_programme_tells_its_links_wordings_and_history(django_assert_max_num_queries):
    make_wording()
    programme = make_programme(patterns="shop.example")
    make_edition(
        body='<p><a href="https://shop.example/1">a</a> <a href="//shop.example">b</a></p>'
    )
    make_wording(programme=programme, text="Shop pays us.")
    programme.patterns = "shop.example\nshop.example.org"
    programme.channels = ["page"]
    programme.nofollow = True
    programme.save()
    programme.active = False
    programme.save()
    programme.active = True
    programme.save()
    staff = signed_in("Disclosure staff")
    with django_assert_max_num_queries(14):
        page = " ".join(text_of(staff.get(change_url(programme))).split())
    for words in (
        "2 links</a> in 1 story.",
        "Shop pays us.",
        "Added to the programmes.",
        "Patterns: added shop.example.org.",
        "Channels: removed feed, api.",
        "Nofollow: yes.",
        "Switched off.",
    ):
        assert words in page
    assert page.index("Switched off.") < page.index("Added to the programmes.")
    assert Link.objects.shown().count() == 2
    assert Wording.objects.count() == 2

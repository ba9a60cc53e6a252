"""Wordings on the desk: what to start from, whose place one takes, and how it looks everywhere."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosures.models import Wording
from disclosures.wordings.suggestions import suggestions
from tests.desk import signed_in, text_of
from tests.factories import make_programme, make_wording

pytestmark = pytest.mark.django_db

ADD = reverse("admin:disclosures_wording_add")

LIST = reverse("admin:disclosures_wording_changelist")


@pytest.mark.parametrize("each", suggestions(), ids=lambda each: f"{each.kind}-{each.jurisdiction}")
def test_a_wording_is_started_from_each_suggestion_and_saved_as_it_is(each):
    staff = signed_in("Disclosure staff")
    url = f"{ADD}?suggestion={each.kind}-{each.jurisdiction or 'all'}"
    page = staff.get(url)
    assert each.why in text_of(page)
    initial = page.context["adminform"].form.initial
    names = ("kind", "jurisdiction", "text", "mark", "marks", "label")
    staff.post(url, {"learn_more": "/disclosures/"} | {name: initial[name] for name in names})
    wording = Wording.objects.in_force().get()
    assert [getattr(wording, name) for name in names] == [getattr(each, name) for name in names]


def test_a_successor_starts_from_the_words_it_follows():
    former = make_wording(jurisdiction="UK", label="Ad", mark="ad")
    staff = signed_in("Disclosure staff")
    url = reverse("admin:disclosures_wording_change", args=[former.pk])
    page = text_of(staff.get(url))
    assert "Readers have seen these words" in page
    assert f"{ADD}?after={former.pk}" in page
    assert 'name="_save"' not in page
    form = staff.get(f"{ADD}?after={former.pk}").context["adminform"].form
    assert (form.initial["text"], form.initial["jurisdiction"]) == (former.text, "UK")
    assert form.initial["valid_from"] is None


def test_the_list_groups_wordings_by_what_they_stand_for():
    shop = make_programme(name="Shop")
    make_wording(text="Over", valid_to=timezone.now() - timedelta(days=1))
    make_wording(text="Now", valid_from=timezone.now() - timedelta(days=1))
    make_wording(text="Soon", valid_from=timezone.now() + timedelta(days=1))
    make_wording(text="Shop’s", programme=shop)
    make_wording(text="Ad", jurisdiction="UK", channel="feed", label="Ad")
    staff = signed_in("Disclosure staff")
    page = text_of(staff.get(LIST))
    groups = re.findall(r'<h2 id="slot-\d+">([^<]+)<', page)
    assert groups == [
        "Affiliate links",
        "Affiliate links, United Kingdom, Feeds",
        "Affiliate links of Shop",
    ]
    general = page.partition(">Affiliate links</h2>")[2].partition("</section>")[0]
    assert re.findall(r'status \w+">([\w ]+)<', general) == ["Waiting", "In force", "Over"]
    for query, shown in (("now", "Now"), ("waiting", "Soon"), ("over", "Over")):
        listed = text_of(staff.get(f"{LIST}?status={query}"))
        assert f">{shown}</a>" in listed
    assert ">Soon</a>" not in text_of(staff.get(f"{LIST}?status=now"))

"""Wordings on the desk: what to start from, whose place one takes, and how it looks everywhere."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosures.models import Wording
from disclosures.wordings.succession import succession
from disclosures.wordings.suggestions import suggestions
from tests.desk import messages, signed_in
from tests.factories import make_programme, make_wording

pytestmark = pytest.mark.django_db
ADD = reverse("admin:disclosures_wording_add")
LIST = reverse("admin:disclosures_wording_changelist")
PLACE = reverse("admin:disclosures_wording_place")
PREVIEW = reverse("admin:articles_edition_wording")
FORM = {
    "kind": "affiliate",
    "text": "We earn when you buy through our links.",
    "mark": "paid link",
    "label": "Ad",
    "learn_more": "/disclosures/",
}


def text(response) -> str:
    return html.unescape(response.content.decode())


def typed_at(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%dT%H:%M}"


def place(**form) -> str:
    return text(signed_in("Disclosure staff").post(PLACE, FORM | form)).strip()


def preview(**form) -> str:
    return text(signed_in("Disclosure staff").post(PREVIEW, FORM | form))


def surfaces(page: str) -> list[str]:
    return re.findall(r'preview-name">([^<]+)<', page)


@pytest.mark.parametrize("each", suggestions(), ids=lambda each: f"{each.kind}-{each.jurisdiction}")
def test_a_wording_is_started_from_each_suggestion_and_saved_as_it_is(each):
    staff = signed_in("Disclosure staff")
    url = f"{ADD}?suggestion={each.kind}-{each.jurisdiction or 'all'}"
    page = staff.get(url)
    assert each.why in text(page)
    initial = page.context["adminform"].form.initial
    names = ("kind", "jurisdiction", "text", "mark", "marks", "label")
    staff.post(url, {"learn_more": "/disclosures/"} | {name: initial[name] for name in names})
    wording = Wording.objects.in_force().get()
    assert [getattr(wording, name) for name in names] == [getattr(each, name) for name in names]


def test_a_successor_starts_from_the_words_it_follows():
    former = make_wording(jurisdiction="UK", label="Ad", mark="ad")
    staff = signed_in("Disclosure staff")
    url = reverse("admin:disclosures_wording_change", args=[former.pk])
    page = text(staff.get(url))
    assert "Readers have seen these words" in page
    assert f"{ADD}?after={former.pk}" in page
    assert 'name="_save"' not in page
    form = staff.get(f"{ADD}?after={former.pk}").context["adminform"].form
    assert (form.initial["text"], form.initial["jurisdiction"]) == (former.text, "UK")
    assert form.initial["valid_from"] is None


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
    told = place(jurisdiction="UK")
    assert (
        "Begins at once; no wording was in force for “Affiliate links, United Kingdom” before."
        in told
    )
    assert "“The next” follows on" in told
    assert "Other stories keep “Everywhere”." in told


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"valid_from": "2001-01-01T00:00"}, "That time has passed"),
        ({"kind": "nonsense"}, "nonsense"),
        ({"programme": "999999"}, "not one of the available choices"),
    ],
)
def test_what_can_not_be_placed_is_said_in_words(form, said):
    response = signed_in("Disclosure staff").post(PLACE, FORM | form)
    assert response.status_code == 400
    assert said in text(response)


def test_what_was_said_before_saving_is_what_happens():
    make_wording(text="The old words")
    at = timezone.now() + timedelta(days=3)
    staff = signed_in("Disclosure staff")
    response = staff.post(ADD, FORM | {"valid_from": typed_at(at)}, follow=True)
    assert "Takes the place of “The old words” on" in messages(response)
    first = Wording.objects.get(text="The old words")
    assert first.valid_to == Wording.objects.get(text=FORM["text"]).valid_from


def test_a_wording_after_a_gap_takes_nobodys_place():
    ended = make_wording(valid_to=timezone.now() - timedelta(days=1))
    new = Wording(text="New", mark="x")
    assert succession(new).former is None
    assert succession(new).following is None
    assert ended.valid_to < new.valid_from


def test_the_list_groups_wordings_by_what_they_stand_for():
    shop = make_programme(name="Shop")
    make_wording(text="Over", valid_to=timezone.now() - timedelta(days=1))
    make_wording(text="Now", valid_from=timezone.now() - timedelta(days=1))
    make_wording(text="Soon", valid_from=timezone.now() + timedelta(days=1))
    make_wording(text="Shop’s", programme=shop)
    make_wording(text="Ad", jurisdiction="UK", channel="feed", label="Ad")
    staff = signed_in("Disclosure staff")
    page = text(staff.get(LIST))
    groups = re.findall(r'<h2 id="slot-\d+">([^<]+)<', page)
    assert groups == [
        "Affiliate links",
        "Affiliate links, United Kingdom, Feeds",
        "Affiliate links of Shop",
    ]
    general = page.partition(">Affiliate links</h2>")[2].partition("</section>")[0]
    assert re.findall(r'status \w+">([\w ]+)<', general) == ["Waiting", "In force", "Over"]
    for query, shown in (("now", "Now"), ("waiting", "Soon"), ("over", "Over")):
        listed = text(staff.get(f"{LIST}?status={query}"))
        assert f">{shown}</a>" in listed
    assert ">Soon</a>" not in text(staff.get(f"{LIST}?status=now"))


# Previews


def test_a_wording_is_shown_on_every_surface_by_what_makes_the_real_ones():
    page = preview(text="{site} earns from this.", mark="paid link", label="Ad")
    assert surfaces(page) == [
        "Story page",
        "Card",
        "Feed item",
        "Plain text, as in e-mail",
        "For search engines",
    ]
    story, card, feed, mail, data = page.split('preview-name">')[1:]
    assert "Newsroom earns from this." in story
    assert story.index("earns from this") < story.index('rel="sponsored"')
    assert story.count("(paid link)") == 1
    assert "Ad" in re.findall(r'class="label">([^<]+)<', card)
    assert "Ad: The best kettles" in feed
    assert "Newsroom earns from this." in feed
    assert "Newsroom earns from this." in mail
    assert '"text": "Newsroom earns from this."' in data


@pytest.mark.parametrize("kind", ["sponsored", "gifted", "partner"])
def test_what_is_told_at_the_top_names_a_sample_partner(kind):
    page = preview(kind=kind, text="Thanks to {partner}.")
    assert "Thanks to Example Kettles." in page.partition("story-disclosures")[2]


def test_an_authors_interest_names_a_sample_author():
    page = preview(kind="interest", text="{author}: {interest}")
    assert "Ana Ruiz: She holds shares in Example Kettles." in page


def test_a_programmes_own_sentence_stands_besides_the_general_one():
    make_wording(text="The general words.")
    shop = make_programme(name="Shop")
    page = preview(programme=shop.pk, text="Shop pays.")
    assert page.index("The general words.") < page.index("Shop pays.")


def test_a_wording_for_one_channel_is_shown_there_alone():
    assert surfaces(preview(channel="feed")) == ["Feed item"]
    assert surfaces(preview(channel="email")) == ["Plain text, as in e-mail"]
    assert "Card" in surfaces(preview(jurisdiction="UK", language="de"))


@pytest.mark.parametrize(
    "form",
    [{"text": "<script>x</script> & </pre>"}, {"kind": "x"}, {"channel": "x"}, {"programme": "x"}],
)
def test_nonsense_is_shown_as_words_and_breaks_nothing(form):
    response = signed_in("Disclosure staff").post(PREVIEW, FORM | form)
    assert response.status_code == 200
    assert b"<script" not in response.content


def test_without_words_the_preview_says_what_to_do():
    assert "Write the words" in preview(text=" ")


def test_a_preview_is_kept_by_nobody_framed_by_nobody_and_writes_nothing():
    before = Wording.objects.count()
    response = signed_in("Disclosure staff").post(PREVIEW, FORM)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert Wording.objects.count() == before


@pytest.mark.parametrize("url", [PREVIEW, PLACE])
def test_only_staff_see_previews_and_only_by_post(url):
    assert signed_in("Editor").post(url, FORM).status_code == 403
    assert signed_in("Disclosure staff").get(url).status_code == 405

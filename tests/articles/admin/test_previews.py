"""The preview of a wording on every channel, by the code that makes the real pages."""

import re

import pytest
from django.urls import reverse

from disclosures.models import Wording
from tests.desk import WORDING, signed_in, text_of
from tests.factories import make_programme, make_wording

pytestmark = pytest.mark.django_db

PLACE = reverse("admin:disclosures_wording_place")

PREVIEW = reverse("admin:articles_edition_wording")


def preview(**form) -> str:
    return text_of(signed_in("Disclosure staff").post(PREVIEW, WORDING | form))


def surfaces(page: str) -> list[str]:
    return re.findall(r'preview-name">([^<]+)<', page)


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
def test_a_disclosure_at_the_top_names_a_sample_partner(kind):
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
    response = signed_in("Disclosure staff").post(PREVIEW, WORDING | form)
    assert response.status_code == 200
    assert b"<script" not in response.content


def test_without_words_the_preview_says_what_to_do():
    assert "Write the words" in preview(text=" ")


def test_a_preview_is_kept_by_nobody_framed_by_nobody_and_writes_nothing():
    before = Wording.objects.count()
    response = signed_in("Disclosure staff").post(PREVIEW, WORDING)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert Wording.objects.count() == before


@pytest.mark.parametrize("url", [PREVIEW, PLACE])
def test_only_staff_see_previews_and_only_by_post(url):
    assert signed_in("Editor").post(url, WORDING).status_code == 403
    assert signed_in("Disclosure staff").get(url).status_code == 405

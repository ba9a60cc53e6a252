"""The page behind “Learn more”: it says what stories say, and asks the database little."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import SitePage
from disclosures.models import Wording
from tests.factories import make_edition, make_programme, make_wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """The words of the page, spaces and markup aside."""

    def read() -> str:
        html = client.get("/disclosures/").content.decode()
        return " ".join(html.partition("<main")[2].partition("</main>")[0].split())

    return read


def test_it_says_each_kind_in_force_word_for_word(read):
    make_wording(text="{site} earns from links.", mark="paid link")
    make_wording(kind="sponsored", text="{partner} paid for it.", label="Paid for by {partner}")
    make_wording(kind="interest", text="{author} says: {interest}")
    page = read()
    for words in ("Newsroom earns from links.", "(paid link)", "[Name] paid for it."):
        assert words in page
    assert '<span class="label">Paid for by [Name]</span>' in page
    assert "[Name] says: [What it is.]" in page
    assert "{" not in page


def test_its_placeholders_are_in_the_sites_language(read, settings):
    settings.LANGUAGE_CODE = "de"
    make_wording(kind="interest", text="{author}: {interest}")
    assert "[Name]: [Was es ist.]" in read()


def test_it_says_nothing_of_what_is_over_or_still_to_come(read):
    now = timezone.now()
    make_wording(text="The words of last year.", valid_to=now - timedelta(days=9))
    make_wording(text="The words of today.", valid_from=now - timedelta(days=9))
    make_wording(text="The words of next week.", valid_from=now + timedelta(days=9))
    page = read()
    assert "of today" in page
    assert "of last year" not in page and "of next week" not in page


def test_the_sites_own_jurisdiction_comes_first_and_others_say_whose_they_are(read, settings):
    settings.JURISDICTION = "UK"
    make_wording(text="We earn, everywhere.")
    make_wording(text="Ad: we earn.", jurisdiction="UK", label="Ad", mark="ad")
    make_wording(text="Advertising: we earn.", jurisdiction="EU", label="Advertising")
    page = read()
    assert "We earn, everywhere." not in page
    assert "rules of the United Kingdom" not in page
    assert page.index("Ad: we earn.") < page.index("rules of the European Union")


def test_the_same_words_for_another_jurisdiction_stand_once(read):
    for jurisdiction in ("", "UK", "EU"):
        make_wording(kind="partner", text="{partner} paid.", label="Ad", jurisdiction=jurisdiction)
    assert read().count("[Name] paid.") == 1


def test_active_programmes_are_named_with_the_sentence_they_demand(read):
    amazon = make_programme(name="Amazon Associates")
    make_programme(name="Long gone", patterns="gone.example", active=False)
    make_programme(name="Our redirects", patterns="/go/", passes_on=True, targets_in="url")
    make_wording(programme=amazon, text="As an Amazon Associate I earn.")
    page = read()
    assert (
        "Amazon Associates. Stories with its links also say: “As an Amazon Associate I earn.”"
        in page
    )
    assert "Long gone" not in page and "Our redirects" not in page


def test_it_leads_to_the_policies_that_there_are_and_to_the_corrections(read):
    assert "/about/disclosure/" not in read()
    SitePage.objects.create(slug="disclosure", title="What we disclose", body="<p>All.</p>")
    SitePage.objects.create(slug="feedback", title="Writing to us", body="<p>Do.</p>")
    page = read()
    assert '<a href="/about/disclosure/">What we disclose</a>' in page
    assert '<a href="/about/feedback/">Writing to us</a>' in page
    assert 'href="/corrections/"' in page


def test_it_takes_four_queries_however_much_there_is(client, django_assert_num_queries):
    def ask():
        with django_assert_num_queries(4):
            assert client.get("/disclosures/").status_code == 200

    make_edition()  # for the header of a site with a section, and its footer with it
    ask()
    for number in range(3):
        programme = make_programme(name=f"Shop {number}", patterns=f"shop{number}.example")
        make_wording(programme=programme)
    for kind in Wording.Kind:
        make_wording(kind=kind, jurisdiction="UK", text="{partner}{author}{interest}")
    SitePage.objects.create(slug="disclosure", title="What we disclose", body="<p>All.</p>")
    ask()

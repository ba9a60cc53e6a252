"""The ledger and the evidence say of each link what pages make of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import evidence
from articles.audit.queries import ComplianceQueries
from articles.content.body import Body
from articles.content.disclosures import evaluator_of
from articles.models import Edition
from disclosures.models import Link, Wording
from disclosures.rules.rulebook import rulebook
from tests.factories import make_edition, make_programme, make_wording

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>'


@pytest.fixture(autouse=True)
def earning():
    make_wording()
    make_programme()


NOTICE = (
    "<p>We earn a commission when you buy through our links. "
    '<a href="/disclosures/">Learn more</a></p>'
)


def test_a_link_in_a_notice_that_no_page_shows_isnt_on_record():
    edition = make_edition(body=NOTICE + PAID)
    rows = Link.objects.filter(edition=edition)
    assert [(row.position, row.is_commercial) for row in rows] == [(1, True)]
    # Without a link that earns the notice stands, and its link with it.
    assert make_edition(body=NOTICE).links.get().address == "/disclosures/"


def test_every_programme_on_a_links_way_is_on_record():
    network = make_programme(
        name="Network", patterns="go.example", targets_in="url", needs_wording=True, ids_in=""
    )
    make_wording(programme=network, text="The network pays us.", mark="")
    body = (
        '<p><a href="https://go.example/?url=https%3A%2F%2Famazon.com%2F1%3Ftag%3Da-20">x</a></p>'
    )
    edition = make_edition(body=body)
    link = Link.objects.get(edition=edition)
    assert (link.programme.name, link.via) == ("Amazon", [network.pk])
    Wording.objects.filter(programme=network).update(valid_to=timezone.now() + HOUR)
    without_wording = dict(ComplianceQueries(timezone.now() + 2 * HOUR).without_wording())
    (condition,) = (found for sentence, found in without_wording.items() if "Network" in sentence)
    assert Edition.objects.filter(condition).get() == edition


def test_the_evidence_says_that_no_page_shows_it():
    edition = make_edition(body=NOTICE + PAID)
    file = evidence.make_evidence(edition.path, timezone.now())
    assert [link["shown_as"] for link in file.record["links"]] == ["nothing", "link"]
    assert "when you buy through" not in file.page
    assert file.record["links"][1]["programmes"] == ["Amazon"]


def test_a_wrapper_around_a_link_never_reaches_an_edition():
    wrapped = "https://www.google.com/url?q=https%3A%2F%2Famazon.com%2Fdp%2F1%3Ftag%3Da-20&amp;sa=D"
    edition = make_edition(body=f'<p><a href="{wrapped}">x</a></p>')
    assert "google" not in Edition.objects.get(pk=edition.pk).body
    assert edition.links.get().address == "https://amazon.com/dp/1?tag=a-20"


def test_an_old_body_with_a_wrapper_is_seen_through():
    edition = make_edition(body=PAID)
    wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Famazon.com%2Fdp%2F1%3Ftag%3Da-20"
    edition.body = f'<p><a href="{wrapped}">x</a></p>'
    assert Body(edition.body).derive(evaluator_of(edition, rulebook())).earns

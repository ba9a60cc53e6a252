"""Commercial links on authors’ profiles and policies."""

import io

import pytest
from django.core.management import call_command

from articles.audit import coverage
from articles.audit.findings import FindingFilter, rows
from articles.audit.queries import ComplianceQueries
from articles.models import Policy
from disclosures.models import Wording
from tests.desk import signed_in
from tests.factories import make_author, make_programme, make_wording

pytestmark = pytest.mark.django_db

PAGE = "/admin/disclosures/audit/"

PAID = '<p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a> <a href="/anime/">us</a></p>'


@pytest.fixture(autouse=True)
def wording() -> Wording:
    return make_wording()


@pytest.fixture
def amazon():
    return make_programme(own_ids="a-20")


def found(kind: str, **wanted) -> list[str]:
    return [row.detail for row in rows(ComplianceQueries(), FindingFilter(kind, **wanted))]


def test_links_outside_stories_are_listed_by_themselves(amazon):
    address = "https://amazon.com/shop/x?tag=a-20"
    Policy.objects.create(kind="ethics", title="Ethics", body=PAID)
    ana = make_author(name="Ana", slug="ana")
    ana.links.create(label="Shop", url=address)
    ana.links.create(label="Home", url="https://ana.test/")
    found = [(row.path, row.address) for row in coverage.audit().other_page_links]
    assert found == [
        ("/about/ethics/", "https://amazon.com/dp/1?tag=a-20"),
        ("/authors/ana/", address),
    ]
    assert address in run() and "/authors/ana/" in run("--format", "json")
    assert address in signed_in("Disclosure staff").get(PAGE).content.decode()


def test_a_link_outside_stories_that_is_plain_text_is_none(amazon):
    amazon.channels = ["feed"]
    amazon.save()
    Policy.objects.create(kind="ethics", title="Ethics", body=PAID)
    assert coverage.audit().other_page_links == []


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("audit_disclosures", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()

"""Commercial links on authors’ profiles and site pages."""

import pytest

from articles.audit import coverage
from articles.models import SitePage
from tests.articles.audit.audits import PAGE, PAID, run_audit
from tests.desk import signed_in
from tests.factories import make_author

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wording")]


def test_links_outside_stories_are_listed_by_themselves(amazon):
    address = "https://amazon.com/shop/x?tag=a-20"
    SitePage.objects.create(slug="ethics", title="Ethics", body=PAID)
    ana = make_author(name="Ana", slug="ana")
    ana.links.create(label="Shop", url=address)
    ana.links.create(label="Home", url="https://ana.test/")
    found = [(row.path, row.address) for row in coverage.audit().other_page_links]
    assert found == [
        ("/about/ethics/", "https://amazon.com/dp/1?tag=a-20"),
        ("/authors/ana/", address),
    ]
    assert address in run_audit() and "/authors/ana/" in run_audit("--format", "json")
    assert address in signed_in("Disclosure staff").get(PAGE).content.decode()


def test_a_link_outside_stories_that_is_plain_text_is_none(amazon):
    amazon.channels = ["feed"]
    amazon.save()
    SitePage.objects.create(slug="ethics", title="Ethics", body=PAID)
    assert coverage.audit().other_page_links == []

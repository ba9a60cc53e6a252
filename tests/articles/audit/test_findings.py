"""Lists of findings by kind, section and programme."""

import pytest

from articles.audit.findings import FindingFilter, rows
from articles.audit.queries import ComplianceQueries
from tests.articles.audit.audits import PAID, found
from tests.factories import make_edition, make_programme, make_section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wording")]


def test_lists_are_of_one_kind_and_may_be_of_one_section_or_programme(amazon):
    other = make_programme(name="eBay", patterns="ebay.com", own_ids="e")
    books = make_section()
    make_edition(body='<p><a href="https://amazon.com/1">x</a></p>', section=books)
    make_edition(body='<p><a href="https://ebay.com/1">x</a></p>', section=make_section())
    assert len(found("wrong id")) == 2
    assert found("wrong id", section=books.pk) == ["No id: https://amazon.com/1"]
    assert found("wrong id", programme=other.pk) == ["No id: https://ebay.com/1"]
    assert [row.detail for row in rows(ComplianceQueries(), FindingFilter("wrong id"), 1, 2)] == [
        "No id: https://amazon.com/1"
    ]


def test_what_is_about_a_story_concerns_the_programmes_it_links_to(amazon):
    make_edition(body=PAID * 21)
    other = make_programme(name="eBay", patterns="ebay.com")
    assert found("many", programme=amazon.pk) and not found("many", programme=other.pk)

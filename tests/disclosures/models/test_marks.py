"""A wording's claims about marks are true of the page, and checked when it is saved."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from articles.content.body import Body
from articles.content.disclosures import audience_of, disclose_body
from articles.content.plain_html import plain_page
from articles.ledger import scanning
from authors.models import Link as AuthorLink
from disclosures.audit.page import unmarked
from disclosures.matching import LinkEvaluator, Pattern, Rule, Rulebook
from disclosures.models import Finding, Marks, Wording, broken_claim, claims_marks
from disclosures.wordings.suggestions import suggestions
from newsroom.html import clean
from tests.desk import signed_in
from tests.factories import (
    LONG_AGO,
    make_article,
    make_author,
    make_edition,
    make_programme,
    make_user,
    make_wording,
)

EVALUATE = LinkEvaluator(Rulebook([Rule(1, "Shop", (Pattern.parse("shop.example"),))]))
UK = "Ad: links marked “ad” lead to shops that pay us. We will earn a commission."
SHIPPED = [each for each in suggestions() if each.kind == "affiliate"]


def row(text: str, mark: str, marks: str) -> dict:
    wording = Wording(text=text, mark=mark, marks=marks, label="Ad")
    return {name: getattr(wording, name) for name in Wording.SHOWN}


def page(body: str, wording: dict) -> str:
    return plain_page(
        disclose_body(Body(body), EVALUATE, [wording], audience_of(None), at=LONG_AGO)
    )


inline = st.sampled_from(
    [
        "words, ",
        '<a href="https://shop.example/1">a lamp</a>',
        '<a href="https://example.org/">a page</a>',
        '<strong><a href="https://shop.example/2">two</a></strong>. ',
    ]
)
bodies = st.lists(
    st.builds(
        lambda wrap, parts: wrap.format("".join(parts)),
        st.sampled_from(
            [
                "<p>{}</p>",
                "<h2>{}</h2>",
                "<ul><li><p>{}</p></li></ul>",
                "<blockquote><p>{}</p></blockquote>",
                "<table><tbody><tr><td><p>{}</p></td></tr></tbody></table>",
                '<figure><img data-file="3"><figcaption>{}</figcaption></figure>',
            ]
        ),
        st.lists(inline, max_size=3),
    ),
    max_size=5,
).map("".join)


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda each: each.jurisdiction or "everywhere")
@given(bodies)
def test_what_each_shipped_wording_claims_is_true_of_every_page(shipped, body):
    html = page(clean(body), row(shipped.text, shipped.mark, shipped.marks))
    earning = re.findall(
        r'<a [^>]*rel="sponsored"[^>]*>.*?</a>( <span class="paid">\([^)]*\))?', html
    )
    if "marked" in shipped.text:
        (claimed,) = re.findall("marked “([^”]+)”", shipped.text)
        assert set(earning) <= {f' <span class="paid">({claimed})'}
        assert list(unmarked(html, lambda a: "shop.example" in a, claimed)) == []
    assert "links marked" not in shipped.text or shipped.marks == Marks.ALL


@pytest.mark.parametrize(
    ("marks", "found"),
    [("all", [True, True, False]), ("apart", [False, True, False]), ("none", [])],
)
def test_the_page_marks_the_links_that_the_wording_says(marks, found):
    link = '<a href="https://shop.example/1">x</a>'
    body = f'<p>{link}</p><h2>y</h2><p>{link}</p><p><a href="https://example.org/">z</a></p>'
    # The first link is the disclosure’s own, “Learn more”.
    html = page(body, row("We earn from links.", "ad", marks))
    marked = ["(ad)" in part[:30] for part in html.split("</a>")[2:]]
    assert marked == (found or [False, False, False])


@pytest.mark.parametrize(
    ("text", "mark", "marks", "problem"),
    [
        (UK, "ad", "all", ""),
        (UK, "Ad", "all", ""),
        (UK, "ad", "apart", "every commercial link"),
        (UK, "ad", "none", "every commercial link"),
        (UK, "", "all", "every commercial link"),
        (UK, "paid link", "all", "“ad”, but the mark is “paid link”"),
        ("We label such links with (advertising).", "ad", "all", "“advertising”"),
        ("Links that pay us are labelled as such.", "ad", "apart", "every commercial link"),
        ("Links flagged 'ad' pay us.", "ad", "all", ""),
        ("We earn from links in this story.", "ad", "apart", ""),
        ("A record label gave us tickets.", "", "none", ""),
        ("Links with an asterisk (*) pay us: we mark them as ads.", "ad", "all", ""),
    ],
)
def test_a_text_is_held_to_what_it_says_of_marks(text, mark, marks, problem):
    found = broken_claim(text, mark, marks)
    assert problem in found if problem else not found


def test_a_text_without_links_claims_nothing():
    assert not claims_marks("We marked the day with a party.")


FORM = {"kind": "affiliate", "learn_more": "/disclosures/", "label": "Ad", "jurisdiction": "UK"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"text": UK, "mark": "ad", "marks": "apart"}, "every commercial link must carry the mark"),
        ({"text": UK, "mark": "paid", "marks": "all"}, "but the mark is “paid”"),
        ({"text": UK, "mark": "", "marks": "all"}, "must carry the mark"),
        (
            {"text": "We earn from links here.", "mark": "ad", "marks": "none"},
            "leave the mark empty",
        ),
        ({"text": UK, "mark": "ad", "marks": "all"}, ""),
        ({"text": "We earn from links here.", "mark": "", "marks": "none"}, ""),
        ({"text": "We earn from links here.", "mark": "ad", "marks": "apart"}, ""),
    ],
)
def test_the_form_refuses_a_claim_that_pages_dont_keep(typed, problem):
    url = reverse("admin:disclosures_wording_add")
    response = signed_in("Disclosure staff").post(url, FORM | typed)
    saved = Wording.objects.filter(jurisdiction="UK")
    if problem:
        assert problem in response.content.decode()
        assert not saved.exists()
    else:
        assert saved.get().marks == typed["marks"]


@pytest.mark.django_db
def test_only_the_general_wording_can_speak_of_marks():
    wording = Wording(kind="gifted", text="{partner} gave it; links marked “ad” pay us.", mark="ad")
    with pytest.raises(ValidationError, match="Only the general wording"):
        wording.full_clean()


PAID = '<p>See <a href="https://shop.example/1">it</a>.</p>'


@pytest.fixture
def old_claim(db) -> Wording:
    """A wording of before it could say which links it marks, whose claim pages don't keep."""
    make_programme(name="Shop", patterns="shop.example")
    return make_wording(text=UK, mark="ad", marks="apart", label="Ad")


def test_a_story_isnt_published_with_a_claim_that_its_page_breaks(old_claim):
    with pytest.raises(publishing.Refused, match="doesn|don’t|links are marked"):
        publishing.publish(make_article(body=PAID), by=make_user("Editor"))
    assert publishing.publish(make_article(body="<p>No link.</p>"), by=make_user("Editor"))


def test_the_audit_finds_links_without_the_mark_that_the_wording_claims(db):
    make_programme(name="Shop", patterns="shop.example")
    make_wording(text=UK, mark="ad", marks="all", label="Ad")
    edition = make_edition(body=PAID)
    assert not Finding.objects.exists()
    make_wording(text=UK, mark="ad", marks="apart", label="Ad", valid_from=edition.printed_at)
    scanning.scan_editions([edition])
    assert [found.kind for found in Finding.objects.all()] == ["unmarked"]


def test_an_authors_own_links_are_marked_where_every_link_is(db):
    make_programme(name="Shop", patterns="shop.example")
    make_wording(text=UK, mark="ad", marks="all", label="Ad")
    author = make_author()
    make_edition(authors=[author])
    AuthorLink.objects.create(author=author, label="My shop", url="https://shop.example/")
    AuthorLink.objects.create(author=author, label="Mine", url="https://example.org/")
    html = Client().get(author.get_absolute_url()).content.decode()
    assert html.count("(ad)") == 1
    assert 'My shop</a> <span class="paid">(ad)</span>' in html


def test_the_page_behind_learn_more_says_which_links_are_marked(db):
    make_wording(text=UK, mark="ad", marks="all", label="Ad")
    assert "Each of these links is marked" in Client().get("/disclosures/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "is_right"),
    [("", True), ("de", True), ("pt", True), ("de-at", False), ("x", False)],
)
def test_a_wording_is_in_a_language_that_stories_have(language, is_right):
    wording = Wording(kind="sponsored", text="Paid for by {partner}.", language=language)
    try:
        wording.clean()
    except ValidationError as error:
        assert not is_right and "code alone" in str(error.message_dict["language"])
    else:
        assert is_right

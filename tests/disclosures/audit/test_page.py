"""Checks of rendered pages find each kind of fault: one test for each."""

import pytest

from disclosures.audit.page import faults
from disclosures.models import Finding

DISCLOSURE = "We earn from links in this story."
LINK = '<p>See <a href="https://shop.example/1">it</a>.</p>'
Kind = Finding.Kind


def note(text: str = DISCLOSURE) -> str:
    return f'<p class="disclosure"><span>{text}</span> <a href="/disclosures/">Learn more</a></p>'


def found(page: str, *texts: str) -> list[str]:
    return [
        fault.kind for fault in faults(page, lambda a: "shop.example" in a, texts or [DISCLOSURE])
    ]


def test_a_page_that_tells_before_its_first_link_is_right():
    assert found(f"<main><h1>Story</h1>{note()}{LINK}{LINK}</main>") == []
    assert found("<main><p>Nothing for sale, <a href='/anime/'>but this</a>.</p></main>") == []


def test_a_disclosure_that_is_nowhere():
    assert found(LINK) == [Kind.MISSING]
    assert found(f"{note()}{LINK}", DISCLOSURE, "As an Amazon Associate we earn.") == [Kind.MISSING]


def test_a_link_for_which_there_is_no_wording():
    assert found(LINK, "") == [Kind.MISSING]
    assert found("<p>No link.</p>", "") == []


def test_a_disclosure_after_the_first_link():
    assert found(f"{LINK}{note()}{LINK}") == [Kind.LATE]


def test_a_disclosure_after_a_link_that_a_picture_is():
    picture = '<figure><a href="https://shop.example/2"><img src="/x.jpg" alt=""></a></figure>'
    assert found(f"{picture}{note()}") == [Kind.LATE]


def test_a_disclosure_without_a_link():
    assert found(note()) == [Kind.NEEDLESS]


def test_two_disclosures():
    assert found(f"{note()}{LINK}{note()}") == [Kind.DOUBLED]


def test_a_disclosure_that_begins_like_another_is_not_the_same_twice():
    longer = f"{DISCLOSURE} As an Amazon Associate we earn."
    both = f'<p class="disclosure"><span>{DISCLOSURE}</span> <span>{longer}</span></p>'
    assert found(both + LINK, DISCLOSURE, longer) == []
    assert found(note(longer) + LINK, DISCLOSURE) == [Kind.MISSING]


def test_a_disclosure_of_ours_beside_a_hand_written_one():
    written = "<p>We earn a commission when you buy through our links.</p>"
    assert found(f"{note()}{written}{LINK}") == [Kind.DOUBLED]


@pytest.mark.parametrize(
    "hiding",
    [
        "<footer>{}</footer>",
        "<details><summary>More</summary>{}</details>",
        "<template>{}</template>",
        "<dialog>{}</dialog>",
        "<nav>{}</nav>",
        "<noscript>{}</noscript>",
        "<div hidden>{}</div>",
        '<div hidden="until-found">{}</div>',
        '<div aria-hidden="true">{}</div>',
        '<div aria-hidden="TRUE">{}</div>',
        '<div role="tooltip">{}</div>',
        '<div role="tabpanel">{}</div>',
        '<div role="Tooltip">{}</div>',
        "<div popover>{}</div>",
        '<div aria-roledescription="carousel"><div>{}</div></div>',
        '<div aria-roledescription="Slide">{}</div>',
        '<div class="visually-hidden">{}</div>',
        '<div style="display: none">{}</div>',
        '<div style="color:red;visibility:HIDDEN">{}</div>',
    ],
)
def test_a_disclosure_that_readers_may_never_see(hiding):
    assert found(f"{hiding.format(note())}{LINK}") == [Kind.HIDDEN]


def test_words_in_an_attribute_or_a_script_tell_nobody():
    assert found(f'<p><abbr title="{DISCLOSURE}">Ad</abbr></p>{LINK}') == [Kind.MISSING]
    assert found(f"<script>{DISCLOSURE}</script><style>{DISCLOSURE}</style>{LINK}") == [
        Kind.MISSING
    ]
    assert found(f"<!-- {DISCLOSURE} -->{LINK}") == [Kind.MISSING]
    in_abbr = f'<p class="disclosure"><abbr title="More">{DISCLOSURE}</abbr></p>'
    assert found(in_abbr + LINK) == [Kind.HIDDEN]


def test_a_disclosure_smaller_than_the_rest():
    assert found(f'<p class="disclosure"><small>{DISCLOSURE}</small></p>{LINK}') == [Kind.HIDDEN]


def test_how_words_are_broken_into_lines_does_not_matter():
    broken = DISCLOSURE.replace(" ", "\n   ")
    assert found(f"{note(broken)}{LINK}") == []

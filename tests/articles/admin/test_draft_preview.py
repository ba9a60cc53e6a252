"""The preview of a draft for the desk, by itself and in a frame."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk import post, signed_in, text_of
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("newsroom")


def policy(response) -> dict[str, str]:
    """Return the directives of a response's content security policy."""
    directives = response["Content-Security-Policy"].split("; ")
    return dict(directive.partition(" ")[::2] for directive in directives)


@pytest.fixture
def addresses() -> list[str]:
    """The page alone, the page for the frame, and the page with the frame."""
    pk = make_article(headline="Half-finished").pk
    alone = reverse("admin:articles_article_preview", args=[pk])
    return [alone, f"{alone}?framed=1", reverse("admin:articles_article_preview_sizes", args=[pk])]


def test_only_the_framed_page_may_be_framed_and_only_by_this_site(addresses):
    alone, framed, sizes = (signed_in("Writer").get(address) for address in addresses)

    assert policy(alone)["frame-ancestors"] == policy(sizes)["frame-ancestors"] == "'none'"
    assert alone["X-Frame-Options"] == sizes["X-Frame-Options"] == "DENY"
    assert policy(framed)["frame-ancestors"] == "'self'"
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert policy(sizes)["frame-src"] == "'self'"
    others = ("script-src", "style-src", "default-src", "base-uri")
    assert {policy(framed)[each].partition(" 'nonce")[0] for each in others} == {"'self'", "'none'"}
    assert f'src="{addresses[1]}"' in text_of(sizes)


def test_the_framed_page_has_no_bar_and_opens_links_elsewhere(addresses):
    alone, framed, _ = (text_of(signed_in("Writer").get(address)) for address in addresses)
    assert "<h1>Half-finished</h1>" in framed
    assert "Back to the draft" in alone and "Back to the draft" not in framed
    assert '<base target="_blank">' in framed and "<base" not in alone


def test_nobody_but_staff_reads_them_and_no_cache_keeps_them(addresses):
    for address in addresses:
        for role in ("Writer", "Editor", "Disclosure staff", "Administrator"):
            response = signed_in(role).get(address)
            assert response.status_code == 200
            assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
            assert "noindex" in response["X-Robots-Tag"]
        assert Client().get(address).status_code == 302
        assert signed_in("").get(address).status_code == 403
        assert signed_in("Writer").post(address).status_code == 405
    missing = reverse("admin:articles_article_preview_sizes", args=[10**6])
    assert signed_in("Writer").get(missing).status_code == 404


def test_save_and_preview_leads_to_the_sizes_of_what_was_just_typed():
    article, writer = make_article(), signed_in("Writer")
    response = post(writer, article, headline="Just typed", _preview="1")
    assert response.redirect_chain[-1][0].endswith("/preview/sizes/")
    assert "Preview of “Just typed”" in text_of(response)

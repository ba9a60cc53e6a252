"""Disclosures that are in the page and that nobody sees, as a browser finds them."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.utils import timezone

from articles.audit import browser
from disclosures.models import Finding, PageCheck
from tests.browser.conftest import NAMES
from tests.factories import make_edition

PAID = '<p>Words enough for a line.</p><p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>'


@pytest.fixture
def chrome():
    if not any(map(browser.shutil.which, NAMES)):
        pytest.skip("no Chromium: install Debian's package chromium")


@pytest.fixture
def edition(transactional_db):
    """A story that changed since the last check: the only one, with `--sample 0`."""
    PageCheck.objects.create(how="browser", finished_at=timezone.now())
    return make_edition(body=PAID, days_ago=0)


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("check_pages", "--browser", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_sites_own_pages_show_their_notices(chrome, edition):
    """Every story of the demo's magazine that must say something."""
    code, said = run("--all")

    assert code == 0, said
    record = PageCheck.objects.get(pages__gt=0)
    assert record.how == "browser"
    assert record.stories >= 10


@pytest.mark.parametrize(
    ("style", "why"),
    [
        ("display: none", "it isn’t displayed"),
        ("visibility: hidden", "it isn’t displayed"),
        ("opacity: .2", "it is transparent"),
        ("color: rgb(from canvastext r g b / .15)", "its contrast is"),
        ("font-size: .5rem", "its letters are"),
        ("position: absolute; left: -9999px", "it is off the screen"),
        ("height: 2px; overflow: hidden", "it is cut off"),
        ("clip-path: inset(50%)", "it is cut off"),
        ("position: relative; z-index: -1", "something covers it"),
    ],
)
def test_a_style_that_hides_a_notice_is_found(chrome, edition, style, why, monkeypatch):
    answer = browser.Reader.get

    def styled(self, address):
        response = answer(self, address)
        if address.endswith("site.css"):
            rule = f"main {{ background: canvas }} .disclosure {{ {style} !important }}"
            rule = rule.replace(";", " !important;")
            response = css(browser._bytes(response) + rule.encode())
        return response

    monkeypatch.setattr(browser.Reader, "get", styled)

    code, said = run("--sample", "0")

    assert code == 1
    assert "On a phone (360 px): " in said and "On a desktop (1280 px): " in said
    assert why in said
    found = Finding.objects.filter(source="browser").values_list("edition", "kind")
    assert set(found) == {(edition.pk, "hidden")}


def css(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="text/css")


def test_without_a_browser_it_says_so_and_records_nothing(edition, monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    with pytest.raises(CommandError, match="Install Debian's package chromium") as refused:
        call_command("check_pages", "--browser")
    assert refused.value.returncode == 2
    assert not PageCheck.objects.filter(pages__gt=0).exists()

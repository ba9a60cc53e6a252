"""Browser checks that readers can see the disclosures of live pages, on a phone and a desktop.

Playwright drives Chromium, if both are installed. No server is needed: this process answers every
request with a page or a static file, and blocks all others.
"""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext, gettext_lazy

from articles.audit import pages
from articles.audit.pages import Demands, LinksOf
from articles.audit.reader import Reader
from articles.content.disclosures import audience_of, evaluator_of
from articles.models import Edition
from disclosures import ledger
from disclosures.models import Finding, Found, PageCheck
from newsroom import clock

SAMPLE = 50
WIDTHS = {"phone": 360, "desktop": 1280}
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SCRIPT = Path(__file__).with_name("visible.js")
NO_PLAYWRIGHT = gettext_lazy(
    "Pages can't be checked in a browser: Playwright isn't installed. Install it with "
    "“pip install playwright”, and Debian's package chromium."
)
NO_CHROMIUM = gettext_lazy(
    "Pages can't be checked in a browser: there is no Chromium. Install Debian's "
    "package chromium, or set CHROMIUM to its path."
)


class NoBrowser(Exception):
    """Playwright or Chromium is missing; the message says what to install."""


def check(everything: bool = False, sample: int = SAMPLE) -> PageCheck:
    """Check live stories that need a disclosure, store the findings, and return the `PageCheck`.

    Args:
        everything: check every live story.
        sample: how many unchanged stories to check otherwise, besides the changed ones.

    Raises:
        NoBrowser: Playwright or Chromium is missing. Nothing was checked or stored.
    """
    with _Chromium() as chromium:
        record = PageCheck.objects.create(how=PageCheck.How.BROWSER)
        demands, reader = Demands(record.begun_at), Reader()
        found: dict[int, list[Found]] = {}
        rendered = list(_pages(everything, sample, demands, reader))
        by_path = {path: (page, texts) for _, path, page, texts in rendered}
        # Playwright runs an event loop in its thread, and Django refuses queries beside one.
        with ThreadPoolExecutor(max_workers=1) as pool:
            seen = pool.submit(chromium.problems, reader, by_path).result()
    for edition, path, _, _ in rendered:
        found[edition] = [Found(kind, detail) for kind, detail in seen[path]]
    ledger.note(found, record.begun_at, Finding.Source.BROWSER)
    record.pages = record.stories = len(rendered)
    record.found = sum(map(len, found.values()))
    record.finished_at = clock.now()
    record.save()
    return record


# The edition's key, its path, the page's HTML, and the texts that it must show.
Page = tuple[int, str, str, list[str]]


def _pages(everything: bool, sample: int, demands: Demands, reader: Reader) -> Iterator[Page]:
    """Yield stories with something to say: the edition's key, its address, the page, the texts."""
    keys = pages.chosen(everything, sample, PageCheck.How.BROWSER)
    for edition in Edition.objects.live().filter(pk__in=keys).select_related("section"):
        path = edition.get_absolute_url()
        page = reader.read(path)
        audience = audience_of(edition.section, language=edition.language)
        texts = demands.at_top(edition, audience)
        links = LinksOf(page, evaluator_of(edition, demands.rules), edition.videos)
        if links.programmes:
            texts += [shown.text for shown in demands.of_links(links.programmes, audience)]
        if texts:
            yield edition.pk, path, page, texts


class _Chromium:
    """A Chromium whose requests this process answers."""

    def __enter__(self) -> "_Chromium":
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            raise NoBrowser(NO_PLAYWRIGHT) from None
        self.start = sync_playwright
        self.path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        if self.path is None:
            raise NoBrowser(NO_CHROMIUM)
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def problems(
        self, reader: Reader, by_path: dict[str, tuple[str, list[str]]]
    ) -> dict[str, list[tuple[str, str]]]:
        """Return, by path, the problems with each page: pairs of a finding's kind and its detail."""
        script = SCRIPT.read_text()
        seen: dict[str, list[tuple[str, str]]] = {path: [] for path in by_path}
        flags = [*FLAGS, "--no-sandbox"] if os.getuid() == 0 else FLAGS
        with self.start() as playwright:
            browser = playwright.chromium.launch(executable_path=self.path, args=flags)
            for name, width in WIDTHS.items():
                context = browser.new_context(viewport={"width": width, "height": 800})
                context.route("**/*", lambda route: _answer(route, reader, by_path))
                page = context.new_page()
                for path, (_, texts) in by_path.items():
                    page.goto(reader.origin + path, wait_until="load")
                    for kind, detail in page.evaluate(script, texts):
                        seen[path].append(
                            (
                                kind,
                                gettext("On a {name} ({width} px): {detail}").format(
                                    name=name, width=width, detail=detail
                                ),
                            )
                        )
                context.close()
            browser.close()
        return seen


def _answer(route: Any, reader: Reader, by_path: dict[str, tuple[str, list[str]]]) -> None:
    """Answer the browser's request with a page or a static file; abort any other."""
    parts = urlsplit(route.request.url)
    if f"{parts.scheme}://{parts.netloc}" != reader.origin:
        route.abort()
    elif parts.path in by_path:
        html = by_path[parts.path][0]
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html)
    elif parts.path.startswith("/static/"):
        response = reader.get(parts.path)
        route.fulfill(
            status=response.status_code,
            content_type=response.headers.get("Content-Type", ""),
            body=_bytes(response),
        )
    else:
        # Pictures: the page states their dimensions, so the layout doesn't need them.
        route.abort()


def _bytes(response: HttpResponseBase) -> bytes:
    if isinstance(response, HttpResponse):
        return response.content
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a static file's
    # Don't call response.close(): it ends the request, which closes the database connections.
    for close in response._resource_closers:  # type: ignore[attr-defined]  # Django's own
        close()
    return content

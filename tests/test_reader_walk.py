"""A reader walks over the whole magazine: every address that any page, feed or site map gives."""

import html
import re
from collections import deque

import pytest
from django.test import Client
from django.urls import URLPattern, resolve, reverse

from articles.models import Article, Edition, Section
from images.models import Image
from newsroom.urls import urlpatterns
from tests.walk import addresses, is_static, missing_fragments, static_exists

pytestmark = pytest.mark.usefixtures("newsroom")
PICTURE = re.compile(r"/images/([\w-]+)/(\d+)\.(\w+)")
TOO_MANY = 1000
# Clicks and reads are sent by a script; who signs in is no reader; previews need a secret address.
NOT_READERS = {"click", "read", "account_login", "metrics", "preview-link", "preview-picture"}
PUBLIC = [
    pattern
    for pattern in urlpatterns
    if isinstance(pattern, URLPattern) and pattern.name not in NOT_READERS
]


class Walk:
    """Every address that is reached from some doors, with what it answers and where it was found."""

    def __init__(self, doors: list[str]) -> None:
        self.client = Client()
        self.found_on: dict[str, str] = dict.fromkeys(doors, "the test")
        self.answers: dict[str, int] = {}
        self.text: dict[str, str] = {}
        self.problems: list[str] = []
        waiting = deque(doors)
        while waiting:
            path = waiting.popleft()
            for address in self.visit(path):
                if address not in self.found_on:
                    self.found_on[address] = path
                    waiting.append(address)
            assert len(self.answers) < TOO_MANY, "the walk has no end"

    def visit(self, path: str) -> list[str]:
        """Ask for the path; return the addresses to go to from there."""
        if is_static(path):
            self.answers[path] = 200 if static_exists(path) else 404
            return []
        if picture := PICTURE.fullmatch(path):
            self.answers[path] = self.picture(path, *picture.groups())
            return []
        if path.startswith("/admin/"):
            self.problems.append(f"{path} is no reader's, but {self.found_on[path]} leads there")
        response = self.client.get(path)
        self.answers[path] = response.status_code
        if response.status_code in (301, 302):
            return [response["Location"]]
        self.text[path] = b"".join(response).decode()
        self.problems += [f"{path} has no {link}" for link in missing_fragments(response)]
        return [*addresses(response, path)]

    def picture(self, path: str, token: str, width: str, format: str) -> int:
        """Return what the address of a picture answers; make only the smallest, which is quick."""
        if int(width) == 320 and format == "jpg":
            return self.client.get(path).status_code
        image = Image.objects.filter(token=token).first()
        offered = image and int(width) in image.widths and format in ("jpg", "webp", "avif")
        return 200 if offered else 404

    def pages_with(self, words: str) -> list[str]:
        return [path for path, text in self.text.items() if words in html.unescape(text)]

    def answering(self, *statuses: int) -> set[str]:
        return {path for path, status in self.answers.items() if status in statuses}


@pytest.fixture
def walk(newsroom) -> Walk:
    """A walk from every fixed address, and from the feeds that no page links."""
    fixed = [reverse(str(each.name)) for each in PUBLIC if not each.pattern.regex.groups]
    return Walk(fixed + [f"/{section.slug}/feed.xml" for section in Section.objects.all()])


def test_every_public_address_answers_and_shows_no_draft(newsroom, walk):
    live = Edition.objects.live()
    hidden = [article for article in Article.objects.all() if not article.editions.live().exists()]
    withdrawn = {f"/{each.path}/" for each in Edition.objects.begun() if each.article in hidden}
    good = walk.answering(200, 301) | (walk.answering(410) & withdrawn)

    assert not walk.problems
    for path in walk.answers.keys() - good:
        pytest.fail(f"{walk.found_on[path]} leads to {path}, which answers {walk.answers[path]}")
    assert {edition.get_absolute_url() for edition in live} <= good
    names = {resolve(path.partition("?")[0]).url_name for path in good if not is_static(path)}
    assert {pattern.name for pattern in PUBLIC} == names

    assert len(hidden) == 4
    for article in hidden:
        path = f"/{article.path}/"
        assert walk.client.get(path).status_code == (410 if path in withdrawn else 404)
        assert not walk.pages_with(article.headline), f"{article} is not for readers"
    changed = newsroom.story("where-to-sit-at-the-movies")
    assert not walk.pages_with(changed.headline)

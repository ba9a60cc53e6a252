"""The docs agree with the code: files that they name exist, and numbers that they promise hold."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from articles.audit import browser, pages
from articles.evidence import seals, signing
from articles.models import videos
from articles.publishing import advice
from disclosures import matching
from disclosures.audit import links
from disclosures.linkcheck import batch, rate_limit, runs
from disclosures.models import check
from images import renditions, uploads
from newsroom import health, html_limits, pagination
from newsroom.cache import cdn, store
from tests.architecture import ROOT

DOCS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "benchmarks/README.md"]
PACKAGES = "articles authors benchmarks disclosures images newsroom staff tests"
NAMED = re.compile(r"`([\w./-]+\.(?:py|html|css|js|toml|txt|json|conf|service|timer))`")
# Names that aren't files of the checkout: routes, results and other programs' files.
ABSENT = {"/.well-known/newsroom-evidence.json", "/.well-known/newsroom-evidence-verify.py"}
ABSENT |= {"audit.json", "postgresql.conf"}
NOT_FIRST = ("What ", "Whether ", "Those ", "Who ", "How ", "Where ", "As ", "All ", "That ")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

# A file of docs, the words of the promise, and the code's numbers with those that the words mean.
PROMISES = [
    ("docs/operations.md", "from memory after 3 seconds", store.DEAF_AFTER, 3),
    ("docs/operations.md", "for a day at most", store.KEPT_FOR, DAY.total_seconds()),
    ("docs/operations.md", "fewer than 15 or more than 110 characters", advice.HEADLINE, (15, 110)),
    ("docs/operations.md", "fewer than 30 or more than 250", advice.STANDFIRST, (30, 250)),
    ("docs/operations.md", "of more than 150 words", advice.LONGEST_PARAGRAPH, 150),
    ("docs/editors-guide.md", "below 30 by Flesch's formula", advice.HARD, 30),
    ("docs/operations.md", "the CDN may answer for an hour", cdn.MAX_AGE, HOUR.total_seconds()),
    ("docs/operations.md", "repeats a purge that failed every 5 seconds", cdn.AGAIN, 5),
    ("docs/operations.md", "has waited for ten minutes", health.QUEUE_LATE, 600),
    ("docs/operations.md", "checks at most once a second", health.MAX_AGE, 1),
    ("docs/operations.md", "# what changed, and 200 other stories", pages.SAMPLE, 200),
    ("docs/operations.md", "# what changed, and 50 others", browser.SAMPLE, 50),
    ("docs/operations.md", "at a quarter past midnight", seals.MARGIN, 15 * MINUTE),
    ("docs/operations.md", "a pause of 5 seconds", rate_limit.PAUSE, 5),
    ("docs/operations.md", "waits up to two minutes", batch.LONGEST_WAIT, 120),
    ("docs/operations.md", "three times in a row is skipped", batch.PATIENCE, 3),
    ("docs/operations.md", "is skipped for six hours", runs.LATER, 6 * HOUR),
    ("docs/operations.md", "contacts four hosts at the same time", batch.WORKERS, 4),
    ("docs/disclosures.md", "after 7 days", check.WORKS, 7 * DAY),
    ("docs/disclosures.md", "after 14 days, or 1", (check.UNSURE, check.SOON), (14 * DAY, DAY)),
    ("docs/disclosures.md", "after 1 day, 2, 4 … 28", check.LONGEST, 28 * DAY),
    ("docs/disclosures.md", "the latest 400 are published", signing.HEADS, 400),
    ("docs/disclosures.md", "More than 20 in a story", links.MANY, 20),
    ("docs/disclosures.md", "unwraps up to five levels", matching.DEPTH, 5),
    ("docs/disclosures-desk.md", "after 10,000 links", pagination.CappedPaginator.MOST, 10_000),
    ("docs/performance.md", "count at most 10,000 rows", pagination.CappedPaginator.MOST, 10_000),
    ("docs/editors-guide.md", "up to six recommended videos", videos.MAXIMUM, 6),
    ("docs/architecture.md", "more than 300 KB", html_limits.LONGEST, 300_000),
    ("docs/architecture.md", "100 levels of nesting or 8", html_limits.DEEPEST, 100),
    ("docs/architecture.md", "8 kinds of unclosed tags", html_limits.UNCLOSED, 8),
    ("docs/decisions/006-pages-without-counts.md", "page 500", pagination.LAST_PAGE, 500),
    (
        "docs/decisions/007-renditions-in-the-background.md",
        "Eight widths in three formats",
        (len(renditions.WIDTHS), len(renditions.FORMATS)),
        (8, 3),
    ),
    ("CHANGELOG.md", "up to 50 megapixels", uploads.MAXIMUM_PIXELS, 50_000_000),
]


@pytest.mark.parametrize(("file", "words", "actual", "promised"), PROMISES)
def test_a_promised_number_holds(file: str, words: str, actual: object, promised: object):
    text = " ".join((ROOT / file).read_text().split())
    assert words in text
    assert actual == promised


@pytest.mark.parametrize("doc", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_document_names_exist(doc: Path):
    folders = [path for path in ROOT.glob("[!.]*/") if path.name not in ("var", "node_modules")]
    files = [str(path) for folder in folders for path in folder.rglob("*")]
    files += [str(path) for path in ROOT.glob("*")]
    named = {name for name in NAMED.findall(doc.read_text()) if name not in ABSENT}
    missing = [name for name in named if not any(file.endswith(f"/{name}") for file in files)]
    assert missing == []


def test_pictures_have_alt_text_and_are_small():
    """Each is shown somewhere, and has at most 80 KB (tests/guide_pictures.py makes them)."""
    shown, without_alt = set(), []
    for doc in DOCS:
        for alt, name in re.findall(r"!\[([^]]*)\]\(([^)]+)\)", doc.read_text()):
            if "://" not in name:
                shown.add((doc.parent / name).resolve())
            without_alt += [name] if len(alt) < 15 else []
    made = set((ROOT / "docs/pictures").rglob("*.webp"))

    assert without_alt == []
    assert made == shown
    assert [path.name for path in made if path.stat().st_size > 80_000] == []


def python_files() -> Iterator[Path]:
    for package in PACKAGES.split():
        for path in sorted(ROOT.glob(f"{package}/**/*.py")):
            if "migrations" not in path.parts and "node_modules" not in path.parts:
                yield path


def test_docstrings_begin_with_a_verb_or_a_noun():
    kinds = ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef
    found = [
        f"{path.relative_to(ROOT)}: {text.partition(chr(10))[0]}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, kinds) and (text := ast.get_docstring(node) or "").startswith(NOT_FIRST)
    ]
    assert found == []


def test_files_are_short():
    """At most 400 lines, tests 600; and functions at most 50 lines."""
    long = [
        f"{path.relative_to(ROOT)} has {lines} lines"
        for path in python_files()
        for lines in [path.read_text().count("\n")]
        if lines > (600 if path.is_relative_to(ROOT / "tests") else 400)
    ]
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > 50:
                    long.append(f"{node.name} in {path.relative_to(ROOT)} has {lines} lines")
    assert long == []


def test_the_programme_that_makes_the_pictures_can_be_started():
    """It runs without Django's settings, outside the tests."""
    command = [sys.executable, "-c", "import tests.guide_pictures, tests.page_pictures"]
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

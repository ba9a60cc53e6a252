"""Styles, scripts and templates as files: the rules that their formatters can't know."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from articles.admin.scripts import SHARED
from tests.settings import BASE_DIR

STATIC = BASE_DIR / "static"
STYLES = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
EXAMPLE = BASE_DIR / "docs/example-publisher/templates"
TEMPLATES = sorted([*(BASE_DIR / "templates").rglob("*.html"), *EXAMPLE.rglob("*.html")])
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def name(path: Path) -> str:
    return str(path.relative_to(BASE_DIR))


def rules(path: Path) -> str:
    """Return a stylesheet without its comments."""
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_no_rule_is_important(path):
    """Layers decide which rule wins, so that a publisher's own stylesheet can win too."""
    assert "!important" not in rules(path)


@pytest.mark.parametrize("path", [p for p in STYLES if p.name != "tokens.css"], ids=name)
def test_colours_and_fonts_are_tokens(path):
    written = re.findall(r"#[0-9a-f]{3,8}\b(?=[\s;,)])|rgba?\(|hsla?\(|light-dark\(", rules(path))
    families = re.findall(r"@font-face", rules(path))

    assert not written and not families


def test_every_custom_property_that_is_used_is_defined():
    text = "".join(map(rules, STYLES))
    used = set(re.findall(r"var\((--[\w-]+)\s*\)", text))

    assert used <= set(re.findall(r"(--[\w-]+)\s*:", text))


@pytest.mark.parametrize("path", [p for p in STYLES if p.parent.name != "desk"], ids=name)
def test_every_rule_is_in_a_layer(path):
    """A rule outside of the layers wins over all of them. desk.css puts the files of desk/ in one."""
    outside = re.sub(r"@layer [\w, ]+;|@import url\([^)]+\)( layer\(\w+\))?;", "", rules(path))
    depth, blocks = 0, []
    for part in re.findall(r"[^{}]*[{}]", outside):
        if part.endswith("{"):
            if depth == 0:
                blocks.append(part.strip())
            depth += 1
        else:
            depth -= 1

    assert all(re.fullmatch(r"@layer [\w-]+ \{", block) for block in blocks)


def test_the_desk_imports_each_of_its_stylesheets():
    imported = re.findall(r'url\("([^"]+)"\)', (STATIC / "css/desk.css").read_text())

    assert {f"desk/{path.name}" for path in STYLES if path.parent.name == "desk"} <= set(imported)
    assert all(finders.find(f"css/{url}" if "../" not in url else url[3:]) for url in imported)


def test_readers_stylesheets_import_nothing():
    """An @import is found only once its stylesheet has arrived, which delays a reader's page."""
    for file in ("tokens.css", "site.css", "error.css", "preview.css"):
        assert "@import" not in rules(STATIC / "css" / file)


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_every_script_belongs_to_a_template_and_says_who_runs_it(path):
    assert re.match(r"desk-|reader-", path.name)
    users = [file for file in TEMPLATES if f'"js/{path.name}"' in file.read_text()]
    on_the_desk = [file for file in users if "admin" in file.parts]

    editor = (BASE_DIR / "newsroom" / "editor.py").read_text()
    if path.stem.removeprefix("desk-") in SHARED or f'"js/{path.name}"' in editor:
        return  # the forms' import map has it, or the editor's configuration
    assert users
    assert bool(on_the_desk) == path.name.startswith("desk-")


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_every_class_that_a_script_gives_has_a_rule(path):
    given = re.findall(r'className\s*[:=]\s*"([^"]+)"', path.read_text())
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(map(rules, STYLES))))

    assert {name for names in given for name in names.split()} <= styled


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_line_of_a_template_is_longer_than_120_characters(path):
    long = [n for n, line in enumerate(path.read_text().splitlines(), 1) if len(line) > 120]

    assert not long


def test_readers_load_little():
    """Styles of readers' pages have less than 20 KB together, and scripts less than 10, compressed."""
    styles = [path for path in (STATIC / "css").glob("*.css") if path.name != "desk.css"]
    scripts = [*(STATIC / "js").glob("reader-*.js")]
    for files, most in ((styles, 20_000), (scripts, 10_000)):
        assert files
        assert sum(len(gzip.compress(path.read_bytes())) for path in files) < most

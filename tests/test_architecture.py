"""The arrows of docs/architecture.md, held against the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import mirror
from tests.architecture import (
    BLOCK,
    DOCS,
    ROOT,
    arrows,
    circles,
    diagram,
    found,
    imports,
    modules,
    room_of,
)

DRAFTS = {"Article", "ArticleByline", "ArticleTag", "ArticleRelated"}
# They serve readers, and only readers.
READERS = ["articles/site", "authors", "images"]


def test_rooms_import_only_what_lies_below_them():
    allowed = arrows()
    wrong = [
        f"{module} imports {other}"
        for room, edges in found().items()
        for other, module in sorted(edges)
        if other not in allowed.get(room, set())
    ]
    assert not wrong


def test_every_module_lies_in_a_room():
    rooms = set(arrows())
    assert not [name for name, _ in modules() if not room_of(name, rooms)]
    assert {room_of(name, rooms) for name, _ in modules()} == rooms


def test_the_docs_show_the_imports_of_today():
    shown = BLOCK.search(DOCS.read_text())
    assert shown, (
        "docs/architecture.md has lost the fenced block of `python -m tests.architecture`."
    )
    assert shown[0] == diagram(), (
        "The diagram in docs/architecture.md is out of date. "
        "Renew it: .venv/bin/python -m tests.architecture --write"
    )


def test_the_code_has_no_circle():
    assert circles({room: {other for other, _ in edges} for room, edges in found().items()}) == []


def names_in(path: Path) -> Iterator[str]:
    """Return every name and attribute that a file's code reads, and every name that it imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom | ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("folder", READERS)
def test_code_that_serves_readers_never_names_a_draft(folder):
    paths = [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    assert paths
    assert not [f"{path}: {name}" for path in paths for name in names_in(path) if name in DRAFTS]


# Shapes that are declared once: a text, and the only file of the apps that may have it.
ONCE = {
    "csv.writer(": "newsroom/csv_files.py",
    "datetime-local": "newsroom/date_times.py",
    "HEIGHT / most": "newsroom/charts.py",
    "live_from__lte": "newsroom/live.py",
    "per_page + 1": "newsroom/pagination.py",
}


@pytest.mark.parametrize(("text", "file"), ONCE.items())
def test_each_shape_is_declared_once(text, file):
    folders = ("articles", "authors", "disclosures", "images", "newsroom", "staff")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in paths if text in path.read_text()}
    assert found == {file}


def test_only_the_bases_make_an_admin_read_only():
    """A permission that is never granted belongs into a base of newsroom/admin_bases.py."""
    found = [
        name
        for name, path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == "has_add_permission"
        if ast.unparse(node.body[-1]) == "return False"
    ]
    assert found == ["newsroom.admin_bases"]


def test_imports_inside_functions_count(tmp_path):
    module = tmp_path / "authors" / "views.py"
    module.parent.mkdir()
    module.write_text("def f():\n    from articles.models import Edition\n    import articles\n")
    assert list(imports(module, tmp_path)) == ["articles.models.Edition", "articles"]
    assert found(tmp_path) == {
        "authors": {("articles.models", "authors.views"), ("articles", "authors.views")}
    }


def test_a_circle_is_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == ["a", "b", "c"]


def test_every_module_has_a_test_file_or_is_covered_by_another():
    covered = [module for modules in mirror.COVERED.values() for module in modules]
    assert len(covered) == len(set(covered))
    assert mirror.modules() - mirror.test_files() == set(covered)


def test_every_test_file_has_a_module_or_a_topic():
    assert mirror.test_files() - mirror.modules() == set(mirror.TOPICS)


def test_the_files_that_cover_other_modules_exist():
    assert not [name for name in mirror.COVERED if not mirror.test_file(name).exists()]

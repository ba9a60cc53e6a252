"""The arrows of docs/architecture.md, read from the code: imports inside functions count too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOOR = {"newsroom.caching", "newsroom.html", "newsroom.worker"}
# Each package may import itself, what is listed, and the floor.
ARROWS = {
    "articles": {"authors", "disclosures", "images"},
    "authors": {"images"},
    "disclosures": {"images"},
    "images": set(),
}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, relative ones resolved."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def sources(package: str) -> list[Path]:
    return [path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]


def ours(module: str) -> bool:
    return module.partition(".")[0] in {"newsroom", "tests", *ARROWS}


def on_floor(module: str) -> bool:
    return any(module == floor or module.startswith(floor + ".") for floor in FLOOR)


@pytest.mark.parametrize("package", ARROWS)
def test_imports_follow_the_arrows(package):
    allowed = ARROWS[package] | {package}
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(package)
        for module in imports(path)
        if ours(module) and module.partition(".")[0] not in allowed and not on_floor(module)
    ]
    assert not wrong
    assert sources(package)


@pytest.mark.parametrize("module", sorted(FLOOR))
def test_the_floor_stands_on_nothing_of_ours(module):
    path = ROOT / f"{module.replace('.', '/')}.py"
    assert not [name for name in imports(path) if ours(name) and not on_floor(name)]


def test_the_readers_code_never_reaches_a_draft():
    """Views and query code that serve readers name editions; a proof is the one exception."""
    named = {
        node.id
        for node in ast.walk(ast.parse((ROOT / "articles/views.py").read_text()))
        if isinstance(node, ast.Name)
    }
    assert "Edition" in named
    assert not named & {"Article", "ArticleByline", "ArticleTag", "ArticleRelated"}


def test_the_arrow_test_sees_imports_inside_functions(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    module = tmp_path / "authors" / "views.py"
    module.parent.mkdir()
    module.write_text("def f():\n    from articles.models import Edition\n    import articles\n")
    assert list(imports(module)) == ["articles.models.Edition", "articles"]

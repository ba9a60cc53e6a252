"""The rooms of the code and the arrows between them, read from the imports.

`python -m tests.architecture` prints them and `--write` copies them into docs/architecture.md;
test_architecture.py compares them with `arrows()`. Imports inside functions count too; imports for
type checking alone don't, since they don't exist at run time.
"""

import ast
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "architecture.md"
# The fenced block of the docs that holds the diagram.
BLOCK = re.compile(r"(?<=<!-- python -m tests\.architecture -->\n```text\n).*?(?=```)", re.DOTALL)

# A room is a package, or a module that stands by itself. Each may import itself and what is listed.
BASE = {
    "newsroom.admin_bases": set[str](),
    "newsroom.admin_keys": {"newsroom.keys"},
    "newsroom.cache": {
        "newsroom.clock",
        "newsroom.request_ids",
        "newsroom.request_threads",
        "newsroom.triggers",
    },
    "newsroom.charts": set[str](),
    "newsroom.compiled": set[str](),
    "newsroom.counting": {"newsroom.cache", "newsroom.keys"},
    "newsroom.csv_files": {"newsroom.cache"},
    "newsroom.date_times": {"newsroom.clock", "newsroom.time_words"},
    "newsroom.clock": set[str](),
    "newsroom.german_times": set[str](),
    "newsroom.guards": {"newsroom.triggers"},
    "newsroom.html": {"newsroom.html_limits", "newsroom.wrapped_links"},
    "newsroom.html_limits": set[str](),
    "newsroom.indexes": set[str](),
    "newsroom.keys": set[str](),
    "newsroom.languages": set[str](),
    "newsroom.live": {"newsroom.clock"},
    "newsroom.opened_forms": set[str](),
    "newsroom.pagination": {"newsroom.compiled"},
    "newsroom.reader_templates": {
        "newsroom.languages",
        "newsroom.static_files",
        "newsroom.templates",
        "newsroom.translation",
    },
    "newsroom.request_ids": set[str](),
    "newsroom.request_threads": set[str](),
    "newsroom.static_files": set[str](),
    "newsroom.templates": set[str](),
    "newsroom.time_words": {"newsroom.german_times"},
    "newsroom.translation": set[str](),
    "newsroom.triggers": set[str](),
    "newsroom.worker": set[str](),
    "newsroom.wrapped_links": set[str](),
}
IMAGES = {*BASE, "images", "staff"}
DISCLOSURES = {
    "disclosures.signals": set[str](),
    "disclosures.addresses": set[str](),
    "disclosures.channels": set[str](),
    "disclosures.jurisdictions": set[str](),
    "disclosures.matching": {"disclosures.addresses", "disclosures.channels"},
    "disclosures.outcomes": set[str](),
    "disclosures.models": {
        "disclosures.addresses",
        "disclosures.channels",
        "disclosures.jurisdictions",
        "disclosures.matching",
        "disclosures.outcomes",
        "disclosures.signals",
    },
    "disclosures.clicks": {"disclosures.models"},
    "disclosures.ledger": {"disclosures.channels", "disclosures.matching", "disclosures.models"},
    "disclosures.audit": {"disclosures.ledger", "disclosures.matching", "disclosures.models"},
    "disclosures.wordings": {
        "disclosures.channels",
        "disclosures.jurisdictions",
        "disclosures.models",
    },
    "disclosures.rules": {
        "disclosures.audit",
        "disclosures.channels",
        "disclosures.ledger",
        "disclosures.matching",
        "disclosures.models",
    },
    "disclosures.linkcheck": {
        "disclosures.addresses",
        "disclosures.matching",
        "disclosures.models",
        "disclosures.outcomes",
        "disclosures.rules",
    },
}
ARTICLES = {
    "articles.models": set[str](),
    "articles.content": {"articles.models"},
    "articles.ledger": {"articles.content", "articles.models"},
    "articles.publishing": {"articles.ledger", "articles.content", "articles.models"},
    # These three never import each other.
    "articles.site": {"articles.content", "articles.models"},
    "articles.audit": {"articles.content", "articles.models"},
    "articles.evidence": {"articles.content", "articles.models"},
    # The only pages with drafts for people without a login.
    "articles.preview_links": {
        "articles.content",
        "articles.models",
        "articles.publishing",
        "articles.site",
    },
}
# Rooms at the top of an app: they may import everything below.
DISCLOSURES_DOORS = [
    "disclosures",
    "disclosures.admin",
    "disclosures.management",
    "disclosures.views",
]
DISCLOSURES_DOORS += ["disclosures.templatetags"]
ARTICLES_DOORS = ["articles", "articles.admin", "articles.management", "articles.templatetags"]


def arrows() -> dict[str, set[str]]:
    """Return each room with the rooms that it may import."""
    allowed: dict[str, set[str]] = dict(BASE)
    allowed["images"] = allowed["staff"] = set(BASE)
    allowed["authors"] = {*IMAGES}
    for room, others in DISCLOSURES.items():
        allowed[room] = {*others, *IMAGES}
    for room in DISCLOSURES_DOORS:
        allowed[room] = {*DISCLOSURES, *IMAGES, *DISCLOSURES_DOORS}
    below = {*IMAGES, "authors", *DISCLOSURES}
    for room, others in ARTICLES.items():
        allowed[room] = {*others, *below}
    for room in ARTICLES_DOORS:
        allowed[room] = {*ARTICLES, *below, *ARTICLES_DOORS}
    return allowed


def room_of(module: str, rooms: set[str]) -> str:
    """Return the longest room that holds `module`, or "" for a module of nobody's."""
    found = [room for room in rooms if module == room or module.startswith(f"{room}.")]
    return max(found, key=len, default="")


def imports(path: Path, root: Path = ROOT) -> Iterator[str]:
    """Return every module that a file imports, relative ones resolved."""
    package = path.relative_to(root).parent.parts
    tree = ast.parse(path.read_text())
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def modules(root: Path = ROOT) -> Iterator[tuple[str, Path]]:
    """Return the name and the file of each module of the apps and of newsroom's base modules."""
    for path in sorted(root.glob("*/**/*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[0] not in {"articles", "authors", "disclosures", "images", "newsroom", "staff"}:
            continue
        if "migrations" in parts:
            continue
        name = ".".join(parts).removesuffix(".__init__")
        if parts[0] != "newsroom" or room_of(name, set(BASE)):
            yield name, path


def found(root: Path = ROOT) -> dict[str, set[tuple[str, str]]]:
    """Return what each room imports of ours: pairs of the other room and the importing module."""
    rooms = set(arrows())
    result: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, path in modules(root):
        room = room_of(name, rooms)
        for module in imports(path, root):
            if module.partition(".")[0] in {
                "newsroom",
                "tests",
                *(r.partition(".")[0] for r in rooms),
            }:
                other = room_of(module, rooms) or module
                if other != room:
                    result[room].add((other, name))
    return dict(result)


def circles(edges: dict[str, set[str]]) -> list[str]:
    """Return the rooms that can reach themselves by following the arrows."""

    def reach(room: str) -> set[str]:
        seen: set[str] = set()
        todo = [*edges.get(room, ())]
        while todo:
            if (other := todo.pop()) not in seen:
                seen.add(other)
                todo += edges.get(other, ())
        return seen

    return sorted(room for room in edges if room in reach(room))


def diagram() -> str:
    """Return one entry for each room, with the rooms that it imports, wrapped at 110 characters."""
    edges = found()
    entries = []
    for room in sorted({*edges, *(room_of(name, set(arrows())) for name, _ in modules())}):
        others = sorted({other for other, _ in edges.get(room, ())})
        entry = f"{room:24} -> {', '.join(others) or '(nothing of ours)'}"
        entries.append(textwrap.fill(entry, 110, subsequent_indent=" " * 28))
    return "\n".join(entries) + "\n"


def main() -> None:
    if sys.argv[1:] == ["--write"]:
        text = diagram()
        DOCS.write_text(BLOCK.sub(lambda _: text, DOCS.read_text(), count=1))
    else:
        print(diagram(), end="")


if __name__ == "__main__":
    main()

"""Merging of two editors' bodies, block by block, from the body that both began with.

A block is a top-level element: a paragraph, a subhead, a list, a figure. Changes of different blocks are
both kept. If both changed the same block, or blocks next to each other, nobody but the editors can say
what they belong together as, and the bodies aren't merged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import html as lxml_html

from articles.content.body import Body

# The comparison takes a time of the order of the product of the two lengths.
MOST_BLOCKS = 2_000


@dataclass(frozen=True)
class Change:
    """Blocks from `start` to before `end` of the former body were replaced by `blocks`."""

    start: int
    end: int
    blocks: tuple[str, ...]

    def touches(self, other: "Change") -> bool:
        """Return whether the two are about the same blocks, or about neighbours."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class MergedBody:
    """A body with two editors' changes.

    Args:
        html: the body.
        mine, theirs: the blocks that only one of the two wrote, in order.
    """

    html: str
    mine: list[str]
    theirs: list[str]


def merged(base: str, mine: str, theirs: str) -> MergedBody | None:
    """Return the body with the changes of both; None if both changed the same or adjacent blocks.

    The result has each block that one of the two added, none that one of them removed, and no other
    words. It is the same, whichever of the two saved first.
    """
    former, ours, others = (_blocks(body) for body in (base, mine, theirs))
    if max(map(len, (former, ours, others))) > MOST_BLOCKS:
        return None
    my_changes, their_changes = list(_changes(former, ours)), list(_changes(former, others))
    only_theirs = [change for change in their_changes if change not in my_changes]
    only_mine = [change for change in my_changes if change not in their_changes]
    if any(one.touches(other) for one in only_mine for other in only_theirs):
        return None
    found = list(former)
    # From the end on, so that the places of those before stay.
    changes = sorted([*my_changes, *only_theirs], key=lambda change: change.start, reverse=True)
    for change in changes:
        found[change.start : change.end] = change.blocks
    return MergedBody(
        "".join(found),
        [block for change in only_mine for block in change.blocks],
        [block for change in only_theirs for block in change.blocks],
    )


def _blocks(body: str) -> list[str]:
    elements = Body(body).elements
    return [
        lxml_html.tostring(element, encoding="unicode", with_tail=False) for element in elements
    ]


def _changes(former: list[str], latter: list[str]) -> Iterator[Change]:
    """Yield the changes between two lists of blocks; no two of them touch."""
    matcher = SequenceMatcher(None, former, latter, autojunk=False)
    for kind, start, end, start_after, end_after in matcher.get_opcodes():
        if kind != "equal":
            yield Change(start, end, tuple(latter[start_after:end_after]))

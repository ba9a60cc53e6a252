"""Bar charts: the geometry of an SVG that templates/admin/chart.html draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEIGHT = 100
# The width of a bar with its margins.
STEP = 10


@dataclass(frozen=True)
class Part:
    """A part of a bar; `name` is its CSS class. Lengths are in units of the SVG's view box."""

    name: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """A bar with its parts, the lowest first; `title` says its numbers."""

    label: str
    title: str
    x: int
    parts: list[Part]


@dataclass(frozen=True)
class Chart:
    """Bars in a box of `width` by `HEIGHT`; a full bar is `most`."""

    bars: list[Bar]
    most: int

    @property
    def width(self) -> int:
        return STEP * len(self.bars)


def chart_of(rows: Sequence[tuple[str, str, Mapping[str, int]]]) -> Chart:
    """Build a chart of stacked bars.

    Args:
        rows: each bar's label and title, and its numbers by name, the lowest part first.
    """
    most = max((sum(numbers.values()) for _, _, numbers in rows), default=0)
    return Chart(
        [
            Bar(label, title, STEP * number, _parts(numbers, most))
            for number, (label, title, numbers) in enumerate(rows)
        ],
        most,
    )


def _parts(numbers: Mapping[str, int], most: int) -> list[Part]:
    scale, top, parts = HEIGHT / most if most else 0, float(HEIGHT), []
    for name, number in numbers.items():
        height = round(number * scale, 2)
        top = round(top - height, 2)
        parts.append(Part(name, top, height))
    return parts

"""The audit's bar chart: the geometry of an SVG that the template draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.audit.coverage import Coverage, MonthCoverage

MONTHS = 24
HEIGHT = 100


@dataclass(frozen=True)
class Bar:
    """A month's bar, from the bottom up: stories that disclose, that don't, and that needn't.

    Heights and coordinates are in units of the SVG's view box.
    """

    label: str
    coverage: Coverage
    x: int
    told: float
    untold: float
    rest: float

    @property
    def told_y(self) -> float:
        return HEIGHT - self.told

    @property
    def untold_y(self) -> float:
        return self.told_y - self.untold

    @property
    def rest_y(self) -> float:
        return self.untold_y - self.rest


@dataclass(frozen=True)
class Chart:
    """The bars of the last months, in a box of `width` by HEIGHT; a full bar is `most` stories."""

    bars: list[Bar]
    most: int

    @property
    def width(self) -> int:
        """The width of the box: 10 units per bar."""
        return 10 * len(self.bars)


def chart_of(months: Sequence[MonthCoverage]) -> Chart:
    """Build the chart of the last 24 months."""
    shown = months[-MONTHS:]
    most = max((row.coverage.stories for row in shown), default=0)
    scale = HEIGHT / most if most else 0
    bars = [
        Bar(
            label=f"{row.month:%B %Y}",
            coverage=row.coverage,
            x=10 * number,
            told=round(row.coverage.told * scale, 2),
            untold=round(row.coverage.untold * scale, 2),
            rest=round((row.coverage.stories - row.coverage.telling) * scale, 2),
        )
        for number, row in enumerate(shown)
    ]
    return Chart(bars, most)

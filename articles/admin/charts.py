"""The audit's pictures: bars as numbers for an SVG, which the template draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.audit.coverage import Coverage, MonthCoverage

MONTHS = 24
HEIGHT = 100


@dataclass(frozen=True)
class Bar:
    """A month: from the bottom up what is told, what isn't, and the stories with nothing to tell."""

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
    """The last months, in a box of `width` by HEIGHT; `most` stories reach its top."""

    bars: list[Bar]
    most: int

    @property
    def width(self) -> int:
        return 10 * len(self.bars)


def chart_of(months: Sequence[MonthCoverage]) -> Chart:
    """Return the bars of the last two years."""
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

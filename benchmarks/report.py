"""The report of a run: JSON, a page with plots, and the changes since another run."""

import json
from collections.abc import Iterable, Sequence
from html import escape
from math import log10
from pathlib import Path
from typing import Any

from benchmarks.measuring import Measurement

RESULTS = Path(__file__).parent / "results"
LATEST = RESULTS / "latest.json"
# Two runs on one machine differ by up to this share without any change of the code.
NOISE = 0.15
# Metrics that are the same in every run of the same code.
EXACT = {"queries", "failed"}
# Pixels of the plots.
BAR, GAP, LEFT, WIDTH = 14, 6, 300, 900


def as_json(run: dict[str, Any], measurements: Sequence[Measurement]) -> str:
    """Return a run as JSON with one measurement a line, which makes diffs readable."""
    lines = ",\n".join("  " + json.dumps(each.as_json()) for each in measurements)
    about = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in run.items())
    return f'{{\n{about},\n "measurements": [\n{lines}\n ]\n}}\n'


def read(path: Path) -> tuple[dict[str, Any], list[Measurement]]:
    """Return the facts about a run and its measurements; both are empty if there is no such file."""
    if not path.exists():
        return {}, []
    run = json.loads(path.read_text())
    return run, [Measurement(**each) for each in run.pop("measurements")]


def merged(former: Iterable[Measurement], new: Sequence[Measurement]) -> list[Measurement]:
    """Return the new measurements, and those of benchmarks that didn't run again."""
    again = {each.benchmark for each in new}
    return [each for each in former if each.benchmark not in again] + list(new)


def changes(former: Iterable[Measurement], new: Iterable[Measurement]) -> list[str]:
    """Return a sentence for each figure that changed by more than NOISE, the largest change first.

    Of the metrics in EXACT every change counts.
    """
    known = {each.key: each for each in former}
    found: list[tuple[float, str]] = []
    for each in new:
        before = known.get(each.key)
        if before is None or not before.value:
            continue
        ratio = each.value / before.value
        if abs(ratio - 1) <= (0 if each.metric in EXACT else NOISE):
            continue
        better = (ratio > 1) == each.more_is_better
        found.append(
            (
                abs(log10(max(ratio, 1e-9))),
                f"{each.benchmark}, {each.name}: {each.metric} {shown(before)} → {shown(each)}"
                f" ({ratio - 1:+.0%}, {'better' if better else 'worse'})",
            )
        )
    return [sentence for _, sentence in sorted(found, reverse=True)]


def shown(each: Measurement) -> str:
    """Return a value with its unit, such as `2.5 ms`."""
    value = each.value
    number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
    return f"{number} {each.unit}".strip()


def table(measurements: Iterable[Measurement]) -> str:
    """Return a benchmark's figures as text: a row for each name, a column for each metric."""
    rows, columns = grid(measurements)
    width = max((len(name) for name in rows), default=0) + 2
    lines = [" " * width + "".join(f"{metric:>18}" for metric in columns)]
    for name, cells in rows.items():
        texts = [
            shown(cells[metric]) + (" !" if cells[metric].misses else "  ")
            if metric in cells
            else ""
            for metric in columns
        ]
        lines.append(f"{name:{width}}" + "".join(f"{text:>18}" for text in texts))
    return "\n".join(lines)


def grid(
    measurements: Iterable[Measurement],
) -> tuple[dict[str, dict[str, Measurement]], list[str]]:
    """Return the measurements by name and metric, and the metrics, in order of appearance."""
    rows: dict[str, dict[str, Measurement]] = {}
    columns: dict[str, None] = {}
    for each in measurements:
        rows.setdefault(each.name, {})[each.metric] = each
        columns[each.metric] = None
    return rows, list(columns)


# The page


PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Newsroom: benchmarks</title>
<style>
:root {{ color-scheme: light dark; --bar: light-dark(#2563a8, #7db4f0); --miss: light-dark(#b3261e, #ff8a80); }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
th, td {{ padding: .2rem .8rem; text-align: right; white-space: nowrap; border-bottom: 1px solid light-dark(#ddd, #444); }}
th:first-child {{ text-align: left; font-weight: normal; }}
.miss, .miss a {{ color: var(--miss); font-weight: 600; }}
svg {{ max-width: 100%; height: auto; font: 13px system-ui, sans-serif; fill: currentColor; }}
.bar {{ fill: var(--bar); }} .bar.miss {{ fill: var(--miss); }} .goal {{ stroke: currentColor; stroke-width: 2; }}
</style>
<h1>Benchmarks</h1>
<p>{about}</p>
<p>Red figures miss their goal, which the line in a plot shows. The scales of plots are logarithmic.
<a href="../../docs/performance.md">docs/performance.md</a> explains each figure.</p>
{changes}
{sections}
</html>
"""


def page(
    run: dict[str, Any], measurements: Sequence[Measurement], changed: Sequence[str] = ()
) -> str:
    """Return a run as an HTML page with a plot and a table for each benchmark."""
    about = "; ".join(f"{escape(name)}: {escape(str(value))}" for name, value in run.items())
    changed_html = "".join(f"<li>{escape(sentence)}</li>" for sentence in changed)
    sections = []
    for benchmark in dict.fromkeys(each.benchmark for each in measurements):
        of_it = [each for each in measurements if each.benchmark == benchmark]
        plotted = [each for each in of_it if each.metric == of_it[0].metric]
        sections.append(
            f"<h2>{escape(benchmark)}</h2>\n<h3>{escape(plotted[0].metric)}</h3>\n"
            f"{plot(plotted)}\n{html_table(of_it)}"
        )
    return PAGE.format(
        about=about,
        changes=f"<h2>Changes since the former run</h2><ul>{changed_html}</ul>" if changed else "",
        sections="\n".join(sections),
    )


def html_table(measurements: Iterable[Measurement]) -> str:
    """Return a benchmark's figures as an HTML table."""
    rows, columns = grid(measurements)
    head = "".join(f'<th scope="col">{escape(metric)}</th>' for metric in columns)
    lines = []
    for name, cells in rows.items():
        shown_cells = "".join(
            f"<td{_missing(cells[metric])}>{escape(shown(cells[metric]))}{_goal(cells[metric])}</td>"
            if metric in cells
            else "<td></td>"
            for metric in columns
        )
        lines.append(f'<tr><th scope="row">{escape(name)}</th>{shown_cells}</tr>')
    return f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _missing(each: Measurement) -> str:
    return ' class="miss"' if each.misses else ""


def _goal(each: Measurement) -> str:
    if each.goal is None:
        return ""
    least = "≥" if each.more_is_better else "≤"
    return f" <small>({least} {each.goal:,.3g})</small>"


def plot(measurements: Sequence[Measurement]) -> str:
    """Return an SVG with a horizontal bar for each value on a logarithmic scale, and its goal."""
    values = [each.value for each in measurements] + [each.goal or 0 for each in measurements]
    positive = [value for value in values if value > 0] or [1.0]
    low, high = min(positive) / 2, max(positive)
    span = log10(high / low) or 1.0

    def x(value: float) -> float:
        return LEFT + max(0.0, log10(max(value, low) / low) / span) * (WIDTH - LEFT - 110)

    height = len(measurements) * (BAR + GAP) + GAP
    parts = []
    for number, each in enumerate(measurements):
        y = GAP + number * (BAR + GAP)
        miss = " miss" if each.misses else ""
        parts.append(
            f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(each.name)}</text>'
            f'<rect class="bar{miss}" x="{LEFT}" y="{y}" width="{x(each.value) - LEFT:.1f}"'
            f' height="{BAR}"/>'
            f'<text x="{x(each.value) + 6:.1f}" y="{y + 12}">{escape(shown(each))}</text>'
        )
        if each.goal:
            at = f"{x(each.goal):.1f}"
            parts.append(
                f'<line class="goal" x1="{at}" x2="{at}" y1="{y - 2}" y2="{y + BAR + 2}"/>'
            )
    label = escape(f"{measurements[0].benchmark}: {measurements[0].metric}")
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}">{"".join(parts)}</svg>'
    )

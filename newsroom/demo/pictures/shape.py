"""Shapes: sets of polygons in normalised coordinates.

The height of a picture is 1, so a landscape is 1.6 wide; y grows downwards.
"""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from newsroom.demo.pictures.colour import Box, Point

SUPERSAMPLING = 2


def _spline(points: Sequence[Point], closed: bool, steps: int) -> list[Point]:
    """A Catmull-Rom curve through ``points``."""
    count = len(points)
    if count < 3:
        return list(points)
    if closed:
        padded = [points[-1], *points, points[0], points[1]]
    else:
        padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for i in range(1, len(padded) - 2):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = padded[i - 1 : i + 3]
        for step in range(steps):
            t = step / steps
            t2, t3 = t * t, t * t * t
            p, q = 2 * t2 - t3 - t, 2 - 5 * t2 + 3 * t3
            r, s = t + 4 * t2 - 3 * t3, t3 - t2
            curve.append(
                ((p * ax + q * bx + r * cx + s * dx) / 2, (p * ay + q * by + r * cy + s * dy) / 2)
            )
    if not closed:
        curve.append(points[-1])
    return curve


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 8) -> list[Point]:
    """A soft outline through ``points``; a point given twice in a row stays a sharp corner."""
    corners = [i for i in range(len(points) - 1) if points[i] == points[i + 1]]
    if not corners:
        return _spline(points, closed, steps)
    start = corners[0] + 1 if closed else 0
    rolled = [*points[start:], *points[:start]] if closed else list(points)
    runs: list[list[Point]] = [[]]
    for i, point in enumerate(rolled):
        runs[-1].append(point)
        if i + 1 < len(rolled) and rolled[i + 1] == point:
            runs.append([])
    return [p for run in runs for p in _spline(run, False, steps)]


def trace(
    data: str, x: float = 0, y: float = 0, scale: float | tuple[float, float] = 1
) -> list[Point]:
    """Points written as ``x,y x,y``, scaled and then moved; ``!`` marks a sharp corner."""
    sx, sy = scale if isinstance(scale, tuple) else (scale, scale)
    points: list[Point] = []
    for word in data.split():
        px, py = map(float, word.rstrip("!").split(","))
        points += [(x + px * sx, y + py * sy)] * (2 if word.endswith("!") else 1)
    return points


def arc(
    x: float, y: float, rx: float, ry: float, start: float, end: float, n: int = 32
) -> list[Point]:
    """Points on an ellipse between two angles in degrees, clockwise from three o'clock."""
    angles = [math.radians(start + (end - start) * i / n) for i in range(n + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def mirror(points: Sequence[Point], axis: float = 0.0) -> list[Point]:
    """Complete a right half, given from top to bottom, to a symmetrical outline."""
    return [*points, *((2 * axis - x, y) for x, y in reversed(points))]


def _ribbon(points: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """The outline of a line whose width changes along the way."""
    left: list[Point] = []
    right: list[Point] = []
    last = len(points) - 1
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(0, i - 1)], points[min(last, i + 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        place = i / last * (len(widths) - 1)
        k = min(int(place), len(widths) - 2)
        half = (widths[k] + (widths[k + 1] - widths[k]) * (place - k)) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return [*left, *reversed(right)]


class Shape:
    """Polygons that are filled together; each call adds to the shape and returns it."""

    def __init__(self) -> None:
        self.parts: list[tuple[list[Point], bool]] = []

    def poly(self, *points: Point) -> "Shape":
        """A polygon with straight sides."""
        self.parts.append((list(points), True))
        return self

    def curve(self, *points: Point, steps: int = 8) -> "Shape":
        """A closed soft outline; repeat a point to make it a corner."""
        self.parts.append((smooth(points, steps=steps), True))
        return self

    def oval(
        self, x: float, y: float, rx: float, ry: float | None = None, angle: float = 0
    ) -> "Shape":
        """An ellipse, or a circle if only one radius is given."""
        ry = rx if ry is None else ry
        big = max(rx, ry)
        sides = 8 if big < 0.003 else 20 if big < 0.02 else 40 if big < 0.08 else 96
        points = arc(0, 0, rx, ry, 0, 360, sides)
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        self.parts.append(
            ([(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points], True)
        )
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float, r: float = 0) -> "Shape":
        """A rectangle, with rounded corners if ``r`` is given."""
        if not r:
            return self.poly((x0, y0), (x1, y0), (x1, y1), (x0, y1))
        r = min(r, (x1 - x0) / 2, (y1 - y0) / 2)
        return self.poly(
            *arc(x1 - r, y0 + r, r, r, -90, 0, 8),
            *arc(x1 - r, y1 - r, r, r, 0, 90, 8),
            *arc(x0 + r, y1 - r, r, r, 90, 180, 8),
            *arc(x0 + r, y0 + r, r, r, 180, 270, 8),
        )

    def stroke(self, points: Sequence[Point], *widths: float, soft: bool = True) -> "Shape":
        """A line with round ends; several widths make it swell or taper, if it is soft."""
        widths = widths if len(widths) > 1 else (widths[0], widths[0])
        line = smooth(points, closed=False, steps=6) if soft else list(points)
        if soft or len(points) == 2:
            self.parts.append((_ribbon(line, widths), True))
        else:
            for pair in zip(line, line[1:], strict=False):
                self.parts.append((_ribbon(pair, widths), True))
                self.oval(*pair[0], widths[0] / 2)
        self.oval(*line[0], widths[0] / 2)
        return self.oval(*line[-1], widths[-1] / 2)

    def add(self, other: "Shape") -> "Shape":
        """Everything that ``other`` covers, too."""
        self.parts.extend(other.parts)
        return self

    def cut(self, other: "Shape") -> "Shape":
        """Take away what ``other`` covers."""
        self.parts.extend((points, False) for points, _ in other.parts)
        return self

    def at(
        self,
        x: float,
        y: float,
        size: float | tuple[float, float] = 1.0,
        angle: float = 0.0,
    ) -> "Shape":
        """A copy, scaled and turned about the origin and then moved there."""
        sx, sy = size if isinstance(size, tuple) else (size, size)
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        copy = Shape()
        for points, solid in self.parts:
            moved = [
                (x + px * sx * cos - py * sy * sin, y + px * sx * sin + py * sy * cos)
                for px, py in points
            ]
            copy.parts.append((moved, solid))
        return copy

    def flipped(self, axis: float = 0.0) -> "Shape":
        """A copy mirrored left to right."""
        return self.at(2 * axis, 0, (-1, 1))

    def bounds(self) -> tuple[float, float, float, float]:
        """The smallest rectangle around the shape."""
        xs = [x for points, _ in self.parts for x, _ in points]
        ys = [y for points, _ in self.parts for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    def raster(self, box: Box, scale: float) -> Image.Image:
        """The antialiased coverage of the pixels in ``box``."""
        fine = scale * SUPERSAMPLING
        left, top = box[0] * SUPERSAMPLING, box[1] * SUPERSAMPLING
        size = ((box[2] - box[0]) * SUPERSAMPLING, (box[3] - box[1]) * SUPERSAMPLING)
        mask = Image.new("L", size)
        draw = ImageDraw.Draw(mask)
        for points, solid in self.parts:
            flat = [(x * fine - left, y * fine - top) for x, y in points]
            draw.polygon(flat, fill=255 if solid else 0)
        return mask.reduce(SUPERSAMPLING)

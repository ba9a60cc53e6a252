"""Skies, land, water and plants that several scenes share."""

import math
import random
from collections.abc import Sequence

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Mist, Paint, Point, fade, vertical
from newsroom.demo.pictures.shape import Shape


def skyline(
    rng: random.Random,
    y: float,
    height: float,
    *,
    waves: int = 3,
    octaves: int = 5,
    width: float = 1.6,
) -> list[Point]:
    """A rugged horizon from left to right: fractal noise about the height ``y``."""
    layers = []
    for octave in range(octaves):
        knots = waves * 2**octave
        layers.append((knots, [rng.uniform(-1, 1) for _ in range(knots + 3)]))
    points = []
    steps = 160
    for i in range(steps + 1):
        t = i / steps
        total = 0.0
        for octave, (knots, values) in enumerate(layers):
            place = t * knots
            k = int(place)
            share = (1 - math.cos((place - k) * math.pi)) / 2
            total += (values[k] * (1 - share) + values[k + 1] * share) * 0.5**octave
        points.append((-0.05 + t * (width + 0.1), y - total * height))
    return points


def land(points: Sequence[Point], bottom: float = 1.1) -> Shape:
    """The ground below a horizon."""
    return Shape().poly((points[0][0], bottom), *points, (points[-1][0], bottom))


def height_at(points: Sequence[Point], x: float) -> float:
    """How high a horizon is at ``x``."""
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        if ax <= x <= bx:
            return ay + (by - ay) * (x - ax) / ((bx - ax) or 1)
    return points[-1][1]


def starfield(
    c: Canvas, count: int, bottom: float = 0.7, colours: Sequence[str] = ("#ffffff", "#cfe0ff")
) -> None:
    """Stars of very different brightness, fewer towards the height ``bottom``."""
    dim, mid, bright = Shape(), Shape(), Shape()
    for _ in range(count):
        x, y = c.rng.uniform(0, c.width), c.rng.random() ** 1.3 * bottom
        luck = c.rng.random()
        if luck < 0.75:
            dim.oval(x, y, c.rng.uniform(0.0006, 0.0011))
        elif luck < 0.96:
            mid.oval(x, y, c.rng.uniform(0.0010, 0.0016))
        else:
            bright.oval(x, y, c.rng.uniform(0.0018, 0.0027))
            c.glow(x, y, 0.018, colours[-1], 0.45)
    c.fill(dim, colours[-1], opacity=0.55)
    c.fill(mid, colours[0], opacity=0.75)
    c.fill(bright, colours[0])


def milky_way(c: Canvas, start: Point, end: Point, spread: float, colours: Sequence[str]) -> None:
    """A band of star dust between two points."""
    (ax, ay), (bx, by) = start, end
    steps = 26
    for colour, wide, strength in ((colours[0], 1.0, 0.5), (colours[1], 0.55, 0.5)):
        band = Shape().stroke([start, end], spread * wide)
        c.fill(band, colour, blur=spread * wide * 0.42, opacity=strength, mode="screen")
    dust = Shape().stroke([start, end], spread * 0.9)
    c.fill(
        dust,
        Mist(colours[2], 31, (9, 7), 0.45, 0.72),
        blur=spread * 0.3,
        opacity=0.6,
        mode="screen",
    )
    rift = Shape().stroke([start, end], spread * 0.25)
    c.fill(rift, Mist(colours[3], 57, (10, 8), 0.45, 0.7), blur=spread * 0.14, opacity=0.8)
    stars, far = Shape(), Shape()
    for _ in range(steps * 26):
        t, side = c.rng.random(), c.rng.gauss(0, spread * 0.34)
        length = math.hypot(bx - ax, by - ay)
        x = ax + (bx - ax) * t - (by - ay) / length * side
        y = ay + (by - ay) * t + (bx - ax) / length * side
        (stars if c.rng.random() < 0.25 else far).oval(x, y, c.rng.uniform(0.0006, 0.0012))
    c.fill(far, "#dfe6ff", opacity=0.5)
    c.fill(stars, "#ffffff", opacity=0.85)


def fog(
    c: Canvas, y: float, thickness: float, colour: str, seed: int, opacity: float = 0.8
) -> None:
    """A bank of fog that is densest at the height ``y``."""
    clear = fade(colour, 0)
    band = Shape().box(-0.1, y - thickness, c.width + 0.1, y + thickness)
    c.fill(
        band, vertical(y - thickness, y + thickness, clear, colour, clear), opacity=opacity * 0.6
    )
    wisps = Shape().box(-0.1, y - thickness * 0.5, c.width + 0.1, y + thickness * 0.5)
    c.fill(
        wisps, Mist(colour, seed, (4, 14), 0.4, 0.75), blur=thickness * 0.3, opacity=opacity * 0.7
    )


def cumulus(rng: random.Random, x: float, y: float, size: float) -> Shape:
    """A heaped cloud with a flat base at the height ``y``."""
    cloud = Shape()
    count = 9
    for i in range(count):
        t = i / (count - 1) * 2 - 1
        lift = (1 - t * t) * 0.42 + 0.08
        radius = size * lift * rng.uniform(0.55, 0.85)
        cloud.oval(x + t * size * 0.9, y - size * lift * rng.uniform(0.35, 0.75), radius)
    cloud.box(x - size * 0.98, y - size * 0.12, x + size * 0.98, y, size * 0.06)
    below = Shape().box(x - size * 2, y, x + size * 2, y + size)
    return cloud.cut(below)


def streaks(
    rng: random.Random, count: int, top: float, bottom: float, longest: float, width: float = 1.6
) -> Shape:
    """Thin horizontal lens shapes, longer and wider apart downwards: glitter on water."""
    shape = Shape()
    for _ in range(count):
        near = rng.random() ** 1.5
        y = top + (bottom - top) * near
        half = longest * (0.12 + near) * rng.uniform(0.3, 1) / 2
        x = rng.uniform(0, width)
        shape.oval(x, y, half, 0.0007 + 0.0022 * near)
    return shape


def glitter(
    rng: random.Random, x: float, top: float, bottom: float, spread: Point, count: int
) -> Shape:
    """The path of light on water below a low sun: ``spread`` is its width far and near."""
    shape = Shape()
    for _ in range(count):
        near = rng.random()
        y = top + (bottom - top) * near**1.4
        wide = spread[0] + (spread[1] - spread[0]) * near
        half = (0.004 + 0.03 * near) * rng.uniform(0.3, 1.2)
        shape.oval(x + rng.gauss(0, wide * 0.4), y, half, 0.0008 + 0.0028 * near)
    return shape


def pine(rng: random.Random, x: float, y: float, height: float) -> Shape:
    """A conifer that stands at the height ``y``."""
    tree = Shape().box(x - height * 0.02, y - height * 0.2, x + height * 0.02, y + height * 0.05)
    tiers = 7
    for i in range(tiers):
        t = i / tiers
        wide = height * 0.24 * (1 - t) ** 0.9 * rng.uniform(0.85, 1.15)
        base = y - height * (0.08 + t * 0.88)
        tip = base - height * 0.26
        tree.poly(
            (x, max(tip, y - height)),
            (x + wide, base + height * 0.02),
            (x + wide * 0.3, base - height * 0.01),
            (x - wide * 0.3, base - height * 0.01),
            (x - wide, base + height * 0.02),
        )
    return tree


def grass(rng: random.Random, ground: Sequence[Point], count: int, tall: float) -> Shape:
    """Blades along a horizon."""
    blades = Shape()
    left, right = ground[0][0], ground[-1][0]
    for _ in range(count):
        x = rng.uniform(left, right)
        y = height_at(ground, x) + tall * 0.15
        h, lean = tall * rng.uniform(0.4, 1), tall * rng.uniform(-0.45, 0.45)
        w = tall * 0.05
        blades.poly((x - w, y), (x + lean * 0.35, y - h * 0.6), (x + lean, y - h), (x + w, y))
    return blades


def foliage(rng: random.Random, x: float, y: float, rx: float, ry: float, leaves: int) -> Shape:
    """A crown of leaves: a cloud of small ovals."""
    crown = Shape()
    for _ in range(leaves):
        a, r = rng.uniform(0, math.tau), rng.random() ** 0.5
        size = min(rx, ry) * rng.uniform(0.14, 0.3)
        crown.oval(
            x + math.cos(a) * r * rx,
            y + math.sin(a) * r * ry,
            size,
            size * 0.7,
            rng.uniform(0, 180),
        )
    return crown


def sun(c: Canvas, x: float, y: float, radius: float, paint: Paint, halo: str) -> None:
    """A disc in its own light."""
    c.glow(x, y, radius * 4.2, halo, 0.55)
    c.glow(x, y, radius * 2.0, halo, 0.7)
    c.fill(Shape().oval(x, y, radius), paint, blur=0.0015)

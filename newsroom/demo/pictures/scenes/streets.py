"""A picture of a street in neon and rain."""

import math

from newsroom.demo.pictures import figures
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Mist, fade, horizontal, mix, vertical
from newsroom.demo.pictures.neon import NEON, neon_tube
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace


def city_rain(c: Canvas) -> None:
    """Someone with an umbrella walks home through neon and rain."""
    street = 0.7
    c.wash(vertical(0, street, "#0a0b2a", "#1a1a56", "#43307f", "#a84f94"))
    c.glow(0.8, 0.62, 0.7, "#ff7fb0", 0.75)
    c.wash(Mist("#8a4fa8", 5, (4, 4), 0.45, 0.8), opacity=0.35)
    _wet_road(c, street)
    for depth in range(5):
        _street_block(c, depth, street)
    _puddles(c, street)
    _umbrella_walker(c, 0.83, 0.89)
    rain = Shape()
    for _ in range(330):
        x, y, length = (
            c.rng.uniform(-0.05, 1.65),
            c.rng.uniform(-0.05, 1),
            c.rng.uniform(0.02, 0.07),
        )
        rain.stroke([(x, y), (x - length * 0.16, y + length)], 0.0007, 0.0014)
    c.fill(rain, "#cfe0ff", opacity=0.35)
    c.bloom(0.03, 0.45, 175)


def _wet_road(c: Canvas, street: float) -> None:
    """The road with long, broken reflections of the signs above it."""
    road = Shape().box(-0.1, street - 0.06, 1.7, 1.1)
    c.fill(road, vertical(street - 0.06, 1, "#c8609c", "#4a2f7c", "#1c1750", "#0c0b30"))
    for i, (x, wide) in enumerate(
        (
            (0.8, 0.07),
            (0.68, 0.03),
            (0.92, 0.03),
            (0.57, 0.035),
            (1.03, 0.035),
            (0.42, 0.045),
            (1.18, 0.045),
            (0.24, 0.06),
            (1.36, 0.06),
        )
    ):
        colour = "#ffc0d8" if i == 0 else NEON[(i * 3) % 5]
        bands = Shape()
        y = street - 0.02
        while y < 1.05:
            tall = c.rng.uniform(0.006, 0.02)
            shift = c.rng.uniform(-0.014, 0.014)
            bands.oval(x + shift, y + tall, wide * c.rng.uniform(0.5, 1.1), tall)
            y += tall * c.rng.uniform(1.2, 2.4)
        c.fill(
            bands,
            vertical(street, 1, fade(colour, 0.7), fade(colour, 0.35)),
            blur=0.004,
            mode="screen",
        )


def _street_block(c: Canvas, depth: int, street: float) -> None:
    """The pair of houses at one distance, from the far end of the street to the near."""
    gap = (0.06, 0.13, 0.24, 0.39, 0.58)[depth]
    wide = (0.1, 0.15, 0.2, 0.25, 0.4)[depth]
    tone = ("#7a4a9c", "#553887", "#3a2b72", "#241f58", "#141240")[depth]
    foot = street + (-0.05, -0.03, 0.0, 0.045, 0.11)[depth]
    for side in (-1, 1):
        top = (0.36, 0.26, 0.14, 0.02, -0.1)[depth] + c.rng.uniform(-0.06, 0.06)
        x0, x1 = sorted((0.8 + side * gap, 0.8 + side * (gap + wide)))
        house = Shape().box(x0, top, x1, foot)
        house.box(x0 + wide * 0.2, top - 0.05, x0 + wide * 0.4, top).box(
            x0 + wide * 0.65, top - 0.03, x0 + wide * 0.7, top
        )
        c.fill(house, vertical(top, foot, tone, mix(tone, "#c9609c", 0.35)))
        c.edge(house, "#ff8fc0", (side * 0.003, 0), opacity=0.5)
        _lit_windows(c, (x0, top, x1, foot - 0.09 - depth * 0.025), depth)
        _shop(c, (x0, x1, foot), depth, side)
        x, size = 0.8 + side * (gap - 0.006), 0.019 + depth * 0.0115
        y = foot - 0.15 - depth * 0.075
        arm = Shape().stroke(
            [(x, y - size * 1.2), (x + side * size * 2.2, y - size * 1.2)], size * 0.14
        )
        c.fill(arm, "#0c0a2a")
        _hanging_sign(c, x, y, size, depth + (side > 0) * 2)


def _lit_windows(c: Canvas, wall: tuple[float, float, float, float], depth: int) -> None:
    x0, top, x1, bottom = wall
    cell = 0.014 + depth * 0.007
    windows = Shape()
    for row in range(int((bottom - top) / (cell * 1.9))):
        for column in range(int((x1 - x0) / (cell * 1.5))):
            if c.rng.random() < 0.36:
                x, y = x0 + cell * (0.4 + column * 1.5), top + cell * (0.8 + row * 1.9)
                windows.box(x, y, x + cell * 0.8, y + cell)
    c.fill(
        windows, ("#ffd9a0", "#ffc98a", "#9fd8ff")[c.rng.randrange(3)], opacity=0.28 + depth * 0.07
    )


def _shop(c: Canvas, plot: tuple[float, float, float], depth: int, side: int) -> None:
    """A lit shop window below an awning; the wet road takes up its light."""
    x0, x1, foot = plot
    wide, high = x1 - x0, 0.055 + depth * 0.022
    colour = NEON[(depth * 2 + (side > 0)) % 5]
    glass = Shape().box(x0 + wide * 0.1, foot - high, x1 - wide * 0.1, foot - 0.004)
    c.fill(
        glass,
        vertical(foot - high, foot, mix(colour, "#fff0d8", 0.7), mix(colour, "#fff0d8", 0.35)),
        opacity=0.92,
    )
    bars = Shape()
    for share in (0.36, 0.64):
        bars.box(x0 + wide * share, foot - high, x0 + wide * share + 0.004, foot)
    bars.box(x0 + wide * 0.1, foot - high * 0.3, x1 - wide * 0.1, foot)
    c.fill(bars, "#120c34", opacity=0.85)
    c.fill(glass, colour, blur=0.04, opacity=0.6, mode="screen")
    awning = Shape()
    for i in range(6):
        a, b = x0 + wide * i / 6, x0 + wide * (i + 1) / 6
        awning.poly(
            (a, foot - high * 1.35),
            (b, foot - high * 1.35),
            (b, foot - high * 0.86),
            *arc((a + b) / 2, foot - high * 0.86, (b - a) / 2, high * 0.12, 0, 180, 6),
        )
    c.fill(awning, mix(colour, "#1a1250", 0.5))
    stripes = Shape()
    for i in range(0, 6, 2):
        stripes.box(
            x0 + wide * i / 6, foot - high * 1.35, x0 + wide * (i + 1) / 6, foot - high * 0.8
        )
    c.fill(stripes, mix(colour, "#ffffff", 0.35), within=awning, opacity=0.75)
    smear = Shape().box(x0 + wide * 0.1, foot, x1 - wide * 0.1, foot + 0.26)
    c.fill(
        smear,
        vertical(foot, foot + 0.26, fade(colour, 0.75), fade(colour, 0.0)),
        blur=0.01,
        mode="screen",
    )


def _hanging_sign(c: Canvas, x: float, y: float, size: float, kind: int) -> None:
    """A neon picture on a bracket: a moon, a fish, a cup, a star or a heart."""
    colour, other = NEON[kind % 5], NEON[(kind + 2) % 5]
    if kind % 2:
        board, hole = Shape().oval(x, y, size * 1.5), Shape().oval(x, y, size * 1.36)
    else:
        board = Shape().box(
            x - size * 1.3, y - size * 1.7, x + size * 1.3, y + size * 1.7, size * 0.4
        )
        hole = Shape().box(
            x - size * 1.16, y - size * 1.56, x + size * 1.16, y + size * 1.56, size * 0.3
        )
    c.fill(board, "#100c30")
    neon_tube(c, board.cut(hole), colour)
    neon_tube(c, _emblem(kind % 5).at(x, y, size), other)


def _emblem(kind: int) -> Shape:
    if kind == 0:
        return Shape().oval(0, 0, 0.8).cut(Shape().oval(0.36, -0.2, 0.68))
    if kind == 1:
        return figures.fish().at(0, 0, 1.8).cut(Shape().oval(0.55, -0.04, 0.08))
    if kind == 2:
        cup = (
            Shape()
            .poly((-0.65, -0.25), (0.5, -0.25), (0.36, 0.75), (-0.5, 0.75))
            .stroke(arc(0.48, 0.15, 0.32, 0.28, -80, 90, 10), 0.14)
        )
        return cup.stroke([(-0.25, -0.5), (-0.15, -0.75), (-0.28, -1.0)], 0.13).stroke(
            [(0.15, -0.5), (0.25, -0.75), (0.12, -1.0)], 0.13
        )
    if kind == 3:
        tips = [
            (r * math.sin(math.radians(36 * i)), -r * math.cos(math.radians(36 * i)))
            for i, r in enumerate((0.9, 0.38) * 5)
        ]
        return Shape().poly(*tips)
    return Shape().curve(*trace("0,.85! -.8,.05 -.75,-.5 -.38,-.65 0,-.3! .38,-.65 .75,-.5 .8,.05"))


def _puddles(c: Canvas, street: float) -> None:
    lines = Shape()
    for _ in range(60):
        y = street + 0.3 * c.rng.random() ** 1.2
        x, half = c.rng.uniform(0, 1.6), c.rng.uniform(0.01, 0.06) * (0.3 + (y - street) * 4)
        lines.oval(x, y, half, 0.0012)
    c.fill(lines, "#bfe4ff", opacity=0.3)
    rings = Shape()
    for _ in range(28):
        x, y = c.rng.uniform(0, 1.6), c.rng.uniform(street + 0.04, 0.99)
        r = 0.006 + (y - street) * 0.06
        rings.oval(x, y, r, r * 0.28).cut(Shape().oval(x, y, r * 0.86, r * 0.2))
    c.fill(rings, "#e6f4ff", opacity=0.4)


def _umbrella_walker(c: Canvas, x: float, y: float) -> None:
    size = 0.34
    canopy = Shape().curve(
        *trace(
            "-.42,-.92! -.34,-1.12 -.14,-1.24 0,-1.26 .14,-1.24 .34,-1.12 .42,-.92! "
            ".29,-.955 .145,-.92! 0,-.955 -.145,-.92! -.29,-.955"
        ),
    )
    ribs = (
        Shape()
        .stroke([(0, -1.26), (-0.1, -1.1), (-0.145, -0.92)], 0.008)
        .stroke([(0, -1.26), (0.1, -1.1), (0.145, -0.92)], 0.008)
    )
    ribs.stroke([(0, -1.26), (0, -1.32)], 0.018)
    figure = figures.standing()
    for part, tone in ((figure, "#140d30"), (canopy, "#b3184f")):
        c.fill(part.at(x, y - 0.004, (size, -size * 0.62)), tone, blur=0.005, opacity=0.7)
    c.fill(figure.at(x, y, size), vertical(y - 0.3, y, "#2a1650", "#0d0a26"))
    c.edge(figure.at(x, y, size), "#ff7fb8", (0.003, 0.001), blur=0.001, opacity=0.9)
    c.edge(figure.at(x, y, size), "#5fe0ff", (-0.003, 0.001), blur=0.001, opacity=0.9)
    c.fill(canopy.at(x, y, size), horizontal(x - 0.15, x + 0.15, "#ff5a7a", "#d81f55", "#7a1050"))
    c.fill(ribs.at(x, y, size), "#5a0a3c")
    c.edge(canopy.at(x, y, size), "#ffd0dc", (0.0015, 0.004), blur=0.002, opacity=0.8)


SCENES = collect(
    Scene(
        "city-rain",
        "Someone with a red umbrella stands in a rainy street at night; neon signs shine "
        "on the wet ground.",
        "Everyone else is running.",
        city_rain,
    ),
)

"""A picture of a board game with an island made of hexagons."""

import math

from newsroom.demo.pictures import nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.chessmen import chessman
from newsroom.demo.pictures.colour import (
    Linear,
    Mist,
    Point,
    horizontal,
    mix,
    vertical,
)
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, trace

TERRAIN = {
    "forest": ("#3f8a5c", "#2c6a4c"),
    "wheat": ("#f2c04f", "#dba038"),
    "meadow": ("#a8cf5f", "#8ab84a"),
    "stone": ("#93a0ae", "#788696"),
    "clay": ("#d9744f", "#be5c3e"),
    "sand": ("#f0dcae", "#e0c48c"),
}


LAYOUT = (
    "forest",
    "wheat",
    "clay",
    "stone",
    "meadow",
    "sand",
    "wheat",
    "forest",
    "clay",
    "meadow",
    "wheat",
    "stone",
    "forest",
    "meadow",
    "clay",
    "stone",
    "meadow",
    "forest",
    "wheat",
)


def _hexagon(x: float, y: float, r: float) -> Shape:
    return Shape().poly(
        *(
            (x + r * math.sin(math.radians(60 * i)), y - r * math.cos(math.radians(60 * i)))
            for i in range(6)
        )
    )


def board_game(c: Canvas) -> None:
    """An island made of hexagons, from above."""
    c.wash(Linear((0, 0), (1.6, 1), ("#7a4436", "#5a2f2c", "#3a1e26")))
    c.fill(c.frame, Mist("#9a5a40", 15, (2, 40), 0.45, 0.8), opacity=0.35)
    r, cx, cy = 0.108, 0.76, 0.5
    step = r * math.sqrt(3)
    centres = [
        (cx + (col - (n - 1) / 2) * step, cy + (row - 2) * r * 1.5)
        for row, n in enumerate((3, 4, 5, 4, 3))
        for col in range(n)
    ]
    sea = [
        (cx + (col - (n - 1) / 2) * step, cy + (row - 3) * r * 1.5)
        for row, n in enumerate((4, 5, 6, 7, 6, 5, 4))
        for col in range(n)
    ]
    water = Shape()
    for x, y in sea:
        water.add(_hexagon(x, y, r * 1.01))
    c.fill(water.at(0.02, 0.03), "#12080e", blur=0.02, opacity=0.75)
    c.fill(water, Linear((0.2, 0), (1.3, 1), ("#4fb0bf", "#2a7f9f", "#1f5f88")))
    c.edge(water, "#bfeee4", (0.004, 0.005), opacity=0.8)
    ripples = Shape()
    for x, y in sea:
        for dx, dy in ((-0.03, -0.02), (0.025, 0.012), (-0.015, 0.045)):
            ripples.stroke(
                [
                    (x + dx - 0.018, y + dy),
                    (x + dx - 0.006, y + dy - 0.006),
                    (x + dx + 0.006, y + dy),
                    (x + dx + 0.018, y + dy - 0.006),
                ],
                0.0022,
            )
    c.fill(ripples, "#d8f6ee", opacity=0.45)
    for kind, (x, y) in zip(LAYOUT, centres, strict=True):
        _tile(c, kind, x, y, r)
    _pieces(c, centres, r)
    _beside_board(c)
    c.wash(Linear((0, 0), (1.6, 1), ("#ffe0a844", "#ffe0a800", "#1a0c2066")))


SPOTS = trace("-.4,-.2 .38,-.25 0,-.55 -.35,.35 .35,.35 0,.62")
"""Where the emblems stand on a tile of radius one."""


def _tile(c: Canvas, kind: str, x: float, y: float, r: float) -> None:
    light, dark = TERRAIN[kind]
    tile = _hexagon(x, y, r * 0.955)
    c.fill(tile.at(0.005, 0.008), "#0f3048", blur=0.005, opacity=0.6)
    c.fill(tile, "#f4e8c8")
    inner = _hexagon(x, y, r * 0.89)
    c.fill(inner, Linear((x - r, y - r), (x + r, y + r), (light, dark)))
    shade = mix(dark, "#1a2430", 0.4)
    for dx, dy in SPOTS:
        place = (x + dx * r, y + dy * r)
        if kind == "forest":
            _tree(c, place, r, light, shade)
        elif kind == "stone":
            summit = Shape().poly(*trace("-.22,.14 0,-.2 .22,.14"))
            slope = Shape().poly(*trace("-.22,.14 0,-.2 -.02,.14"))
            c.fill(summit.at(*place, r), shade)
            c.fill(slope.at(*place, r), mix(light, "#ffffff", 0.3))
        else:
            c.fill(_emblem(kind).at(*place, r), shade, opacity=0.7)
    if kind == "meadow":
        for dx, dy in ((-0.3, 0.05), (0.25, 0.1)):
            _sheep(c, x + dx * r, y + dy * r)


def _sheep(c: Canvas, x: float, y: float) -> None:
    legs = Shape().box(-0.011, 0.006, -0.008, 0.019).box(0.006, 0.006, 0.009, 0.019)
    c.fill(legs.at(x, y), "#4a4048")
    fleece = Shape()
    for px, py in trace("-.013,.002 -.009,-.007 0,-.01 .009,-.007 .013,.002 .006,.007 -.006,.007"):
        fleece.oval(px, py, 0.0085)
    c.fill(fleece.at(x, y), vertical(y - 0.015, y + 0.015, "#fffdf6", "#e0d4c8"))
    c.fill(Shape().oval(x + 0.023, y - 0.004, 0.0055, 0.008, -30), "#4a4048")


def _tree(c: Canvas, place: Point, r: float, light: str, shade: str) -> None:
    x, y = place
    tone = mix(light, "#e8f0a0", 0.15 + 0.2 * c.rng.random())
    c.fill(nature.pine(c.rng, x + 0.004, y + r * 0.19, r * 0.4), shade, opacity=0.5)
    c.fill(nature.pine(c.rng, x, y + r * 0.16, r * 0.4), tone)


def _emblem(kind: str) -> Shape:
    """Ears of wheat, bricks, tufts of grass or ripples of sand, for a tile of radius one."""
    emblem = Shape()
    if kind == "wheat":
        for k in range(-2, 3):
            emblem.stroke([(k * 0.06, 0.14), (k * 0.085, -0.1)], 0.028)
            emblem.oval(k * 0.085, -0.13, 0.037, 0.074)
    elif kind == "clay":
        emblem.box(-0.17, -0.06, -0.01, 0.03, 0.02).box(0.02, -0.06, 0.18, 0.03, 0.02)
        emblem.box(-0.08, 0.06, 0.09, 0.15, 0.02)
    elif kind == "meadow":
        for foot, tip, tall in ((-0.074, -0.028, 0.065), (0, 0, 0.093), (0.074, 0.037, 0.065)):
            emblem.stroke([(foot, 0.037), (tip, -tall)], 0.02)
    else:
        emblem.stroke(trace("-.167,0 0,-.074 .167,0"), 0.022)
    return emblem


def _pieces(c: Canvas, centres: list[Point], r: float) -> None:
    red, blue, white = "#d83a3f", "#2f5fc0", "#fff6e4"
    roads = (
        (5, 2, 3, red),
        (5, 1, 2, red),
        (9, 1, 2, red),
        (13, 4, 5, blue),
        (13, 3, 4, blue),
        (10, 3, 4, blue),
        (7, 0, 1, white),
        (3, 3, 4, white),
    )
    _roads(c, centres, r, roads)
    for tile, corner, tone, size in (
        (5, 2, red, 0.03),
        (9, 2, red, 0.038),
        (13, 4, blue, 0.03),
        (10, 4, blue, 0.038),
        (7, 1, white, 0.03),
        (3, 3, white, 0.03),
    ):
        x, y = centres[tile]
        _house(
            c,
            x + r * math.sin(math.radians(60 * corner)),
            y - r * math.cos(math.radians(60 * corner)),
            size,
            tone,
        )
    _robber(c, *centres[5])


def _roads(
    c: Canvas, centres: list[Point], r: float, roads: tuple[tuple[int, int, int, str], ...]
) -> None:
    for tile, a, b, tone in roads:
        ends = []
        for corner in (a, b):
            x, y = centres[tile]
            ends.append(
                (
                    x + r * math.sin(math.radians(60 * corner)),
                    y - r * math.cos(math.radians(60 * corner)),
                )
            )
        (ax, ay), (bx, by) = ends
        road = Shape().stroke(
            [
                (ax + (bx - ax) * 0.24, ay + (by - ay) * 0.24),
                (ax + (bx - ax) * 0.76, ay + (by - ay) * 0.76),
            ],
            0.017,
        )
        c.fill(road.at(0.005, 0.008), "#12080e", blur=0.003, opacity=0.6)
        c.fill(road, mix(tone, "#12080e", 0.25))
        c.fill(road.at(-0.0015, -0.003), tone)


def _robber(c: Canvas, x: float, y: float) -> None:
    c.fill(Shape().oval(x + 0.012, y + 0.02, 0.034, 0.026), "#12080e", blur=0.006, opacity=0.6)
    pawn = chessman("pawn").at(x, y + 0.03, 0.115)
    c.fill(pawn, horizontal(x - 0.03, x + 0.03, "#6a6070", "#2a2430", "#14101a"))
    c.edge(pawn, "#f0d8c0", (0.002, 0.002), opacity=0.8)


def _house(c: Canvas, x: float, y: float, s: float, tone: str) -> None:
    """A wooden house, seen from above: two slopes of a roof."""
    c.fill(
        Shape().box(
            x - s * 0.6 + 0.008,
            y - s * 0.5 + 0.012,
            x + s * 0.6 + 0.008,
            y + s * 0.5 + 0.012,
            0.002,
        ),
        "#12080e",
        blur=0.004,
        opacity=0.65,
    )
    c.fill(Shape().box(x - s * 0.6, y - s * 0.5, x + s * 0.6, y, 0.002), mix(tone, "#ffffff", 0.28))
    c.fill(Shape().box(x - s * 0.6, y, x + s * 0.6, y + s * 0.5, 0.002), mix(tone, "#1a0c20", 0.25))
    c.fill(
        Shape().box(x - s * 0.6, y - s * 0.04, x + s * 0.6, y + s * 0.03),
        mix(tone, "#ffffff", 0.55),
    )


def _beside_board(c: Canvas) -> None:
    """Dice, spare houses and a fan of cards on the table."""
    for x, y, angle, pips in (
        (1.46, 0.62, 18, ((-1, -1), (0, 0), (1, 1))),
        (1.38, 0.74, -24, ((-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1))),
    ):
        die = Shape().box(-0.042, -0.042, 0.042, 0.042, 0.012).at(x, y, 1, angle)
        c.fill(die.at(0.012, 0.018), "#12080e", blur=0.008, opacity=0.7)
        c.fill(die, Linear((x - 0.05, y - 0.05), (x + 0.05, y + 0.05), ("#fffaf0", "#f0d8c0")))
        c.edge(die, "#b88a7a", (-0.006, -0.006), blur=0.005, opacity=0.6)
        dots = Shape()
        for px, py in pips:
            dots.oval(px * 0.022, py * 0.022, 0.0075)
        c.fill(dots.at(x, y, 1, angle), "#c8383c")
    for i, tone in enumerate(("forest", "wheat", "clay", "stone")):
        angle = -34 + i * 15
        card = Shape().box(-0.055, -0.17, 0.055, 0, 0.008).at(1.44, 0.36, 1, angle)
        c.fill(card.at(0.005, 0.007), "#12080e", blur=0.006, opacity=0.6)
        c.fill(card, "#fff4dc")
        c.fill(
            Shape().box(-0.043, -0.158, 0.043, -0.06, 0.005).at(1.44, 0.36, 1, angle),
            TERRAIN[tone][0],
        )
        c.fill(Shape().oval(0, -0.11, 0.022).at(1.44, 0.36, 1, angle), TERRAIN[tone][1])
        c.fill(
            Shape()
            .box(-0.03, -0.045, 0.03, -0.038)
            .box(-0.03, -0.03, 0.015, -0.023)
            .at(1.44, 0.36, 1, angle),
            "#b89a7a",
        )
    for x, y, s, tone in (
        (0.1, 0.32, 0.045, "#2f5fc0"),
        (0.17, 0.24, 0.045, "#2f5fc0"),
        (0.07, 0.72, 0.045, "#d83a3f"),
        (0.16, 0.8, 0.05, "#d83a3f"),
        (0.09, 0.88, 0.045, "#d83a3f"),
    ):
        _house(c, x, y, s, tone)


SCENES = collect(
    Scene(
        "board-game",
        "A board game island of hexagonal tiles seen from above, with wooden houses, "
        "roads, dice and a fan of cards.",
        "Anyone got any wheat?",
        board_game,
    ),
)

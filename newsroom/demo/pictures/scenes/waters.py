"""Pictures of clear water: a small island above it, a diver below."""

import math

from newsroom.demo.pictures import figures, nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import (
    Linear,
    Mist,
    Radial,
    fade,
    horizontal,
    mix,
    vertical,
)
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, trace


def small_island(c: Canvas) -> None:
    """A very small island on a very fine day."""
    horizon = 0.62
    c.wash(vertical(0, horizon, "#2f9fc4", "#6cc6d4", "#c9ecdc", "#fff3d2"))
    for x, y, size, tone in (
        (0.3, 0.6, 0.2, 0.5),
        (1.35, 0.595, 0.26, 0.5),
        (0.75, 0.615, 0.14, 0.6),
    ):
        cloud = nature.cumulus(c.rng, x, y, size)
        c.fill(cloud, vertical(y - size * 0.5, y, "#fffaf0", "#bfe3df"), opacity=tone)
    for x, y, size in ((0.34, 0.4, 0.27), (1.3, 0.28, 0.24)):
        cloud = nature.cumulus(c.rng, x, y, size)
        c.fill(cloud, vertical(y - size * 0.6, y, "#fffdf4", "#ffeeda", "#a9d3da"))
        c.edge(cloud, "#8fc3d2", (0.02, 0.03), blur=0.03, opacity=0.0)
        c.edge(cloud, "#ffffff", (0.006, 0.01), blur=0.008, opacity=0.9)
    c.fill(
        Shape().box(-0.1, horizon, 1.7, 1.1),
        vertical(horizon, 1, "#8fe0d0", "#2fb3ba", "#137f9c", "#0d5a80"),
    )
    c.fill(nature.streaks(c.rng, 220, horizon + 0.005, 1, 0.22), "#f4fff0", opacity=0.35)
    c.fill(nature.streaks(c.rng, 120, 0.7, 1.02, 0.3), "#0a5c80", opacity=0.35)
    _island(c)
    _rowing_boat(c, 0.36, 0.83)
    for x, y, s in ((1.1, 0.2, 0.045), (1.17, 0.235, 0.03), (0.64, 0.24, 0.034)):
        c.fill(figures.gull().at(x, y, s, 6), "#fffdf4")
    c.bloom(0.03, 0.2, 225)


def _island(c: Canvas) -> None:
    x, y = 0.86, 0.735
    c.fill(Shape().oval(x, y + 0.03, 0.44, 0.06), "#c9fff0", blur=0.012, opacity=0.75)
    mirror_image = Shape().oval(x, y + 0.055, 0.3, 0.05)
    c.fill(mirror_image, vertical(y, y + 0.11, "#1f7d6c", "#1f7d6c00"), blur=0.008, opacity=0.65)
    beach = Shape().curve(
        *trace("-.34,.012 -.2,-.03 0,-.05 .22,-.03 .34,.012 0,.035", x, y),
    )
    c.fill(beach, vertical(y - 0.03, y + 0.03, "#fff0c4", "#e9c48e"))
    green = Shape().curve(
        *trace("-.28,0! -.22,-.05 -.08,-.12 .1,-.125 .22,-.06 .29,-.002! .1,.018 -.12,.018", x, y),
    )
    c.fill(green, vertical(y - 0.13, y + 0.02, "#b6d957", "#5cae55", "#2c7a52"))
    c.edge(green, "#1c5f55", (-0.07, -0.03), blur=0.04, opacity=0.6)
    _tree(c, x + 0.1, y - 0.1)
    hx, hy = x - 0.09, y - 0.095
    _house(c, hx, hy)


def _house(c: Canvas, hx: float, hy: float) -> None:
    c.fill(
        Shape().poly(
            (hx - 0.05, hy + 0.005),
            (hx + 0.06, hy + 0.005),
            (hx + 0.17, hy + 0.045),
            (hx + 0.03, hy + 0.05),
        ),
        "#1f6a4f",
        opacity=0.5,
        blur=0.003,
    )
    c.fill(
        Shape().poly(
            (hx - 0.055, hy - 0.062), (hx, hy - 0.115), (hx, hy + 0.012), (hx - 0.055, hy + 0.006)
        ),
        "#fff6e2",
    )
    c.fill(
        Shape().poly(
            *trace("0,-.115 .055,-.062 .055,.006 0,.012 -.055,.006 -.055,-.062", hx, hy),
        ),
        "#fbe8cd",
    )
    c.fill(
        Shape().poly(
            (hx - 0.07, hy - 0.052),
            (hx - 0.002, hy - 0.128),
            (hx + 0.012, hy - 0.118),
            (hx - 0.048, hy - 0.05),
        ),
        "#f2704f",
    )
    c.fill(
        Shape().poly(
            (hx - 0.002, hy - 0.128),
            (hx + 0.075, hy - 0.05),
            (hx + 0.055, hy - 0.05),
            (hx - 0.006, hy - 0.11),
        ),
        "#b8433f",
    )
    c.fill(Shape().box(hx + 0.022, hy - 0.13, hx + 0.038, hy - 0.085), "#b8433f")
    c.fill(Shape().box(hx - 0.012, hy - 0.04, hx + 0.014, hy + 0.01, 0.01), "#2f7f8f")
    c.fill(Shape().oval(hx, hy - 0.075, 0.011), "#2f7f8f")
    steps = Shape().curve(
        *trace("0,.01 .01,.05 -.03,.1 -.05,.115 -.01,.11 .025,.05", hx, hy),
    )
    c.fill(steps, "#ffe9b5", opacity=0.8)


def _tree(c: Canvas, x: float, y: float) -> None:
    c.fill(Shape().oval(x + 0.06, y + 0.055, 0.13, 0.022), "#1f6a4f", blur=0.006, opacity=0.6)
    trunk = Shape().stroke(
        [(x, y + 0.05), (x + 0.008, y - 0.06), (x - 0.006, y - 0.2)], 0.034, 0.02, 0.014
    )
    trunk.stroke([(x + 0.006, y - 0.06), (x + 0.05, y - 0.13)], 0.014, 0.008)
    trunk.stroke([(x, y - 0.09), (x - 0.05, y - 0.15)], 0.012, 0.007)
    c.fill(trunk, horizontal(x - 0.02, x + 0.03, "#8a5a3c", "#4f3036"))
    crown = nature.foliage(c.rng, x, y - 0.21, 0.13, 0.1, 70).oval(x, y - 0.21, 0.115, 0.085)
    c.fill(crown, vertical(y - 0.33, y - 0.1, "#5fb556", "#2c7f54", "#17584c"))
    light = nature.foliage(c.rng, x - 0.035, y - 0.255, 0.08, 0.05, 34)
    c.fill(light, "#c4e25f", opacity=0.55)
    c.fill(nature.foliage(c.rng, x - 0.05, y - 0.275, 0.045, 0.025, 14), "#f0f5a0", opacity=0.6)


def _rowing_boat(c: Canvas, x: float, y: float) -> None:
    boat = Shape().curve(
        *trace("-.5,-.17! 0,-.08 .5,-.17! .36,.1 .3,.13 -.3,.13 -.36,.1"),
    )
    c.fill(boat.at(x, y + 0.032, (0.2, -0.2)), "#0a4f72", blur=0.005, opacity=0.55)
    sail = Shape().curve(
        *trace(".06,-.95! .3,-.5 .42,-.24! .06,-.22!"),
    )
    jib = Shape().curve(
        *trace("0,-.86! -.2,-.45 -.4,-.24! 0,-.24!"),
    )
    c.fill(sail.at(x, y + 0.02, (0.2, -0.12)), "#e9fff6", blur=0.006, opacity=0.3)
    c.fill(Shape().stroke([(0.03, -1.0), (0.03, -0.1)], 0.03).at(x, y, 0.2), "#6e3b3c")
    c.fill(sail.at(x, y, 0.2), horizontal(x, x + 0.08, "#fffaf0", "#ffdcae"))
    c.fill(jib.at(x, y, 0.2), "#ff8a5c")
    c.fill(boat.at(x, y, 0.2), vertical(y - 0.03, y + 0.03, "#fff3de", "#e0b58f"))
    stripe = Shape().box(-0.6, -0.06, 0.6, -0.01).at(x, y, 0.2)
    c.fill(stripe, "#d64f4a", within=boat.at(x, y, 0.2))
    c.fill(
        Shape().oval(x, y + 0.027, 0.09, 0.0035).oval(x - 0.15, y + 0.034, 0.06, 0.0025),
        "#ffffff",
        opacity=0.7,
    )


def diver(c: Canvas) -> None:
    """A diver on the way down."""
    c.wash(vertical(0, 1, "#3fc4b4", "#118093", "#0a4a6a", "#06233f", "#030d20"))
    c.glow(0.72, -0.12, 0.95, "#c8ffe0", 0.85, 0.7)
    for x, lean, wide, strength in (
        (0.4, -0.34, 0.07, 0.25),
        (0.6, -0.12, 0.1, 0.32),
        (0.8, 0.1, 0.08, 0.3),
        (1.0, 0.34, 0.1, 0.22),
        (0.7, 0.0, 0.03, 0.35),
    ):
        shaft = Shape().poly(
            (x - wide * 0.4, -0.05),
            (x + wide * 0.4, -0.05),
            (x + lean + wide * 1.6, 0.85),
            (x + lean - wide * 1.6, 0.85),
        )
        c.fill(
            shaft,
            vertical(0, 0.85, fade("#d8fff0", strength), "#d8fff000"),
            blur=0.02,
            mode="screen",
        )
    c.wash(Mist("#0c5f78", 41, (5, 4), 0.45, 0.8), opacity=0.3)
    _whale(c)
    _sea_floor(c)
    _school(c, 0.3, 0.52, 34, "#0a3d5a", 0.03)
    _diver_figure(c, 0.82, 0.5)
    _school(c, 1.32, 0.72, 20, "#ffcf7a", 0.045)
    motes = Shape()
    for _ in range(130):
        motes.oval(c.rng.uniform(0, 1.6), c.rng.random(), c.rng.uniform(0.0007, 0.0022))
    c.fill(motes, "#d8fff4", opacity=0.5)
    c.bloom(0.02, 0.3, 200)


def _whale(c: Canvas) -> None:
    whale = (
        Shape()
        .curve(
            *trace(
                "-.5,.02 -.42,-.08 -.2,-.13 .1,-.1 .34,-.03 .46,-.06 .58,-.15! .54,-.02 "
                ".6,.08! .46,.02 .34,.03 .1,.09 -.2,.11 -.42,.09"
            ),
        )
        .curve(*trace("-.2,.06 -.08,.08 -.06,.2 -.02,.27! -.14,.2"))
    )
    placed = whale.at(1.22, 0.24, 0.5, 9)
    c.fill(
        placed, Linear((1.22, 0.17), (1.2, 0.32), ("#0b5870", "#11788a")), opacity=0.75, blur=0.002
    )
    c.edge(placed, "#7fe0d0", (0.0, 0.006), blur=0.005, opacity=0.5)


def _sea_floor(c: Canvas) -> None:
    for y, height, tone in (
        (0.84, 0.1, "#0a3a58"),
        (0.91, 0.09, "#06223c"),
        (0.975, 0.06, "#030f22"),
    ):
        ground = nature.skyline(c.rng, y, height, waves=4, octaves=4)
        c.fill(nature.land(ground), vertical(y - 0.1, y + 0.1, mix(tone, "#2b8a94", 0.25), tone))
        weeds = Shape()
        for _ in range(16):
            x = c.rng.uniform(0, 1.6)
            foot, tall, bend = (
                nature.height_at(ground, x) + 0.01,
                c.rng.uniform(0.04, 0.12),
                c.rng.uniform(-0.02, 0.02),
            )
            weeds.stroke(
                trace("0,0 1,-.4 -1,-.75 .6,-1", x, foot, (bend, tall)),
                0.009,
                0.007,
                0.002,
            )
        c.fill(weeds, tone)


def _school(c: Canvas, x: float, y: float, count: int, tone: str, size: float) -> None:
    shape = Shape()
    for _ in range(count):
        a, r = c.rng.uniform(0, math.tau), c.rng.random() ** 0.5
        px, py = (
            x + math.cos(a) * r * size * 5.5,
            y + math.sin(a) * r * size * 2.6 + math.cos(a) * size,
        )
        shape.add(figures.fish().at(px, py, size * c.rng.uniform(0.7, 1.1), c.rng.uniform(-14, 4)))
    c.fill(shape, tone, opacity=0.85)


def _diver_figure(c: Canvas, x: float, y: float) -> None:
    size = 0.34
    lamp = (x + 0.155, y + 0.055)
    cone = Shape().poly(
        (lamp[0], lamp[1] - 0.006),
        (x + 1.2, y + 0.28),
        (x + 0.85, y + 0.82),
        (lamp[0], lamp[1] + 0.008),
    )
    c.fill(
        cone,
        Radial(lamp, 0.72, ("#fff3c0e0", "#ffe9a070", "#ffe9a030", "#ffe9a000")),
        blur=0.01,
        mode="screen",
    )
    hose = Shape().stroke(trace("-.02,-.14 -.1,-.3 -.02,-.42 -.09,-.6", x, y), 0.007)
    c.fill(hose, "#0a2c42")
    suit = (
        Shape()
        .stroke([(0.0, -0.28), (-0.03, -0.02), (-0.06, 0.16)], 0.34, 0.34, 0.26)
        .stroke([(-0.12, 0.14), (-0.16, 0.4), (-0.3, 0.62)], 0.19, 0.15, 0.12)
        .stroke([(0.0, 0.14), (0.08, 0.4), (0.0, 0.66)], 0.19, 0.15, 0.12)
        .stroke([(0.1, -0.26), (0.3, -0.06), (0.42, 0.12)], 0.16, 0.13, 0.1)
        .stroke([(-0.12, -0.26), (-0.3, -0.08), (-0.34, 0.14)], 0.16, 0.13, 0.1)
    )
    boots = (
        Shape()
        .stroke([(-0.3, 0.62), (-0.36, 0.72), (-0.24, 0.76)], 0.15, 0.13)
        .stroke([(0.0, 0.66), (0.0, 0.76), (0.12, 0.78)], 0.15, 0.13)
    )
    c.fill(suit.at(x, y, size), horizontal(x - 0.13, x + 0.14, "#1d4a5c", "#d08a4a"))
    c.edge(suit.at(x, y, size), "#06283f", (0.05, -0.01), blur=0.03, opacity=0.75)
    c.fill(boots.at(x, y, size), "#33342f")
    c.fill(Shape().stroke([(-0.2, 0.1), (0.11, 0.1)], 0.055).at(x, y, size), "#3a2c26")
    _helmet(c, x, y, size)
    c.edge(suit.at(x, y, size), "#bff5e2", (0.0, 0.006), blur=0.003, opacity=0.55)
    c.fill(
        Shape().box(-0.03, -0.04, 0.1, 0.04, 0.02).at(lamp[0] - 0.012, lamp[1] - 0.002, size, 28),
        "#3a3f40",
    )
    c.glow(lamp[0] + 0.012, lamp[1] + 0.006, 0.12, "#fff5cc", 1.0)
    bubbles = Shape()
    for i in range(16):
        bubbles.oval(
            x + 0.03 + c.rng.gauss(0, 0.02), y - 0.24 - i * 0.03, c.rng.uniform(0.002, 0.008)
        )
    c.fill(bubbles, "#e6fff6", opacity=0.5)


def _helmet(c: Canvas, x: float, y: float, size: float) -> None:
    hx, hy = x + 0.012, y - 0.165
    collar = Shape().oval(x, y - 0.108, 0.068, 0.022)
    helmet = Shape().oval(hx, hy, 0.066)
    c.fill(collar, horizontal(x - 0.06, x + 0.06, "#4a3524", "#e0a050"))
    c.fill(helmet, Radial((hx + 0.03, hy - 0.03), 0.12, ("#ffe0a0", "#d8913f", "#5a3524")))
    c.edge(helmet, "#1d2430", (0.03, -0.012), blur=0.02, opacity=0.7)
    for px, r in ((hx + 0.022, 0.036), (hx - 0.042, 0.018)):
        c.fill(Shape().oval(px, hy + 0.002, r, r * 1.04), "#6b4424")
        c.fill(
            Shape().oval(px, hy + 0.002, r * 0.78, r * 0.82),
            Linear((px, hy - r), (px + r, hy + r), ("#9ff0e0", "#0f4a5c", "#062238")),
        )
    c.fill(Shape().box(hx - 0.012, hy - 0.078, hx + 0.012, hy - 0.06, 0.006), "#b9762f")
    c.edge(helmet, "#e0fff0", (0.0, 0.005), blur=0.002, opacity=0.7)


SCENES = collect(
    Scene(
        "small-island",
        "A tiny green island with a house and a single tree in a turquoise sea, and a "
        "little sailing boat.",
        "Population: one, plus whoever comes to tea.",
        small_island,
    ),
    Scene(
        "diver",
        "A deep-sea diver in a brass helmet sinks past a whale, and a lamp lights up golden fish.",
        "Down where the daylight gives up.",
        diver,
    ),
)

"""Still lifes with sound: a turntable and headphones."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, Mist, Radial, horizontal, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, smooth, trace


def turntable(c: Canvas) -> None:
    """Side B, late afternoon."""
    c.wash(Linear((0, 0), (1.6, 1), ("#f2b65c", "#e0853f", "#b0502f")))
    plinth = Shape().box(0.2, 0.07, 1.4, 0.95, 0.035)
    c.fill(plinth.at(0.04, 0.055), "#5a1f18", blur=0.03, opacity=0.65)
    c.fill(plinth, Linear((0.2, 0.07), (1.4, 0.95), ("#a8643c", "#84452c", "#5a2a22")))
    c.fill(plinth, Mist("#5a2a1c", 6, (2, 44), 0.42, 0.75), opacity=0.6)
    c.edge(plinth, "#ffd9a0", (0.003, 0.004), opacity=0.85)
    c.edge(plinth, "#2a1010", (-0.004, -0.006), opacity=0.6)
    deck = Shape().box(0.235, 0.105, 1.365, 0.915, 0.02)
    c.fill(deck, Linear((0.23, 0.1), (1.37, 0.92), ("#f8e8cc", "#ead0aa", "#c89a78")))
    c.edge(deck, "#8a4a34", (0.003, 0.003), opacity=0.5)
    _record(c, 0.655, 0.51, 0.375)
    _tonearm(c)
    _deck_controls(c)
    bars = Shape()
    for i in range(5):
        x = -0.35 + i * 0.42
        bars.poly((x, -0.05), (x + 0.17, -0.05), (x + 0.72, 1.05), (x + 0.55, 1.05))
    c.fill(
        bars,
        Linear((0, 0), (1.2, 1), ("#fff0c066", "#ffe0a033", "#ffe0a000")),
        blur=0.012,
        mode="screen",
    )
    c.bloom(0.03, 0.18, 225)


def _record(c: Canvas, x: float, y: float, r: float) -> None:
    c.fill(Shape().oval(x + 0.012, y + 0.018, r * 1.04), "#4a2018", blur=0.015, opacity=0.6)
    c.fill(
        Shape().oval(x, y, r * 1.03),
        Linear((x - r, y - r), (x + r, y + r), ("#fffaf0", "#a89a90", "#5a5050")),
    )
    disc = Shape().oval(x, y, r)
    c.fill(disc, "#16121a")
    for start, width, tone, strength in (
        (-142, 26, "#ffcf9a", 0.75),
        (38, 26, "#ff9a6a", 0.6),
        (-80, 14, "#8fb0d0", 0.35),
        (100, 14, "#8fb0d0", 0.3),
    ):
        for share in (1.0, 0.5):
            half = width * share / 2
            wedge = Shape().poly(
                (x, y), *arc(x, y, r * 1.2, r * 1.2, start - half, start + half, 8)
            )
            c.fill(wedge, tone, blur=0.02, opacity=strength * 0.55, within=disc)
    grooves = Shape()
    radius = r * 0.965
    while radius > r * 0.38:
        grooves.oval(x, y, radius).cut(Shape().oval(x, y, radius - 0.0016))
        radius -= 0.0062 if c.rng.random() > 0.1 else 0.013
    c.fill(grooves, "#08060c", opacity=0.55)
    c.edge(disc, "#ffd9b0", (0.0012, 0.0016), opacity=0.7)
    label = Shape().oval(x, y, r * 0.335)
    c.fill(label, Linear((x - 0.1, y - 0.1), (x + 0.1, y + 0.1), ("#2fa095", "#17766f")))
    half_moon = Shape().poly(*arc(x, y, r * 0.335, r * 0.335, 20, 200, 40))
    c.fill(half_moon, "#f2704f")
    sun = Shape().poly(*arc(x, y, r * 0.19, r * 0.19, 200, 380, 30))
    c.fill(sun, "#ffd98a")
    stripes = Shape()
    for i in range(3):
        off = 0.02 + i * 0.022
        stripes.poly((-0.13, off), (0.13, off), (0.13, off + 0.007), (-0.13, off + 0.007))
    c.fill(stripes.at(x, y, 1, 20), "#ffd98a", opacity=0.85, within=half_moon)
    c.fill(Shape().oval(x, y, r * 0.34).cut(Shape().oval(x, y, r * 0.325)), "#0c0a10", opacity=0.6)
    c.fill(Shape().oval(x + 0.004, y + 0.005, 0.011), "#0c0a10", opacity=0.6)
    c.fill(
        Shape().oval(x, y, 0.0095),
        Radial((x - 0.003, y - 0.003), 0.014, ("#ffffff", "#b8b0b0", "#605860")),
    )


def _tonearm(c: Canvas) -> None:
    px, py = 1.215, 0.255
    c.fill(Shape().oval(px + 0.015, py + 0.02, 0.082), "#5a2a1c", blur=0.012, opacity=0.55)
    c.fill(
        Shape().oval(px, py, 0.08),
        Radial((px - 0.03, py - 0.03), 0.13, ("#fffaf2", "#c8bcb4", "#7a6e70")),
    )
    c.fill(
        Shape().oval(px, py, 0.058),
        Radial((px + 0.02, py + 0.02), 0.09, ("#f5ece4", "#a89c98", "#6a5e60")),
    )
    line = smooth(
        [(1.232, 0.16), (px, py), (1.19, 0.45), (1.14, 0.6), (1.035, 0.665)], closed=False, steps=10
    )
    arm = Shape().stroke(line, 0.015, soft=False)
    head = Shape().box(-0.022, -0.02, 0.06, 0.02, 0.006).at(1.02, 0.672, 1, 153)
    lift = Shape().stroke([(1.03, 0.69), (1.05, 0.72), (1.075, 0.722)], 0.006)
    weight = Shape().box(-0.034, -0.045, 0.034, 0.02, 0.01).at(1.234, 0.155, 1, 10)
    for part in (arm, head, lift, weight):
        c.fill(part.at(0.018, 0.026), "#2a100c", blur=0.007, opacity=0.6)
    c.fill(arm, Linear((1.1, 0.4), (1.24, 0.46), ("#ffffff", "#d0c4be", "#80747a")))
    c.edge(arm, "#6a5a5e", (-0.004, -0.001), opacity=0.6)
    c.fill(lift, "#8a7e80")
    c.fill(head, Linear((0.98, 0.64), (1.02, 0.72), ("#4a4048", "#1c161e")))
    c.edge(head, "#ffe0c0", (0.002, 0.002), opacity=0.7)
    c.fill(weight, horizontal(1.2, 1.27, "#6a6068", "#3a3038", "#1c161e"))
    c.edge(weight, "#ffe0c0", (0.003, 0.002), opacity=0.6)
    c.fill(
        Shape().oval(px, py, 0.03),
        Radial((px - 0.012, py - 0.012), 0.045, ("#ffffff", "#b0a4a4", "#50464c")),
    )


def _deck_controls(c: Canvas) -> None:
    slider = Shape().box(1.3, 0.5, 1.318, 0.74, 0.008)
    c.fill(slider, "#6a4a3c")
    c.fill(
        Shape().box(1.282, 0.6, 1.336, 0.632, 0.005).at(0.006, 0.01),
        "#4a2018",
        blur=0.005,
        opacity=0.5,
    )
    c.fill(Shape().box(1.282, 0.6, 1.336, 0.632, 0.005), vertical(0.6, 0.632, "#f8f0e8", "#8a7e80"))
    c.fill(Shape().box(1.282, 0.614, 1.336, 0.618), "#d8503f")
    for x, y, r in ((0.305, 0.845, 0.036), (1.285, 0.845, 0.03)):
        c.fill(Shape().oval(x + 0.008, y + 0.012, r), "#4a2018", blur=0.006, opacity=0.55)
        c.fill(
            Shape().oval(x, y, r), Linear((x - r, y - r), (x + r, y + r), ("#4a4048", "#1c161e"))
        )
        c.edge(Shape().oval(x, y, r), "#ffe0c0", (0.002, 0.003), opacity=0.7)
        c.fill(Shape().stroke([(x, y), (x + r * 0.55, y - r * 0.6)], 0.005), "#ffb45c")
    c.fill(Shape().oval(0.305, 0.165, 0.011), "#ff6a4a")
    c.glow(0.305, 0.165, 0.05, "#ff7a4a", 0.8)


def headphones(c: Canvas) -> None:
    """Listening, the object."""
    floor = 0.74
    c.wash(Radial((0.62, 0.36), 1.25, ("#ff9f86", "#ef6a63", "#b83a55", "#6a2148")))
    c.fill(
        Shape().oval(0.8, 0.41, 0.355),
        Linear((0.5, 0.1), (1.1, 0.75), ("#ffd0a0", "#ff9a78")),
        opacity=0.85,
    )
    for i in range(5):
        ring = Shape().oval(0.8, 0.41, 0.42 + i * 0.085)
        c.fill(
            ring.cut(Shape().oval(0.8, 0.41, 0.416 + i * 0.085)), "#ffd9b8", opacity=0.42 - i * 0.07
        )
    c.fill(Shape().box(-0.1, floor, 1.7, 1.1), vertical(floor, 1, "#ef7a68", "#a8354f", "#6a2148"))
    c.fill(Shape().box(-0.1, floor - 0.02, 1.7, floor + 0.03), "#f08068", blur=0.012)
    _pedestal(c, 0.8, 0.8)
    _head_set(c, 0.8, 0.43)
    _cable(c)
    c.glow(0.1, -0.05, 1.1, "#ffe0b0", 0.45)
    c.bloom(0.03, 0.2, 225)


def _pedestal(c: Canvas, x: float, y: float) -> None:
    shadow = Shape().poly(
        (x - 0.26, y + 0.06), (x + 0.26, y + 0.02), (x + 0.95, y + 0.12), (x + 0.6, y + 0.22)
    )
    c.fill(shadow, "#4a1238", blur=0.025, opacity=0.55)
    for half, top, tones in (
        (0.44, y + 0.03, ("#fff0dc", "#f5c8a8", "#b86a68")),
        (0.35, y - 0.05, ("#fff6e8", "#f8d4b4", "#c07a70")),
    ):
        drum = (
            Shape().box(x - half, top, x + half, top + 0.07).oval(x, top + 0.07, half, half * 0.1)
        )
        c.fill(drum, horizontal(x - half, x + half, *tones))
        c.fill(
            Shape().oval(x, top, half, half * 0.1),
            Linear((x - half, top), (x + half, top), ("#fffaf0", "#fbe0c4", "#e0a890")),
        )
    c.fill(
        Shape().oval(x - 0.2, y - 0.05, 0.11, 0.014).oval(x + 0.24, y - 0.05, 0.11, 0.014),
        "#8a3a4c",
        blur=0.012,
        opacity=0.6,
    )


def _head_set(c: Canvas, x: float, y: float) -> None:
    """Headphones that stand on their cups, seen from the front and a little from the left."""
    _headband(c, x, y)
    for side in (-1, 1):
        _ear_cup(c, x, y, side)


def _headband(c: Canvas, x: float, y: float) -> None:
    outer = arc(x, y - 0.01, 0.255, 0.31, 180, 360, 48)
    band = Shape().poly(*outer, *reversed(arc(x, y - 0.01, 0.222, 0.272, 180, 360, 48)))
    pad = Shape().poly(
        *arc(x, y - 0.005, 0.222, 0.272, 205, 335, 40),
        *reversed(arc(x, y, 0.196, 0.24, 207, 333, 40)),
    )
    c.fill(pad, Linear((x - 0.2, y - 0.3), (x + 0.2, y), ("#5a4a6a", "#33284a", "#1c1630")))
    seams = Shape()
    for angle in range(212, 332, 12):
        inner, far = (
            arc(x, y, 0.198, 0.242, angle, angle, 1)[0],
            arc(x, y, 0.222, 0.27, angle, angle, 1)[0],
        )
        seams.stroke([inner, far], 0.0022)
    c.fill(seams, "#120c22", opacity=0.7)
    c.fill(band, Linear((x - 0.26, y - 0.3), (x + 0.26, y), ("#3f6f8a", "#24486a", "#15284a")))
    c.edge(band, "#d8f4ff", (0.003, 0.005), blur=0.002, opacity=0.85)
    c.edge(band, "#ff9a86", (-0.004, 0.0), blur=0.003, opacity=0.6)


def _ear_cup(c: Canvas, x: float, y: float, side: int) -> None:
    sx = x + side * 0.2385
    c.fill(
        Shape().box(sx - 0.009, y - 0.03, sx + 0.009, y + 0.12, 0.006),
        horizontal(sx - 0.009, sx + 0.009, "#fffaf0", "#c8b4b0", "#7a6470"),
    )
    c.fill(
        Shape().box(sx - 0.019, y - 0.045, sx + 0.019, y + 0.01, 0.008),
        horizontal(sx - 0.02, sx + 0.02, "#4a7f9a", "#1c3a5a"),
    )
    cup_x = x + side * 0.235
    yoke = Shape().stroke(
        [(sx, y + 0.06), (sx + side * 0.05, y + 0.11), (sx + side * 0.055, y + 0.2)], 0.016
    )
    c.fill(yoke, horizontal(cup_x - 0.08, cup_x + 0.08, "#f5e8e0", "#a08a90"))
    cushion = Shape().box(
        cup_x - side * 0.088 - 0.034, y + 0.045, cup_x - side * 0.088 + 0.034, y + 0.315, 0.034
    )
    c.fill(cushion, horizontal(cup_x - 0.13, cup_x + 0.13, "#4a3a5c", "#2a2040", "#3f3052"))
    c.edge(cushion, "#c8a8c0", (0.006, 0.008), blur=0.006, opacity=0.6)
    cup = Shape().curve(
        *trace(
            "-.06,.05! .02,.065 .06,.12 .068,.18 .06,.24 .02,.295 -.06,.31!",
            cup_x,
            y,
            (side, 1),
        )
    )
    c.fill(
        cup,
        Linear(
            (cup_x - 0.08, y + 0.05),
            (cup_x + 0.08, y + 0.31),
            ("#5f9ab0", "#2f5f80", "#15284a"),
        ),
    )
    c.edge(cup, "#0f1c38", (-0.03, -0.03), blur=0.03, opacity=0.6)
    c.edge(cup, "#e0f8ff", (0.003, 0.004), blur=0.002, opacity=0.8)
    plate = Shape().oval(cup_x + side * 0.018, y + 0.18, 0.03, 0.085)
    c.fill(plate, vertical(y + 0.09, y + 0.27, "#ffd9a0", "#f0a060", "#b8603f"))
    c.fill(
        Shape().oval(cup_x + side * 0.018, y + 0.18, 0.022, 0.068),
        vertical(y + 0.1, y + 0.26, "#24486a", "#3f7f9a"),
    )
    c.edge(plate, "#fffaf0", (0.001, 0.003), opacity=0.8)


def _cable(c: Canvas) -> None:
    path = trace(".545,.73 .46,.8 .3,.86 .14,.83 .14,.91 .32,.95 .56,.97 .68,.95")
    cable = Shape().stroke(path, 0.011)
    c.fill(cable.at(0.012, 0.014), "#4a1238", blur=0.006, opacity=0.6)
    c.fill(cable, "#2a2040")
    c.edge(cable, "#ffc8b8", (0.001, 0.0025), opacity=0.7)
    plug = Shape().box(0, -0.012, 0.06, 0.012, 0.005).at(0.675, 0.952, 1, -18)
    pin = Shape().box(0.06, -0.006, 0.115, 0.006, 0.004).at(0.675, 0.952, 1, -18)
    c.fill(plug.add(pin).at(0.01, 0.014), "#4a1238", blur=0.006, opacity=0.6)
    c.fill(plug, vertical(0.9, 0.95, "#4a7f9a", "#1c3a5a"))
    c.fill(pin, vertical(0.89, 0.925, "#fff0d0", "#d8a060"))


SCENES = collect(
    Scene(
        "turntable",
        "A black record with a teal and orange label plays on a wooden turntable, seen "
        "from above in striped sunlight.",
        "Side B, late afternoon.",
        turntable,
    ),
    Scene(
        "headphones",
        "Blue headphones with copper details stand on a round plinth before a coral wall "
        "with rings like sound waves.",
        "Do not disturb, in C major.",
        headphones,
    ),
)

"""Pictures of towns from afar: a skyline at dawn, a lantern festival at night."""

import math

from newsroom.demo.pictures import figures, nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Mist, Radial, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, trace


def dawn_skyline(c: Canvas) -> None:
    """The city wakes up in layers of fog."""
    c.wash(vertical(0, 0.85, "#5b6fb0", "#9f93c4", "#f0a9a8", "#ffc890", "#ffe8b8"))
    nature.sun(c, 0.6, 0.56, 0.11, "#fff8e4", "#ffdc9a")
    c.wash(Mist("#ffd8c4", 8, (3, 11), 0.5, 0.85), opacity=0.45)
    layers = (
        (0.6, 0.17, "#eeb0a2", 0.034),
        (0.68, 0.27, "#c88c9e", 0.046),
        (0.77, 0.33, "#8f6298", 0.062),
        (0.87, 0.33, "#533f80", 0.084),
        (1.0, 0.26, "#231c4e", 0.11),
    )
    for i, (ground, rise, tone, width) in enumerate(layers):
        _district(c, i, ground, rise, tone, width)
        nature.fog(
            c, ground + 0.05, 0.15, mix("#ffd2ac", tone, 0.15 + i * 0.1), 20 + i, 1.0 - i * 0.1
        )
        if i < 4:
            c.glow(0.6, 0.6 + i * 0.05, 0.55, "#ffcf98", 0.32 - i * 0.05, 0.6)
    flock = Shape()
    for _ in range(16):
        flock.add(
            figures.gull().at(
                c.rng.gauss(1.1, 0.09),
                c.rng.gauss(0.2, 0.03),
                c.rng.uniform(0.012, 0.024),
                c.rng.uniform(-15, 10),
            )
        )
    c.fill(flock, "#463f78")
    c.bloom(0.035, 0.3, 215)


def _district(c: Canvas, depth: int, ground: float, rise: float, tone: str, width: float) -> None:
    houses, windows = Shape(), Shape()
    x = -0.05
    while x < 1.65:
        w = width * c.rng.uniform(0.7, 1.25)
        near_sun = math.exp(-(((x - 0.6) / 0.24) ** 2))
        tall = rise * c.rng.uniform(0.2, 1.0) * (1 - 0.6 * near_sun)
        top = ground - tall
        houses.box(x - w / 2, top, x + w / 2, 1.1).add(
            _rooftop(c.rng.randrange(7), depth).at(x, top, w)
        )
        if depth > 1:
            cell = w * 0.1
            for row in range(int((tall + 0.1) / cell / 2)):
                for column in range(4):
                    if c.rng.random() < 0.18:
                        wx, wy = x - w * 0.38 + column * w * 0.21, top + cell * (1 + row * 2)
                        windows.box(wx, wy, wx + cell, wy + cell * 1.1)
        x += w * c.rng.choice((0.9, 1.0, 1.15))
    c.fill(houses, vertical(ground - rise, ground + 0.12, tone, mix(tone, "#ffb890", 0.4)))
    c.edge(houses, "#ffeccb", (0.0022 if depth % 2 else -0.0022, 0.003), blur=0.001, opacity=0.5)
    c.fill(windows, "#ffe09a", opacity=0.9)


def _rooftop(style: int, depth: int) -> Shape:
    """What a house wears on top: a spire, setbacks, a slope, a water tank or an aerial."""
    roof = Shape()
    if style == 0:
        return roof.poly((-0.5, 0), (0, -1.1), (0.5, 0)).stroke([(0, -1), (0, -2.1)], 0.06, 0.02)
    if style == 1:
        roof.box(-0.33, -0.35, 0.33, 0).box(-0.17, -0.65, 0.17, 0)
        return roof.stroke([(0, -0.6), (0, -1.4)], 0.05)
    if style == 2:
        return roof.poly((-0.5, 0), (0.5, -0.6), (0.5, 0))
    if style == 3 and depth > 1:
        roof.box(-0.06, -0.42, 0.26, -0.12).poly((-0.09, -0.42), (0.1, -0.58), (0.29, -0.42))
        return roof.stroke([(-0.03, 0), (-0.03, -0.14)], 0.03).stroke(
            [(0.23, 0), (0.23, -0.14)], 0.03
        )
    if style == 4:
        return roof.stroke([(-0.3, 0), (-0.3, -0.6)], 0.03)
    return roof


def lantern_festival(c: Canvas) -> None:
    """Paper lanterns rise over the river."""
    bank = 0.63
    c.wash(vertical(0, bank, "#0a0d2c", "#17194f", "#3a2566", "#7a3a66", "#c8624f"))
    nature.starfield(c, 240, 0.4)
    c.glow(0.8, bank, 0.9, "#ff9a4a", 0.4, 0.45)
    hills = nature.land(nature.skyline(c.rng, 0.56, 0.07, waves=3), bank)
    c.fill(hills, vertical(0.48, bank, "#2a1e52", "#7a3c5c"))
    _old_town(c, bank)
    for _ in range(46):
        size = 0.006 + 0.016 * c.rng.random() ** 2
        _lantern(c, c.rng.uniform(0.0, 1.6), c.rng.uniform(0.05, 0.5) + size * 1.5, size, False)
    for x, y, size in (
        (0.32, 0.3, 0.05),
        (1.27, 0.2, 0.06),
        (0.62, 0.13, 0.036),
        (0.98, 0.33, 0.038),
        (1.47, 0.42, 0.034),
        (0.13, 0.12, 0.04),
    ):
        _lantern(c, x, y, size, True)
    c.reflect(bank, ripple=0.005, blur=0.0035, opacity=0.9, depth=0.62)
    c.fill(Shape().box(-0.1, bank, 1.7, 1.1), vertical(bank, 1, "#1a1446", "#0a0c2a"), opacity=0.42)
    c.fill(nature.streaks(c.rng, 170, bank + 0.01, 1, 0.16), "#ffb26a", opacity=0.28)
    for x, y, size in (
        (0.3, 0.74, 0.014),
        (0.52, 0.8, 0.02),
        (1.3, 0.77, 0.018),
        (0.95, 0.72, 0.011),
        (1.46, 0.88, 0.028),
        (0.14, 0.9, 0.03),
        (1.12, 0.92, 0.03),
        (0.72, 0.71, 0.01),
    ):
        _float(c, x, y, size)
    _boat(c, 0.74, 0.875)
    c.bloom(0.03, 0.4, 180)


def _lantern(c: Canvas, x: float, y: float, size: float, near: bool) -> None:
    c.glow(x, y, size * (3.6 if near else 4.5), "#ff9a3c", 0.8)
    paper = Shape().curve(
        *trace("-.62,1.05! -.88,-.2 -.7,-.95 0,-1.25 .7,-.95 .88,-.2 .62,1.05!", x, y, size),
    )
    c.fill(
        paper,
        Radial((x, y + size * 0.75), size * 2.3, ("#fff8cf", "#ffcb62", "#f58a34", "#b8432f")),
    )
    if near:
        ribs = Shape()
        for i in (-0.55, 0, 0.55):
            ribs.stroke(
                [
                    (x + i * size * 0.9, y - size * (1.18 - abs(i) * 0.3)),
                    (x + i * size * 1.25, y - size * 0.1),
                    (x + i * size * 1.05, y + size * 1.04),
                ],
                size * 0.025,
            )
        c.fill(ribs, "#b34a28", opacity=0.5)
        c.edge(paper, "#8f2f2f", (size * 0.25, -size * 0.05), blur=size * 0.2, opacity=0.45)
    c.fill(Shape().oval(x, y + size * 1.05, size * 0.62, size * 0.1), "#fffbe0")


def _float(c: Canvas, x: float, y: float, size: float) -> None:
    """A square lantern that drifts on the river."""
    c.glow(x, y, size * 5, "#ffa348", 0.8, 0.7)
    c.fill(
        Shape().box(x - size * 0.75, y + size * 0.9, x + size * 0.75, y + size * 3.2),
        vertical(y + size * 0.9, y + size * 3.2, "#ffb85ccc", "#ff8a3c00"),
        blur=size * 0.25,
    )
    c.fill(
        Shape().poly(
            (x - size * 0.8, y - size),
            (x + size * 0.8, y - size),
            (x + size * 0.7, y + size * 0.7),
            (x - size * 0.7, y + size * 0.7),
        ),
        Radial((x, y + size * 0.3), size * 1.6, ("#fffbd8", "#ffc65c", "#ee7d33")),
    )
    c.fill(
        Shape().box(x - size * 1.05, y + size * 0.65, x + size * 1.05, y + size * 0.9, size * 0.1),
        "#4a1f33",
    )
    c.fill(
        Shape().box(x - size * 0.03, y - size, x + size * 0.03, y + size * 0.7),
        "#b34a28",
        opacity=0.5,
    )


def _old_town(c: Canvas, bank: float) -> None:
    town, lights = Shape(), Shape()
    x = -0.05
    while x < 1.65:
        w, tall = c.rng.uniform(0.06, 0.11), c.rng.uniform(0.03, 0.06)
        roof = bank - tall
        town.box(x, roof, x + w, bank + 0.01)
        town.curve(
            (x - 0.018, roof + 0.004),
            (x - 0.018, roof + 0.004),
            (x + w * 0.25, roof - 0.016),
            (x + w * 0.4, roof - 0.034),
            (x + w * 0.4, roof - 0.034),
            (x + w * 0.6, roof - 0.034),
            (x + w * 0.6, roof - 0.034),
            (x + w * 0.75, roof - 0.016),
            (x + w + 0.018, roof + 0.004),
            (x + w + 0.018, roof + 0.004),
        )
        for i in range(int(w / 0.018)):
            lights.box(x + 0.006 + i * 0.018, roof + 0.013, x + 0.015 + i * 0.018, roof + 0.026)
        x += w + c.rng.uniform(-0.005, 0.02)
    px = 1.13
    for tier in range(5):
        y, half = bank - 0.05 - tier * 0.056, 0.062 - tier * 0.009
        town.box(px - half * 0.7, y - 0.05, px + half * 0.7, bank)
        town.curve(
            *trace(
                "-1.35,.003! -.7,-.014 -.4,-.026! .4,-.026! .7,-.014 1.35,.003!", px, y, (half, 1)
            )
        )
        lights.box(px - half * 0.35, y + 0.008, px - half * 0.08, y + 0.024).box(
            px + half * 0.08, y + 0.008, px + half * 0.35, y + 0.024
        )
    town.stroke([(px, bank - 0.28), (px, bank - 0.37)], 0.006, 0.002)
    c.fill(town, vertical(0.3, bank, "#1c1440", "#2a1740"))
    c.edge(town, "#ffab6a", (0, 0.002), opacity=0.55)
    c.fill(lights, "#ffb552", blur=0.012, opacity=0.8, mode="screen")
    c.fill(lights, "#ffd688")


def _boat(c: Canvas, x: float, y: float) -> None:
    hull = Shape().curve(*trace("-.5,-.1! -.3,-.02 .3,-.02 .5,-.1! .36,.06 -.36,.06"))
    rower = figures.standing()
    c.fill(hull.at(x, y + 0.035, (0.34, -0.3)), "#060818", blur=0.006, opacity=0.7)
    c.fill(hull.at(x, y, 0.34), vertical(y - 0.04, y + 0.02, "#4a2440", "#140d2c"))
    c.edge(hull.at(x, y, 0.34), "#ffb56a", (0, 0.003), opacity=0.7)
    person = rower.at(x - 0.1, y - 0.005, 0.135)
    c.fill(Shape().stroke([(x - 0.06, y - 0.16), (x - 0.135, y + 0.05)], 0.004), "#1c1236")
    c.fill(person, "#1c1236")
    c.edge(person, "#ffb56a", (-0.0018, 0.001), opacity=0.85)
    hat = Shape().poly((x - 0.135, y - 0.122), (x - 0.1, y - 0.15), (x - 0.065, y - 0.122))
    c.fill(hat, "#5a2c40")
    _lantern(c, x + 0.085, y - 0.045, 0.021, True)


SCENES = collect(
    Scene(
        "dawn-skyline",
        "Layers of towers and roofs rise out of pink and golden fog in front of the morning sun.",
        "The city, before anybody wants anything from it.",
        dawn_skyline,
    ),
    Scene(
        "lantern-festival",
        "Glowing paper lanterns rise over a river and a pagoda at night; a lone boat glides past.",
        "One wish to each light, and no refunds.",
        lantern_festival,
    ),
)

"""Pictures of the sea: a ship at sunset and a lighthouse at dusk."""

from newsroom.demo.pictures import figures, nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Mist, Point, fade, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, smooth, trace


def _swell(c: Canvas, y: float, height: float, length: float) -> Shape:
    """One row of waves that lean to the left, from edge to edge."""
    points: list[Point] = [(-0.1, 1.1)]
    x = -0.1 - c.rng.uniform(0, length)
    while x < c.width + 0.1:
        span = length * c.rng.uniform(0.45, 1.5)
        lift = height * c.rng.uniform(0.25, 1.15)
        crest = (x + span * 0.4, y - lift)
        points += smooth(
            [
                (x, y),
                (x + span * 0.22, y - lift * 0.32),
                (x + span * 0.34, y - lift * 0.8),
                crest,
                crest,
                (x + span * 0.5, y - lift * 0.72),
                (x + span * 0.72, y - lift * 0.24),
                (x + span, y),
            ],
            closed=False,
            steps=6,
        )
        x += span
    return Shape().poly(*points, (c.width + 0.1, 1.1))


def _lit_swell(
    c: Canvas, rows: Shape, y: float, height: float, tone: str, light: str, x: float
) -> None:
    """Paint a row of waves that are lit from behind, most of all at ``x``."""
    c.fill(rows, vertical(y - height, y + height * 2.6, mix(tone, light, 0.34), tone))
    far, near = fade(light, 0.25), fade(light, 0.95)
    rim = horizontal(x - 0.75, x + 0.75, far, near, far)
    c.edge(rows, rim, (0.0, height * 0.4), blur=height * 0.3, opacity=0.5)
    c.edge(rows, rim, (0.001, 0.0028), opacity=0.9)


def _sail(foot: Point, width: float, height: float, belly: float) -> Shape:
    """A square sail, blown out to the right."""
    x, y = foot
    top = width * 0.78
    return Shape().curve(
        (x - top / 2, y - height),
        (x - top / 2, y - height),
        (x + top / 2, y - height),
        (x + top / 2, y - height),
        (x + top / 2 + belly, y - height * 0.5),
        (x + width / 2, y),
        (x + width / 2, y),
        (x, y - height * 0.08),
        (x - width / 2, y),
        (x - width / 2, y),
        (x - top / 2 + belly * 0.7, y - height * 0.5),
    )


def _hull() -> Shape:
    """A ship under way to the right; its waterline is at the height 0."""
    hull = Shape().curve(
        *trace(
            "-.5,-.2! -.38,-.19 -.36,-.13! 0,-.1 .3,-.13! .33,-.17 .52,-.2! .44,-.06 "
            ".36,.03! -.42,.03! -.47,-.06"
        ),
    )
    hull.stroke([(0.4, -0.16), (0.78, -0.34)], 0.022, 0.01)
    for x, top in ((-0.3, 0.98), (0.0, 1.16), (0.27, 1.0)):
        hull.stroke([(x, -0.1), (x, -top)], 0.024, 0.01)
        hull.curve(
            (x, -top),
            (x, -top),
            (x + 0.06, -top + 0.004),
            (x + 0.13, -top + 0.03),
            (x + 0.13, -top + 0.03),
            (x + 0.06, -top + 0.03),
            (x, -top + 0.055),
            (x, -top + 0.055),
        )
    for a, b in (
        ((0.76, -0.33), (0.27, -0.98)),
        ((0.76, -0.33), (0.27, -0.7)),
        ((-0.48, -0.2), (-0.3, -0.95)),
    ):
        hull.stroke([a, b], 0.006)
    return hull


def _canvas_sails() -> Shape:
    sails = Shape()
    for x, sizes in (
        (-0.3, ((0.17, 0.34, 0.3), (0.5, 0.27, 0.22), (0.75, 0.2, 0.16))),
        (0.0, ((0.16, 0.4, 0.36), (0.55, 0.33, 0.27), (0.85, 0.24, 0.2))),
        (0.27, ((0.19, 0.3, 0.3), (0.52, 0.25, 0.22), (0.77, 0.18, 0.15))),
    ):
        for lift, width, height in sizes:
            sails.add(_sail((x, -lift), width * 0.86, height, 0.055))
    for tip in ((0.74, -0.33), (0.62, -0.28)):
        sails.curve(
            tip,
            tip,
            (0.43, -0.44),
            (0.33, -0.78),
            (0.33, -0.78),
            (0.4, -0.4),
            (0.42, -0.28),
            (0.42, -0.28),
        )
    return sails


def thousand_seas(c: Canvas) -> None:
    """A ship under full sail before the sun."""
    horizon, x = 0.655, 0.9
    _sunset(c, x, horizon)
    sea = Shape().box(-0.1, horizon, 1.7, 1.1)
    c.fill(sea, vertical(horizon, 1, "#f08a45", "#a2564f", "#2b4463", "#0d2138"))
    path = nature.glitter(c.rng, x, horizon, 1.0, (0.32, 0.5), 420)
    c.fill(path, vertical(horizon, 1, "#fff0b8", "#ffb45e", "#ff8a4a"), opacity=0.8)
    for i, tone in enumerate(("#b8684f", "#8a5254")):
        rows = _swell(c, horizon + 0.03 + i * 0.03, 0.007 + i * 0.004, 0.08 + i * 0.03)
        _lit_swell(c, rows, horizon + 0.03 + i * 0.03, 0.012, tone, "#ffc27a", x)
    _ship(c, x, 0.735)
    for i, tone in enumerate(("#5a4a5c", "#35455f", "#1f3a58", "#12294a", "#0a1a36")):
        y, height = 0.75 + i * 0.055, 0.014 + i * 0.0085
        rows = _swell(c, y, height, 0.12 + i * 0.06)
        _lit_swell(
            c, rows, y, height, tone, ("#ffc878", "#ffb266", "#ff9f5c", "#f08a58", "#d87454")[i], x
        )
        flecks = nature.glitter(c.rng, x, y + 0.006, y + 0.07, (0.2, 0.24), 26)
        c.fill(flecks, "#ffd08a", opacity=0.6 - i * 0.09)
    for gx, gy, s in (
        (0.42, 0.3, 0.05),
        (0.5, 0.25, 0.035),
        (0.35, 0.23, 0.028),
        (1.36, 0.32, 0.03),
    ):
        c.fill(figures.gull().at(gx, gy, s, -8), "#3a2c42")
    c.bloom(0.03, 0.35, 190)


def _sunset(c: Canvas, x: float, horizon: float) -> None:
    c.wash(vertical(0, horizon, "#12365a", "#2f5f7a", "#c98a6b", "#ff9d4d", "#ffc86b"))
    c.wash(Mist("#ffb07a", 4, (3, 9), 0.5, 0.85), opacity=0.45)
    nature.sun(
        c,
        x,
        0.45,
        0.345,
        vertical(0.1, 0.72, "#fff8d8", "#ffdf84", "#ff9a48", "#f5783c"),
        "#ffb35c",
    )
    c.fill(
        Shape().box(0.5, 0.3, 1.3, 0.7),
        Mist("#ff8a48", 29, (4, 16), 0.5, 0.8),
        opacity=0.35,
        within=Shape().oval(x, 0.45, 0.345),
    )
    for y, wide, side in (
        (0.56, 0.42, 0.62),
        (0.6, 0.6, 1.05),
        (0.51, 0.3, 1.28),
        (0.44, 0.34, 0.22),
    ):
        bar = (
            Shape().oval(side, y, wide * 0.7, 0.011).oval(side + 0.1, y - 0.012, wide * 0.36, 0.012)
        )
        c.fill(
            bar,
            horizontal(side - wide, side + wide, "#c2564f00", "#c2564f", "#c2564f00"),
            blur=0.003,
        )


def _ship(c: Canvas, x: float, y: float) -> None:
    size, tilt = 0.475, -3
    hull, sails = _hull().at(x, y, size, tilt), _canvas_sails().at(x, y, size, tilt)
    c.fill(Shape().oval(x, y + 0.01, 0.27, 0.016), "#1a1c30", blur=0.008, opacity=0.7)
    c.fill(sails, vertical(y - 0.5, y, "#a84a44", "#7a3444", "#4a2238"))
    c.edge(sails, "#e88a58", (-0.03, 0.012), blur=0.025, opacity=0.75)
    c.edge(sails, "#2b1430", (0.03, -0.012), blur=0.025, opacity=0.7)
    c.edge(sails, "#ffdf9c", (-0.0028, 0.001), blur=0.001, opacity=0.9)
    c.fill(hull, vertical(y - 0.1, y + 0.02, "#2c1a2c", "#150f20"))
    c.edge(hull, "#ffb070", (0.0, 0.0025), opacity=0.5)


def lighthouse(c: Canvas) -> None:
    """A lighthouse that has just been lit."""
    horizon = 0.66
    c.wash(vertical(0, horizon, "#161a45", "#3b2f73", "#8a4b8a", "#e57f86", "#ffc9a0"))
    nature.starfield(c, 150, 0.36, ("#ffffff", "#c8c2ff"))
    c.wash(Mist("#ff9fa0", 12, (3, 10), 0.52, 0.8), opacity=0.4)
    c.wash(Mist("#2a2560", 17, (3, 9), 0.5, 0.75), opacity=0.5)
    c.fill(
        Shape().box(-0.1, horizon, 1.7, 1.1),
        vertical(horizon, 1, "#d58492", "#5d4a86", "#1f2358", "#0d1238"),
    )
    c.fill(nature.streaks(c.rng, 190, horizon + 0.004, 0.95, 0.2), "#ffc2b0", opacity=0.3)
    lamp = (1.13, 0.235)
    _beams(c, lamp)
    coast = nature.land(nature.skyline(c.rng, 0.652, 0.022, waves=4), horizon + 0.004)
    c.fill(coast, "#6a4c86", opacity=0.85)
    for i in range(2):
        rows = _swell(c, 0.75 + i * 0.06, 0.018 + 0.01 * i, 0.2 + 0.08 * i)
        _lit_swell(
            c, rows, 0.75 + i * 0.06, 0.02 + 0.01 * i, ("#5a4a8a", "#3a3876")[i], "#f2b4b8", 0.35
        )
    _rock(c)
    _tower(c, lamp)
    _breakers(c)
    c.bloom(0.025, 0.4, 200)


def _beams(c: Canvas, lamp: Point) -> None:
    x, y = lamp
    left = Shape().poly((x, y - 0.008), (-0.2, y - 0.16), (-0.2, y + 0.13), (x, y + 0.008))
    right = Shape().poly((x, y - 0.008), (1.9, y - 0.07), (1.9, y + 0.06), (x, y + 0.008))
    c.fill(
        left, horizontal(-0.2, x, "#fff0c800", "#fff0c870", "#fff6dcee"), blur=0.008, mode="screen"
    )
    c.fill(right, horizontal(x, 1.7, "#fff6dccc", "#fff0c800"), blur=0.008, mode="screen")
    core = Shape().poly((x, y - 0.004), (0.1, y - 0.05), (0.1, y + 0.035), (x, y + 0.004))
    c.fill(core, horizontal(0.1, x, "#fffbe600", "#fffbe6dd"), blur=0.006, mode="screen")
    c.glow(x, y, 0.34, "#ffe9b0", 0.9)


def _rock(c: Canvas) -> None:
    rock = Shape().poly(
        *trace(
            ".7,1.1 .79,.9 .84,.86 .88,.785 .94,.765 .98,.715 1.04,.7 1.2,.695 "
            "1.26,.725 1.33,.73 1.37,.79 1.45,.81 1.49,.88 1.58,.9 1.7,.97 1.7,1.1"
        ),
    )
    c.fill(rock, vertical(0.69, 1, "#3a2c5c", "#181a40", "#0c1030"))
    facets = Shape().poly(*trace(".94,.765 .98,.715 1.04,.7 1,.8 .9,.9 .86,.86"))
    facets.poly(*trace("1.2,.695 1.26,.725 1.22,.83 1.14,.93 1.12,.8"))
    facets.poly((1.37, 0.79), (1.45, 0.81), (1.4, 0.94), (1.32, 0.9))
    c.fill(facets, "#7a5590", opacity=0.4)
    c.edge(rock, "#ffb8a8", (0.004, 0.005), blur=0.002, opacity=0.55)


def _tower(c: Canvas, lamp: Point) -> None:
    x, y = lamp
    foot = 0.705
    tower = Shape().curve(
        (x - 0.034, y + 0.04),
        (x - 0.034, y + 0.04),
        (x + 0.034, y + 0.04),
        (x + 0.034, y + 0.04),
        (x + 0.045, 0.5),
        (x + 0.066, foot),
        (x + 0.066, foot),
        (x - 0.066, foot),
        (x - 0.066, foot),
        (x - 0.045, 0.5),
    )
    c.fill(tower, horizontal(x - 0.06, x + 0.06, "#ffe8dc", "#e9bfc4", "#7f5f92"))
    for top in (0.35, 0.53):
        c.fill(
            Shape().box(x - 0.1, top, x + 0.1, top + 0.085),
            horizontal(x - 0.06, x + 0.06, "#e2536a", "#8a2f5e"),
            within=tower,
        )
    c.edge(tower, "#1c1848", (-0.035, 0), blur=0.02, opacity=0.55)
    for wx, wy in ((x - 0.012, 0.48), (x + 0.004, 0.66)):
        c.fill(Shape().box(wx - 0.007, wy - 0.014, wx + 0.007, wy + 0.012, 0.006), "#ffd98a")
        c.glow(wx, wy, 0.04, "#ffd08a", 0.6)
    dark = (
        Shape()
        .box(x - 0.05, y + 0.03, x + 0.05, y + 0.042)
        .box(x - 0.03, y - 0.036, x + 0.03, y - 0.03)
    )
    dark.curve(
        *trace("-.033,-.03! -.02,-.06 0,-.072 .02,-.06 .033,-.03!", x, y),
    )
    dark.stroke([(x, y - 0.07), (x, y - 0.1)], 0.004)
    c.fill(Shape().box(x - 0.024, y - 0.032, x + 0.024, y + 0.032), "#fff3cf")
    for rail in (-0.045, -0.022, 0, 0.022, 0.045):
        dark.stroke([(x + rail, y + 0.008), (x + rail, y + 0.035)], 0.003)
    dark.stroke([(x - 0.047, y + 0.008), (x + 0.047, y + 0.008)], 0.004)
    c.fill(dark, "#2a1c4c")
    c.glow(x, y, 0.13, "#fff8dc", 1.0)
    cottage = (
        Shape()
        .box(1.215, 0.655, 1.3, 0.735)
        .poly((1.205, 0.657), (1.235, 0.618), (1.28, 0.618), (1.31, 0.657))
    )
    c.fill(cottage, vertical(0.61, 0.73, "#3a2555", "#241b4a"))
    c.fill(Shape().box(1.245, 0.68, 1.268, 0.703), "#ffcf80")
    c.glow(1.256, 0.69, 0.05, "#ffbf70", 0.7)


def _breakers(c: Canvas) -> None:
    for base, tone in ((0.885, "#34377a"), (0.935, "#22265e"), (0.985, "#12164a")):
        rows = _swell(c, base, 0.045, 0.3)
        _lit_swell(c, rows, base, 0.045, tone, "#f0b8c4", 0.35)
    spray = Shape()
    for x, y, wide in ((0.8, 0.9, 0.07), (1.46, 0.9, 0.06)):
        for _ in range(110):
            dx, lift = c.rng.gauss(0, wide * 0.5), abs(c.rng.gauss(0, 0.03))
            spray.oval(
                x + dx * (1 + lift * 8), y - lift * 1.6 + 0.01, c.rng.uniform(0.0008, 0.0045)
            )
    c.fill(spray, "#ffe9e4", blur=0.012, opacity=0.8)
    c.fill(spray, "#ffe9e4", opacity=0.7)


SCENES = collect(
    Scene(
        "thousand-seas",
        "A three-masted ship under full sail, dark against a huge orange sun that sinks "
        "into the sea.",
        "One more horizon, and then home. Perhaps.",
        thousand_seas,
    ),
    Scene(
        "lighthouse",
        "A red and white lighthouse on a rock sends its beam across a violet evening sea.",
        "Somebody left a light on.",
        lighthouse,
    ),
)

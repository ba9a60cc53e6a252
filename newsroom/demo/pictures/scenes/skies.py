"""Pictures that are mostly sky: a telescope, a comet, paper planes."""

import math

from newsroom.demo.pictures import figures, nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, Mist, Point, fade, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace


def telescope(c: Canvas) -> None:
    """Someone looks up, and the stars go round."""
    c.wash(vertical(0, 0.9, "#04121f", "#0b3040", "#1b5f66", "#5aa08a", "#d8d59a"))
    pole = (0.98, 0.3)
    c.glow(*pole, 0.9, "#2b7f86", 0.5)
    for low, tone, count in ((0.0, "#bfeee0", 170), (0.3, "#fff2c4", 60), (0.0, "#7fd0e0", 70)):
        trails = Shape()
        for _ in range(count):
            r, start = 0.03 + low * 0.1 + 1.2 * c.rng.random() ** 0.8, c.rng.uniform(0, 360)
            points = arc(*pole, r, r, start, start + c.rng.uniform(14, 42), 14)
            trails.stroke(points, 0.0006, c.rng.uniform(0.0012, 0.0026), 0.0006, soft=True)
        c.fill(trails, vertical(0, 0.82, tone, tone, fade(tone, 0)), opacity=0.8)
    c.fill(Shape().oval(*pole, 0.0035), "#ffffff")
    c.glow(*pole, 0.05, "#dffff4", 0.8)
    for y, height, tone in ((0.8, 0.06, "#2b6f6c"), (0.85, 0.05, "#164c52")):
        ridge = nature.land(nature.skyline(c.rng, y, height, waves=3))
        c.fill(ridge, vertical(y - height, y + 0.12, tone, mix(tone, "#d8d59a", 0.35)))
    nature.fog(c, 0.86, 0.06, "#c9d8a4", 3, 0.6)
    crest = [
        (-0.1 + i * 0.03, 0.79 + 0.42 * abs((-0.1 + i * 0.03) - 0.56) ** 1.75) for i in range(61)
    ]
    c.fill(nature.grass(c.rng, crest, 380, 0.022), "#061d27")
    c.fill(nature.land(crest), vertical(0.78, 1, "#0a2a33", "#03101a"))
    _observer(c, 0.5, 0.795)
    c.bloom(0.02, 0.3, 200)


def _observer(c: Canvas, x: float, y: float) -> None:
    mount = (x + 0.12, y - 0.175)
    tripod = Shape()
    for foot in (-0.075, 0.01, 0.085):
        tripod.stroke([mount, (mount[0] + foot, y + 0.008)], 0.008, 0.006)
    tripod.box(mount[0] - 0.012, mount[1] - 0.012, mount[0] + 0.012, mount[1] + 0.02)
    tube = (
        Shape()
        .box(-0.15, -0.02, 0.12, 0.02)
        .box(0.1, -0.026, 0.2, 0.026)
        .box(0.19, -0.03, 0.206, 0.03)
    )
    tube.box(-0.19, -0.012, -0.15, 0.012).box(-0.21, -0.016, -0.185, 0.016).box(
        -0.07, -0.04, 0.02, -0.026
    ).box(-0.04, -0.03, -0.01, 0)
    placed = tube.at(*mount, 1.0, -34)
    c.fill(tripod, "#071c26")
    c.fill(placed, Linear(mount, (mount[0] + 0.02, mount[1] + 0.03), ("#e8b45c", "#8a4a34")))
    c.edge(placed, "#fff0c0", (0.001, 0.003), opacity=0.8)
    person = (
        Shape()
        .oval(-0.01, -0.895, 0.062, 0.078, 20)
        .stroke([(-0.04, -0.82), (-0.09, -0.62), (-0.1, -0.44)], 0.12, 0.23, 0.2)
        .curve(*trace("-.21,-.6 .02,-.6 .04,-.34 .02,-.26 -.22,-.26 -.23,-.4"))
        .stroke([(-0.14, -0.3), (-0.16, 0.0), (-0.1, 0.005)], 0.09, 0.065, 0.05)
        .stroke([(-0.03, -0.3), (-0.02, 0.0), (0.05, 0.005)], 0.09, 0.065, 0.05)
        .stroke([(-0.04, -0.73), (0.1, -0.6), (0.25, -0.68)], 0.085, 0.07, 0.05)
    )
    figure = person.at(x - 0.02, y, 0.22)
    c.fill(figure, "#0b2430")
    scarf = (
        Shape()
        .stroke([(-0.06, -0.81), (0.02, -0.8)], 0.06)
        .stroke([(-0.07, -0.8), (-0.22, -0.78), (-0.36, -0.7)], 0.05, 0.06, 0.04)
    )
    c.fill(scarf.at(x - 0.02, y, 0.22), "#e2583f")
    c.edge(figure, "#a9d8b8", (-0.002, 0.0018), opacity=0.75)
    lantern = (x - 0.19, y + 0.012)
    c.glow(*lantern, 0.14, "#ffcf7a", 0.75)
    c.fill(
        Shape().box(lantern[0] - 0.01, lantern[1] - 0.022, lantern[0] + 0.01, lantern[1], 0.003),
        "#fff0b0",
    )
    c.fill(
        Shape()
        .box(lantern[0] - 0.012, lantern[1] - 0.028, lantern[0] + 0.012, lantern[1] - 0.021)
        .box(lantern[0] - 0.013, lantern[1] - 0.002, lantern[0] + 0.013, lantern[1] + 0.003),
        "#0b2430",
    )


def comet(c: Canvas) -> None:
    """A comet above the roofs of an old town."""
    c.wash(vertical(0, 0.85, "#0a0f2e", "#182a63", "#3b4f96", "#8f7fb4", "#f0b4a8"))
    c.wash(Mist("#6f7fd0", 51, (4, 6), 0.5, 0.85), opacity=0.3)
    nature.starfield(c, 380, 0.62)
    _comet_tail(c, (0.47, 0.44), -30)
    for y, tone, base, size, lit in (
        (0.68, "#6a5f9c", "#b98aa8", 0.08, 0.2),
        (0.76, "#3d3a78", "#7a5a90", 0.11, 0.45),
        (0.86, "#1c1d4c", "#3a2f66", 0.16, 0.6),
    ):
        _roofs(c, y, tone, base, size, lit)
        nature.fog(c, y + 0.12, 0.08, mix(base, "#f0b4a8", 0.3), round(y * 70), 0.45)
    ridge = (
        Shape()
        .poly((0.8, 1.1), (0.95, 0.8), (1.7, 0.8), (1.7, 1.1))
        .box(1.29, 0.62, 1.41, 0.82)
        .box(1.278, 0.608, 1.422, 0.632)
    )
    for pot in (1.305, 1.36):
        ridge.box(pot, 0.56, pot + 0.034, 0.61)
    c.fill(ridge, vertical(0.66, 1, "#141238", "#0a0a24"))
    c.edge(ridge, "#b9b4f0", (0.003, 0.003), opacity=0.7)
    tiles = Shape()
    for row in range(5):
        for i in range(26):
            tx, ty = 0.86 + i * 0.036 + (row % 2) * 0.018, 0.835 + row * 0.04
            tiles.stroke(arc(tx, ty, 0.018, 0.014, 0, 180, 8), 0.0018)
    c.fill(tiles, "#4a478c", opacity=0.5, within=ridge)
    puss = figures.cat().at(1.13, 0.804, 0.17)
    tail = figures.cat_tail().at(1.13, 0.804, 0.17)
    c.fill(tail.add(puss), "#0c0a26")
    c.edge(puss, "#cfe0ff", (0.0022, 0.0018), opacity=0.85)
    smoke = Shape()
    for i in range(18):
        t = i / 17
        smoke.oval(1.33 + t * 0.22 + 0.02 * math.sin(t * 9), 0.55 - t * 0.24, 0.014 + t * 0.045)
    c.fill(smoke, horizontal(1.32, 1.6, "#a8a2dcbb", "#8f8ac800"), blur=0.012)
    c.bloom(0.03, 0.4, 185)


def _comet_tail(c: Canvas, head: Point, angle: float) -> None:
    x, y = head
    for bend, wide, reach, tone, strength, blur in (
        (0.0, 0.3, 1.3, "#5f8fff", 0.5, 0.05),
        (0.05, 0.2, 1.2, "#9fd0ff", 0.6, 0.025),
        (-0.05, 0.13, 1.1, "#ffd0c8", 0.5, 0.02),
        (0.01, 0.05, 1.0, "#f2fbff", 0.8, 0.008),
    ):
        tail = (
            Shape()
            .stroke([(0, 0), (reach * 0.5, bend * 0.3), (reach, bend)], 0.03, wide * 0.55, wide)
            .at(x, y, 1, angle)
        )
        far = (x + reach * math.cos(math.radians(angle)), y + reach * math.sin(math.radians(angle)))
        c.fill(
            tail,
            Linear(head, far, (fade(tone, strength), fade(tone, strength * 0.45), fade(tone, 0))),
            blur=blur,
            mode="screen",
        )
    streaks = Shape()
    for _ in range(46):
        a, b = c.rng.uniform(0.02, 0.5), c.rng.uniform(0.3, 1.0)
        off = c.rng.gauss(0, 0.05)
        streaks.stroke(
            [(a, off * a), (a + b * 0.5, off * (a + b * 0.5) * 1.1), (a + b, off * (a + b) * 1.2)],
            0.0006,
            0.002,
            0.0006,
        )
    c.fill(
        streaks.at(x, y, 1, angle),
        Linear(head, (x + 1.0, y - 0.58), ("#ffffffcc", "#bfe0ff66", "#bfe0ff00")),
        mode="screen",
    )
    c.glow(x, y, 0.34, "#8fc4ff", 0.8)
    c.glow(x, y, 0.12, "#eaf6ff", 1.0)
    c.fill(Shape().oval(x, y, 0.016), "#ffffff", blur=0.003)


def _roofs(c: Canvas, y: float, tone: str, base: str, size: float, lit: float) -> None:
    houses, windows = Shape(), Shape()
    x = -0.1
    while x < 1.7:
        w, top = size * c.rng.uniform(0.8, 1.5), y - size * c.rng.uniform(-0.2, 0.5)
        kind = c.rng.random()
        pitch = size * c.rng.uniform(0.45, 0.8)
        if kind < 0.12:
            pitch = size * 1.9
            w = size * 0.6
            top -= size * 0.5
        houses.box(x, top, x + w, 1.1).poly(
            (x - size * 0.06, top + 0.002),
            (x + w / 2, top - pitch),
            (x + w + size * 0.06, top + 0.002),
        )
        if kind > 0.35:
            cx = x + w * c.rng.choice((0.2, 0.68))
            houses.box(cx, top - pitch * 0.85, cx + size * 0.12, top).box(
                cx - size * 0.02, top - pitch * 0.9, cx + size * 0.14, top - pitch * 0.82
            )
        for row in range(3):
            for col in range(max(1, int(w / size * 2.4))):
                if c.rng.random() < lit * 0.6:
                    wx, wy = x + size * (0.14 + col * 0.36), top + size * (0.16 + row * 0.42)
                    windows.box(wx, wy, wx + size * 0.13, wy + size * 0.19)
        x += w + c.rng.uniform(0, size * 0.1)
    c.fill(houses, vertical(y - size, y + size * 1.6, tone, base))
    c.edge(houses, "#dcd8ff", (0.002, 0.0025), opacity=0.4)
    c.fill(windows, "#ffc46b", blur=0.01, opacity=0.6, mode="screen")
    c.fill(windows, "#ffdc8f", opacity=0.6 + lit * 0.6 if lit < 0.6 else 1.0)


def paper_planes(c: Canvas) -> None:
    """A squadron of paper planes with all the sky to itself."""
    c.wash(vertical(0, 1, "#3f7fc0", "#7fb4d8", "#f4c8c0", "#ffb59a", "#ffd9b0"))
    c.glow(1.25, 0.86, 0.9, "#fff0c8", 0.9)
    for y, size, tone, shade in (
        (0.96, 0.3, "#ffd8c4", "#f2a08c"),
        (1.04, 0.36, "#fff0e2", "#f0b0a0"),
    ):
        for i in range(5):
            cloud = nature.cumulus(
                c.rng,
                i * 0.42 - 0.05 + c.rng.uniform(-0.08, 0.08),
                y + 0.06,
                size * c.rng.uniform(0.7, 1.1),
            )
            c.fill(cloud, vertical(y - 0.2, y + 0.05, tone, shade))
            c.edge(cloud, "#fffaf0", (-0.005, 0.008), blur=0.006, opacity=0.9)
    for x, y, size, strength in (
        (0.25, 0.3, 0.14, 0.5),
        (1.3, 0.22, 0.18, 0.55),
        (0.85, 0.55, 0.12, 0.4),
    ):
        cloud = nature.cumulus(c.rng, x, y, size)
        c.fill(cloud, vertical(y - size * 0.5, y, "#ffffff", "#f6d4d0"), opacity=strength)
    planes = (
        (0.95, 0.33, 0.34, -17, "#ffffff"),
        (0.5, 0.5, 0.19, -14, "#ff7d63"),
        (0.62, 0.2, 0.13, -22, "#ffd46b"),
        (1.26, 0.56, 0.14, -10, "#59c2b8"),
        (0.25, 0.66, 0.1, -12, "#ffffff"),
        (1.34, 0.12, 0.07, -24, "#ff9f86"),
        (0.2, 0.18, 0.055, -20, "#ffffff"),
    )
    for x, y, size, angle, _ in planes:
        _trail(c, x, y, size, angle)
    for x, y, size, angle, tone in planes:
        _paper_plane(c, x, y, size, angle, tone)
    c.bloom(0.03, 0.18, 230)


def _trail(c: Canvas, x: float, y: float, size: float, angle: float) -> None:
    dashes = Shape()
    for i in range(13):
        t = -0.62 - i * 0.13
        curl = 0.34 * math.sin((t + 0.6) * 2.4) * min(1, -t - 0.6)
        ahead = 0.34 * math.sin((t + 0.53) * 2.4) * min(1, -t - 0.53)
        dashes.stroke([(t, curl), (t + 0.07, ahead)], 0.016 - i * 0.0008)
    c.fill(dashes.at(x, y, size, angle), "#ffffff", opacity=0.65)


def _paper_plane(c: Canvas, x: float, y: float, size: float, angle: float, tone: str) -> None:
    nose, tail = (0.56, -0.02), (-0.42, 0.02)
    far_wing = Shape().poly(nose, (-0.5, -0.3), (-0.4, -0.03))
    near_wing = Shape().poly(nose, (-0.58, 0.05), (-0.34, 0.07))
    fold = Shape().poly(nose, tail, (-0.3, 0.25))
    inner = Shape().poly(nose, (-0.4, -0.03), (-0.34, 0.07))
    body = Shape().poly(nose, (-0.34, 0.05), (-0.22, 0.27))
    wing = Shape().poly(nose, (-0.62, 0.14), (-0.34, 0.055))
    shades = (
        mix(tone, "#7f8fc0", 0.12),
        mix(tone, "#5a5f9c", 0.42),
        mix(tone, "#4a4a8c", 0.3),
        tone,
    )
    end = (x - size * 0.5, y + size * 0.2)
    for part, shade in (
        (fold, shades[1]),
        (inner, shades[1]),
        (body, shades[2]),
        (far_wing, shades[0]),
        (near_wing, shades[3]),
        (wing, shades[3]),
    ):
        placed = part.at(x, y, size, angle)
        c.fill(
            placed,
            Linear((x + size * 0.5, y - size * 0.2), end, (mix(shade, "#fff4e0", 0.35), shade)),
        )
    c.edge(far_wing.at(x, y, size, angle), "#fffaf0", (0, 0.0022), opacity=0.8)


SCENES = collect(
    Scene(
        "telescope",
        "Someone with a red scarf stands at a brass telescope on a hill while star "
        "trails circle in the sky.",
        "Stand still long enough and everything turns.",
        telescope,
    ),
    Scene(
        "comet",
        "A bright comet with a long tail passes over the roofs of an old town; a cat on "
        "a ridge watches it.",
        "Some visitors never stay for supper.",
        comet,
    ),
    Scene(
        "paper-planes",
        "Seven paper planes in white, red, yellow and green glide through a wide pastel "
        "sky above the clouds.",
        "First draft, ready for take-off.",
        paper_planes,
    ),
)

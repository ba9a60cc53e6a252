"""A picture of a printing press: a ribbon of paper winds over and under the rollers."""

import math

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, Mist, Point, Radial, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace

ACROSS: Point = (0.215, -0.085)
"""From the front end of every roller to its far end."""

STEEL = ("#f4f6ea", "#9ab8b4", "#3f6a70", "#1c3a46")

RED = ("#ffb090", "#e8604a", "#a8303a", "#5a1828")

BRASS = ("#ffe6b0", "#e0a458", "#a0622f", "#4f2c20")

Roller = tuple[float, float, float, tuple[str, ...]]

ROLLERS: tuple[Roller, ...] = (
    (0.43, 0.37, 0.06, STEEL),
    (0.58, 0.6, 0.095, RED),
    (0.75, 0.36, 0.07, BRASS),
    (0.92, 0.61, 0.1, STEEL),
    (1.1, 0.38, 0.065, RED),
)


def printing_press(c: Canvas) -> None:
    """The night shift."""
    c.wash(vertical(0, 1, "#0e2a3a", "#1d4856", "#10232f"))
    _hall(c)
    _housing(c)
    _reel(c, 0.2, 0.64, 0.15)
    _ribbon(c)
    _console(c)
    _delivery(c)
    _printer(c, 0.335, 0.985)
    c.glow(0.8, 0.05, 0.9, "#ffdc9a", 0.25)
    c.bloom(0.03, 0.3, 205)


def _hall(c: Canvas) -> None:
    for i in range(7):
        x = 0.02 + i * 0.26
        pillar = Shape().box(x, -0.05, x + 0.035, 0.8)
        c.fill(pillar, vertical(0, 0.8, "#2a5a66", "#16323e"), opacity=0.7)
    panes = Shape()
    for i in range(6):
        for k in range(3):
            x = 0.07 + i * 0.26 + k * 0.062
            panes.box(x, 0.1, x + 0.055, 0.17).box(x, 0.18, x + 0.055, 0.25)
    c.fill(panes, vertical(0.1, 0.25, "#2f6a86", "#4f90a0"), opacity=0.55)
    for x in (0.28, 0.8, 1.32):
        cone = Shape().poly((x - 0.05, 0.07), (x + 0.05, 0.07), (x + 0.36, 0.95), (x - 0.36, 0.95))
        c.fill(cone, vertical(0.07, 0.9, "#ffe0a06a", "#ffd89000"), blur=0.015, mode="screen")
        shade = Shape().poly(
            (x - 0.055, 0.07), (x + 0.055, 0.07), (x + 0.02, 0.025), (x - 0.02, 0.025)
        )
        c.fill(shade.box(x - 0.003, -0.1, x + 0.003, 0.04), "#0c1c26")
        c.fill(Shape().oval(x, 0.072, 0.044, 0.008), "#fff6d0")
        c.glow(x, 0.08, 0.18, "#ffe0a0", 0.8)
    c.fill(Shape().box(-0.1, 0.84, 1.7, 1.1), vertical(0.84, 1, "#34525a", "#0f1c26"))
    c.fill(Shape().box(-0.1, 0.84, 1.7, 1.1), Mist("#0c1a24", 21, (3, 20), 0.4, 0.8), opacity=0.6)


def _housing(c: Canvas) -> None:
    """The far wall of the machine, which holds the other ends of the rollers."""
    c.fill(Shape().oval(0.95, 0.9, 0.62, 0.045), "#040b12", blur=0.02, opacity=0.85)
    wall = Shape().box(0.47, 0.15, 1.44, 0.9, 0.05)
    c.fill(wall, Linear((0.5, 0.15), (1.4, 0.9), ("#4a9a90", "#2a6a6c", "#143a46")))
    c.edge(wall, "#08202a", (-0.03, -0.02), blur=0.03, opacity=0.6)
    c.edge(wall, "#c8f4dc", (0.003, 0.005), opacity=0.75)
    recess = Shape().box(0.51, 0.19, 1.4, 0.74, 0.03)
    c.fill(recess, vertical(0.19, 0.74, "#1c4a54", "#12323e"))
    c.edge(recess, "#040e14", (0.008, 0.014), blur=0.012, opacity=0.9)
    for x, y, r, _ in ROLLERS:
        c.fill(Shape().oval(x + ACROSS[0], y + ACROSS[1], r * 1.15), "#0a222c", opacity=0.8)


def _reel(c: Canvas, x: float, y: float, r: float) -> None:
    """The roll of blank paper."""
    dx, dy = ACROSS[0] * 0.9, ACROSS[1] * 0.9
    c.fill(Shape().oval(x + 0.12, 0.9, 0.24, 0.03), "#040b12", blur=0.015, opacity=0.85)
    stand = Shape().poly((x - 0.02, y), (x + 0.02, y), (x + 0.09, 0.92), (x - 0.09, 0.92))
    c.fill(stand.at(dx, dy * 0.6), "#0e2a36")
    roll = _cylinder(x, y, r, (dx, dy))
    c.fill(roll, _across(x, y, r, ("#fffdf4", "#f8ead2", "#c8a888", "#7a5a58")))
    c.fill(stand, vertical(y, 0.92, "#2a6468", "#12323e"))
    c.fill(
        Shape().oval(x, y, r), Radial((x - 0.05, y - 0.06), 0.27, ("#fff8ea", "#ecd8bc", "#b89478"))
    )
    turns = Shape()
    for i in range(12):
        rim = r * (0.96 - i * 0.056)
        turns.oval(x, y, rim).cut(Shape().oval(x, y, rim - 0.002))
    c.fill(turns, "#a88868", opacity=0.6)
    c.fill(Shape().oval(x, y, 0.042), "#8a5a3c")
    c.fill(Shape().oval(x, y, 0.026), "#24140f")
    c.edge(Shape().oval(x, y, r), "#fffdf4", (0.002, 0.003), opacity=0.9)


def _cylinder(x: float, y: float, r: float, across: Point) -> Shape:
    """The silhouette of a roller that lies obliquely."""
    dx, dy = across
    length = math.hypot(dx, dy)
    nx, ny = -dy / length * r, dx / length * r
    side = Shape().poly(
        (x + nx, y + ny), (x + dx + nx, y + dy + ny), (x + dx - nx, y + dy - ny), (x - nx, y - ny)
    )
    return side.oval(x, y, r).oval(x + dx, y + dy, r)


def _across(x: float, y: float, r: float, tones: tuple[str, ...]) -> Linear:
    """Light that comes from above, on a cylinder."""
    length = math.hypot(*ACROSS)
    nx, ny = -ACROSS[1] / length * r, ACROSS[0] / length * r
    return Linear(
        (x - nx, y - ny), (x + nx, y + ny), (tones[1], tones[0], tones[1], tones[2], tones[3])
    )


def _roller(c: Canvas, roller: Roller) -> None:
    x, y, r, tones = roller
    c.fill(_cylinder(x, y, r, ACROSS), _across(x, y, r, tones))
    end = Shape().oval(x, y, r)
    c.fill(end, Radial((x - r * 0.3, y - r * 0.4), r * 1.7, tones[1:]))
    c.edge(end, "#fff8e0", (0.002, 0.0035), opacity=0.85)
    c.fill(Shape().oval(x, y, r * 0.8).cut(Shape().oval(x, y, r * 0.74)), tones[3], opacity=0.5)
    c.fill(Shape().oval(x, y, r * 0.34), tones[3])
    c.fill(
        Shape().oval(x, y, r * 0.27),
        Radial((x - r * 0.1, y - r * 0.1), r * 0.4, ("#fff6dc", "#c8a878", "#4a3830")),
    )
    bolts = Shape()
    for i in range(6):
        a = math.radians(60 * i)
        bolts.oval(x + math.cos(a) * r * 0.55, y + math.sin(a) * r * 0.55, r * 0.055)
    c.fill(bolts, tones[3], opacity=0.8)


def _ribbon(c: Canvas) -> None:
    """Draw rollers and paper from left to right, so that what is nearer covers what is behind."""
    last = (0.245, 0.497)
    travelled = 0.0
    for i, roller in enumerate(ROLLERS):
        x, y, r, _ = roller
        angles = (205, 350) if i % 2 == 0 else (170, 10)
        wrap = arc(x, y, r, r, *angles, 12)
        travelled = _paper(c, [last, wrap[0]], travelled)
        if i % 2 == 0:
            _roller(c, roller)
            travelled = _paper(c, wrap, travelled)
        else:
            travelled = _paper(c, wrap, travelled)
            _roller(c, roller)
        last = wrap[-1]
    _paper(c, [last, (1.19, 0.56), (1.235, 0.66), (1.3, 0.725)], travelled)


def _paper(c: Canvas, path: list[Point], travelled: float) -> float:
    """A stretch of the ribbon, printed once it has met the first inked roller."""
    for (ax, ay), (bx, by) in zip(path, path[1:], strict=False):
        length = math.hypot(bx - ax, by - ay)
        steps = max(1, math.ceil(length / 0.02))
        light = 0.5 + 0.5 * (bx - ax) / length
        tone = mix("#b08f80", "#fffaf0", light)
        for step in range(steps):
            start = (ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps)
            end = (ax + (bx - ax) * (step + 1) / steps, ay + (by - ay) * (step + 1) / steps)
            travelled += length / steps
            ahead = (end[0] + (bx - ax) * 0.003 / length, end[1] + (by - ay) * 0.003 / length)
            c.fill(_strip(start, ahead, 0, 1), tone)
            if travelled > 0.5:
                _ink(c, start, end, travelled)
    return travelled


def _strip(start: Point, end: Point, left: float, right: float) -> Shape:
    """The part of the ribbon between two shares of its width."""
    (ax, ay), (bx, by), (dx, dy) = start, end, ACROSS
    return Shape().poly(
        (ax + dx * left, ay + dy * left),
        (bx + dx * left, by + dy * left),
        (bx + dx * right, by + dy * right),
        (ax + dx * right, ay + dy * right),
    )


def _ink(c: Canvas, start: Point, end: Point, travelled: float) -> None:
    page = (travelled % 0.24) / 0.24
    if page < 0.1:
        return
    columns = ((0.08, 0.3), (0.39, 0.61), (0.7, 0.92))
    for i, (left, right) in enumerate(columns):
        if page < 0.26:
            tone, strength = "#d8503f", 0.9
        elif page < 0.55 and i < 2:
            tone, strength = "#3a8a8c", 0.7
        else:
            tone, strength = "#3a4650", 0.42
        if page < 0.26 or (page < 0.55 and i == 0):
            right = columns[i + 1][0] if i < 2 else right
        c.fill(_strip(start, end, left, right), tone, opacity=strength)


def _console(c: Canvas) -> None:
    base = Shape().box(0.5, 0.76, 1.24, 0.92, 0.015)
    c.fill(base, vertical(0.76, 0.92, "#3f8a88", "#1c4650"))
    c.edge(base, "#c8f4dc", (0, 0.004), opacity=0.8)
    bolts = Shape()
    for i in range(9):
        bolts.oval(0.535 + i * 0.084, 0.782, 0.005).oval(0.535 + i * 0.084, 0.9, 0.005)
    c.fill(bolts, "#c8f4dc", opacity=0.55)
    for i, x in enumerate((0.66, 0.76)):
        c.fill(Shape().oval(x, 0.842, 0.036), "#0c2630")
        c.fill(Shape().oval(x, 0.842, 0.03), "#fff0d0")
        a = math.radians(-50 - i * 60)
        needle = Shape().stroke(
            [(x, 0.842), (x + math.cos(a) * 0.024, 0.842 + math.sin(a) * 0.024)], 0.004
        )
        c.fill(needle, "#d8503f")
    for i, tone in enumerate(("#ff6a4a", "#ffc84a", "#6affb0")):
        x = 0.9 + i * 0.06
        c.fill(Shape().oval(x, 0.842, 0.017), tone)
        c.glow(x, 0.842, 0.06, tone, 0.65)
    lever = Shape().stroke([(1.13, 0.86), (1.155, 0.77)], 0.01).oval(1.157, 0.762, 0.018)
    c.fill(lever, "#0c2630")
    c.fill(Shape().oval(1.157, 0.762, 0.015), "#e8604a")


def _delivery(c: Canvas) -> None:
    """Finished papers pile up on the right."""
    c.fill(Shape().oval(1.44, 0.955, 0.24, 0.03), "#040b12", blur=0.015, opacity=0.85)
    dx, dy = ACROSS[0] * 0.75, ACROSS[1] * 0.75
    for i in range(15):
        y, off = 0.95 - i * 0.0135, c.rng.uniform(-0.006, 0.006)
        x0, x1 = 1.25 + off, 1.43 + off
        c.fill(
            Shape().poly((x1, y), (x1 + dx, y + dy), (x1 + dx, y + dy - 0.011), (x1, y - 0.011)),
            "#a88878",
        )
        c.fill(Shape().box(x0, y - 0.011, x1, y), horizontal(x0, x1, "#fff6e4", "#e8d0b4"))
        c.fill(
            Shape().poly(
                (x0, y - 0.011),
                (x1, y - 0.011),
                (x1 + dx, y + dy - 0.011),
                (x0 + dx, y + dy - 0.011),
            ),
            "#fffaf0",
        )
        c.fill(Shape().box(x0, y - 0.002, x1, y), "#a88868", opacity=0.7)
    x0, y = 1.25, 0.95 - 14 * 0.0135 - 0.011
    for a, b, near, far, tone in (
        (0.08, 0.92, 0.7, 0.9, "#d8503f"),
        (0.08, 0.45, 0.2, 0.6, "#3a8a8c"),
        (0.53, 0.92, 0.2, 0.6, "#8a9098"),
    ):
        corners = ((a, near), (b, near), (b, far), (a, far))
        c.fill(Shape().poly(*((x0 + 0.18 * s + dx * t, y + dy * t) for s, t in corners)), tone)


def _printer(c: Canvas, x: float, y: float) -> None:
    """The worker who watches the run, seen from behind."""
    size = 0.4
    body = (
        Shape()
        .oval(0.0, -0.9, 0.06, 0.075)
        .stroke([(0, -0.84), (0, -0.76)], 0.07)
        .curve(*trace("-.13,-.77 0,-.81 .13,-.77 .14,-.6 .12,-.42 -.12,-.42 -.14,-.6"))
        .stroke([(-0.06, -0.44), (-0.07, -0.01)], 0.115, 0.08)
        .stroke([(0.06, -0.44), (0.075, -0.01)], 0.115, 0.08)
        .stroke([(0.12, -0.72), (0.18, -0.58), (0.12, -0.46)], 0.085, 0.07, 0.055)
        .stroke([(-0.12, -0.72), (-0.18, -0.58), (-0.12, -0.46)], 0.085, 0.07, 0.055)
    )
    cap = Shape().curve(*trace("-.075,-.92 -.065,-.985 0,-1 .065,-.985 .075,-.92 0,-.905"))
    c.fill(Shape().oval(x, y, 0.08, 0.012), "#040b12", blur=0.008, opacity=0.85)
    placed = body.at(x, y, size)
    c.fill(placed, vertical(y - size, y, "#2f5a6c", "#0c1c28"))
    braces = (
        Shape()
        .stroke([(-0.08, -0.79), (0.05, -0.42)], 0.024)
        .stroke([(0.08, -0.79), (-0.05, -0.42)], 0.024)
    )
    c.fill(braces.at(x, y, size), "#e0a458")
    c.fill(cap.at(x, y, size), "#d8503f")
    c.edge(placed.add(cap.at(x, y, size)), "#ffe6b4", (-0.0028, 0.0024), blur=0.001, opacity=0.9)


SCENES = collect(
    Scene(
        "printing-press",
        "A ribbon of printed paper winds over coloured rollers in a printing hall at "
        "night; a worker in a red cap watches.",
        "Tomorrow is already running.",
        printing_press,
    ),
)

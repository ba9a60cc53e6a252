"""A picture of a game controller."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, Radial, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, mirror, smooth, trace

Turn = tuple[float, float, float, float]
"""Where an object lies: x, y, size and angle."""


def controller(c: Canvas) -> None:
    """Two thumbs, one evening."""
    c.wash(Linear((0, 0), (1.6, 1), ("#b9a4f0", "#8f7ae0", "#5a4ab8")))
    for x, y, r, one, two in (
        (0.36, 0.28, 0.26, "#ffc8d8", "#f58fb8"),
        (1.3, 0.78, 0.34, "#7ff0e0", "#3fb8d0"),
        (1.36, 0.14, 0.11, "#ffe69a", "#ffc05c"),
        (0.2, 0.88, 0.14, "#6f5ad0", "#4a3aa0"),
    ):
        c.fill(Shape().oval(x, y, r), Linear((x - r, y - r), (x + r, y + r), (one, two)))
    confetti = Shape()
    for x, y, kind in (
        (0.14, 0.14, 0),
        (0.72, 0.09, 1),
        (1.12, 0.1, 2),
        (1.5, 0.42, 0),
        (0.08, 0.56, 2),
        (0.62, 0.93, 1),
        (0.95, 0.92, 0),
        (1.5, 0.95, 2),
    ):
        if kind == 0:
            confetti.box(x - 0.024, y - 0.006, x + 0.024, y + 0.006).box(
                x - 0.006, y - 0.024, x + 0.006, y + 0.024
            )
        elif kind == 1:
            confetti.add(Shape().oval(x, y, 0.025).cut(Shape().oval(x, y, 0.015)))
        else:
            confetti.poly((x, y - 0.026), (x + 0.026, y + 0.02), (x - 0.026, y + 0.02))
    c.fill(confetti, "#ffffff", opacity=0.75)
    turn: Turn = (0.8, 0.5, 1.0, -8)
    right = trace(
        "0,-.205 .1,-.2 .2,-.225 .33,-.23 .43,-.16 .49,0 .52,.18 .475,.285 "
        ".39,.275 .32,.185 .24,.11 .12,.09 0,.09"
    )
    shell = Shape().poly(*mirror(smooth(right, closed=False)))
    c.fill(shell.at(0.86, 0.6, 1.0, -8), "#2a1a70", blur=0.035, opacity=0.6)
    triggers = Shape()
    for side in (-1, 1):
        triggers.curve(*trace(".17,-.2! .2,-.275 .3,-.29 .39,-.24 .42,-.17!", 0, 0, (side, 1)))
    c.fill(triggers.at(*turn), vertical(0.18, 0.32, "#6a5a9a", "#3a2c6a"))
    c.edge(triggers.at(*turn), "#e8dcff", (0.001, 0.005), blur=0.002, opacity=0.8)
    body = shell.at(*turn)
    c.fill(body, Linear((0.6, 0.2), (1.0, 0.85), ("#fffdf8", "#f4ecf8", "#c8b8e4")))
    c.edge(body, "#8a74c8", (-0.05, -0.06), blur=0.05, opacity=0.6)
    c.edge(body, "#ffffff", (0.004, 0.007), blur=0.003)
    c.edge(body, "#6a54b0", (-0.003, -0.004), blur=0.001, opacity=0.7)
    _controls(c, turn)
    c.bloom(0.025, 0.12, 235)


def _raised(c: Canvas, shape: Shape, turn: Turn, height: float = 0.006) -> Shape:
    """The shape in its place on the controller, with its shadow below it."""
    placed = shape.at(*turn)
    if height:
        c.fill(placed.at(height, height * 1.4), "#5a4898", blur=0.005, opacity=0.6)
    return placed


def _controls(c: Canvas, turn: Turn) -> None:
    pad = _raised(c, Shape().box(-0.125, -0.165, 0.125, -0.055, 0.02), turn, 0)
    c.fill(pad, vertical(0.33, 0.46, "#4a3c7c", "#6a5aa0"))
    c.edge(pad, "#241a50", (0.003, 0.006), blur=0.003, opacity=0.8)
    for side in (-1, 1):
        _stick(c, side * 0.15, 0.04, turn)
    cross = Shape().box(-0.34, -0.125, -0.29, 0.025, 0.012).box(-0.39, -0.075, -0.24, -0.025, 0.012)
    placed = _raised(c, cross, turn)
    c.fill(placed, Linear((0.4, 0.35), (0.6, 0.55), ("#6a5aa0", "#3a2c70")))
    c.edge(placed, "#d8ccff", (0.001, 0.004), blur=0.001, opacity=0.7)
    _buttons(c, turn)
    small = Shape().box(-0.185, -0.14, -0.165, -0.1, 0.01).box(0.165, -0.14, 0.185, -0.1, 0.01)
    c.fill(_raised(c, small, turn, 0.002), "#6a5aa0")
    light = _raised(c, Shape().box(-0.05, -0.045, 0.05, -0.035, 0.005), turn, 0)
    c.fill(light, "#7ffff0", blur=0.012, opacity=0.9)
    c.fill(light, "#e0fffa")
    holes = Shape()
    for i in range(15):
        holes.oval(-0.032 + i % 5 * 0.016, 0.022 + i // 5 * 0.016, 0.0038)
    c.fill(_raised(c, holes, turn, 0), "#8a7ac0")


def _stick(c: Canvas, x: float, y: float, turn: Turn) -> None:
    """A thumb stick in its well."""
    well = _raised(c, Shape().oval(x, y, 0.09), turn, 0)
    c.fill(well, Linear((0.7, 0.4), (0.9, 0.7), ("#b8a8dc", "#e8e0f4")))
    stick = _raised(c, Shape().oval(x, y, 0.07), turn, 0.012)
    x0, y0, x1, y1 = stick.bounds()
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    c.fill(stick, Radial((cx - 0.02, cy - 0.03), 0.13, ("#7a68b0", "#43357c", "#2a1f5a")))
    c.edge(stick, "#d8ccff", (0.002, 0.004), blur=0.002, opacity=0.8)
    hollow = Shape().oval(cx, cy, 0.046)
    c.fill(hollow, Radial((cx + 0.015, cy + 0.02), 0.08, ("#5f4f9a", "#3a2c70")))
    c.edge(hollow, "#1c1244", (0.003, 0.005), blur=0.003, opacity=0.8)


def _buttons(c: Canvas, turn: Turn) -> None:
    tones = ("#ffc84a", "#ff5f7a", "#3fc8b0", "#4f9af0")
    for tone, (dx, dy) in zip(tones, trace("0,-.066 .066,0 0,.066 -.066,0"), strict=True):
        button = _raised(c, Shape().oval(0.315 + dx, -0.055 + dy, 0.031), turn)
        x0, y0, _, _ = button.bounds()
        shades = (mix(tone, "#ffffff", 0.55), tone, mix(tone, "#2a1a70", 0.35))
        c.fill(button, Radial((x0 + 0.02, y0 + 0.018), 0.06, shades))
        c.edge(button, "#ffffff", (0.001, 0.003), blur=0.001, opacity=0.7)


SCENES = collect(
    Scene(
        "controller",
        "A pale game controller with four coloured buttons floats above a violet ground "
        "with pastel circles.",
        "Two thumbs, one free evening.",
        controller,
    ),
)

"""A picture of an animator's desk."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, Mist, Radial, mix
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace


def animators_desk(c: Canvas) -> None:
    """A character finds out what it looks like."""
    c.wash(Linear((0, 0), (1.6, 1), ("#1f4a50", "#17363e", "#0c1c26")))
    c.fill(c.frame, Mist("#2f6a6c", 77, (16, 12), 0.5, 0.8), opacity=0.3)
    board = Shape().poly((0.34, 0.1), (1.27, 0.06), (1.36, 0.93), (0.28, 0.98))
    c.fill(board.at(0.02, 0.03), "#050d12", blur=0.025, opacity=0.75)
    c.fill(board, Linear((0.3, 0.1), (1.3, 0.9), ("#c98a54", "#a8683c", "#6e3f28")))
    c.edge(board, "#ffd9a0", (0.002, 0.005), opacity=0.8)
    disc = Shape().oval(0.81, 0.53, 0.385)
    c.fill(disc, "#7a4a2e")
    glass = Shape().oval(0.81, 0.53, 0.37)
    c.fill(glass, Radial((0.81, 0.5), 0.42, ("#fffdf2", "#fff4d4", "#f5dca4")))
    c.edge(glass, "#c99a5c", (-0.006, -0.006), blur=0.008, opacity=0.7)
    sheets = (
        (0.8, 0.52, -5, "#f4ead0"),
        (0.815, 0.525, 3, "#fbf3de"),
        (0.81, 0.525, -1, "#fffaea"),
    )
    for x, y, angle, tone in sheets:
        sheet = Shape().box(-0.33, -0.235, 0.33, 0.235, 0.004).at(x, y, 1, angle)
        c.fill(sheet.at(0.006, 0.01), "#6e4a2a", blur=0.008, opacity=0.45)
        c.fill(sheet, tone)
    holes = (
        Shape()
        .box(-0.13, -0.223, -0.1, -0.212, 0.005)
        .oval(0, -0.218, 0.007)
        .box(0.1, -0.223, 0.13, -0.212, 0.005)
    )
    c.fill(holes.at(0.81, 0.525, 1, -1), "#8a5a38")
    _fox_turnaround(c)
    _scraps(c)
    _desk_tools(c)
    c.glow(0.12, 0.02, 1.1, "#ffcf85", 0.55)
    _swing_lamp(c)
    c.bloom(0.03, 0.2, 225)


def _fox_turnaround(c: Canvas) -> None:
    """The same young fox from the front, at rest, and on the run, with construction lines."""
    blue = Shape()
    for y in (0.36, 0.45, 0.565, 0.685):
        blue.stroke([(0.53, y + 0.005), (1.09, y - 0.005)], 0.0016)
    for x in (0.63, 0.81, 0.99):
        blue.add(Shape().oval(x, 0.42, 0.07).cut(Shape().oval(x, 0.42, 0.0685)))
        blue.stroke([(x, 0.33), (x, 0.7)], 0.0014)
    c.fill(blue, "#5f9fc8", opacity=0.6)
    for x, turn, painted in ((0.63, -1, 0.0), (0.81, 0, 1.0), (0.99, 1, 0.45)):
        _fox(c, x, 0.56, turn, painted)


def _fox(c: Canvas, x: float, y: float, turn: int, painted: float) -> None:
    """A young fox in a scarf; ``turn`` says where it looks, ``painted`` how finished it is."""
    ink = "#3a2a2c"
    for part, tone in _fox_parts(turn):
        placed = part.at(x, y)
        c.fill(placed, "#fffaea")
        c.fill(placed, tone, opacity=painted)
        c.edge(placed, ink, (0.0022, 0.0018), opacity=0.85)
        c.edge(placed, ink, (-0.0022, -0.0018), opacity=0.85)
    _fox_face(c, x, y, turn * 0.016, ink)


def _fox_parts(turn: int) -> list[tuple[Shape, str]]:
    """The limbs of the fox and their colours, from the back to the front."""
    shift, side = turn * 0.016, turn or 1
    tail = Shape().stroke(
        trace("-.02,.09 -.085,.09 -.095,-.01", 0, 0, (side, 1)), 0.02, 0.055, 0.012
    )
    body = Shape().curve(*trace("-.03,-.07 .03,-.07 .045,.02 .035,.08 -.035,.08 -.045,.02"))
    legs, ears, arms = Shape(), Shape(), Shape()
    for half in (-1, 1):
        legs.stroke(trace(".02,.07 .022,.125", 0, 0, (half, 1)), 0.026, 0.022)
        ears.curve(*trace(".024,-.19 .058,-.255! .072,-.16 .05,-.15", 0, 0, (half, 1)))
    arms.stroke([(-0.035, -0.04), (-0.062, 0.02)], 0.022, 0.018)
    arms.stroke([(0.035, -0.04), (0.066, -0.05 * turn)], 0.022, 0.018)
    muzzle = trace(".045,-.092"), [(shift, -0.075)], trace("-.045,-.092")
    head = Shape().curve(
        *trace("-.04,-.2 .04,-.2 .075,-.15 .085,-.12"),
        *[point for points in muzzle for point in points],
        *trace("-.085,-.12 -.075,-.15"),
    )
    mask = Shape().curve(
        *trace("0,-.135 .04,-.12", shift),
        (0.08, -0.12),
        *[point for points in muzzle for point in points],
        (-0.08, -0.12),
        (shift - 0.04, -0.12),
    )
    scarf = Shape().stroke(trace("-.035,-.075 0,-.062 .035,-.075"), 0.026)
    scarf.stroke(trace(".025,-.065 .05,-.015"), 0.02, 0.026)
    return [
        (tail, "#ee8a45"),
        (legs, "#6a3a30"),
        (body, "#ee8a45"),
        (arms, "#c9683a"),
        (ears, "#ee8a45"),
        (head, "#f39a52"),
        (mask, "#fff6e2"),
        (scarf, "#2f9a94"),
    ]


def _fox_face(c: Canvas, x: float, y: float, shift: float, ink: str) -> None:
    face = (
        Shape()
        .oval(x - 0.03 + shift, y - 0.142, 0.008, 0.011)
        .oval(x + 0.03 + shift, y - 0.142, 0.008, 0.011)
        .oval(x + shift, y - 0.1, 0.01, 0.007)
    )
    face.stroke(
        [(x - 0.012 + shift, y - 0.088), (x + shift, y - 0.083), (x + 0.012 + shift, y - 0.088)],
        0.0022,
    )
    c.fill(face, ink)
    c.fill(
        Shape().oval(x - 0.027 + shift, y - 0.146, 0.003).oval(x + 0.033 + shift, y - 0.146, 0.003),
        "#ffffff",
    )


def _scraps(c: Canvas) -> None:
    """Colour swatches and a smaller sketch, pinned to the board."""
    for i, tone in enumerate(("#ee8a45", "#2f9a94", "#fff0cf", "#6a3a30")):
        card = (
            Shape()
            .box(-0.03, -0.04, 0.03, 0.04, 0.003)
            .at(1.25 + 0.008 * i, 0.25 + i * 0.098, 1, 8 - i * 5)
        )
        c.fill(card.at(0.005, 0.008), "#2a140c", blur=0.006, opacity=0.6)
        c.fill(card, "#fffaea")
        c.fill(
            Shape()
            .box(-0.024, -0.034, 0.024, 0.014)
            .at(1.25 + 0.008 * i, 0.25 + i * 0.098, 1, 8 - i * 5),
            tone,
        )
    note = Shape().box(-0.075, -0.075, 0.075, 0.075).at(0.4, 0.75, 1, -9)
    c.fill(note.at(0.006, 0.012), "#2a140c", blur=0.01, opacity=0.6)
    c.fill(note, Linear((0.33, 0.68), (0.47, 0.83), ("#ffe68a", "#f5c95c")))
    run = (
        Shape()
        .stroke([(-0.05, 0.03), (0.0, 0.04), (0.055, 0.03)], 0.003)
        .oval(0.02, -0.03, 0.016)
        .stroke([(0.012, -0.015), (-0.012, 0.008)], 0.012)
    )
    run.stroke([(-0.012, 0.008), (0.016, 0.02), (0.008, 0.036)], 0.006).stroke(
        [(-0.012, 0.008), (-0.03, 0.018), (-0.046, 0.01)], 0.006
    ).stroke([(0.006, -0.008), (0.03, 0.0)], 0.005)
    c.fill(run.at(0.4, 0.75, 1, -9), "#6a4a3a")


def _desk_tools(c: Canvas) -> None:
    pencils: tuple[tuple[float, float, float, str], ...] = (
        (1.47, 0.62, 100, "#e8503f"),
        (1.51, 0.66, 93, "#5f9fc8"),
        (0.17, 0.66, 76, "#f0b040"),
    )
    for x, y, angle, tone in pencils:
        body = Shape().box(-0.13, -0.009, 0.1, 0.009)
        tip = Shape().poly((0.1, -0.009), (0.135, 0), (0.1, 0.009))
        c.fill(body.at(x + 0.012, y + 0.012, 1, angle), "#030a0e", blur=0.006, opacity=0.7)
        c.fill(body.at(x, y, 1, angle), tone)
        c.edge(body.at(x, y, 1, angle), "#12080a", (0.008, 0.0), opacity=0.35)
        c.fill(tip.at(x, y, 1, angle), "#ffe2b8")
        c.fill(
            Shape().poly((0.122, -0.0035), (0.135, 0), (0.122, 0.0035)).at(x, y, 1, angle),
            mix(tone, "#12080a", 0.4),
        )
        c.fill(Shape().box(-0.145, -0.009, -0.125, 0.009).at(x, y, 1, angle), "#f0a8a0")
    mug = (0.17, 0.88)
    c.fill(Shape().oval(mug[0] + 0.025, mug[1] + 0.025, 0.09), "#030a0e", blur=0.015, opacity=0.7)
    c.fill(
        Shape().stroke(arc(mug[0] + 0.08, mug[1] - 0.02, 0.035, 0.026, -110, 110, 12), 0.014),
        "#d84f3f",
    )
    c.fill(Shape().oval(*mug, 0.08), "#e85f4a")
    c.fill(Shape().oval(*mug, 0.07), "#a8382f")
    c.fill(
        Shape().oval(mug[0] + 0.002, mug[1] + 0.004, 0.064),
        Radial((mug[0] - 0.02, mug[1] - 0.02), 0.1, ("#8a5030", "#4a2418")),
    )
    c.edge(Shape().oval(*mug, 0.08), "#ffc8a8", (0.004, 0.004), opacity=0.8)
    eraser = Shape().box(-0.04, -0.02, 0.04, 0.02, 0.006).at(1.45, 0.87, 1, 24)
    c.fill(eraser.at(0.008, 0.01), "#030a0e", blur=0.006, opacity=0.7)
    c.fill(eraser, "#f5f0e4")
    c.fill(Shape().box(-0.04, -0.02, 0.005, 0.02, 0.004).at(1.45, 0.87, 1, 24), "#3f7f9a")


def _swing_lamp(c: Canvas) -> None:
    arm = Shape().stroke([(-0.05, 0.3), (0.16, 0.14)], 0.018).oval(0.16, 0.14, 0.018)
    c.fill(arm.at(0.02, 0.03), "#030a0e", blur=0.01, opacity=0.6)
    c.fill(arm, "#e0b060")
    head = Shape().curve(*trace("-.06,-.05! .03,-.035 .1,-.1! .12,0 .1,.1! .03,.035 -.06,.05!"))
    placed = head.at(0.2, 0.11, 0.95, 38)
    c.fill(placed.at(0.02, 0.03), "#030a0e", blur=0.012, opacity=0.6)
    c.fill(placed, Linear((0.2, 0.02), (0.24, 0.2), ("#ff9a5c", "#e8603f", "#8a2f2c")))
    c.edge(placed, "#ffe0b0", (0.002, 0.004), opacity=0.8)
    c.fill(Shape().oval(0.102, 0, 0.022, 0.1).at(0.2, 0.11, 0.95, 38), "#fffbe0")
    c.glow(0.28, 0.17, 0.3, "#fff0c0", 0.9)


SCENES = collect(
    Scene(
        "animators-desk",
        "A light table with sheets of paper shows three sketches of a young fox in a "
        "scarf, one of them in colour.",
        "Take forty-one. The fox is starting to enjoy it.",
        animators_desk,
    ),
)

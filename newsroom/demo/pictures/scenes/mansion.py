"""A picture of a safe room in a dark mansion."""

from newsroom.demo.pictures import nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, Radial, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace


def save_room(c: Canvas) -> None:
    """A lamp, a desk and a chest: nothing can get you in here."""
    floor = 0.74
    c.wash(vertical(0, floor, "#0c1a1e", "#1c3331", "#2a4238"))
    _panelling(c, floor)
    c.fill(Shape().box(-0.1, floor, 1.7, 1.1), vertical(floor, 1, "#4a2f22", "#2a1712", "#120b0c"))
    boards = Shape()
    for i in range(-16, 17):
        boards.stroke([(0.8 + i * 0.1, floor), (0.8 + i * 0.24, 1.05)], 0.002)
    c.fill(boards, "#170d0c", opacity=0.7)
    _moonlit_window(c, 0.27, floor)
    _rug(c)
    _desk(c, 0.88, 0.8)
    _chest(c, 1.33, 0.86)
    _armchair(c, 0.42, 0.88)
    lamp = (0.745, 0.44)
    c.glow(*lamp, 0.95, "#ffb04f", 0.62)
    c.glow(*lamp, 0.4, "#ffd48a", 0.75)
    cone = Shape().poly(
        (lamp[0] - 0.05, lamp[1] + 0.02),
        (lamp[0] + 0.05, lamp[1] + 0.02),
        (lamp[0] + 0.24, 0.61),
        (lamp[0] - 0.24, 0.61),
    )
    c.fill(cone, vertical(lamp[1], 0.61, "#ffe0a0aa", "#ffcf8022"), blur=0.02, mode="screen")
    dark = Radial((0.85, 0.55), 1.05, ("#00000000", (0.45, "#00000000"), (1.0, "#02060acc")))
    c.wash(dark)
    c.bloom(0.03, 0.35, 190)


def _panelling(c: Canvas, floor: float) -> None:
    paper = Shape()
    for row in range(9):
        for column in range(24):
            x, y = column * 0.07 + (row % 2) * 0.035, 0.05 + row * 0.06
            paper.curve((x, y - 0.02), (x + 0.01, y), (x, y + 0.02), (x - 0.01, y)).oval(
                x, y + 0.026, 0.003
            )
    c.fill(paper, "#3c5a4a", opacity=0.55)
    wood = Shape().box(-0.1, 0.5, 1.7, floor)
    c.fill(wood, vertical(0.5, floor, "#4a3022", "#33201a"))
    frames = Shape()
    for i in range(8):
        x = 0.02 + i * 0.205
        frames.box(x, 0.54, x + 0.165, floor - 0.045, 0.004)
    c.fill(frames, vertical(0.54, 0.7, "#3a241b", "#2a1916"))
    c.edge(frames, "#7a5233", (0, -0.003), opacity=0.8)
    c.edge(frames, "#160c0c", (0, 0.003), opacity=0.9)
    for y, thick in ((0.495, 0.012), (floor - 0.02, 0.022)):
        rail = Shape().box(-0.1, y, 1.7, y + thick)
        c.fill(rail, vertical(y, y + thick, "#6e4a2e", "#3a241a"))
    picture = Shape().box(1.06, 0.12, 1.44, 0.39)
    c.fill(Shape().box(1.07, 0.14, 1.46, 0.41), "#060d0e", blur=0.012, opacity=0.8)
    c.fill(picture, Linear((1.06, 0.12), (1.44, 0.39), ("#d09a4a", "#8a5c2c", "#5a3a20")))
    c.fill(
        Shape().box(1.085, 0.145, 1.415, 0.365),
        vertical(0.14, 0.37, "#4a6a74", "#c98f6a", "#6a4a4a"),
    )
    inner = Shape().box(1.085, 0.145, 1.415, 0.365)
    c.fill(Shape().oval(1.3, 0.235, 0.032), "#ffdc9a", within=inner)
    for y, tone in ((0.26, "#5c5a64"), (0.3, "#3a3a46")):
        c.fill(nature.land(nature.skyline(c.rng, y, 0.05, waves=9)), tone, within=inner)


def _moonlit_window(c: Canvas, x: float, floor: float) -> None:
    frame = Shape().poly(*arc(x, 0.2, 0.135, 0.13, 180, 360), (x + 0.135, 0.47), (x - 0.135, 0.47))
    glass = Shape().poly(
        *arc(x, 0.2, 0.115, 0.11, 180, 360), (x + 0.115, 0.455), (x - 0.115, 0.455)
    )
    c.fill(frame, "#4a3022")
    c.fill(glass, vertical(0.09, 0.46, "#12305a", "#2f6a94", "#8fc0c8"))
    c.fill(Shape().oval(x + 0.04, 0.19, 0.036), "#f0f8ff", within=glass)
    c.glow(x + 0.04, 0.19, 0.16, "#bfe4ff", 0.7)
    twigs = Shape().stroke(trace("-.13,.46 -.07,.32 -.02,.25 -.01,.14", x, 0), 0.02, 0.012, 0.004)
    twigs.stroke([(x - 0.07, 0.32), (x + 0.02, 0.29), (x + 0.08, 0.3)], 0.009, 0.003).stroke(
        [(x - 0.03, 0.26), (x - 0.08, 0.2)], 0.007, 0.003
    )
    c.fill(twigs, "#0a1a2c", within=glass)
    bars = (
        Shape()
        .box(x - 0.004, 0.09, x + 0.004, 0.46)
        .box(x - 0.12, 0.2, x + 0.12, 0.208)
        .box(x - 0.12, 0.32, x + 0.12, 0.328)
    )
    c.fill(bars, "#33201a")
    beam = Shape().poly((x - 0.11, 0.2), (x + 0.11, 0.12), (x + 0.36, 0.98), (x - 0.1, 1.0))
    c.fill(
        beam,
        Linear((x, 0.15), (x + 0.14, 0.95), ("#8fd0ff66", "#8fd0ff22", "#8fd0ff00")),
        blur=0.015,
        mode="screen",
    )
    _drapes(c, x, floor)


def _drapes(c: Canvas, x: float, floor: float) -> None:
    for side in (-1, 1):
        drape = Shape().curve(
            (x + side * 0.19, 0.04),
            (x + side * 0.19, 0.04),
            (x + side * 0.07, 0.04),
            (x + side * 0.07, 0.04),
            (x + side * 0.1, 0.2),
            (x + side * 0.145, 0.36),
            (x + side * 0.15, 0.4),
            (x + side * 0.13, floor - 0.03),
            (x + side * 0.13, floor - 0.03),
            (x + side * 0.21, floor - 0.03),
            (x + side * 0.21, floor - 0.03),
            (x + side * 0.17, 0.4),
            (x + side * 0.2, 0.2),
        )
        c.fill(
            drape,
            horizontal(
                x + side * 0.05, x + side * 0.21, "#8a2f33", "#531a26", "#74282c", "#3a121c"
            ),
        )
    c.fill(Shape().stroke([(x - 0.22, 0.035), (x + 0.22, 0.035)], 0.012), "#b9853f")


def _rug(c: Canvas) -> None:
    for inset, tone in (
        (0, "#6a2227"),
        (0.018, "#c08a4a"),
        (0.026, "#7a2a2c"),
        (0.06, "#b5773f"),
        (0.066, "#4a1820"),
    ):
        rug = Shape().oval(0.82, 0.9, 0.56 - inset * 1.6, 0.095 - inset)
        c.fill(
            rug, horizontal(0.3, 1.4, mix(tone, "#1a0d12", 0.35), tone, mix(tone, "#1a0d12", 0.3))
        )


def _desk(c: Canvas, x: float, y: float) -> None:
    c.fill(Shape().oval(x, y + 0.055, 0.32, 0.03), "#0a0507", blur=0.012, opacity=0.8)
    wood = vertical(y - 0.2, y + 0.06, "#8a5630", "#5a3420", "#35201a")
    body = (
        Shape()
        .box(x - 0.27, y - 0.16, x - 0.13, y + 0.05)
        .box(x + 0.13, y - 0.16, x + 0.27, y + 0.05)
    )
    body.box(x - 0.27, y - 0.16, x + 0.27, y - 0.12)
    c.fill(Shape().box(x - 0.13, y - 0.13, x + 0.13, y + 0.03), "#120a0c")
    c.fill(body, wood)
    drawers = Shape()
    for side in (-1, 1):
        for row in range(2):
            drawers.box(
                x + side * 0.2 - 0.058,
                y - 0.105 + row * 0.075,
                x + side * 0.2 + 0.058,
                y - 0.042 + row * 0.075,
                0.004,
            )
    c.fill(drawers, vertical(y - 0.1, y + 0.05, "#7a4a2a", "#4a2b1c"))
    c.edge(drawers, "#c58a4c", (0, 0.002), opacity=0.7)
    knobs = union_ovals(
        [(x + s * 0.2, y - 0.073 + r * 0.075) for s in (-1, 1) for r in (0, 1)], 0.007
    )
    c.fill(knobs, "#f0c070")
    top = Shape().box(x - 0.3, y - 0.188, x + 0.3, y - 0.158, 0.005)
    c.fill(top, horizontal(x - 0.3, x + 0.3, "#d89a54", "#b8763c", "#6a4026"))
    c.edge(top, "#ffe0a0", (0, 0.003), opacity=0.9)
    _desk_lamp(c, x - 0.135, y - 0.188)
    _typewriter(c, x + 0.06, y - 0.188)
    books = ((0.2, 0.066, "#a8483a"), (0.206, 0.058, "#d9b36a"), (0.2, 0.06, "#3d5f73"))
    for i, (bx, half, tone) in enumerate(books):
        by = y - 0.19 - i * 0.018
        c.fill(
            Shape().box(x + bx + 0.02 - half, by - 0.017, x + bx + 0.02 + half, by, 0.003),
            horizontal(x + 0.13, x + 0.3, mix(tone, "#ffdf9c", 0.3), mix(tone, "#160c0c", 0.45)),
        )
    c.fill(
        Shape().poly(
            (x - 0.09, y - 0.19), (x + 0.0, y - 0.19), (x - 0.01, y - 0.196), (x - 0.08, y - 0.196)
        ),
        "#fff0c8",
    )


def union_ovals(centres: list[tuple[float, float]], radius: float) -> Shape:
    """Equal discs at many places."""
    shape = Shape()
    for x, y in centres:
        shape.oval(x, y, radius)
    return shape


def _desk_lamp(c: Canvas, x: float, y: float) -> None:
    brass = horizontal(x - 0.03, x + 0.03, "#fbe09a", "#c08a3c", "#6a4420")
    c.fill(
        Shape()
        .oval(x, y - 0.004, 0.045, 0.01)
        .box(x - 0.006, y - 0.13, x + 0.006, y)
        .oval(x, y - 0.03, 0.014, 0.02),
        brass,
    )
    shade = Shape().poly(
        (x - 0.035, y - 0.23), (x + 0.035, y - 0.23), (x + 0.078, y - 0.12), (x - 0.078, y - 0.12)
    )
    c.fill(shade, Radial((x, y - 0.15), 0.13, ("#fffbe0", "#ffdc8a", "#f0a044", "#c8702c")))
    c.edge(shade, "#b0602a", (0.0, 0.006), opacity=0.5)
    c.fill(Shape().oval(x, y - 0.12, 0.078, 0.006), "#fffbe4")


def _typewriter(c: Canvas, x: float, y: float) -> None:
    c.fill(
        Shape().poly(
            (x - 0.05, y - 0.15), (x + 0.05, y - 0.15), (x + 0.05, y - 0.07), (x - 0.05, y - 0.07)
        ),
        "#fff2d0",
    )
    c.fill(
        Shape()
        .box(x - 0.034, y - 0.136, x + 0.03, y - 0.133)
        .box(x - 0.034, y - 0.124, x + 0.034, y - 0.121)
        .box(x - 0.034, y - 0.112, x + 0.01, y - 0.109),
        "#9a7a5a",
    )
    body = (
        Shape()
        .box(x - 0.085, y - 0.095, x + 0.085, y - 0.075, 0.008)
        .curve(*trace("-.07,-.08! .07,-.08! .075,-.04 .095,-.004! -.095,-.004! -.075,-.04", x, y))
    )
    body.oval(x - 0.088, y - 0.085, 0.01).oval(x + 0.088, y - 0.085, 0.01)
    c.fill(body, horizontal(x - 0.1, x + 0.1, "#5a6a64", "#24302f", "#101718"))
    c.edge(body, "#ffd896", (0.002, 0.003), opacity=0.8)
    keys = [
        (x - 0.06 + k * 0.0172 + (r % 2) * 0.006, y - 0.046 + r * 0.015)
        for r in range(3)
        for k in range(8)
    ]
    c.fill(union_ovals(keys, 0.0058), "#f0d9a0")


def _chest(c: Canvas, x: float, y: float) -> None:
    c.fill(Shape().oval(x, y + 0.01, 0.2, 0.025), "#0a0507", blur=0.01, opacity=0.85)
    base = Shape().box(x - 0.16, y - 0.12, x + 0.16, y + 0.01, 0.006)
    lid = Shape().poly(*arc(x, y - 0.12, 0.165, 0.095, 180, 360, 24))
    wood = horizontal(x - 0.16, x + 0.16, "#a86a38", "#6e3f22", "#3a2218")
    c.fill(lid, wood)
    c.fill(base, wood)
    slats = Shape()
    for yy in (y - 0.08, y - 0.035):
        slats.box(x - 0.16, yy, x + 0.16, yy + 0.003)
    slats.stroke(arc(x, y - 0.12, 0.16, 0.05, 190, 350, 20), 0.003)
    c.fill(slats, "#2a1712", opacity=0.8)
    iron = (
        Shape()
        .box(x - 0.165, y - 0.132, x + 0.165, y - 0.112, 0.003)
        .box(x - 0.165, y - 0.004, x + 0.165, y + 0.012, 0.003)
    )
    for bx in (-0.145, -0.06, 0.06, 0.145):
        iron.box(x + bx - 0.01, y - 0.122, x + bx + 0.01, y + 0.01)
    straps = Shape()
    for bx in (-0.145, -0.06, 0.06, 0.145):
        straps.box(x + bx - 0.01, y - 0.23, x + bx + 0.01, y - 0.12)
    metal = horizontal(x - 0.16, x + 0.16, "#e0a450", "#94662e", "#4a3220")
    c.fill(straps, metal, within=lid)
    c.fill(iron, metal)
    c.edge(lid, "#ffe0a0", (0.003, 0.004), blur=0.001, opacity=0.75)
    c.fill(Shape().box(x - 0.022, y - 0.14, x + 0.022, y - 0.085, 0.006), "#f5c564")
    c.fill(
        Shape()
        .oval(x, y - 0.115, 0.007)
        .poly(
            (x - 0.003, y - 0.114),
            (x + 0.003, y - 0.114),
            (x + 0.005, y - 0.096),
            (x - 0.005, y - 0.096),
        ),
        "#3a2218",
    )
    c.glow(x, y - 0.11, 0.08, "#ffc860", 0.45)


def _armchair(c: Canvas, x: float, y: float) -> None:
    """Seen from behind and to the side, a dark shape in the foreground."""
    chair = Shape().curve(
        *trace(
            "-.12,-.3 -.05,-.33 .04,-.32 .09,-.27 .1,-.12! .15,-.13 .175,-.1 .17,.02! "
            "-.15,.02! -.15,-.15",
            x,
            y,
        )
    )
    chair.stroke([(x - 0.13, y + 0.02), (x - 0.14, y + 0.06)], 0.02, 0.012).stroke(
        [(x + 0.15, y + 0.02), (x + 0.16, y + 0.06)], 0.02, 0.012
    )
    c.fill(Shape().oval(x, y + 0.055, 0.22, 0.022), "#0a0507", blur=0.01, opacity=0.8)
    c.fill(chair, horizontal(x - 0.15, x + 0.17, "#1c1418", "#3c1c1e", "#6e2f28"))
    c.edge(chair, "#ffb765", (-0.005, 0.004), blur=0.003, opacity=0.85)
    buttons = [
        (x - 0.07 + i * 0.05 + (j % 2) * 0.025, y - 0.26 + j * 0.05)
        for i in range(3)
        for j in range(3)
    ]
    c.fill(union_ovals(buttons, 0.004), "#140b0e")


SCENES = collect(
    Scene(
        "save-room",
        "A lamp glows on a desk with a typewriter in a dark mansion room; a chest stands "
        "beside it, moonlight falls in.",
        "Sit down. Nothing can get you in here.",
        save_room,
    ),
)

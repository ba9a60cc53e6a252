"""A picture of a row of arcade cabinets."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import fade, horizontal, mix, vertical
from newsroom.demo.pictures.neon import NEON, neon_tube
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, mirror, trace


def arcade(c: Canvas) -> None:
    """The last player of the evening."""
    floor = 0.79
    c.wash(vertical(0, floor, "#0a0620", "#1c0d42", "#341460"))
    for i, colour in enumerate((NEON[0], NEON[1])):
        bar = Shape().box(-0.1, 0.07 + i * 0.035, 1.7, 0.076 + i * 0.035)
        neon_tube(c, bar, colour)
    for x in (0.28, 0.8, 1.32):
        c.glow(x, 0.08, 0.5, "#b04fff", 0.35)
    colours = (
        ("#ff3f8e", "#46103f"),
        ("#38e0ff", "#0d2f5c"),
        ("#ffb03a", "#4f2218"),
        ("#3dffb0", "#0c3f42"),
        ("#a06bff", "#2a1460"),
    )
    for i, (light, body) in enumerate(colours):
        _cabinet(c, 0.16 + i * 0.32, floor, light, body, i)
    c.reflect(floor, ripple=0.0025, blur=0.006, opacity=0.55, depth=1.0)
    c.fill(Shape().box(-0.1, floor, 1.7, 1.1), vertical(floor, 1, "#1a0a3888", "#05031699"))
    grid = Shape()
    for i in range(-14, 15):
        grid.stroke([(0.8 + i * 0.11, floor), (0.8 + i * 0.3, 1.05)], 0.0016)
    for i in range(6):
        y = floor + 0.012 * 1.75**i
        grid.stroke([(-0.1, y), (1.7, y)], 0.0016)
    c.fill(grid, "#c86bff", opacity=0.3)
    _player(c, 0.8, 0.9)
    c.bloom(0.03, 0.5, 170)


def _cabinet(c: Canvas, x: float, floor: float, light: str, body: str, kind: int) -> None:
    half, top = 0.125, 0.19
    outline = [(half, top), (half, 0.54), (half * 1.12, 0.6), (half, 0.64), (half, floor)]
    case = Shape().poly(*mirror([(x + dx, y) for dx, y in outline], x))
    c.fill(
        Shape().box(x - half, top, x + half, floor), light, blur=0.05, opacity=0.3, mode="screen"
    )
    c.fill(case, vertical(top, floor, mix(body, light, 0.2), body, "#0a0620"))
    c.edge(case, light, (0.004, 0.003), blur=0.001, opacity=0.9)
    c.edge(case, light, (-0.004, 0.003), blur=0.001, opacity=0.9)
    marquee = Shape().box(x - half + 0.012, top + 0.014, x + half - 0.012, top + 0.075, 0.006)
    c.fill(
        marquee,
        horizontal(
            x - half,
            x + half,
            mix(light, "#ffffff", 0.25),
            mix(light, "#ffffff", 0.8),
            mix(light, "#ffffff", 0.25),
        ),
    )
    stripes = Shape()
    for i in range(3):
        stripes.poly(
            (x - 0.09 + i * 0.07, top + 0.075),
            (x - 0.06 + i * 0.07, top + 0.014),
            (x - 0.04 + i * 0.07, top + 0.014),
            (x - 0.07 + i * 0.07, top + 0.075),
        )
    c.fill(stripes, body, opacity=0.6)
    bezel = Shape().box(x - half + 0.01, top + 0.1, x + half - 0.01, 0.53)
    c.fill(bezel, "#07041a")
    screen = Shape().box(x - 0.088, top + 0.125, x + 0.088, 0.5, 0.012)
    c.fill(screen, vertical(top + 0.12, 0.5, mix(body, "#05031a", 0.3), mix(light, body, 0.45)))
    _game(c, x, top + 0.125, light, kind)
    c.edge(screen, "#ffffff", (-0.014, 0.02), blur=0.018, opacity=0.22)
    _control_panel(c, x, light, body)


def _control_panel(c: Canvas, x: float, light: str, body: str) -> None:
    """The stick, the buttons and, further down, the coin door."""
    half = 0.125
    panel = Shape().poly(
        (x - half, 0.54), (x + half, 0.54), (x + half * 1.12, 0.6), (x - half * 1.12, 0.6)
    )
    c.fill(panel, vertical(0.54, 0.6, mix(body, light, 0.55), mix(body, light, 0.25)))
    c.fill(Shape().stroke([(x - 0.06, 0.575), (x - 0.066, 0.545)], 0.007), "#e8e0ff")
    c.fill(Shape().oval(x - 0.067, 0.54, 0.012), "#ff4f6a")
    for i, tone in enumerate(("#ffe45a", "#6bffd0", "#ff7ab8")):
        c.fill(Shape().oval(x + 0.015 + i * 0.032, 0.572 - (i == 1) * 0.008, 0.011, 0.007), tone)
    door = Shape().box(x - 0.05, 0.67, x + 0.05, 0.75, 0.005)
    c.fill(door, "#0a0620", opacity=0.8)
    for side in (-1, 1):
        slot = Shape().box(x + side * 0.024 - 0.009, 0.69, x + side * 0.024 + 0.009, 0.715, 0.003)
        c.fill(slot, "#ff5a4a")
        c.glow(x + side * 0.024, 0.7, 0.03, "#ff6a5a", 0.6)


def _game(c: Canvas, x: float, y: float, light: str, kind: int) -> None:
    """What is on the screen: a maze, a shooter, a race, blocks or stars."""
    bright, art = mix(light, "#ffffff", 0.6), Shape()
    if kind == 0:
        for i in range(4):
            art.box(x - 0.07 + i * 0.038, y + 0.03, x - 0.052 + i * 0.038, y + 0.09).box(
                x - 0.07 + i * 0.038, y + 0.11, x - 0.045 + i * 0.038, y + 0.12
            )
        art.oval(x, y + 0.15, 0.014)
    elif kind in (1, 3):
        for row in range(3):
            for column in range(5):
                px, py = x - 0.06 + column * 0.03, y + 0.03 + row * 0.027
                art.box(px - 0.008, py, px + 0.008, py + 0.008).box(
                    px - 0.011, py + 0.006, px - 0.005, py + 0.014
                ).box(px + 0.005, py + 0.006, px + 0.011, py + 0.014)
        art.poly((x - 0.015, y + 0.165), (x, y + 0.14), (x + 0.015, y + 0.165)).box(
            x - 0.001, y + 0.115, x + 0.002, y + 0.13
        )
    elif kind == 2:
        art.oval(x, y + 0.08, 0.045).cut(Shape().box(x - 0.1, y + 0.085, x + 0.1, y + 0.2))
        art.poly(
            (x - 0.006, y + 0.09),
            (x + 0.006, y + 0.09),
            (x + 0.07, y + 0.18),
            (x + 0.045, y + 0.18),
        ).poly(
            (x - 0.006, y + 0.09),
            (x + 0.006, y + 0.09),
            (x - 0.045, y + 0.18),
            (x - 0.07, y + 0.18),
        )
    else:
        for column, tall in enumerate((2, 4, 3, 1, 5, 2)):
            for row in range(tall):
                px, py = x - 0.075 + column * 0.025, y + 0.16 - row * 0.024
                art.box(px, py, px + 0.021, py + 0.02)
    c.fill(art, light, blur=0.012, opacity=0.7, mode="screen")
    c.fill(art, bright)


def _player(c: Canvas, x: float, y: float) -> None:
    person = (
        Shape()
        .oval(0, -0.9, 0.072, 0.085)
        .curve(*trace("-.14,-.78 0,-.83 .14,-.78 .15,-.6 .12,-.4 -.12,-.4 -.15,-.6"))
        .stroke([(-0.12, -0.74), (-0.2, -0.6), (-0.13, -0.53)], 0.09, 0.07, 0.06)
        .stroke([(0.12, -0.74), (0.2, -0.6), (0.13, -0.53)], 0.09, 0.07, 0.06)
        .stroke([(-0.06, -0.44), (-0.09, -0.02)], 0.115, 0.075)
        .stroke([(0.06, -0.44), (0.1, -0.02)], 0.115, 0.075)
        .stroke([(-0.09, -0.02), (-0.11, 0)], 0.06)
        .stroke([(0.1, -0.02), (0.13, 0)], 0.06)
        .curve(*trace("-.08,-.93 -.06,-.99 0,-1.01 .06,-.99 .08,-.93 .1,-.85 -.1,-.85"))
    )
    c.fill(person.at(x, y, (0.42, -0.24)), "#06031a", blur=0.008, opacity=0.8)
    placed = person.at(x, y, 0.42)
    c.fill(placed, vertical(y - 0.4, y, "#2a1240", "#0c0520"))
    c.edge(placed, "#ffd08a", (0.004, 0.003), blur=0.002, opacity=0.85)
    c.edge(placed, "#ffb03a", (-0.004, 0.003), blur=0.002, opacity=0.85)
    c.fill(Shape().box(-0.07, -0.72, 0.07, -0.5, 0.03).at(x, y, 0.42), "#8a1f5c")
    c.fill(Shape().box(-0.045, -0.6, 0.045, -0.53, 0.02).at(x, y, 0.42), fade("#c8407a", 0.9))


SCENES = collect(
    Scene(
        "arcade",
        "A player, seen from behind, stands at the middle of five neon-lit arcade "
        "cabinets; the floor mirrors them.",
        "One coin left. It will have to be a good one.",
        arcade,
    ),
)

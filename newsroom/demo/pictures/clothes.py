"""The clothes of the authors."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, mix, vertical
from newsroom.demo.pictures.faces import Sitter, torso
from newsroom.demo.pictures.shape import Shape, arc, trace


def roll_neck(c: Canvas, sitter: Sitter) -> None:
    collar = Shape().curve(
        *trace(".415,.615! .5,.65 .585,.615! .6,.7 .635,.75 .5,.805 .365,.75 .4,.7")
    )
    c.fill(
        collar,
        Linear(
            (0.4, 0.62),
            (0.62, 0.75),
            (mix(sitter.clothes, "#ffffff", 0.22), mix(sitter.clothes, "#1a1030", 0.2)),
        ),
    )
    ribs = Shape()
    for i in range(-4, 5):
        ribs.stroke(
            [(0.5 + i * 0.019, 0.645 - abs(i) * 0.003), (0.5 + i * 0.024, 0.785 - abs(i) * 0.006)],
            0.0028,
        )
    c.fill(ribs, mix(sitter.clothes, "#1a1030", 0.5), opacity=0.5)


def open_shirt(c: Canvas, sitter: Sitter) -> None:
    shirt = Shape().poly(*trace(".41,.705 .5,.83 .59,.705 .64,.72 .56,1.05 .44,1.05 .36,.72"))
    c.fill(shirt, vertical(0.7, 1, "#fff6e6", "#d8c8c0"))
    c.fill(Shape().poly((0.43, 0.7), (0.5, 0.815), (0.57, 0.7), (0.5, 0.74)), sitter.skin)
    for side in (-1, 1):
        collar = Shape().poly(
            (0.5 + side * 0.085, 0.675),
            (0.5 + side * 0.11, 0.7),
            (0.5 + side * 0.085, 0.815),
            (0.5 + side * 0.005, 0.82),
        )
        c.fill(collar, "#fffaf0")
        c.edge(collar, "#b8a8b0", (0.0, -0.005), blur=0.002, opacity=0.7)
        lapel = Shape().poly(
            *trace(".13,.705 .2,.79 .155,.82 .17,.85 .05,1.05 .2,1.05 .3,.8", 0.5, 0, (side, 1))
        )
        c.fill(lapel, mix(sitter.clothes, "#ffffff" if side < 0 else "#1a1030", 0.14))
        c.edge(lapel, mix(sitter.clothes, "#1a1030", 0.5), (0.003 * side, 0.002), opacity=0.7)


def boat_neck(c: Canvas, sitter: Sitter) -> None:
    c.fill(
        Shape().stroke(trace(".385,.725 .44,.775 .5,.79 .56,.775 .615,.725"), 0.016),
        mix(sitter.clothes, "#ffe6b0", 0.55),
    )
    dots = Shape()
    for row in range(5):
        for i in range(12):
            x, y = 0.2 + i * 0.06 + (row % 2) * 0.03, 0.84 + row * 0.045
            dots.oval(x, y, 0.006)
    c.fill(dots, "#ffd98a", opacity=0.75, within=torso())


def hoodie(c: Canvas, sitter: Sitter) -> None:
    c.fill(Shape().curve(*trace(".41,.69 .5,.77 .59,.69 .6,.74 .5,.81 .4,.74")), "#fff4e0")
    for side in (-1, 1):
        hood = Shape().curve(
            *trace(
                ".085,.63 .15,.65 .2,.72 .16,.79 .06,.84 0,.86! 0,.8! .08,.755 .1,.7",
                0.5,
                0,
                (side, 1),
            )
        )
        c.fill(hood, mix(sitter.clothes, "#ffffff" if side < 0 else "#1a1030", 0.16))
        c.edge(hood, mix(sitter.clothes, "#1a1030", 0.5), (0.0, -0.006), blur=0.004, opacity=0.6)
        cord = Shape().stroke(
            [(0.5 + side * 0.045, 0.82), (0.5 + side * 0.055, 0.9), (0.5 + side * 0.05, 0.95)],
            0.009,
        )
        c.fill(cord, "#fff4e0")


def cardigan(c: Canvas, sitter: Sitter) -> None:
    blouse = Shape().poly((0.4, 0.71), (0.6, 0.71), (0.56, 1.05), (0.44, 1.05))
    c.fill(blouse, vertical(0.7, 1, "#fff6e6", "#e0ccc0"))
    c.fill(Shape().curve(*trace(".4,.66 .5,.69 .6,.66 .605,.72 .5,.75 .395,.72")), "#fffaf0")
    for side in (-1, 1):
        edge = Shape().stroke(
            [(0.5 + side * 0.12, 0.7), (0.5 + side * 0.075, 0.85), (0.5 + side * 0.06, 1.05)], 0.036
        )
        c.fill(edge, mix(sitter.clothes, "#1a1030", 0.25))
    beads = Shape()
    for x, y in arc(0.5, 0.72, 0.085, 0.075, 20, 160, 13):
        beads.oval(x, y, 0.0105)
    c.fill(beads, "#c8503f")
    c.edge(beads, "#ffc8a8", (0.002, 0.003), opacity=0.8)


def scarf(c: Canvas, sitter: Sitter) -> None:
    wrap = Shape().curve(
        *trace(".38,.635 .5,.69 .62,.635 .665,.7 .62,.775 .5,.81 .38,.775 .335,.7")
    )
    end = Shape().poly((0.56, 0.75), (0.65, 0.74), (0.68, 1.05), (0.57, 1.05))
    for part in (end, wrap):
        c.fill(part, Linear((0.36, 0.62), (0.66, 0.85), ("#ffd06a", "#f0a83f", "#c87a2c")))
        c.edge(part, "#8a4a1c", (-0.012, -0.012), blur=0.012, opacity=0.6)
    c.fill(
        Shape().stroke([(0.37, 0.69), (0.5, 0.745), (0.63, 0.69)], 0.004, 0.009, 0.004),
        "#b0682a",
        opacity=0.7,
    )
    c.fill(Shape().box(0.5, 0.88, 0.7, 0.9).box(0.5, 0.93, 0.7, 0.95), "#fff0c8", within=end)

"""Pictures of places to sit and look: a cinema and a theatre."""

from newsroom.demo.pictures import figures, nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, Mist, Radial, fade, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace


def cinema(c: Canvas) -> None:
    """The late show, before anyone has come in."""
    c.wash(vertical(0, 1, "#0a0713", "#1a1024", "#0a0612"))
    _side_walls(c)
    screen = Shape().box(0.36, 0.1, 1.24, 0.56, 0.006)
    c.fill(Shape().box(0.33, 0.07, 1.27, 0.59), "#050309")
    _film(c, screen)
    c.fill(screen, "#9fe0ff", blur=0.09, opacity=0.4, mode="screen")
    _projection(c)
    c.fill(Shape().box(-0.1, 0.6, 1.7, 1.1), vertical(0.6, 0.8, "#2a1830", "#0c0714"))
    c.glow(0.8, 0.62, 0.7, "#8fd0f0", 0.5, 0.3)
    rows = ((0.655, 0.052, 30), (0.712, 0.068, 25), (0.788, 0.092, 19), (0.888, 0.126, 15))
    for i, (y, size, count) in enumerate(rows):
        _seats(c, i, y, size, count)
    c.bloom(0.04, 0.35, 190)


def _projection(c: Canvas) -> None:
    """The light that falls on the screen, and the dust in it."""
    for x0, x1, strength in (
        (0.36, 1.24, 0.3),
        (0.45, 0.75, 0.2),
        (0.9, 1.16, 0.16),
        (0.62, 0.68, 0.2),
    ):
        beam = Shape().poly((0.795, -0.3), (0.805, -0.3), (x1, 0.56), (x0, 0.56))
        c.fill(
            beam,
            vertical(-0.1, 0.56, fade("#dff4ff", strength), fade("#bfe8ff", 0.02)),
            blur=0.012,
            mode="screen",
        )
    dust = Shape()
    for _ in range(90):
        y = c.rng.uniform(0.0, 0.5)
        dust.oval(0.8 + c.rng.uniform(-0.5, 0.5) * (y + 0.3), y, c.rng.uniform(0.0006, 0.0016))
    c.fill(dust, "#f4fbff", opacity=0.6)


def _side_walls(c: Canvas) -> None:
    """Pleated walls that lead to the screen, with lamps."""
    for side in (-1, 1):
        x = 0.8 + side * 0.8
        wall = Shape().poly(
            (x, -0.05), (0.8 + side * 0.52, 0.08), (0.8 + side * 0.52, 0.62), (x, 0.9)
        )
        c.fill(
            wall,
            horizontal(
                min(x, 0.8 + side * 0.5),
                max(x, 0.8 + side * 0.5),
                *(("#1a0a18", "#5a1a2c") if side < 0 else ("#5a1a2c", "#1a0a18")),
            ),
        )
        folds = Shape()
        for i in range(7):
            fx = 0.8 + side * (0.55 + i * 0.042)
            folds.poly(
                (fx, 0.06 - i * 0.02),
                (fx + side * 0.014, 0.05 - i * 0.02),
                (fx + side * 0.014, 0.66 + i * 0.04),
                (fx, 0.65 + i * 0.04),
            )
        c.fill(folds, "#12060f", opacity=0.5, blur=0.003)
        for i in range(2):
            lx, ly = 0.8 + side * (0.6 + i * 0.13), 0.3 - i * 0.02
            c.glow(lx, ly, 0.14, "#ff9a50", 0.5)
            c.fill(Shape().box(lx - 0.006, ly - 0.016, lx + 0.006, ly + 0.016, 0.005), "#ffcf90")


def _film(c: Canvas, screen: Shape) -> None:
    """A still: two small figures below an enormous moon."""
    c.fill(screen, vertical(0.1, 0.56, "#2f8fb0", "#8fd8d8", "#fff0c4"))
    c.fill(Shape().oval(0.92, 0.34, 0.15), "#fffbe8", within=screen)
    c.fill(Shape().oval(0.92, 0.34, 0.15), Mist("#d9dcc0", 3, (14, 10), 0.5, 0.75), within=screen)
    for y, height, tone in ((0.47, 0.05, "#5ab0b4"), (0.52, 0.04, "#2a7a90")):
        c.fill(nature.land(nature.skyline(c.rng, y, height, waves=6)), tone, within=screen)
    hill = Shape().oval(0.7, 0.78, 0.7, 0.27)
    c.fill(hill, "#0f4560", within=screen)
    c.fill(
        figures.standing().at(0.845, 0.522, 0.13).add(figures.standing().at(0.885, 0.525, 0.1)),
        "#0a3048",
    )
    c.edge(screen, "#0a2a3a", (-0.02, 0), blur=0.03, opacity=0.5)
    c.edge(screen, "#0a2a3a", (0.02, 0), blur=0.03, opacity=0.5)


def _seats(c: Canvas, row: int, y: float, size: float, count: int) -> None:
    """One curved row of seat backs, rimmed by the light of the screen."""
    backs, cushions = Shape(), Shape()
    for i in range(count):
        x = 0.8 + (i - (count - 1) / 2) * size * 1.06
        sag = 0.09 * ((x - 0.8) / 0.8) ** 2
        top = y - sag * 0.6
        backs.curve(*trace("-.46,1.3! -.46,.25 -.3,0 0,-.05 .3,0 .46,.25 .46,1.3!", x, top, size))
        cushions.box(
            x - size * 0.56, top + size * 0.62, x - size * 0.47, top + size * 1.3, size * 0.04
        )
    tone = ("#7a2438", "#641c30", "#481426", "#2a0c1a")[row]
    c.fill(backs, vertical(y - 0.02, y + size * 1.2, tone, mix(tone, "#08040c", 0.75)))
    c.edge(backs, "#120610", (size * 0.14, 0), blur=size * 0.12, opacity=0.5)
    c.edge(backs, "#bfeaff", (0, size * 0.05), blur=size * 0.02, opacity=0.85)
    c.fill(cushions, "#12080f")
    c.fill(
        Shape().box(-0.1, y + size * 1.05, 1.7, 1.1),
        vertical(y + size, y + size * 1.8, "#0a061200", "#0a0612"),
    )


def theatre(c: Canvas) -> None:
    """An empty stage that expects somebody."""
    floor = 0.76
    c.wash(vertical(0, floor, "#12060f", "#2a0d1c", "#1a0812"))
    back = Shape().box(0.25, 0, 1.35, floor)
    c.fill(back, horizontal(0.25, 1.35, "#1a0a1e", "#3a1a3c", "#1a0a1e"))
    c.fill(Shape().box(-0.1, floor, 1.7, 1.1), vertical(floor, 1, "#8a4a2a", "#5a2c1c", "#2a120e"))
    boards = Shape()
    for i in range(-18, 19):
        boards.stroke([(0.8 + i * 0.075, floor), (0.8 + i * 0.17, 1.05)], 0.0018)
    c.fill(boards, "#2a120e", opacity=0.75)
    _drapes(c)
    _spotlight(c, floor)
    _lone_chair(c, 0.8, 0.845)
    _valance(c)
    lip = Shape().poly(
        (-0.1, 0.965),
        *((0.1 * i - 0.1, 0.965 + 0.012 * (1 - ((0.1 * i - 0.9) / 0.9) ** 2)) for i in range(19)),
        (1.7, 1.1),
        (-0.1, 1.1),
    )
    c.fill(lip, vertical(0.96, 1.0, "#3a1a14", "#12060a"))
    c.edge(lip, "#f0b060", (0, 0.004), opacity=0.8)
    for i in range(9):
        x = 0.16 + i * 0.16
        y = 0.972 + 0.01 * (1 - ((x - 0.8) / 0.9) ** 2)
        c.glow(x, y - 0.006, 0.08, "#ffc870", 0.6)
        c.fill(Shape().poly(*arc(x, y + 0.008, 0.022, 0.022, 180, 360, 12)), "#e0a04a")
        c.fill(Shape().poly(*arc(x, y + 0.008, 0.015, 0.013, 180, 360, 12)), "#fff0c0")
    c.bloom(0.035, 0.35, 195)


def _drapes(c: Canvas) -> None:
    for side in (-1, 1):
        for i in range(9):
            inner = i / 9
            x0 = 0.8 + side * (0.84 - inner * 0.4)
            w = 0.062
            gather = 0.025 * (i % 2)
            bottom = 0.83 - inner * 0.03
            fold = Shape().curve(
                (x0 + w, -0.05),
                (x0 + w, -0.05),
                (x0 - w, -0.05),
                (x0 - w, -0.05),
                (x0 - w * 0.8 + side * inner * 0.05, 0.45),
                (x0 - w + gather * side, bottom),
                (x0 - w + gather * side, bottom),
                (x0, bottom + 0.014),
                (x0 + w, bottom),
                (x0 + w, bottom),
                (x0 + w * 0.8 + side * inner * 0.05, 0.45),
            )
            tone = mix("#5a0c1c", "#c8202f", inner)
            c.fill(
                fold,
                horizontal(
                    x0 - w,
                    x0 + w,
                    mix(tone, "#1a040c", 0.75),
                    tone,
                    mix(tone, "#ff8a5c", 0.25 * inner + 0.1),
                    tone,
                    mix(tone, "#1a040c", 0.75),
                ),
            )
        base = Shape().box(0.8 + side * 0.62 - 0.24, 0.8, 0.8 + side * 0.62 + 0.24, 0.84)
        c.fill(base, "#0a0306", blur=0.02, opacity=0.55)


def _valance(c: Canvas) -> None:
    swags = 5
    for i in range(swags):
        x = 0.8 + (i - (swags - 1) / 2) * 0.36
        for depth in range(4):
            low = 0.21 - depth * 0.045
            swag = Shape().curve(
                (x - 0.2, -0.1),
                (x - 0.2, -0.1),
                (x + 0.2, -0.1),
                (x + 0.2, -0.1),
                (x + 0.19, 0.06),
                (x + 0.11, low - 0.03),
                (x, low),
                (x - 0.11, low - 0.03),
                (x - 0.19, 0.06),
            )
            tone = ("#8a1424", "#b01c2c", "#7a1020", "#9a1626")[depth]
            c.fill(swag, vertical(low - 0.09, low, mix(tone, "#1a040c", 0.6), tone))
            if depth == 0:
                c.edge(swag, "#f0b458", (0, -0.011), opacity=0.95)
                c.edge(swag, "#8a4a20", (0, -0.004), opacity=0.7)
    for i in range(6):
        x = 0.8 + (i - 2.5) * 0.36
        c.fill(
            Shape()
            .stroke([(x, 0.0), (x, 0.13)], 0.008)
            .poly((x - 0.008, 0.12), (x + 0.008, 0.12), (x + 0.016, 0.19), (x - 0.016, 0.19)),
            vertical(0, 0.19, "#b07a30", "#ffd07a"),
        )


def _spotlight(c: Canvas, floor: float) -> None:
    pool = (0.8, 0.86)
    beam = Shape().poly(
        (1.13, -0.1), (1.17, -0.1), (pool[0] + 0.27, pool[1]), (pool[0] - 0.27, pool[1])
    )
    c.fill(
        beam,
        Linear((1.15, -0.05), pool, ("#fff0c8cc", "#ffe2a866", "#ffd89044")),
        blur=0.008,
        mode="screen",
    )
    core = Shape().poly(
        (1.145, -0.1), (1.155, -0.1), (pool[0] + 0.14, pool[1]), (pool[0] - 0.14, pool[1])
    )
    c.fill(core, Linear((1.15, -0.05), pool, ("#fffbe866", "#fff0c822")), blur=0.02, mode="screen")
    c.fill(Shape().oval(*pool, 0.29, 0.075), "#ffb45c", blur=0.02, opacity=0.45, mode="screen")
    c.fill(
        Shape().oval(*pool, 0.265, 0.062),
        Radial(pool, 0.27, ("#fff6d8", "#ffe4a8", "#f5bc70"), 0.24),
        blur=0.004,
        opacity=0.85,
    )
    motes = Shape()
    for _ in range(90):
        t = c.rng.random()
        motes.oval(
            1.15 - 0.35 * t + c.rng.uniform(-0.22, 0.22) * t, t * 0.8, c.rng.uniform(0.0008, 0.002)
        )
    c.fill(motes, "#fff6dc", opacity=0.65)


def _lone_chair(c: Canvas, x: float, y: float) -> None:
    wood = Shape()
    for a, b in (
        ((-0.07, -0.11), (-0.082, 0.02)),
        ((0.05, -0.11), (0.062, 0.024)),
        ((-0.045, -0.12), (-0.05, -0.005)),
        ((0.085, -0.12), (0.098, 0.0)),
    ):
        wood.stroke([a, b], 0.013, 0.01)
    wood.stroke([(-0.045, -0.12), (-0.06, -0.3)], 0.013).stroke(
        [(0.085, -0.12), (0.08, -0.3)], 0.013
    )
    wood.stroke([(-0.06, -0.29), (0.01, -0.305), (0.08, -0.29)], 0.026).stroke(
        [(-0.055, -0.22), (0.082, -0.22)], 0.011
    )
    for i in range(3):
        wood.stroke([(-0.025 + i * 0.035, -0.22), (-0.028 + i * 0.036, -0.29)], 0.007)
    wood.poly((-0.08, -0.105), (0.06, -0.105), (0.098, -0.13), (-0.05, -0.13)).box(
        -0.08, -0.11, 0.062, -0.094
    )
    shadow = wood.at(x - 0.035, y + 0.01, (1.0, -0.3), 0)
    c.fill(shadow, "#5a2c1c", blur=0.004, opacity=0.75)
    placed = wood.at(x, y)
    c.fill(placed, Linear((x - 0.08, y), (x + 0.1, y - 0.2), ("#2a1210", "#6e3a20")))
    c.edge(placed, "#fff2d0", (-0.003, 0.003), blur=0.001, opacity=0.9)
    hat = (
        Shape()
        .oval(0.01, -0.136, 0.052, 0.012)
        .curve(*trace("-.02,-.138! -.02,-.175 .01,-.185 .04,-.175 .04,-.138!"))
    )
    c.fill(hat.at(x, y), horizontal(x - 0.05, x + 0.06, "#12101c", "#4a4460"))
    c.edge(hat.at(x, y), "#fff2d0", (-0.002, 0.002), opacity=0.8)


SCENES = collect(
    Scene(
        "cinema",
        "Rows of empty red seats face a bright cinema screen with a moonlit film scene, "
        "below the projector beam.",
        "Every seat in the house, and nobody to shush.",
        cinema,
    ),
    Scene(
        "theatre",
        "Red curtains frame an empty stage; a spotlight falls on a single wooden chair "
        "with a hat on it.",
        "Beginners to the stage, please.",
        theatre,
    ),
)

"""A picture of a library with a ladder."""

from newsroom.demo.pictures import figures, nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Radial, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace

BINDINGS = (
    "#a8483a",
    "#c98a3c",
    "#5c7a5a",
    "#3d5f73",
    "#7a4a5c",
    "#d9b36a",
    "#8a5a36",
    "#46506e",
    "#b8643f",
    "#6e7f4a",
)


def library(c: Canvas) -> None:
    """More shelves than evenings."""
    c.wash(vertical(0, 1, "#2a1712", "#4a2a1a", "#2a1610"))
    for bay, (x0, x1) in enumerate(((-0.04, 0.36), (0.4, 0.62), (0.98, 1.2), (1.24, 1.64))):
        _bookcase(c, x0, x1, bay)
    _alcove(c)
    c.glow(0.8, 0.32, 0.75, "#ffc870", 0.5)
    floor = Shape().box(-0.1, 0.9, 1.7, 1.1)
    c.fill(floor, vertical(0.9, 1.0, "#7a4a2a", "#2a1610"))
    c.fill(Shape().oval(0.8, 0.93, 0.4, 0.03), "#ffd896", blur=0.03, opacity=0.5, mode="screen")
    _ladder(c)
    for x in (0.38, 1.22):
        _sconce(c, x, 0.4)
    motes = Shape()
    for _ in range(70):
        motes.oval(c.rng.gauss(0.8, 0.25), c.rng.uniform(0.1, 0.9), c.rng.uniform(0.0008, 0.0022))
    c.fill(motes, "#ffe9b8", opacity=0.7)
    c.wash(horizontal(0, 1.6, "#0c0408bb", "#0c040800", "#0c040800", "#0c040800", "#0c0408bb"))
    c.bloom(0.03, 0.35, 190)


def _bookcase(c: Canvas, x0: float, x1: float, bay: int) -> None:
    c.fill(
        Shape().box(x0 - 0.02, -0.1, x1 + 0.02, 0.93),
        horizontal(x0, x1, "#5c3520", "#6e4226", "#4a2a1a"),
    )
    c.fill(Shape().box(x0, -0.1, x1, 0.9), "#1a0d0b")
    centre = (x0 + x1) / 2
    warm = max(0.0, 1 - abs(centre - 0.8) / 0.8)
    rows = 7
    for row in range(rows):
        top, bottom = 0.0 + row * 0.13, 0.115 + row * 0.13
        x = x0 + 0.006
        while x < x1 - 0.012:
            w, tall = c.rng.uniform(0.011, 0.026), c.rng.uniform(0.068, 0.103)
            tone = mix(c.rng.choice(BINDINGS), "#1a0d0b", 0.5 - 0.4 * warm)
            if c.rng.random() < 0.08:
                x += w * 1.6
                continue
            lean = c.rng.choice((0, 0, 0, 0, 0, 0, 4, -4))
            book = Shape().box(0, -tall, w * 0.94, 0, 0.002).at(x, bottom, 1, lean)
            c.fill(
                book,
                horizontal(x, x + w, mix(tone, "#ffdca0", 0.18), tone, mix(tone, "#140a0a", 0.4)),
            )
            if c.rng.random() < 0.6:
                bands = (
                    Shape()
                    .box(0, -tall * 0.85, w * 0.94, -tall * 0.81)
                    .box(0, -tall * 0.2, w * 0.94, -tall * 0.16)
                )
                c.fill(bands.at(x, bottom, 1, lean), "#f0c878", opacity=0.7)
            x += w + (0.008 if lean else 0.0005)
        c.fill(
            Shape().box(x0, top - 0.015, x1, top + 0.01),
            vertical(top - 0.015, top + 0.02, "#00000000", "#0a0505"),
            opacity=0.8,
        )
        c.fill(
            Shape().box(x0 - 0.005, bottom, x1 + 0.005, bottom + 0.014),
            vertical(bottom, bottom + 0.014, mix("#a86c3a", "#4a2a1a", 1 - warm), "#3a2014"),
        )


def _alcove(c: Canvas) -> None:
    """A tall arched window between the shelves, full of evening sun."""
    surround = Shape().poly(*arc(0.8, 0.22, 0.17, 0.17, 180, 360), (0.97, 0.93), (0.63, 0.93))
    c.fill(surround, horizontal(0.63, 0.97, "#6e4226", "#b8763c", "#6e4226"))
    glass = Shape().poly(*arc(0.8, 0.22, 0.14, 0.14, 180, 360), (0.94, 0.7), (0.66, 0.7))
    c.fill(glass, vertical(0.08, 0.7, "#ffb45c", "#ffd890", "#fff3c8"))
    for y, tone in ((0.62, "#f0b870"), (0.66, "#d99a5c")):
        c.fill(nature.land(nature.skyline(c.rng, y, 0.05, waves=8)), tone, within=glass)
    c.fill(Shape().oval(0.83, 0.47, 0.045), "#fffdf0", within=glass)
    bars = (
        Shape().box(0.797, 0.07, 0.803, 0.7).box(0.727, 0.1, 0.732, 0.7).box(0.868, 0.1, 0.873, 0.7)
    )
    for y in (0.22, 0.34, 0.46, 0.58):
        bars.box(0.66, y, 0.94, y + 0.005)
    c.fill(bars, "#5a3420", within=glass)
    seat = Shape().box(0.63, 0.7, 0.97, 0.93)
    c.fill(seat, vertical(0.7, 0.93, "#c0804a", "#6e4226", "#4a2a1a"))
    c.fill(
        Shape().box(0.645, 0.682, 0.955, 0.712, 0.014),
        horizontal(0.65, 0.95, "#a83f3a", "#d8644a", "#8a3030"),
    )
    c.fill(
        Shape().box(0.66, 0.75, 0.79, 0.89, 0.004).box(0.81, 0.75, 0.94, 0.89, 0.004),
        "#5a3420",
        opacity=0.6,
    )
    puss = figures.cat().at(0.725, 0.688, 0.115)
    c.fill(puss.add(figures.cat_tail().at(0.725, 0.688, 0.115)), "#3a2018")
    c.edge(puss, "#fff0c0", (-0.002, 0.002), blur=0.001, opacity=0.9)
    beam = Shape().poly((0.66, 0.2), (0.94, 0.2), (1.2, 1.0), (0.4, 1.0))
    c.fill(
        beam, vertical(0.2, 1.0, "#ffe2a077", "#ffd89022", "#ffd89000"), blur=0.03, mode="screen"
    )


def _ladder(c: Canvas) -> None:
    """A rolling ladder, with a reader who has forgotten to climb down."""
    c.fill(
        Shape()
        .stroke([(-0.1, 0.115), (0.62, 0.115)], 0.008)
        .stroke([(0.98, 0.115), (1.7, 0.115)], 0.008),
        "#d8a050",
    )
    foot, head = (1.19, 0.94), (1.06, 0.1)
    wood = Shape()
    for off in (0.0, 0.105):
        wood.stroke([(foot[0] + off, foot[1]), (head[0] + off, head[1])], 0.014)
    for i in range(11):
        t = (i + 0.6) / 11.4
        x, y = foot[0] + (head[0] - foot[0]) * t, foot[1] + (head[1] - foot[1]) * t
        wood.stroke([(x, y), (x + 0.105, y)], 0.009)
    c.fill(wood.at(0.012, 0.006), "#0a0505", blur=0.006, opacity=0.6)
    c.fill(wood, vertical(0.1, 0.94, "#e8ac60", "#b8763c", "#8a5430"))
    c.edge(wood, "#ffe9b8", (0.002, 0.001), opacity=0.7)
    reader = figures.seated().flipped().at(1.165, 0.545, 0.24)
    c.fill(reader, vertical(0.3, 0.56, "#34505c", "#22303e"))
    c.edge(reader, "#ffdf9c", (0.003, 0.002), blur=0.001, opacity=0.95)
    c.fill(Shape().oval(-0.02, -0.86, 0.075, 0.09).at(1.165, 0.545, 0.24), "#5a3226")
    c.edge(
        Shape().oval(-0.02, -0.86, 0.075, 0.09).at(1.165, 0.545, 0.24),
        "#ffdf9c",
        (0.003, 0.002),
        opacity=0.9,
    )
    book = Shape().poly(*trace("1.06,.425 1.096,.445 1.13,.42 1.135,.402 1.096,.424 1.062,.404"))
    c.fill(book, "#fff2d0")


def _sconce(c: Canvas, x: float, y: float) -> None:
    c.glow(x, y - 0.02, 0.3, "#ffc060", 0.6)
    c.fill(
        Shape().box(x - 0.004, y + 0.02, x + 0.004, y + 0.07).oval(x, y + 0.07, 0.012), "#d8a050"
    )
    c.fill(
        Shape().curve(*trace("-.024,.02! -.02,-.03 0,-.045 .02,-.03 .024,.02!", x, y)),
        Radial((x, y), 0.05, ("#fffbe0", "#ffe09a", "#ffb450")),
    )


SCENES = collect(
    Scene(
        "library",
        "Tall bookshelves around an arched window in evening light; a reader sits on a "
        "ladder, a cat on the window seat.",
        "More shelves than evenings.",
        library,
    ),
)

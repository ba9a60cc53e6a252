"""A picture of a café window."""

from newsroom.demo.pictures import figures
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace


def cafe_window(c: Canvas) -> None:
    """Rain outside, a cat inside."""
    c.wash(vertical(0, 1, "#3a231c", "#4a2c20", "#2a1814"))
    left, right, top, sill = 0.14, 1.46, 0.06, 0.74
    glass = Shape().box(left, top, right, sill)
    c.fill(glass, vertical(top, sill, "#27405a", "#4a6a80", "#7f96a0", "#5a6f80"))
    _outside(c, glass)
    _drops(c, glass)
    c.fill(
        glass,
        Linear((left, top), (right, sill), ("#ffc98a44", "#ffc98a00", "#ffc98a22")),
        mode="screen",
    )
    frame = (
        Shape()
        .box(left - 0.03, top - 0.03, right + 0.03, sill + 0.02)
        .cut(Shape().box(left, top, 0.795, sill).box(0.82, top, right, sill))
    )
    frame.box(left, 0.235, right, 0.255)
    c.fill(frame.at(0, 0.01), "#12080a", blur=0.012, opacity=0.5)
    c.fill(frame, horizontal(0.1, 1.5, "#6e4028", "#a8683c", "#6e4028"))
    c.edge(frame, "#ffd096", (0, 0.003), opacity=0.7)
    c.edge(frame, "#2a140e", (0, -0.004), opacity=0.7)
    ledge = Shape().box(-0.1, sill, 1.7, 0.83)
    c.fill(ledge, vertical(sill, 0.83, "#d8945a", "#9a5c34"))
    c.edge(ledge, "#ffe0b0", (0, 0.004), opacity=0.9)
    c.fill(Shape().box(-0.1, 0.83, 1.7, 1.1), vertical(0.83, 1.0, "#4a2a1c", "#2a1611"))
    c.fill(
        Shape().box(-0.1, 0.83, 1.7, 0.87),
        vertical(0.83, 0.87, "#1a0c0a", "#1a0c0a00"),
        opacity=0.8,
    )
    for x, y in ((0.42, 0.2), (1.18, 0.16)):
        _pendant(c, x, y)
    _window_cat(c, 0.55, 0.785)
    _cup(c, 1.06, 0.795)
    _plant(c, 1.34, 0.79)
    c.bloom(0.03, 0.3, 195)


def _outside(c: Canvas, glass: Shape) -> None:
    """The street, out of focus."""
    for tone, y, tall, count in (("#5f7488", 0.62, 0.4, 8), ("#3a4a62", 0.68, 0.34, 6)):
        houses = Shape()
        for i in range(count):
            x = i / count * 1.6 + c.rng.uniform(0, 0.08)
            houses.box(x, y - tall * c.rng.uniform(0.4, 1), x + 1.2 / count, 0.8)
        c.fill(houses, tone, blur=0.014, within=glass, opacity=0.8)
    c.fill(
        Shape().box(0, 0.64, 1.6, 0.8), vertical(0.62, 0.76, "#33445c00", "#2a3a52"), within=glass
    )
    for _ in range(48):
        x, y = c.rng.uniform(0.14, 1.46), c.rng.uniform(0.2, 0.68)
        tone = c.rng.choice(("#ffc070", "#ff8f5c", "#ffe0a8", "#8fd8e0", "#ff6f6f"))
        r = c.rng.uniform(0.012, 0.034)
        spot = Shape().oval(x, y, r)
        c.fill(
            spot, tone, opacity=c.rng.uniform(0.15, 0.5), blur=0.0015, within=glass, mode="screen"
        )
        c.edge(spot, tone, (0, 0.0025), opacity=0.25, mode="screen")
    passer = figures.walking().at(1.08, 0.72, 0.3)
    brolly = Shape().curve(*trace(".92,.455! .96,.39 1.08,.355 1.2,.39 1.24,.455! 1.08,.44"))
    c.fill(passer, "#26344c", blur=0.006, opacity=0.9, within=glass)
    c.fill(brolly, "#c8483f", blur=0.006, opacity=0.9, within=glass)


def _drops(c: Canvas, glass: Shape) -> None:
    for _ in range(26):
        x, y, length = (
            c.rng.uniform(0.15, 1.45),
            c.rng.uniform(0.06, 0.5),
            c.rng.uniform(0.06, 0.22),
        )
        run = trace("0,0 .004,.4 -.003,.7 .002,1", x, y, (1, length))
        c.fill(
            Shape().stroke(run, 0.001, 0.003, 0.0045),
            "#e0f0f8",
            opacity=0.35,
            within=glass,
        )
        c.fill(
            Shape().oval(x + 0.002, y + length, 0.0042, 0.0062),
            "#f4fbff",
            opacity=0.7,
            within=glass,
        )
    beads = Shape()
    for _ in range(330):
        r = c.rng.uniform(0.0012, 0.0042)
        beads.oval(c.rng.uniform(0.14, 1.46), c.rng.uniform(0.06, 0.74), r, r * 1.25)
    c.fill(beads, "#dff0fa", opacity=0.4, within=glass)
    c.edge(beads, "#ffffff", (0.001, 0.0012), opacity=0.6)


def _pendant(c: Canvas, x: float, y: float) -> None:
    c.fill(Shape().box(x - 0.0018, -0.1, x + 0.0018, y - 0.05), "#1a0c0a")
    c.glow(x, y + 0.03, 0.5, "#ffb860", 0.55)
    shade = Shape().curve(
        *trace("-.075,.03! -.055,-.03 -.012,-.06 .012,-.06 .055,-.03 .075,.03!", x, y)
    )
    c.fill(shade, horizontal(x - 0.07, x + 0.07, "#2f6a62", "#1a4440", "#0f2a2a"))
    c.edge(shade, "#ffe0a8", (0, -0.003), opacity=0.8)
    c.fill(Shape().oval(x, y + 0.032, 0.03, 0.022), "#fff6d8")
    c.glow(x, y + 0.035, 0.12, "#fff0c0", 0.9)


def _window_cat(c: Canvas, x: float, y: float) -> None:
    size = 0.36
    c.fill(Shape().oval(x + 0.02, y + 0.003, 0.13, 0.014), "#4a2614", blur=0.008, opacity=0.8)
    body, tail = figures.cat().at(x, y, size), figures.cat_tail().at(x, y, size)
    fur = Linear((x - 0.1, y - 0.36), (x + 0.12, y), ("#e89a50", "#c8703a", "#8a4426"))
    c.fill(tail, fur)
    c.edge(tail, "#6a3018", (0.008, 0), blur=0.006, opacity=0.6)
    c.fill(body, fur)
    stripes = Shape()
    for half, lift in ((0.1, 0.6), (0.14, 0.5), (0.17, 0.4), (0.19, 0.3)):
        for side in (-1, 1):
            stripes.stroke(
                [
                    (side * 0.05, -lift - 0.02),
                    (side * half, -lift),
                    (side * (half + 0.03), -lift + 0.03),
                ],
                0.03,
                0.022,
                0.008,
            )
    for dx in (-0.06, 0.0, 0.06):
        stripes.stroke([(dx - 0.01, -0.9), (dx * 0.8 - 0.01, -0.78)], 0.024, 0.008)
    c.fill(stripes.at(x, y, size), "#8a4020", opacity=0.75, within=body)
    c.edge(body, "#4a1c14", (-0.03, -0.006), blur=0.025, opacity=0.5)
    c.edge(body, "#fff0d0", (0.004, 0.003), blur=0.002, opacity=0.85)
    c.fill(
        Shape().poly((-0.16, -0.955), (-0.15, -0.9), (-0.1, -0.92)).at(x, y, size),
        "#e8a08a",
        opacity=0.6,
    )
    c.fill(
        Shape().stroke([(-0.14, -0.64), (0.0, -0.61), (0.13, -0.64)], 0.03).at(x, y, size),
        "#2f8f86",
    )
    whiskers = Shape()
    for bend in (-0.03, 0.0, 0.03):
        whiskers.stroke([(-0.15, -0.73), (-0.28, -0.74 + bend * 1.6)], 0.005)
    c.fill(whiskers.at(x, y, size), "#fff6e4", opacity=0.8)


def _cup(c: Canvas, x: float, y: float) -> None:
    c.fill(Shape().oval(x + 0.015, y + 0.004, 0.1, 0.013), "#4a2614", blur=0.006, opacity=0.8)
    c.fill(
        Shape().oval(x, y - 0.002, 0.085, 0.013),
        horizontal(x - 0.08, x + 0.08, "#fff6e4", "#c8b09a"),
    )
    c.fill(Shape().stroke(arc(x + 0.05, y - 0.048, 0.03, 0.024, -80, 90, 14), 0.011), "#d8c4b0")
    cup = Shape().curve(
        *trace("-.056,-.088! .056,-.088! .05,-.04 .026,-.006 -.026,-.006 -.05,-.04", x, y)
    )
    c.fill(cup, horizontal(x - 0.055, x + 0.055, "#fffaf0", "#f0dcc8", "#b89c8a"))
    c.fill(Shape().oval(x, y - 0.088, 0.056, 0.01), "#fffaf0")
    c.fill(Shape().oval(x, y - 0.087, 0.048, 0.0075), "#6a3a20")
    for i, lean in enumerate((-0.012, 0.016)):
        steam = Shape().stroke(
            [
                (x + lean, y - 0.1),
                (x + lean * 2, y - 0.15),
                (x - lean, y - 0.2),
                (x + lean * 2.4, y - 0.27 - i * 0.03),
            ],
            0.006,
            0.014,
            0.012,
            0.004,
        )
        c.fill(steam, vertical(y - 0.3, y - 0.1, "#ffffff00", "#ffffffaa"), blur=0.006)


def _plant(c: Canvas, x: float, y: float) -> None:
    c.fill(Shape().oval(x + 0.01, y + 0.002, 0.08, 0.012), "#4a2614", blur=0.006, opacity=0.8)
    for i in range(13):
        lean = (i - 6) / 6
        tall = 0.25 - abs(lean) * 0.1 + c.rng.uniform(-0.02, 0.02)
        tip = (x + lean * 0.13, y - 0.1 - tall * (1 - abs(lean) * 0.4))
        leaf = Shape().stroke(
            [(x + lean * 0.03, y - 0.09), (x + lean * 0.06, y - 0.09 - tall * 0.5), tip],
            0.006,
            0.03,
            0.003,
        )
        c.fill(
            leaf, vertical(y - 0.36, y - 0.08, mix("#8fc07a", "#2f6a52", c.rng.random()), "#1c4a40")
        )
        c.edge(leaf, "#e4f0b0", (0.002, 0.002), opacity=0.5)
    pot = (
        Shape()
        .poly((x - 0.062, y - 0.1), (x + 0.062, y - 0.1), (x + 0.046, y), (x - 0.046, y))
        .box(x - 0.07, y - 0.115, x + 0.07, y - 0.085, 0.006)
    )
    c.fill(pot, horizontal(x - 0.07, x + 0.07, "#f0a070", "#c8643f", "#7a3426"))


SCENES = collect(
    Scene(
        "cafe-window",
        "A ginger cat with a blue collar sits on a café window sill beside a steaming "
        "cup and looks out at the rain.",
        "The regular at the window never pays.",
        cafe_window,
    ),
)

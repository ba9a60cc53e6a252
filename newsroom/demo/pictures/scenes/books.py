"""A picture of a stack of books by a window in winter."""

from newsroom.demo.pictures import nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace


def book_stack(c: Canvas) -> None:
    """Books, a mug, and snow outside."""
    c.wash(vertical(0, 1, "#3a3f5c", "#4f4a63", "#3a3048"))
    _winter_window(c)
    for side in (0, 1):
        _curtain(c, side)
    table = Shape().box(-0.1, 0.72, 1.7, 1.1)
    c.fill(table, vertical(0.72, 1, "#b8744a", "#8a4f38", "#4a2a28"))
    c.edge(table, "#ffd9b0", (0, 0.004), opacity=0.8)
    lines = Shape()
    for i in range(5):
        lines.stroke(
            [
                (-0.1, 0.765 + i * 0.05),
                (0.7, 0.76 + i * 0.05 + c.rng.uniform(-0.004, 0.008)),
                (1.7, 0.765 + i * 0.05),
            ],
            0.0014,
        )
    c.fill(lines, "#5a3028", opacity=0.5)
    _pile(c)
    _mug(c, 1.09, 0.86)
    _spectacles(c)
    c.glow(1.5, 0.25, 0.9, "#ffb060", 0.4)
    c.bloom(0.03, 0.25, 215)


def _winter_window(c: Canvas) -> None:
    pane = Shape().box(0.2, -0.05, 1.4, 0.7)
    c.fill(pane, vertical(0, 0.7, "#2f5f95", "#6f9fc4", "#bfd0dc", "#f5d8c0"))
    for y, tone in ((0.55, "#a9bcd0"), (0.61, "#8399b8")):
        hills = nature.skyline(c.rng, y, 0.05, waves=5)
        c.fill(nature.land(hills), vertical(y - 0.06, 0.7, tone, "#f0e4dc"), within=pane)
        trees = Shape()
        for _ in range(26):
            x = c.rng.uniform(0.2, 1.4)
            trees.add(
                nature.pine(c.rng, x, nature.height_at(hills, x) + 0.02, c.rng.uniform(0.05, 0.1))
            )
        c.fill(trees, mix(tone, "#3f5a80", 0.5), within=pane)
    flakes = Shape()
    for _ in range(170):
        flakes.oval(c.rng.uniform(0.2, 1.4), c.rng.uniform(0, 0.7), c.rng.uniform(0.0015, 0.0065))
    c.fill(flakes, "#ffffff", opacity=0.75, within=pane, blur=0.001)
    frame = (
        Shape()
        .box(0.17, -0.1, 1.43, 0.72)
        .cut(
            Shape()
            .box(0.2, -0.1, 0.79, 0.33)
            .box(0.81, -0.1, 1.4, 0.33)
            .box(0.2, 0.355, 0.79, 0.7)
            .box(0.81, 0.355, 1.4, 0.7)
        )
    )
    c.fill(frame, horizontal(0.17, 1.43, "#e8dcd4", "#c4b4b8", "#9a8ca0"))
    c.edge(frame, "#5a5470", (-0.004, -0.004), opacity=0.6)
    c.fill(Shape().box(0.2, 0.69, 1.4, 0.705), "#ffffff", opacity=0.9)


def _curtain(c: Canvas, side: int) -> None:
    for i in range(5):
        x = (0.02 + i * 0.045) if side == 0 else (1.58 - i * 0.045)
        fold = Shape().curve(
            *trace("-.035,-.05! .035,-.05! .03,.4 .038,.78! 0,.788 -.038,.78! -.03,.4", x, 0)
        )
        c.fill(fold, horizontal(x - 0.035, x + 0.035, "#7a2f42", "#c8566a", "#8a3a50", "#5a2338"))


def _pile(c: Canvas) -> None:
    x, y = 0.56, 0.885
    c.fill(Shape().oval(x + 0.05, y + 0.005, 0.38, 0.03), "#24121a", blur=0.018, opacity=0.75)
    books = (
        (0.29, 0.068, 0.0, "#c8503f", "#f5d08a"),
        (0.265, 0.052, 0.02, "#e8a83f", "#7a3a2c"),
        (0.28, 0.075, -0.015, "#2f6a72", "#f0c878"),
        (0.24, 0.046, 0.025, "#e8dcc0", "#b8503f"),
        (0.25, 0.06, -0.005, "#54427a", "#f0b878"),
        (0.21, 0.05, 0.015, "#8fb08a", "#3a4a4a"),
    )
    base = y
    for half, thick, off, tone, trim in books:
        cx, top = x + off, base - thick
        cover = Shape().box(cx - half, top, cx + half, base, 0.008)
        c.fill(
            cover,
            horizontal(
                cx - half, cx + half, mix(tone, "#1a1024", 0.25), tone, mix(tone, "#ffe0b0", 0.22)
            ),
        )
        pages = Shape().poly(
            (cx + half * 0.62, top + 0.007),
            (cx + half + 0.001, top + 0.007),
            (cx + half + 0.001, base - 0.007),
            (cx + half * 0.62, base - 0.007),
        )
        c.fill(pages, horizontal(cx + half * 0.6, cx + half, "#c8b49a", "#fff4dc"))
        leaves = Shape()
        for i in range(4):
            ly = top + thick * (0.25 + i * 0.17)
            leaves.stroke([(cx + half * 0.63, ly), (cx + half, ly)], 0.001)
        c.fill(leaves, "#a89078", opacity=0.7)
        bands = (
            Shape()
            .box(cx - half * 0.82, top, cx - half * 0.79, base)
            .box(cx - half * 0.76, top, cx - half * 0.74, base)
            .box(cx + half * 0.45, top, cx + half * 0.48, base)
        )
        bands.box(cx - half * 0.45, top + thick * 0.4, cx + half * 0.1, top + thick * 0.6, 0.006)
        c.fill(bands, trim, opacity=0.9)
        c.edge(cover, "#fff0d0", (0, 0.0035), blur=0.001, opacity=0.55)
        c.edge(cover, "#140a18", (0, -0.012), blur=0.01, opacity=0.5)
        base = top
    _open_book(c, x, base)


def _open_book(c: Canvas, x: float, base: float) -> None:
    open_book = Shape().curve(
        *trace("-.16,-.012! -.08,-.045 .02,-.012! .11,-.048 .2,-.014! .02,0!", x, base)
    )
    c.fill(
        Shape().poly(
            (x - 0.17, base - 0.006), (x + 0.21, base - 0.006), (x + 0.2, base), (x - 0.16, base)
        ),
        "#b8503f",
    )
    c.fill(
        open_book,
        horizontal(x - 0.16, x + 0.2, "#e8d8c0", "#fffaf0", "#c8b49a", "#fff8ea", "#f0dcc0"),
    )
    ribbon = Shape().stroke(
        [(x + 0.025, base - 0.008), (x + 0.03, base + 0.05), (x + 0.022, base + 0.09)], 0.012
    )
    c.fill(ribbon, "#e83f4f")


def _mug(c: Canvas, x: float, y: float) -> None:
    c.fill(Shape().oval(x + 0.05, y + 0.008, 0.15, 0.02), "#24121a", blur=0.01, opacity=0.75)
    c.fill(
        Shape().stroke(arc(x + 0.1, y - 0.1, 0.055, 0.055, -85, 95, 18), 0.022),
        horizontal(x + 0.1, x + 0.16, "#2a5a66", "#5fa8a8"),
    )
    cup = Shape().curve(
        *trace("-.105,-.2! .105,-.2! .105,-.04 .085,.004 -.085,.004 -.105,-.04", x, y)
    )
    c.fill(cup, horizontal(x - 0.105, x + 0.105, "#1f4a58", "#3f8a90", "#7fc4b8"))
    c.fill(
        Shape().box(x - 0.2, y - 0.12, x + 0.2, y - 0.075),
        horizontal(x - 0.1, x + 0.1, "#c8a878", "#fff0d0"),
        within=cup,
    )
    zigzag = Shape().stroke(
        [(x - 0.12 + i * 0.02, y - 0.112 + (i % 2) * 0.028) for i in range(13)], 0.005, soft=False
    )
    c.fill(zigzag, "#d8583f", within=cup)
    c.fill(Shape().oval(x, y - 0.2, 0.105, 0.02), "#a8d8cc")
    c.fill(
        Shape().oval(x, y - 0.198, 0.094, 0.015),
        Linear((x - 0.1, y), (x + 0.1, y), ("#4a2418", "#8a4a2a")),
    )
    for lean, tall, wide in ((-0.03, 0.26, 0.03), (0.025, 0.34, 0.036), (0.06, 0.2, 0.022)):
        steam = Shape().stroke(
            [
                (x + lean, y - 0.21),
                (x + lean + 0.03, y - 0.21 - tall * 0.3),
                (x + lean - 0.025, y - 0.21 - tall * 0.6),
                (x + lean + 0.03, y - 0.21 - tall),
            ],
            0.01,
            wide,
            wide,
            0.006,
        )
        c.fill(
            steam,
            vertical(y - 0.22 - tall, y - 0.2, "#ffffff00", "#ffffff88", "#ffffff99"),
            blur=0.01,
        )


def _spectacles(c: Canvas) -> None:
    x, y = 1.2, 0.94
    wire = Shape()
    for cx in (x - 0.06, x + 0.06):
        wire.add(Shape().oval(cx, y, 0.046, 0.022).cut(Shape().oval(cx, y, 0.04, 0.0175)))
        c.fill(Shape().oval(cx, y, 0.042, 0.019), "#d8f0ff", opacity=0.25)
    wire.stroke([(x - 0.016, y - 0.006), (x, y - 0.012), (x + 0.016, y - 0.006)], 0.005)
    wire.stroke(
        [(x - 0.104, y - 0.006), (x - 0.06, y - 0.05), (x + 0.02, y - 0.045)], 0.004
    ).stroke([(x + 0.104, y - 0.006), (x + 0.12, y - 0.05), (x + 0.05, y - 0.055)], 0.004)
    c.fill(wire.at(0.01, 0.01), "#24121a", blur=0.004, opacity=0.6)
    c.fill(wire, "#2a1c24")
    c.edge(wire, "#ffd9a0", (0.001, 0.0015), opacity=0.7)


SCENES = collect(
    Scene(
        "book-stack",
        "A stack of colourful books with an open one on top, beside a steaming mug; snow "
        "falls outside the window.",
        "A sensible plan for the whole of winter.",
        book_stack,
    ),
)

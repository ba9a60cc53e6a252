"""A picture of a game of chess."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.chessmen import chessman
from newsroom.demo.pictures.colour import Linear, Point, horizontal, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, trace


def chess(c: Canvas) -> None:
    """The king has few friends left, and the sun is low."""
    edge = 0.47
    c.wash(Linear((0, 0), (1.6, 0.5), ("#f0b46a", "#b8694a", "#4a2b3f", "#241a30")))
    for x, lean, wide in ((0.0, 0.5, 0.16), (0.25, 0.55, 0.06), (-0.3, 0.5, 0.12)):
        slat = Shape().poly(
            (x, -0.05), (x + wide, -0.05), (x + wide + lean, edge), (x + lean, edge)
        )
        c.fill(slat, "#ffdf9c", blur=0.02, opacity=0.4, mode="screen")
    c.fill(Shape().box(-0.1, edge, 1.7, 1.1), vertical(edge, 1, "#5a3034", "#2f1a26"))
    _chessboard(c, edge)
    men = (
        ("rook", 1.3, 0.57, 0.26, 0),
        ("pawn", 1.08, 0.575, 0.27, 0),
        ("queen", 0.98, 0.66, 0.34, 0),
        ("knight", 1.42, 0.7, 0.36, 0),
        ("pawn", 0.3, 0.62, 0.3, 1),
        ("pawn", 1.17, 0.79, 0.4, 0),
        ("king", 0.56, 0.82, 0.5, 1),
        ("pawn", 0.16, 0.88, 0.46, 1),
    )
    for kind, x, y, size, _ in men:
        shadow = Shape()
        for points, solid in chessman(kind).parts:
            shadow.parts.append(
                (
                    [
                        (x + px * size * 0.9 - py * size * 1.5, y + py * size * -0.34 + size * 0.01)
                        for px, py in points
                    ],
                    solid,
                )
            )
        c.fill(shadow, "#1a0c1c", blur=0.004, opacity=0.62)
    for kind, x, y, size, white in men:
        _place_man(c, kind, x, y, size, bool(white))
    c.glow(-0.05, 0.2, 1.1, "#ffc46a", 0.5)
    c.bloom(0.03, 0.25, 215)


def _chessboard(c: Canvas, edge: float) -> None:
    """Squares in perspective that run up to the table's far edge."""

    def spot(column: float, row: float) -> Point:
        depth = 1 / (0.62 + row * 0.2)
        return 0.8 + (column - 4) * 0.3 * depth + 0.05, edge + 0.02 + 0.36 * (depth - 0.42)

    rim = Shape().poly(spot(-0.3, 8.4), spot(8.3, 8.4), spot(8.3, -1), spot(-0.3, -1))
    c.fill(rim, horizontal(0, 1.6, "#8a4a30", "#3a1f24"))
    for tone, parity in (
        (("#fff0cc", "#d8a878", "#7a5560"), 0),
        (("#9a5238", "#6a3434", "#301c2a"), 1),
    ):
        squares = Shape()
        for column in range(8):
            for row in range(-1, 8):
                if (column + row) % 2 == parity:
                    squares.poly(
                        spot(column, row),
                        spot(column + 1, row),
                        spot(column + 1, row + 1),
                        spot(column, row + 1),
                    )
        c.fill(squares, horizontal(0, 1.6, *tone))
    shine = Shape().oval(0.3, 0.75, 0.7, 0.16)
    c.fill(shine, "#ffd890", blur=0.08, opacity=0.35, mode="screen")


def _place_man(c: Canvas, kind: str, x: float, y: float, size: float, white: bool) -> None:
    man = chessman(kind).at(x, y, size)
    half = size * 0.25
    ramp = ("#fff6dc", "#f0cfa0", "#a8705a") if white else ("#a8503a", "#3a1a28", "#140a18")
    c.fill(man, horizontal(x - half, x + half, *ramp))
    c.edge(
        man,
        "#3a1420" if white else "#08040e",
        (-size * 0.09, size * 0.01),
        blur=size * 0.06,
        opacity=0.55,
    )
    c.edge(
        man,
        "#fffbe8" if white else "#ffb06a",
        (size * 0.018, size * 0.006),
        blur=size * 0.008,
        opacity=0.95,
    )
    c.edge(
        man, "#d88a6a" if white else "#6a4060", (-size * 0.008, 0), blur=size * 0.004, opacity=0.6
    )
    rings = Shape()
    levels = {"pawn": (-0.46, -0.19), "rook": (-0.58, -0.19), "knight": (-0.19,)}.get(
        kind, (-0.74, -0.79, -0.19)
    )
    for level in levels:
        rings.stroke(
            [
                (x - half, y + level * size),
                (x, y + level * size + size * 0.02),
                (x + half, y + level * size),
            ],
            size * 0.012,
        )
    c.fill(rings, "#5a2a2c" if white else "#0a0510", opacity=0.55, within=man)
    if kind == "knight":
        c.fill(Shape().oval(-0.1, -0.63, 0.018).at(x, y, size), "#ffb06a")
        mane = Shape().stroke(trace("-.01,-.76 .08,-.62 .1,-.4 .09,-.26"), 0.016)
        c.fill(mane.at(x, y, size), "#7a3a34", opacity=0.8)


SCENES = collect(
    Scene(
        "chess",
        "A white king faces a black queen on a chessboard in low golden light; the "
        "pieces cast long shadows.",
        "He has seen this position before, in a dream.",
        chess,
    ),
)

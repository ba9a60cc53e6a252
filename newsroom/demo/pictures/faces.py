"""The authors' faces: what all portraits have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, mix
from newsroom.demo.pictures.shape import Shape, mirror, smooth, trace

Dressing = Callable[[Canvas, "Sitter"], None]


@dataclass(frozen=True)
class Sitter:
    """What sets one author apart; hair and clothes are drawn in front of or behind the head."""

    skin: str
    hair: str
    clothes: str
    ground: tuple[str, str, str]
    behind: Dressing
    before: Dressing
    garment: Dressing
    jaw: float = 0.0
    brow: float = 0.0
    lips: str = "#a8483f"


def shade(sitter: Sitter, share: float) -> str:
    return mix(sitter.skin, "#5a1420", share)


def _head(jaw: float) -> Shape:
    """The outline of the face; ``jaw`` makes it broader below."""
    right = [
        (0.0, 0.2),
        (0.09, 0.21),
        (0.143, 0.28),
        (0.15, 0.4),
        (0.132 + jaw, 0.49),
        (0.085 + jaw, 0.558),
        (0.03 + jaw, 0.588),
        (0.0, 0.592),
    ]
    return Shape().poly(*mirror([(0.5 + x, y) for x, y in smooth(right, closed=False)], 0.5))


def portrait(c: Canvas, sitter: Sitter) -> None:
    ground, accent, light = sitter.ground
    c.wash(
        Linear((0, 0), (1, 1), (mix(ground, "#ffffff", 0.12), ground, mix(ground, "#1a1030", 0.22)))
    )
    c.fill(Shape().oval(0.5, 0.46, 0.365), Linear((0.2, 0.1), (0.8, 0.85), (light, accent)))
    sitter.behind(c, sitter)
    _bust(c, sitter)
    head = _head(sitter.jaw)
    for side in (-1, 1):
        ear = Shape().oval(0.5 + side * 0.15, 0.41, 0.026, 0.043, side * -8)
        c.fill(ear, shade(sitter, 0.12 if side < 0 else 0.3))
        c.fill(
            Shape().oval(0.5 + side * 0.152, 0.412, 0.012, 0.024, side * -8), shade(sitter, 0.36)
        )
    c.fill(
        head,
        Linear(
            (0.36, 0.25),
            (0.66, 0.55),
            (mix(sitter.skin, "#fff0d8", 0.16), sitter.skin, shade(sitter, 0.14)),
        ),
    )
    c.edge(head, shade(sitter, 0.42), (-0.05, -0.012), blur=0.028, opacity=0.55)
    for side in (-1, 1):
        c.fill(
            Shape().oval(0.5 + side * 0.085, 0.475, 0.035, 0.024),
            mix(sitter.skin, "#e0483f", 0.45),
            blur=0.014,
            opacity=0.5,
        )
    _features(c, sitter)
    sitter.before(c, sitter)


def torso() -> Shape:
    right = trace("0,.69 .07,.695 .16,.735 .27,.775 .335,.85 .365,1.08")
    return Shape().poly(*mirror([(0.5 + x, y) for x, y in smooth(right, closed=False)], 0.5))


def _bust(c: Canvas, sitter: Sitter) -> None:
    bust = torso()
    c.fill(bust.at(0.0, 0.012), "#1a1030", blur=0.03, opacity=0.35)
    c.fill(
        bust,
        Linear(
            (0.2, 0.7),
            (0.85, 1.0),
            (
                mix(sitter.clothes, "#ffffff", 0.12),
                sitter.clothes,
                mix(sitter.clothes, "#1a1030", 0.35),
            ),
        ),
    )
    c.edge(bust, "#1a1030", (-0.06, -0.01), blur=0.05, opacity=0.35)
    neck = Shape().curve(*trace(".432,.5! .568,.5! .57,.65 .61,.715! .5,.79 .39,.715! .43,.65"))
    c.fill(neck, Linear((0.42, 0.6), (0.6, 0.68), (sitter.skin, shade(sitter, 0.22))))
    shadow = Shape().curve(*trace(".4,.52 .6,.52 .58,.63 .5,.66 .43,.615"))
    c.fill(shadow, shade(sitter, 0.5), within=neck, opacity=0.6, blur=0.006)
    sitter.garment(c, sitter)


def _features(c: Canvas, sitter: Sitter) -> None:
    ink = mix(sitter.hair, "#1c1018", 0.65)
    for side in (-1, 1):
        x = 0.5 + side * 0.062
        c.fill(Shape().oval(x, 0.408, 0.0132, 0.0155), "#22141c")
        c.fill(Shape().oval(x + 0.0045, 0.403, 0.0038), "#ffffff")
        lid = Shape().stroke(
            [(x - side * 0.021, 0.401), (x, 0.3905), (x + side * 0.026, 0.3985)],
            0.003,
            0.006,
            0.004,
        )
        c.fill(lid, "#22141c")
        inner, outer = x - side * 0.028, x + side * 0.036
        lift = 0.352 - sitter.brow
        c.fill(
            Shape().stroke(
                [
                    (inner, lift + 0.005),
                    (x - side * 0.006, lift - 0.003),
                    (x + side * 0.016, lift),
                    (outer, lift + 0.013),
                ],
                0.0095,
                0.012,
                0.01,
                0.004,
            ),
            ink,
        )
    nose = Shape().stroke(
        trace(".505,.405 .519,.452 .513,.468 .494,.47"), 0.004, 0.007, 0.007, 0.004
    )
    c.fill(nose, shade(sitter, 0.42), opacity=0.8)
    _mouth(c, sitter)


def _mouth(c: Canvas, sitter: Sitter) -> None:
    c.fill(
        Shape().oval(0.494, 0.44, 0.007, 0.02),
        mix(sitter.skin, "#fff4e0", 0.5),
        blur=0.006,
        opacity=0.7,
    )
    c.fill(
        Shape().curve(
            *trace(".455,.514! .48,.51 .5,.514 .52,.51 .545,.514! .525,.532 .5,.537 .475,.532")
        ),
        sitter.lips,
    )
    c.fill(
        Shape().stroke(
            trace(".443,.506 .468,.517 .5,.521 .532,.517 .557,.506"), 0.0035, 0.004, 0.0035
        ),
        mix(sitter.lips, "#1c1018", 0.55),
    )

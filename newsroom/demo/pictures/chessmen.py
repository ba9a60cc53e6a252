"""Turned pieces of wood: feet at the origin, about one unit tall."""

from newsroom.demo.pictures.colour import Point
from newsroom.demo.pictures.shape import Shape, mirror, smooth, trace

BASE = trace(".16,-.2 .22,-.16 .2,-.13! .27,-.08 .27,0 .2,.035 0,.05")


def _lathe(profile: list[Point]) -> Shape:
    """A turned piece of wood from its right-hand profile, top to bottom."""
    return Shape().poly(*mirror(smooth(profile, closed=False, steps=6)))


def chessman(kind: str) -> Shape:
    if kind == "pawn":
        return _lathe(
            [(0.05, -0.5), (0.12, -0.48), (0.12, -0.48), (0.07, -0.44), (0.08, -0.3), *BASE]
        ).oval(0, -0.59, 0.125)
    if kind == "rook":
        tower = _lathe(
            [
                (0.0, -0.72),
                (0.19, -0.72),
                (0.19, -0.72),
                (0.19, -0.6),
                (0.19, -0.6),
                (0.12, -0.56),
                (0.12, -0.3),
                *BASE,
            ]
        )
        return tower.cut(Shape().box(-0.1, -0.75, -0.04, -0.665).box(0.04, -0.75, 0.1, -0.665))
    if kind == "knight":
        horse = Shape().curve(
            *trace(
                "-.04,-.86! 0,-.78 .12,-.72 .17,-.5 .15,-.2! -.16,-.2! -.12,-.34 0,-.46 "
                "0,-.5 -.12,-.48 -.2,-.43 -.26,-.48 -.25,-.55 -.14,-.68 -.1,-.78"
            )
        )
        return horse.add(_lathe([(0.1, -0.22), *BASE]))
    collar = [
        (0.13, -0.82),
        (0.13, -0.82),
        (0.1, -0.78),
        (0.17, -0.74),
        (0.09, -0.7),
        (0.09, -0.36),
        *BASE,
    ]
    if kind == "queen":
        return (
            _lathe([(0.05, -0.97), (0.2, -1.04), (0.2, -1.04), *collar])
            .oval(0, -1.02, 0.055)
            .poly(
                *trace(
                    "-.2,-1.04 -.1,-.95 -.07,-1.06 0,-.95 .07,-1.06 .1,-.95 .2,-1.04 .1,-.82 "
                    "-.1,-.82"
                )
            )
        )
    king = _lathe([(0.04, -1.04), (0.17, -1.0), (0.17, -1.0), *collar])
    return king.box(-0.025, -1.2, 0.025, -1.02).box(-0.07, -1.15, 0.07, -1.1)

"""People and animals, small and seen from afar: feet at the origin, one unit tall."""

from newsroom.demo.pictures.colour import Point
from newsroom.demo.pictures.shape import Shape, trace


def standing() -> Shape:
    """Someone who stands and looks, seen from behind, in a coat."""
    return (
        Shape()
        .oval(0, -0.905, 0.062, 0.078)
        .stroke([(0, -0.85), (0, -0.78)], 0.06)
        .curve(
            *trace(
                "-.03,-.82 .03,-.82 .13,-.77 .155,-.6 .15,-.4 .16,-.27! -.16,-.27! "
                "-.15,-.4 -.155,-.6 -.13,-.77"
            ),
        )
        .stroke([(-0.07, -0.32), (-0.075, -0.02)], 0.095, 0.065)
        .stroke([(0.07, -0.32), (0.08, -0.02)], 0.095, 0.065)
        .stroke([(-0.08, -0.015), (-0.1, -0.012)], 0.05)
        .stroke([(0.08, -0.015), (0.11, -0.012)], 0.05)
    )


def walking() -> Shape:
    """Someone on the move towards the right."""
    return (
        Shape()
        .oval(0.035, -0.9, 0.06, 0.075)
        .stroke([(0.02, -0.85), (0.0, -0.76)], 0.07)
        .curve(*trace("-.06,-.8 .06,-.8 .1,-.66 .09,-.44 -.1,-.43 -.1,-.66"))
        .stroke([(0.0, -0.47), (0.09, -0.26), (0.14, -0.03)], 0.15, 0.1, 0.06)
        .stroke([(-0.01, -0.47), (-0.05, -0.25), (-0.18, -0.05)], 0.15, 0.1, 0.06)
        .stroke([(0.14, -0.02), (0.2, -0.015)], 0.05)
        .stroke([(-0.19, -0.05), (-0.15, -0.01)], 0.05)
        .stroke([(0.05, -0.73), (0.12, -0.58), (0.2, -0.5)], 0.08, 0.07, 0.05)
        .stroke([(-0.05, -0.73), (-0.13, -0.57), (-0.13, -0.44)], 0.08, 0.07, 0.05)
    )


def hiker() -> Shape:
    """A walker with a rucksack and a staff, towards the right."""
    pack = Shape().curve(*trace("-.19,-.8 -.08,-.82 -.04,-.62 -.08,-.46 -.2,-.48 -.23,-.64"))
    staff = Shape().stroke([(0.17, -0.72), (0.27, 0.0)], 0.028)
    hat = Shape().oval(0.035, -0.945, 0.105, 0.022, 4).oval(0.035, -0.965, 0.055, 0.035)
    return walking().add(pack).add(staff).add(hat)


def seated() -> Shape:
    """Someone who sits on an edge, with the legs hanging down towards the right."""
    return (
        Shape()
        .oval(0.02, -0.86, 0.075, 0.09)
        .stroke([(0.0, -0.8), (-0.03, -0.4)], 0.1, 0.2, 0.22, 0.2)
        .stroke([(-0.02, -0.36), (0.22, -0.36), (0.24, -0.04)], 0.16, 0.14, 0.08)
        .stroke([(0.02, -0.68), (0.12, -0.52), (0.26, -0.5)], 0.09, 0.07, 0.06)
        .stroke([(0.24, -0.03), (0.31, -0.02)], 0.06)
    )


def deer() -> Shape:
    """A stag that looks to the right; one unit from hoof to shoulder."""
    antler: list[Point] = [(0.42, -1.42), (0.36, -1.6), (0.4, -1.8)]
    body = (
        Shape()
        .curve(
            *trace(
                "-.52,-.92 -.2,-.98 .2,-1 .36,-.94 .4,-.74 .26,-.6 0,-.56 -.3,-.58 "
                "-.5,-.62 -.6,-.78"
            ),
        )
        .stroke([(0.26, -0.82), (0.38, -1.06), (0.45, -1.28)], 0.32, 0.2, 0.15)
        .curve(*trace(".38,-1.4 .5,-1.42 .68,-1.27 .7,-1.21 .56,-1.18 .4,-1.24"))
        .stroke([(0.41, -1.37), (0.27, -1.44)], 0.07, 0.03)
        .stroke([(-0.58, -0.86), (-0.66, -0.74)], 0.08, 0.03)
    )
    body.stroke(antler, 0.035, 0.022).stroke([(0.37, -1.58), (0.5, -1.72)], 0.025, 0.015)
    body.stroke([(0.38, -1.72), (0.28, -1.84)], 0.022, 0.014)
    body.stroke([(0.46, -1.41), (0.56, -1.56), (0.54, -1.76)], 0.035, 0.02)
    body.stroke([(0.55, -1.57), (0.66, -1.68)], 0.025, 0.014)
    for hip, knee, hoof, thick in (
        ((0.26, -0.66), (0.29, -0.34), (0.27, 0.0), 0.17),
        ((0.14, -0.64), (0.12, -0.34), (0.15, 0.0), 0.15),
        ((-0.42, -0.68), (-0.5, -0.36), (-0.46, 0.0), 0.24),
        ((-0.3, -0.64), (-0.34, -0.36), (-0.28, 0.0), 0.2),
    ):
        body.stroke([hip, knee, hoof], thick, 0.075, 0.06)
    return body


def gull() -> Shape:
    """A bird on the wing, one unit across."""
    return Shape().curve(
        *trace("-.5,-.1! -.28,-.2 0,0! .28,-.2 .5,-.1! .26,-.11 .03,.07 -.03,.07 -.26,-.11"),
    )


def fish() -> Shape:
    """A slim fish that swims to the right, one unit long."""
    return Shape().curve(
        *trace(
            ".5,0! .2,-.14 -.15,-.1 -.32,-.02 -.5,-.16! -.43,0 -.5,.16! -.32,.02 -.15,.1 .2,.13"
        ),
    )


def cat() -> Shape:
    """A seated cat, seen from behind, one unit tall; it looks out to the left."""
    return (
        Shape()
        .curve(
            *trace(
                "0,-.72 .13,-.64 .2,-.45 .27,-.22 .26,-.04 .14,0 -.16,0 -.26,-.05 "
                "-.26,-.22 -.19,-.46 -.13,-.64"
            ),
        )
        .oval(-0.01, -0.76, 0.165, 0.145)
        .curve(
            *trace("-.17,-.76 -.175,-1! -.12,-.96 -.02,-.88 -.02,-.8"),
        )
        .curve(*trace(".15,-.76 .155,-1! .1,-.96 0,-.88 0,-.8"))
    )


def cat_tail() -> Shape:
    """The tail of the seated cat, hanging over the edge it sits on."""
    return Shape().stroke(
        trace(".2,-.08 .38,-.02 .44,.14 .4,.3 .46,.4"),
        0.09,
        0.085,
        0.08,
        0.06,
    )

"""The hair of the authors, behind the head and before it, and what they wear on the face."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Linear, fade, mix, vertical
from newsroom.demo.pictures.faces import Sitter, shade
from newsroom.demo.pictures.shape import Shape, arc, mirror, smooth, trace


def paint_hair(c: Canvas, sitter: Sitter, hair: Shape, *, gleam: bool = True) -> None:
    c.fill(
        hair,
        Linear(
            (0.3, 0.12),
            (0.75, 0.6),
            (mix(sitter.hair, "#ffe0b0", 0.2), sitter.hair, mix(sitter.hair, "#140c20", 0.4)),
        ),
    )
    if gleam:
        c.edge(hair, mix(sitter.hair, "#ffe6c0", 0.6), (0.007, 0.009), blur=0.006, opacity=0.55)


def glasses(c: Canvas, colour: str, round_: bool) -> None:
    frame = Shape()
    for side in (-1, 1):
        x = 0.5 + side * 0.066
        if round_:
            lens, hole = Shape().oval(x, 0.41, 0.052), Shape().oval(x, 0.41, 0.044)
        else:
            lens, hole = (
                Shape().box(x - 0.054, 0.37, x + 0.054, 0.45, 0.022),
                Shape().box(x - 0.045, 0.379, x + 0.045, 0.441, 0.015),
            )
        c.fill(hole, "#ffffff", opacity=0.14)
        frame.add(lens.cut(hole)).stroke(
            [(0.5 + side * 0.118, 0.4), (0.5 + side * 0.15, 0.396)], 0.008
        )
    frame.stroke([(0.487, 0.405), (0.5, 0.4), (0.513, 0.405)], 0.008)
    c.fill(frame, colour)


def nothing(c: Canvas, sitter: Sitter) -> None:
    """No hair behind the head."""


def kirsten_behind(c: Canvas, sitter: Sitter) -> None:
    """A wavy copper bob."""
    right = trace(
        "0,.135 .1,.15 .175,.22 .2,.33 .195,.42 .222,.5 .2,.575 .213,.63 .15,.655 .09,.62 0,.6"
    )
    paint_hair(
        c,
        sitter,
        Shape().poly(*mirror([(0.5 + x, y) for x, y in smooth(right, closed=False)], 0.5)),
    )


def kirsten_before(c: Canvas, sitter: Sitter) -> None:
    fringe = Shape().curve(
        *trace(
            ".33,.43! .318,.3 .36,.185 .46,.14 .58,.15 .66,.22 .685,.33 .67,.43! "
            ".65,.35 .6,.27 .56,.235! .5,.3 .4,.325 .36,.36"
        )
    )
    paint_hair(c, sitter, fringe)
    strands = (
        Shape()
        .stroke([(0.56, 0.22), (0.47, 0.25), (0.37, 0.32)], 0.003, 0.005, 0.002)
        .stroke([(0.54, 0.19), (0.43, 0.21), (0.345, 0.3)], 0.003, 0.005, 0.002)
    )
    c.fill(strands, mix(sitter.hair, "#3a1018", 0.5), opacity=0.6)
    freckles = Shape()
    for x, y in (
        (0.425, 0.452),
        (0.44, 0.463),
        (0.41, 0.465),
        (0.452, 0.45),
        (0.56, 0.452),
        (0.575, 0.464),
        (0.59, 0.453),
        (0.548, 0.464),
    ):
        freckles.oval(x, y, 0.0032)
    c.fill(freckles, shade(sitter, 0.4), opacity=0.55)
    for side in (-1, 1):
        c.fill(Shape().oval(0.5 + side * 0.165, 0.475, 0.013), "#f5c24f")


def mateo_before(c: Canvas, sitter: Sitter) -> None:
    """Thick dark waves, and a short beard."""
    beard = Shape().curve(
        *trace(
            ".352,.42! .375,.475 .43,.486 .5,.478 .57,.486 .625,.475 .648,.42! "
            ".645,.5 .6,.575 .5,.612 .4,.575 .355,.5"
        )
    )
    mouth = Shape().curve(*trace(".44,.512 .5,.504 .56,.512 .54,.54 .5,.546 .46,.54"))
    c.fill(
        beard.cut(mouth),
        Linear((0.36, 0.45), (0.64, 0.6), (mix(sitter.hair, sitter.skin, 0.22), sitter.hair)),
        opacity=0.97,
    )
    hair = Shape().curve(
        *trace(
            ".345,.4! .33,.31 .335,.24 .38,.165 .45,.155 .5,.125 .58,.14 .64,.185 "
            ".672,.26 .668,.33 .655,.4! .64,.32 .61,.275 .54,.285 .47,.262 .41,.29 "
            ".365,.315"
        )
    )
    paint_hair(c, sitter, hair)
    waves = (
        Shape()
        .stroke(trace(".38,.26 .43,.2 .5,.2 .55,.165"), 0.003, 0.006, 0.003)
        .stroke([(0.47, 0.25), (0.54, 0.21), (0.61, 0.23)], 0.003, 0.006, 0.003)
    )
    c.fill(waves, mix(sitter.hair, "#c8a078", 0.45), opacity=0.6)


def priya_behind(c: Canvas, sitter: Sitter) -> None:
    """Long black hair that falls over one shoulder."""
    hair = Shape().curve(
        *trace(
            ".5,.13 .62,.15 .69,.24 .7,.38 .69,.52 .73,.66 .745,.82 .7,.93 .6,.9 "
            ".55,.7 .42,.66 .3,.68 .29,.52 .305,.36 .32,.24 .39,.15"
        )
    )
    paint_hair(c, sitter, hair)


def priya_before(c: Canvas, sitter: Sitter) -> None:
    lock = Shape().curve(
        *trace(
            ".65,.36 .69,.36 .7,.5 .735,.66 .75,.8 .72,.92 .66,.99! .63,.88 .635,.78 "
            ".66,.68 .65,.54"
        )
    )
    paint_hair(c, sitter, lock)
    for side in (-1, 1):
        part = Shape().curve(
            (0.49, 0.185),
            (0.49, 0.185),
            (0.49 + side * 0.09, 0.15),
            (0.5 + side * 0.17, 0.23),
            (0.5 + side * 0.185, 0.4),
            (0.5 + side * 0.16, 0.5),
            (0.5 + side * 0.16, 0.5),
            (0.5 + side * 0.143, 0.36),
            (0.5 + side * 0.09, 0.26),
        )
        paint_hair(c, sitter, part)
    flow = (
        Shape()
        .stroke(trace(".5,.175 .6,.2 .655,.3 .665,.42"), 0.002, 0.004, 0.002)
        .stroke([(0.66, 0.55), (0.7, 0.7), (0.69, 0.86)], 0.002, 0.005, 0.002)
    )
    c.fill(flow, mix(sitter.hair, "#a88aa8", 0.5), opacity=0.6)
    glasses(c, "#7a2438", True)
    for side in (-1, 1):
        c.fill(
            Shape()
            .oval(0.5 + side * 0.158, 0.47, 0.011)
            .oval(0.5 + side * 0.158, 0.5, 0.007, 0.017),
            "#ffcf5c",
        )


def sam_before(c: Canvas, sitter: Sitter) -> None:
    """A high top with a clean fade."""
    sides = Shape().curve(
        *trace(
            ".35,.42! .343,.32 .36,.24 .42,.2 .58,.2 .64,.24 .657,.32 .65,.42! "
            ".63,.35 .61,.275! .5,.262 .39,.275! .37,.35"
        )
    )
    c.fill(sides, vertical(0.22, 0.42, sitter.hair, fade(mix(sitter.hair, sitter.skin, 0.4), 0.5)))
    crown = Shape().curve(
        *trace(
            ".362,.27 .345,.19 .365,.115 .43,.08 .5,.07 .575,.08 .637,.118 .655,.19 "
            ".638,.27 .58,.255 .5,.25 .42,.255"
        )
    )
    for i in range(90):
        t = i / 89
        px, py = arc(0.5, 0.185, 0.145, 0.105, 160 + t * 220, 160 + t * 220, 1)[0]
        crown.oval(px, py, c.rng.uniform(0.01, 0.019))
    paint_hair(c, sitter, crown)
    curls = Shape()
    for _ in range(70):
        x, y, r = c.rng.uniform(0.37, 0.63), c.rng.uniform(0.1, 0.24), c.rng.uniform(0.007, 0.012)
        curls.stroke(arc(x, y, r, r, 170, 340, 8), 0.0028)
    c.fill(curls, mix(sitter.hair, "#c89a80", 0.4), opacity=0.5, within=crown)
    stubble = Shape().curve(*trace(".43,.545 .5,.55 .57,.545 .55,.582 .5,.594 .45,.582"))
    c.fill(stubble, sitter.hair, blur=0.01, opacity=0.55)


def ingrid_behind(c: Canvas, sitter: Sitter) -> None:
    """Silver hair, pinned up in a bun."""
    bun = Shape().oval(0.53, 0.115, 0.088, 0.075)
    paint_hair(c, sitter, bun)
    c.fill(
        Shape().stroke([(0.47, 0.14), (0.52, 0.095), (0.59, 0.1)], 0.003, 0.006, 0.003),
        "#8a8490",
        opacity=0.6,
    )
    c.fill(Shape().stroke([(0.42, 0.06), (0.64, 0.165)], 0.009), "#c8503f")


def ingrid_before(c: Canvas, sitter: Sitter) -> None:
    hair = Shape().curve(
        *trace(
            ".345,.41! .325,.31 .345,.215 .42,.16 .53,.15 .62,.18 .668,.26 .672,.34 "
            ".655,.41! .64,.33 .6,.27 .53,.235 .45,.245 .385,.3 .36,.345"
        )
    )
    paint_hair(c, sitter, hair)
    lines = Shape()
    for a, b, d in (
        ((0.36, 0.29), (0.42, 0.205), (0.52, 0.16)),
        ((0.41, 0.255), (0.47, 0.195), (0.54, 0.165)),
        ((0.62, 0.27), (0.6, 0.205), (0.55, 0.165)),
        ((0.655, 0.33), (0.645, 0.24), (0.59, 0.18)),
    ):
        lines.stroke([a, b, d], 0.002, 0.0045, 0.002)
    c.fill(lines, "#8a8490", opacity=0.65)
    folds = Shape()
    for side in (-1, 1):
        folds.stroke([(0.5 + side * 0.043, 0.478), (0.5 + side * 0.064, 0.515)], 0.003, 0.002)
        folds.stroke([(0.5 + side * 0.1, 0.412), (0.5 + side * 0.118, 0.418)], 0.0028, 0.0015)
    c.fill(folds, shade(sitter, 0.45), opacity=0.55)
    glasses(c, "#2a4a6a", False)
    for side in (-1, 1):
        c.fill(Shape().oval(0.5 + side * 0.158, 0.468, 0.012), "#fffaf0")


def tobias_before(c: Canvas, sitter: Sitter) -> None:
    """Sandy hair, parted on the side, and a moustache."""
    hair = Shape().curve(
        *trace(
            ".347,.4! .335,.31 .345,.22 .4,.165 .49,.155 .59,.14 .655,.195 .67,.29 "
            ".653,.4! .64,.32 .625,.285 .54,.29 .45,.25 .425,.225! .385,.28 .365,.33"
        )
    )
    paint_hair(c, sitter, hair)
    lines = (
        Shape()
        .stroke([(0.43, 0.2), (0.52, 0.235), (0.63, 0.255)], 0.002, 0.005, 0.002)
        .stroke([(0.45, 0.175), (0.55, 0.195), (0.65, 0.235)], 0.002, 0.005, 0.002)
    )
    c.fill(lines, mix(sitter.hair, "#4a2a18", 0.5), opacity=0.6)
    moustache = Shape()
    for side in (-1, 1):
        moustache.curve(
            *trace("0,.485! .03,.482 .062,.502 .075,.515! .045,.515 0,.508!", 0.5, 0, (side, 1))
        )
    c.fill(moustache, mix(sitter.hair, "#4a2a18", 0.25))

"""Pictures of other planets: an android on Mars, a rider below two moons."""

from newsroom.demo.pictures import nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Mist, Point, fade, horizontal, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, mirror, smooth, trace


def _dome(x: float, y: float, r: float) -> Shape:
    """A pressure dome on a drum, with a mast."""
    return (
        Shape()
        .oval(x, y - r * 0.25, r)
        .box(x - r, y - r * 0.25, x + r, 1.1)
        .stroke([(x, y - r), (x, y - r * 1.75)], r * 0.07, r * 0.02)
        .oval(x, y - r * 1.3, r * 0.09)
    )


def _tower(x: float, y: float, w: float, kind: int) -> Shape:
    """One of three kinds of Martian tower, ``w`` wide, whose top is at ``y``."""
    if kind == 0:
        outline = [(0.12 * w, y), (0.14 * w, y + w), (0.3 * w, y + 2 * w), (0.5 * w, 1.1)]
        return Shape().poly(*mirror(outline)).at(x, 0).oval(x, y + w * 1.1, w * 0.34, w * 0.14)
    if kind == 1:
        shaft = Shape().box(x - w * 0.3, y + w * 0.5, x + w * 0.3, 1.1)
        return shaft.oval(x, y + w * 0.55, w * 0.55, w * 0.34).stroke(
            [(x, y), (x, y - w * 0.9)], w * 0.05, w * 0.015
        )
    slab = Shape().poly(
        (x - w * 0.4, y + w * 0.5),
        (x + w * 0.1, y),
        (x + w * 0.4, y + w * 0.25),
        (x + w * 0.4, 1.1),
        (x - w * 0.4, 1.1),
    )
    return slab.box(x - w * 0.75, y + w * 1.4, x + w * 0.6, 1.1)


def _martian_city(c: Canvas) -> None:
    layers = (
        (0.66, 0.07, "#e0785a", "#f6b084", 15, 0.032),
        (0.7, 0.13, "#a93f42", "#dc7a58", 12, 0.045),
        (0.79, 0.17, "#651b31", "#a03a41", 9, 0.066),
        (0.885, 0.075, "#3f0d24", "#6e1f31", 11, 0.06),
    )
    for ground, rise, top, base, count, width in layers:
        city = Shape().box(-0.1, ground, 1.7, 1.1)
        lights = Shape()
        for i in range(count):
            x = (i + c.rng.uniform(0.1, 0.9)) / count * 1.6
            if c.rng.random() < 0.3:
                city.add(_dome(x, ground, width * c.rng.uniform(0.9, 1.6)))
                continue
            y = ground - rise * c.rng.uniform(0.35, 2.0)
            w = width * c.rng.uniform(0.8, 1.5)
            city.add(_tower(x, y, w, c.rng.randrange(3)))
            for _ in range(7):
                lx, ly = (
                    x + c.rng.uniform(-0.22, 0.22) * w,
                    c.rng.uniform(y + w * 1.2, ground + 0.06),
                )
                lights.box(lx, ly, lx + 0.003, ly + 0.006)
        c.fill(city, vertical(ground - rise * 1.6, ground + 0.14, top, base))
        c.edge(city, "#ffd6a8", (-0.003, 0.001), blur=0.001, opacity=0.45)
        c.fill(lights, "#ffe6b0", opacity=0.75)
        nature.fog(c, ground + 0.07, 0.09, base, round(ground * 100), 0.8)


def metallic_rouge(c: Canvas) -> None:
    """A crimson android before the skyline of a Martian city."""
    c.wash(vertical(0, 0.78, "#3a0d22", "#8a2432", "#d9583f", "#f8a56c", "#ffd9a6"))
    c.wash(Mist("#ffb983", 22, (3, 9), 0.5, 0.8), opacity=0.35)
    c.glow(0.98, 0.43, 1.0, "#ffcf96", 0.65)
    disc = Shape().oval(0.98, 0.43, 0.335)
    c.fill(disc, vertical(0.1, 0.76, "#fff4df", "#ffe3b8", "#fdb27c"), blur=0.002)
    c.fill(disc, Mist("#f59a66", 9, (4, 14), 0.5, 0.8), opacity=0.3)
    for x, y, s in ((0.3, 0.2, 0.021), (0.44, 0.135, 0.009)):
        c.fill(Shape().oval(x, y, s), "#e8936c", opacity=0.75)
        c.edge(Shape().oval(x, y, s), "#7e2233", (s * 0.5, -s * 0.2), blur=0.004, opacity=0.8)
    _martian_city(c)
    craft = Shape()
    for x, y, s in ((0.31, 0.36, 0.05), (0.385, 0.335, 0.032), (1.42, 0.24, 0.04)):
        craft.curve(*trace("-1,0! 0,-.2 1,-.03! 0,.13", x, y, s))
    c.fill(craft, "#54152c")
    terrace = Shape().box(-0.1, 0.945, 1.7, 1.1)
    for i in range(28):
        terrace.box(0.02 + i * 0.06, 0.915, 0.026 + i * 0.06, 0.95)
    terrace.box(-0.1, 0.908, 1.7, 0.918)
    c.fill(terrace, vertical(0.9, 1, "#4a1026", "#24060f"))
    c.edge(terrace, "#ffb184", (0, 0.002), opacity=0.6)
    _android(c, 0.83)
    c.bloom(0.025, 0.3, 205)


def _android(c: Canvas, x: float) -> None:
    """She faces the city, three quarters long, a hand on her hip, and the sun draws her outline."""
    right = trace(
        "0,.245 .024,.25 .027,.3 .034,.32 .075,.338 .1,.352 .106,.385 .085,.45 "
        ".06,.53 .056,.572 .07,.63 .104,.71 .111,.78 .104,.88 .092,1.08"
    )
    body = Shape().poly(*mirror([(x + a, b) for a, b in smooth(right, closed=False)], x))
    resting = (
        Shape()
        .stroke([(x + 0.092, 0.375), (x + 0.122, 0.49), (x + 0.134, 0.585)], 0.056, 0.044, 0.036)
        .stroke([(x + 0.134, 0.58), (x + 0.152, 0.66), (x + 0.16, 0.725)], 0.04, 0.036, 0.022)
        .curve(*trace(".15,.72 .172,.72 .18,.755 .172,.8 .162,.81 .15,.77", x, 0))
    )
    akimbo = (
        Shape()
        .stroke([(x - 0.092, 0.375), (x - 0.145, 0.46), (x - 0.19, 0.535)], 0.056, 0.044, 0.036)
        .stroke([(x - 0.19, 0.53), (x - 0.15, 0.585), (x - 0.092, 0.63)], 0.04, 0.034, 0.022)
        .stroke([(x - 0.1, 0.624), (x - 0.065, 0.645)], 0.026, 0.018)
    )
    skin = vertical(0.25, 1.0, "#e3213c", "#a81030", "#4d0820")
    for part in (body, resting, akimbo):
        c.fill(part, skin)
        c.edge(part, "#3d0518", (0.034, -0.006), blur=0.022, opacity=0.8)
        c.edge(part, "#ff8f78", (-0.012, 0.004), blur=0.008, opacity=0.65)
        c.edge(part, "#fff0d2", (-0.0035, 0.001), blur=0.0012, opacity=0.95)
    joints = Shape().oval(x + 0.134, 0.583, 0.017).oval(x - 0.19, 0.533, 0.017)
    c.fill(joints, "#5a0820")
    c.edge(joints, "#ffb59a", (-0.002, 0.002), opacity=0.9)
    _seams(c, x, body)
    _head(c, x)


def _seams(c: Canvas, x: float, body: Shape) -> None:
    """The joints between the plates of her armour, and its lights."""
    seams = Shape()
    for side in (-1, 1):
        seams.stroke(trace(".02,.345 .05,.42 .03,.55 .012,.6", x, 0, (side, 1)), 0.003)
        seams.stroke(
            [(x + side * 0.1, 0.43), (x + side * 0.06, 0.46), (x + side * 0.02, 0.445)], 0.003
        )
        seams.stroke([(x + side * 0.075, 0.64), (x + side * 0.035, 0.7), (x, 0.735)], 0.004)
        seams.stroke([(x + side * 0.004, 0.74), (x + side * 0.006, 1.05)], 0.005)
        seams.stroke(
            [(x + side * 0.102, 0.86), (x + side * 0.05, 0.885), (x + side * 0.008, 0.87)], 0.003
        )
    for y in (0.545, 0.57, 0.595, 0.62):
        seams.stroke([(x - 0.062, y), (x, y + 0.008), (x + 0.062, y)], 0.0024)
    c.fill(seams, "#2e0413", opacity=0.85, within=body)
    spine = Shape()
    for i in range(7):
        spine.box(x - 0.006, 0.35 + i * 0.027, x + 0.006, 0.365 + i * 0.027, 0.004)
    c.fill(spine, "#ffb59a")
    c.glow(x, 0.43, 0.16, "#ff5a4a", 0.5)
    shoulders = Shape()
    for side in (-1, 1):
        shoulders.curve(
            *trace(".058,.345! .1,.335 .138,.362 .143,.425! .108,.392", x, 0, (side, 1))
        )
    c.fill(shoulders, vertical(0.33, 0.42, "#ff4a50", "#a00f30"))
    c.edge(shoulders, "#fff0d2", (-0.003, 0.003), blur=0.001, opacity=0.9)
    c.edge(shoulders, "#4a061c", (0.012, -0.01), blur=0.008, opacity=0.6)


def _head(c: Canvas, x: float) -> None:
    neck = Shape().stroke([(x, 0.22), (x, 0.33)], 0.043)
    c.fill(neck, horizontal(x - 0.02, x + 0.02, "#2a0614", "#74132a", "#ffb193"))
    for y in (0.272, 0.287, 0.302):
        c.fill(Shape().box(x - 0.022, y, x + 0.022, y + 0.004), "#220410", opacity=0.8)
    right = trace("0,.098 .036,.103 .062,.13 .07,.175 .068,.22 .073,.268 .055,.262 .03,.272 0,.27")
    bob = Shape().poly(*mirror([(x + a, b) for a, b in smooth(right, closed=False)], x))
    c.fill(bob, vertical(0.1, 0.28, "#4a0a22", "#2a0516", "#16020c"))
    strands = Shape()
    for i in range(-5, 6):
        strands.stroke(
            [(x + i * 0.004, 0.105), (x + i * 0.0118, 0.17), (x + i * 0.0122, 0.262)], 0.0018
        )
    c.fill(strands, "#a01d3c", opacity=0.5)
    c.edge(bob, "#ff7a64", (-0.013, 0.006), blur=0.009, opacity=0.7)
    c.edge(bob, "#fff0d2", (-0.0035, 0.0018), blur=0.001)
    for side in (-1, 1):
        c.fill(
            Shape().oval(x + side * 0.072, 0.198, 0.012, 0.026),
            horizontal(x + side * 0.072 - 0.012, x + side * 0.072 + 0.012, "#8f0f2e", "#ff6a5c"),
        )
    c.fill(Shape().stroke([(x + 0.074, 0.19), (x + 0.092, 0.075)], 0.006, 0.002), "#5a0a22")
    c.glow(x + 0.092, 0.075, 0.03, "#ffd9a0", 0.9)


def two_moons(c: Canvas) -> None:
    """A rider among dunes, under two moons."""
    c.wash(vertical(0, 0.72, "#10203f", "#24476a", "#5f7f8c", "#d9a88c", "#ffcf9c"))
    nature.starfield(c, 260, 0.5, ("#fff6e0", "#cfe3f2"))
    c.wash(Mist("#ffd0a8", 61, (3, 10), 0.55, 0.85), opacity=0.25)
    for x, y, r, tone, shade, side in (
        (0.5, 0.27, 0.155, "#ffeacb", "#c77f6a", 0.09),
        (0.8, 0.165, 0.052, "#d4f0e6", "#4f8592", 0.032),
    ):
        _moon(c, x, y, r, tone, shade, side)
    far = nature.skyline(c.rng, 0.63, 0.06, waves=4, octaves=5)
    c.fill(nature.land(far), vertical(0.56, 0.7, "#8d7484", "#e2a68b"))
    nature.fog(c, 0.66, 0.05, "#ffcf9f", 5, 0.7)
    dunes: tuple[tuple[list[Point], str, str, str], ...] = (
        (
            trace("-.1,.72 .25,.655 .52,.69 .9,.72 1.25,.665 1.7,.71"),
            "#f5ba8a",
            "#d98e70",
            "#a4637088",
        ),
        (
            trace("-.1,.75 .3,.78 .7,.745 1.02,.7 1.3,.74 1.7,.79"),
            "#eea072",
            "#c07060",
            "#7d4760aa",
        ),
        (
            trace("-.1,.8 .18,.79 .48,.845 .95,.9 1.35,.84 1.7,.82"),
            "#d8805c",
            "#94505a",
            "#5a3352bb",
        ),
        (trace("-.1,.99 .3,.965 .7,.9 1,.925 1.3,.985 1.7,1"), "#ae5a50", "#5a2d4c", "#371d40cc"),
    )
    for i, (crest, light, low, shade) in enumerate(dunes):
        line = smooth(crest, closed=False)
        dune = nature.land(line)
        top = min(y for _, y in crest)
        c.fill(dune, vertical(top, top + 0.2, light, low))
        _slip_face(c, crest, dune, shade)
        c.edge(dune, "#ffe6bd", (0.001, 0.003), opacity=0.65)
        if i == 1:
            _rider(c, 1.03, 0.704)
    c.bloom(0.03, 0.3, 205)


def _moon(c: Canvas, x: float, y: float, r: float, tone: str, shade: str, side: float) -> None:
    moon = Shape().oval(x, y, r)
    c.glow(x, y, r * 3.2, tone, 0.42)
    c.fill(moon, tone)
    c.fill(moon, Mist(shade, round(r * 1000), (14, 10), 0.46, 0.75), opacity=0.55)
    for dx, dy, s in (
        (-0.35, 0.2, 0.17),
        (0.25, -0.3, 0.12),
        (0.1, 0.4, 0.1),
        (-0.15, -0.5, 0.08),
        (0.5, 0.25, 0.09),
    ):
        c.fill(Shape().oval(x + dx * r, y + dy * r, s * r), shade, opacity=0.35)
    c.edge(moon, "#33506d", (-side, -side * 0.35), blur=r * 0.28, opacity=0.85)


def _slip_face(c: Canvas, crest: list[Point], dune: Shape, shade: str) -> None:
    """The side of a dune that lies in shadow, right of each summit."""
    for before, summit, after in zip(crest, crest[1:], crest[2:], strict=False):
        if summit[1] < before[1] and summit[1] < after[1]:
            x, y = summit
            face = Shape().curve(
                *trace("0,-.01! .02,.06 -.06,.12 .05,.2 -.02,.3! .5,.32 .75,.1! .4,0", x, y),
            )
            c.fill(face, horizontal(x, x + 0.62, shade, fade(shade, 0)), within=dune)


def _rider(c: Canvas, x: float, y: float) -> None:
    """A cloaked rider on a camel that walks to the left."""
    camel = (
        Shape()
        .curve(
            *trace(
                "-.36,-.62 -.2,-.66 -.06,-.86 .08,-.66 .3,-.66 .4,-.54 .34,-.4 .1,-.36 "
                "-.2,-.38 -.36,-.48"
            ),
        )
        .stroke(trace("-.3,-.54 -.5,-.5 -.58,-.7 -.6,-.86"), 0.2, 0.13, 0.1)
    )
    camel.curve(*trace("-.55,-.98 -.54,-.86 -.66,-.82 -.82,-.81 -.84,-.88 -.7,-.95"))
    camel.stroke([(-0.57, -0.95), (-0.54, -1.02)], 0.04, 0.02).stroke(
        [(0.39, -0.56), (0.46, -0.36)], 0.04, 0.03
    )
    for hip, knee, foot in (
        ((-0.24, -0.44), (-0.3, -0.22), (-0.26, 0.02)),
        ((-0.16, -0.44), (-0.12, -0.22), (-0.2, 0.0)),
        ((0.22, -0.46), (0.16, -0.24), (0.24, 0.0)),
        ((0.32, -0.46), (0.36, -0.24), (0.38, 0.02)),
    ):
        camel.stroke([hip, knee, foot], 0.13, 0.06, 0.055)
    person = Shape().curve(
        *trace("-.05,-1.36 .06,-1.3 .1,-1.05 .2,-.72 .06,-.56 -.12,-.62 -.14,-1 -.12,-1.28")
    )
    person.oval(-0.05, -1.38, 0.085, 0.1).curve(
        *trace(".04,-1.3! .22,-1.24 .44,-1.27! .24,-1.14 .06,-1.2")
    )
    size = 0.15
    shadow = camel.at(x, y, (size * 1.0, -size * 0.5), 0)
    c.fill(shadow, "#4a2440", opacity=0.45, blur=0.004)
    c.fill(camel.at(x, y, size), "#2c1733")
    c.fill(person.at(x, y, size), "#6d2440")
    for part in (camel, person):
        c.edge(part.at(x, y, size), "#ffdcae", (0.0016, 0.0022), opacity=0.8)
    steps = Shape()
    for i in range(26):
        steps.oval(
            x + 0.05 + i * 0.021,
            y + 0.008 + (i * 0.09 / 26) ** 1.0 + 0.002 * (i % 2),
            0.004,
            0.0016,
        )
    c.fill(steps, "#6d3a50", opacity=0.45)


SCENES = collect(
    Scene(
        "metallic-rouge",
        "A crimson female android, seen from behind, stands before a Martian skyline of "
        "domes and towers and a huge pale sun.",
        "Red planet, redder heroine.",
        metallic_rouge,
    ),
    Scene(
        "two-moons",
        "A lone rider on a camel crosses pale dunes under two moons, one large and one small.",
        "Every shadow comes twice out here.",
        two_moons,
    ),
)

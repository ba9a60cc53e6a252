"""Pictures of green places: a giant in a meadow, a deer in the forest."""

from newsroom.demo.pictures import figures, nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import (
    Linear,
    Mist,
    Radial,
    horizontal,
    mix,
    vertical,
)
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, smooth, trace


def giant_in_meadow(c: Canvas) -> None:
    """An old robot, as big as a hill and as green as one."""
    c.wash(vertical(0, 0.75, "#4fa8b8", "#8fd0c4", "#dff0c8", "#fff3c4"))
    c.glow(1.34, 0.16, 0.75, "#fff6c0", 0.9)
    for x, y, size in ((0.28, 0.3, 0.2), (1.22, 0.38, 0.26), (0.72, 0.14, 0.13)):
        cloud = nature.cumulus(c.rng, x, y, size)
        c.fill(cloud, vertical(y - size * 0.55, y, "#fffdf0", "#cfe9d6"), opacity=0.85)
    for y, height, tone, waves in ((0.6, 0.07, "#8fc7b4", 3), (0.66, 0.06, "#74b594", 4)):
        ground = nature.skyline(c.rng, y, height, waves=waves, octaves=4)
        c.fill(nature.land(ground), vertical(y - 0.08, y + 0.12, tone, mix(tone, "#f0f4c4", 0.6)))
    trees = Shape()
    for _ in range(34):
        x = c.rng.uniform(0, 1.6)
        trees.oval(x, 0.69 - c.rng.uniform(0, 0.015), c.rng.uniform(0.014, 0.034))
    c.fill(trees, vertical(0.64, 0.72, "#5ba37c", "#8fc193"))
    field = nature.skyline(c.rng, 0.715, 0.02, waves=2, octaves=3)
    c.fill(nature.land(field), vertical(0.69, 1, "#c8db72", "#86bd58", "#3f8a4c"))
    _giant(c, 0.78, 0.86)
    _meadow(c)
    c.bloom(0.03, 0.25, 215)


def _giant(c: Canvas, x: float, y: float) -> None:
    metal = Linear((x - 0.25, y - 0.3), (x + 0.28, y - 0.3), ("#3f6670", "#6f979a", "#c2cfb8"))
    c.fill(Shape().oval(x - 0.08, y + 0.005, 0.47, 0.045), "#24643f", blur=0.018, opacity=0.75)
    for part in _giant_parts():
        placed = part.at(x, y)
        c.fill(placed, metal)
        c.fill(placed, Mist("#a8653f", 71, (14, 10), 0.5, 0.72), opacity=0.55)
        c.edge(placed, "#1f444f", (0.03, -0.022), blur=0.022, opacity=0.75)
        c.edge(placed, "#fdf6cf", (-0.006, 0.006), blur=0.003, opacity=0.8)
        c.edge(placed, "#1b3f4a", (0.002, -0.002), opacity=0.8)
    _giant_details(c, x, y)
    _overgrowth(c, x, y)


def _giant_parts() -> list[Shape]:
    """The robot's body, from the back to the front; it sits like a teddy bear."""
    torso = Shape().curve(
        *trace(
            "-.17,-.48! 0,-.515 .17,-.48! .2,-.36 .16,-.14 .13,-.03 -.13,-.03 -.16,-.14 -.2,-.36"
        )
    )
    head = Shape().curve(
        *trace("-.085,-.535! -.1,-.62 -.07,-.7 0,-.725 .07,-.7 .1,-.62 .085,-.535!")
    )
    sole = Shape().curve(
        *trace("-.07,.04! -.078,-.04 -.05,-.11 0,-.13 .05,-.11 .078,-.04 .07,.04!")
    )
    legs, feet, arms = [], Shape(), []
    for side in (-1, 1):
        legs.append(
            Shape().stroke(trace(".1,-.08 .19,-.07 .27,-.035", 0, 0, (side, 1)), 0.15, 0.14, 0.12)
        )
        feet.add(sole.at(side * 0.285, -0.005, 1.12, side * 9))
        hand = trace(".235,-.18 .31,-.18 .325,-.12 .3,-.075 .245,-.08 .225,-.12", 0, 0, (side, 1))
        arm = trace(".17,-.42 .265,-.3 .275,-.17", 0, 0, (side, 1))
        arms.append(Shape().stroke(arm, 0.1, 0.085, 0.075).curve(*hand))
    neck = Shape().box(-0.04, -0.56, 0.04, -0.48)
    return [neck, torso, *legs, feet, *arms, head]


def _overgrowth(c: Canvas, x: float, y: float) -> None:
    """Moss on shoulders, head and feet, and a sapling that has taken root."""
    for side, top in ((-1, y - 0.485), (1, y - 0.485)):
        _moss(c, x + side * 0.17, top + 0.02, 0.085, 0.035)
    _moss(c, x - 0.02, y - 0.715, 0.09, 0.028)
    _moss(c, x - 0.285, y - 0.135, 0.05, 0.02)
    _moss(c, x + 0.02, y - 0.035, 0.1, 0.03)
    sapling = Shape().stroke(
        [(x + 0.19, y - 0.5), (x + 0.2, y - 0.57), (x + 0.195, y - 0.62)], 0.009, 0.004
    )
    c.fill(sapling, "#5b4634")
    crown = nature.foliage(c.rng, x + 0.198, y - 0.645, 0.045, 0.042, 34)
    c.fill(crown, vertical(y - 0.69, y - 0.6, "#b4d858", "#3f8f50"))


def _giant_details(c: Canvas, x: float, y: float) -> None:
    hatch = Shape().box(x - 0.075, y - 0.42, x + 0.075, y - 0.27, 0.02)
    c.fill(hatch, vertical(y - 0.42, y - 0.27, "#7e9f9c", "#4c7478"))
    c.edge(hatch, "#1f444f", (0.003, -0.003), opacity=0.8)
    c.fill(Shape().oval(x, y - 0.345, 0.042), "#28505a")
    c.fill(
        Shape().oval(x, y - 0.345, 0.03),
        Radial((x, y - 0.345), 0.032, ("#fff3b0", "#f0a850", "#b5623c")),
    )
    c.glow(x, y - 0.345, 0.1, "#ffd27a", 0.55)
    bolts = Shape()
    for bx, by in (
        (-0.15, -0.44),
        (0.15, -0.44),
        (-0.15, -0.2),
        (0.15, -0.2),
        (-0.06, -0.405),
        (0.06, -0.405),
        (-0.06, -0.285),
        (0.06, -0.285),
    ):
        bolts.oval(x + bx, y + by, 0.006)
    for i in range(3):
        bolts.box(x - 0.12, y - 0.2 + i * 0.03, x + 0.12, y - 0.192 + i * 0.03, 0.003)
    c.fill(bolts, "#24505a", opacity=0.75)
    face = Shape().box(x - 0.075, y - 0.655, x + 0.075, y - 0.595, 0.03)
    c.fill(face, "#1d3f48")
    for side in (-1, 1):
        c.fill(Shape().oval(x + side * 0.034, y - 0.625, 0.018), "#ffeaa0")
        c.fill(
            Shape().box(x + side * 0.034 - 0.02, y - 0.647, x + side * 0.034 + 0.02, y - 0.632),
            "#1d3f48",
        )
        c.glow(x + side * 0.034, y - 0.622, 0.05, "#ffe08a", 0.7)
        c.fill(
            Shape().oval(x + side * 0.105, y - 0.63, 0.016, 0.034),
            horizontal(x - 0.12, x + 0.12, "#41656d", "#a9b9a4"),
        )
        _giant_limbs(c, x, y, side)
    grille = Shape()
    for i in range(5):
        grille.box(x - 0.032 + i * 0.014, y - 0.575, x - 0.024 + i * 0.014, y - 0.55, 0.003)
    c.fill(grille, "#1d3f48", opacity=0.8)
    c.fill(
        Shape()
        .stroke([(x + 0.05, y - 0.71), (x + 0.075, y - 0.79)], 0.008, 0.004)
        .oval(x + 0.076, y - 0.795, 0.009),
        "#4c7478",
    )


def _giant_limbs(c: Canvas, x: float, y: float, side: int) -> None:
    """The elbow, the fingers and the sole on one side."""
    elbow = (x + side * 0.266, y - 0.29)
    c.fill(
        Shape().oval(*elbow, 0.034),
        Radial((elbow[0] + 0.01, elbow[1] - 0.012), 0.05, ("#c2cdb4", "#5d8589", "#2f5a64")),
    )
    c.fill(Shape().oval(*elbow, 0.012), "#2b525c")
    fingers = Shape()
    for i in range(3):
        fx = x + side * (0.252 + i * 0.021)
        fingers.stroke([(fx, y - 0.13), (fx + side * 0.002, y - 0.082)], 0.0035)
    c.fill(fingers, "#1f444f", opacity=0.8)
    sole = Shape().oval(0, -0.045, 0.05, 0.062).at(x + side * 0.285, y - 0.005, 1.12, side * 9)
    c.fill(sole, vertical(y - 0.13, y + 0.03, "#5d8589", "#35606a"))
    c.edge(sole, "#1f444f", (0.004, 0.005), blur=0.003, opacity=0.8)
    treads = Shape()
    for i in range(4):
        treads.box(-0.034, -0.085 + i * 0.024, 0.034, -0.077 + i * 0.024, 0.004)
    c.fill(treads.at(x + side * 0.285, y - 0.005, 1.12, side * 9), "#1f444f", opacity=0.75)


def _moss(c: Canvas, x: float, y: float, rx: float, ry: float) -> None:
    """A cushion of moss with trailing strands."""
    cushion = nature.foliage(c.rng, x, y, rx, ry, 60).oval(x, y, rx * 0.9, ry * 0.75)
    strands = Shape()
    for _ in range(9):
        sx, tall = x + c.rng.uniform(-0.9, 0.9) * rx, c.rng.uniform(0.6, 2.2) * ry
        strands.stroke(
            [(sx, y), (sx + 0.004, y + tall * 0.6), (sx - 0.002, y + tall + ry * 0.5)], 0.008, 0.003
        )
    c.fill(strands, "#3c8a4e")
    c.fill(cushion, vertical(y - ry, y + ry, "#a9d257", "#3b8a4d"))
    c.edge(cushion, "#eef3a0", (-0.003, 0.005), blur=0.002, opacity=0.7)


def _meadow(c: Canvas) -> None:
    near = nature.skyline(c.rng, 0.9, 0.03, waves=3, octaves=3)
    blades = nature.grass(c.rng, near, 520, 0.05)
    c.fill(blades, vertical(0.83, 0.93, "#a9d162", "#4a9a50"))
    c.fill(nature.land(near), vertical(0.87, 1, "#5fae54", "#2a7448"))
    c.fill(figures.walking().at(0.36, 0.925, 0.1), "#2a3f46")
    c.fill(
        Shape().curve((-0.1, -0.9), (0.2, -0.9), (0.1, -0.75), (-0.12, -0.72)).at(0.36, 0.925, 0.1),
        "#e3533f",
    )
    c.fill(
        Shape().stroke([(0.372, 0.87), (0.398, 0.83)], 0.0016).oval(0.405, 0.806, 0.017, 0.02),
        "#e3533f",
    )
    front = nature.skyline(c.rng, 0.985, 0.02, waves=3, octaves=3)
    c.fill(nature.grass(c.rng, front, 420, 0.085), vertical(0.9, 1, "#4a9c52", "#1c5c42"))
    for colour, count in (("#fff6dc", 46), ("#ff8a5c", 30), ("#ffd75a", 40)):
        flowers = Shape()
        for _ in range(count):
            fx, fy = c.rng.uniform(0, 1.6), c.rng.uniform(0.885, 0.99)
            flowers.oval(fx, fy, 0.0035 + (fy - 0.88) * 0.035, 0.0028 + (fy - 0.88) * 0.03)
        c.fill(flowers, colour, opacity=0.95)


def forest_light(c: Canvas) -> None:
    """Morning in the forest; a deer has noticed you."""
    c.wash(vertical(0, 1, "#cfe6a4", "#f2f3bf", "#b9d68c", "#4d8a5c"))
    c.glow(0.98, 0.22, 0.9, "#fffbd8", 1.0)
    layers = (
        ("#a9cf98", 15, 0.014, 0.66),
        ("#7fb485", 13, 0.02, 0.72),
        ("#4c8a6b", 10, 0.032, 0.79),
        ("#235a50", 6, 0.055, 0.88),
    )
    for depth, (tone, count, width, floor) in enumerate(layers):
        _trunks(c, tone, count, width, floor)
        ground = nature.skyline(c.rng, floor, 0.018, waves=4, octaves=4)
        blades = nature.grass(c.rng, ground, 260, 0.015 + depth * 0.01)
        c.fill(blades, tone)
        c.fill(
            nature.land(ground),
            vertical(floor - 0.02, floor + 0.16, mix(tone, "#f0f2b0", 0.3), tone),
        )
        nature.fog(c, floor, 0.1 - depth * 0.012, "#f4f7c8", depth + 3, 0.55 - depth * 0.1)
        if depth == 2:
            _deer(c, 0.86, 0.83)
        _shafts(c, depth)
    _canopy(c)
    front = nature.skyline(c.rng, 0.975, 0.025, waves=3, octaves=4)
    c.fill(nature.grass(c.rng, front, 380, 0.11), "#123a3c")
    c.fill(nature.land(front), "#0f3236")
    _ferns(c)
    motes = Shape()
    for _ in range(90):
        motes.oval(c.rng.gauss(0.85, 0.3), c.rng.uniform(0.2, 0.9), c.rng.uniform(0.001, 0.003))
    c.fill(motes, "#fffbd0", opacity=0.75)
    c.bloom(0.035, 0.3, 205)


def _trunks(c: Canvas, tone: str, count: int, width: float, floor: float) -> None:
    trunks = Shape()
    for i in range(count):
        x = (i + c.rng.uniform(0.1, 0.9)) / count * 1.6
        if width > 0.03 and 0.62 < x < 1.12:
            continue
        w, lean = width * c.rng.uniform(0.6, 1.2), c.rng.uniform(-0.02, 0.02)
        foot = floor + 0.03
        trunks.curve(
            (x - w, foot),
            (x - w, foot),
            (x - w * 0.5, floor - w),
            (x + lean - w * 0.4, -0.05),
            (x + lean - w * 0.4, -0.05),
            (x + lean + w * 0.35, -0.05),
            (x + lean + w * 0.35, -0.05),
            (x + w * 0.5, floor - w),
            (x + w * 1.1, foot),
            (x + w * 1.1, foot),
        )
        for _ in range(3):
            y, side = c.rng.uniform(0.1, 0.5), c.rng.choice((-1, 1))
            trunks.stroke(
                [
                    (x + lean * 0.5, y),
                    (x + side * w * 1.8, y - w * 1.2),
                    (x + side * w * 3.2, y - w * 1.5),
                ],
                w * 0.22,
                w * 0.05,
            )
    c.fill(trunks, vertical(0, floor, mix(tone, "#1d4a48", 0.25), mix(tone, "#e6efb0", 0.2)))
    c.edge(trunks, "#fdf8c0", (-width * 0.1, 0), blur=width * 0.08, opacity=0.55)


def _shafts(c: Canvas, depth: int) -> None:
    for _ in range(3):
        x, wide = c.rng.uniform(0.55, 1.15), c.rng.uniform(0.012, 0.04)
        reach = (x - 0.98) * 1.3 - 0.16
        shaft = Shape().poly(
            (x - wide * 0.4, -0.05),
            (x + wide * 0.4, -0.05),
            (x + reach + wide * 2, 0.95),
            (x + reach - wide * 2, 0.95),
        )
        c.fill(
            shaft,
            vertical(0, 0.95, "#fffbcf66", "#fff6b84d", "#fff6b800"),
            blur=0.01,
            mode="screen",
        )


def _deer(c: Canvas, x: float, y: float) -> None:
    stag = figures.deer().at(x, y, 0.115)
    c.fill(Shape().oval(x, y + 0.004, 0.1, 0.01), "#1f4f44", blur=0.006, opacity=0.6)
    c.fill(stag, vertical(y - 0.2, y, "#7d4a32", "#3a2f30"))
    c.edge(stag, "#fff2b8", (-0.001, 0.0028), blur=0.001, opacity=0.95)


def _canopy(c: Canvas) -> None:
    for tone, count, low, size in (
        ("#6fa86f", 80, 0.15, 0.05),
        ("#2f6e57", 80, 0.1, 0.055),
        ("#12403f", 80, 0.05, 0.06),
    ):
        leaves = Shape()
        for _ in range(count):
            x = c.rng.uniform(-0.05, 1.65)
            arch = low + 0.22 * abs((x - 0.9) / 0.9) ** 1.7
            y = c.rng.uniform(-0.05, arch - 0.04)
            leaves.add(nature.foliage(c.rng, x, y, size, size * 0.6, 5))
        c.fill(leaves, tone)


def _ferns(c: Canvas) -> None:
    ferns = Shape()
    for _ in range(13):
        x, side = (
            c.rng.choice((c.rng.uniform(0, 0.5), c.rng.uniform(1.1, 1.6))),
            c.rng.choice((-1, 1)),
        )
        tall = c.rng.uniform(0.1, 0.17)
        spine = smooth(
            [
                (x, 1.0),
                (x + side * tall * 0.35, 1 - tall * 0.7),
                (x + side * tall * 0.95, 1 - tall * 0.85),
            ],
            closed=False,
            steps=8,
        )
        for i, (px, py) in enumerate(spine):
            leaf = 0.03 * (1 - i / len(spine)) + 0.004
            ferns.oval(px, py - leaf * 0.5, leaf * 0.22, leaf, side * 25).oval(
                px, py + leaf * 0.5, leaf * 0.22, leaf, side * -5
            )
    c.fill(ferns, vertical(0.82, 1, "#2f7256", "#0f3236"))


SCENES = collect(
    Scene(
        "giant-in-meadow",
        "A colossal old robot, overgrown with moss, sits in a flowering meadow; a small "
        "child with a balloon walks by.",
        "It has been waiting for someone to ask.",
        giant_in_meadow,
    ),
    Scene(
        "forest-light",
        "Shafts of morning light fall between tall trees onto a clearing where a small "
        "deer stands.",
        "Hold still, and so will the forest.",
        forest_light,
    ),
)

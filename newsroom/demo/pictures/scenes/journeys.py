"""Pictures of journeys: a night train and a walk in the mountains."""

from newsroom.demo.pictures import figures, nature
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import Mist, horizontal, mix, vertical
from newsroom.demo.pictures.scene import Scene, collect
from newsroom.demo.pictures.shape import Shape, arc, trace


def night_train(c: Canvas) -> None:
    """A night train crosses a valley below the Milky Way."""
    c.wash(vertical(0, 0.85, "#050b26", "#0e2350", "#1d4a78", "#3f8296", "#8fc0a8"))
    nature.milky_way(
        c, (0.12, 0.82), (1.35, -0.15), 0.34, ("#3a5fa8", "#8a6fb8", "#cfd8ff", "#0a1533")
    )
    nature.starfield(c, 620, 0.75)
    for y, height, tone, waves in ((0.64, 0.12, "#2c6280", 3), (0.7, 0.1, "#1c4666", 3)):
        ridge = nature.land(nature.skyline(c.rng, y, height, waves=waves))
        c.fill(
            ridge,
            vertical(y - height, y + 0.15, mix(tone, "#0b1c40", 0.3), mix(tone, "#6fb0a8", 0.35)),
        )
        nature.fog(c, y + 0.1, 0.09, "#7fb8b4", waves * 7 + round(y * 10), 0.6)
    hills = nature.skyline(c.rng, 0.79, 0.05, waves=3)
    trees = Shape()
    for _ in range(70):
        x = c.rng.uniform(0, 1.6)
        trees.add(
            nature.pine(c.rng, x, nature.height_at(hills, x) + 0.01, c.rng.uniform(0.03, 0.06))
        )
    c.fill(nature.land(hills).add(trees), vertical(0.7, 0.95, "#143a56", "#2f6b7a"))
    nature.fog(c, 0.86, 0.1, "#8fc4bb", 44, 0.7)
    _viaduct(c, 0.665)
    _train(c, 0.665)
    near = nature.skyline(c.rng, 0.95, 0.05, waves=2)
    for i in range(46):
        x = c.rng.uniform(-0.02, 1.62)
        if 0.5 < x < 1.1 and i % 3:
            continue
        edge = abs(x - 0.8)
        c.fill(
            nature.pine(
                c.rng, x, nature.height_at(near, x) + 0.02, 0.06 + edge * c.rng.uniform(0.12, 0.28)
            ),
            "#061428",
        )
    c.fill(nature.land(near), "#061428")
    c.bloom(0.02, 0.4, 190)


def _viaduct(c: Canvas, deck: float) -> None:
    bridge = Shape().box(-0.1, deck, 1.7, 1.1)
    openings = Shape()
    span = 0.165
    for i in range(11):
        x = -0.07 + i * span
        half = span * 0.39
        openings.poly(
            *arc(x, deck + 0.025 + half, half, half, 180, 360, 24),
            (x + half * 0.93, 1.2),
            (x - half * 0.93, 1.2),
        )
    stone = bridge.cut(openings)
    c.fill(stone, vertical(deck, 0.95, "#1c3557", "#173f5c", "#4f8f96"))
    c.edge(stone, "#86c8cc", (0.004, 0.003), blur=0.002, opacity=0.4)
    c.fill(Shape().box(-0.1, deck - 0.007, 1.7, deck + 0.007), "#0c1c3a")
    c.fill(Shape().box(-0.1, deck - 0.007, 1.7, deck - 0.004), "#ffcf85", opacity=0.35)
    nature.fog(c, 0.9, 0.13, "#8fc4bb", 12, 0.8)


def _train(c: Canvas, deck: float) -> None:
    y, top = deck - 0.008, deck - 0.062
    glow, cars, windows = Shape(), Shape(), Shape()
    for i in range(6):
        x0 = 0.04 + i * 0.182
        cars.box(x0, top, x0 + 0.176, y - 0.004, 0.01).box(
            x0 - 0.01, y - 0.018, x0 + 0.19, y - 0.01
        )
        for wheel in (0.025, 0.05, 0.128, 0.153):
            cars.oval(x0 + wheel, y - 0.004, 0.007)
        for k in range(7):
            wx = x0 + 0.012 + k * 0.0225
            windows.box(wx, top + 0.013, wx + 0.0165, top + 0.032, 0.003)
        glow.box(x0, top + 0.01, x0 + 0.17, top + 0.036)
    x = 1.135
    loco = _locomotive(x, top, y)
    c.fill(
        Shape().poly((x + 0.2, y - 0.035), (1.7, y - 0.09), (1.7, y + 0.05)),
        horizontal(x + 0.2, 1.65, "#ffe6a8cc", "#ffe6a800"),
        blur=0.008,
        mode="screen",
    )
    _steam(c, x, top)
    c.fill(glow, "#ffb860", blur=0.022, opacity=0.9, mode="screen")
    c.fill(cars, vertical(top, y, "#2f2447", "#5a2a44", "#2a1834"))
    c.fill(loco, vertical(top, y, "#2a2440", "#120c1e"))
    c.edge(loco, "#8fb8c8", (0.0, 0.0025), opacity=0.7)
    c.edge(cars, "#a6c8cc", (0, 0.002), opacity=0.6)
    c.fill(windows, vertical(top, y, "#fff2b8", "#ffc25e"))
    c.fill(Shape().box(x + 0.014, top + 0.01, x + 0.044, top + 0.028, 0.003), "#ffd98a")
    c.glow(x + 0.2, y - 0.033, 0.09, "#fff0c0", 1.0)


def _locomotive(x: float, top: float, y: float) -> Shape:
    loco = (
        Shape()
        .box(x, top - 0.004, x + 0.06, y - 0.006, 0.006)
        .box(x + 0.05, top + 0.012, x + 0.2, y - 0.008, 0.02)
    )
    loco.box(x - 0.005, top - 0.008, x + 0.068, top, 0.003).box(
        x + 0.16, top - 0.012, x + 0.177, top + 0.02
    )
    loco.box(x + 0.154, top - 0.016, x + 0.183, top - 0.008).oval(x + 0.1, top + 0.014, 0.013)
    loco.poly((x + 0.19, y - 0.02), (x + 0.225, y), (x + 0.18, y))
    for wx, r in ((0.02, 0.013), (0.06, 0.016), (0.1, 0.016), (0.14, 0.016), (0.18, 0.01)):
        loco.oval(x + wx, y - r + 0.004, r)
    return loco


def _steam(c: Canvas, x: float, top: float) -> None:
    smoke = Shape()
    for i in range(34):
        t = i / 33
        smoke.oval(
            x + 0.168 - t * 0.75 + c.rng.uniform(-0.01, 0.01),
            top - 0.02 - t**0.6 * 0.11 + c.rng.uniform(-0.012, 0.012),
            0.01 + t * 0.032,
        )
    c.fill(
        smoke,
        horizontal(x - 0.6, x + 0.17, "#bcd8d800", "#d6e6e0aa", "#fff0d8"),
        blur=0.004,
        opacity=0.75,
    )
    c.edge(smoke, "#2c5878", (-0.003, -0.016), blur=0.012, opacity=0.4)


def far_mountains(c: Canvas) -> None:
    """Range after range, and someone on the way."""
    c.wash(vertical(0, 0.8, "#5d7fa8", "#a9b3c4", "#f0c9b4", "#ffe2b8"))
    nature.sun(c, 1.07, 0.33, 0.085, "#fffaf0", "#fff0cf")
    c.wash(Mist("#fff3e0", 14, (3, 11), 0.52, 0.85), opacity=0.4)
    tones = ("#c9b8c0", "#a9a3ba", "#8389ab", "#5e6d95", "#3d5078", "#24365a")
    for i, tone in enumerate(tones):
        y = 0.44 + i * 0.085
        height = 0.16 - i * 0.012
        line = nature.skyline(c.rng, y, height, waves=2 + i % 3, octaves=7)
        peaks = [(x, py - max(0, (y - py)) * 0.55) for x, py in line]
        c.fill(
            nature.land(peaks),
            vertical(y - height * 1.4, y + 0.13, tone, mix(tone, "#ffe0c0", 0.55)),
        )
        c.edge(nature.land(peaks), "#fff0d8", (-0.004, 0.006), blur=0.004, opacity=0.5 - i * 0.05)
        nature.fog(c, y + 0.1, 0.07, "#fdeadb", 30 + i, 0.85 - i * 0.08)
    for x, y, s in (
        (0.56, 0.27, 0.032),
        (0.61, 0.25, 0.025),
        (0.655, 0.262, 0.02),
        (0.52, 0.3, 0.018),
    ):
        c.fill(figures.gull().at(x, y, s, -6), "#3d5078")
    _lookout(c)
    c.bloom(0.03, 0.25, 220)


def _lookout(c: Canvas) -> None:
    """The cliff in front, and the hiker on its edge."""
    cliff = Shape().poly(
        *trace(
            "-.1,1.1 -.1,.69 .02,.665 .06,.672 .14,.655 .22,.668 .3,.662 .355,.668 "
            ".375,.69 .362,.72 .4,.76 .39,.8 .46,.87 .47,.92 .56,1 .6,1.1"
        )
    )
    c.fill(cliff, vertical(0.65, 1, "#1d2a48", "#0d1730"))
    facets = (
        Shape()
        .poly(*trace(".375,.69 .362,.72 .4,.76 .39,.8 .33,.76 .3,.7"))
        .poly(*trace(".46,.87 .47,.92 .56,1 .45,1 .37,.9"))
    )
    facets.poly((0.2, 0.72), (0.27, 0.8), (0.24, 0.93), (0.14, 0.83)).poly(
        (0.02, 0.75), (0.1, 0.8), (0.06, 0.96), (-0.05, 0.9)
    )
    c.fill(facets, "#4a5577", opacity=0.4)
    c.edge(cliff, "#ffdcb8", (-0.003, 0.004), blur=0.001, opacity=0.8)
    c.fill(nature.grass(c.rng, [(-0.05, 0.672), (0.34, 0.668)], 90, 0.02), "#16213c")
    hiker = figures.hiker().at(0.255, 0.666, 0.135)
    c.fill(hiker, "#141d36")
    c.fill(
        Shape()
        .curve(*trace("-.19,-.8 -.08,-.82 -.04,-.62 -.08,-.46 -.2,-.48 -.23,-.64"))
        .at(0.255, 0.666, 0.135),
        "#d0563f",
    )
    c.edge(hiker, "#ffe3bd", (-0.0014, 0.0012), opacity=0.9)


SCENES = collect(
    Scene(
        "night-train",
        "A steam train with lit windows crosses a stone viaduct at night; the Milky Way "
        "arches over the valley.",
        "The timetable says nothing about the stars.",
        night_train,
    ),
    Scene(
        "far-mountains",
        "A tiny hiker with a red rucksack on a cliff looks out over range after range of "
        "misty mountains.",
        "The map ends here. The walk does not.",
        far_mountains,
    ),
)

"""Colours, gradients and mist: everything a shape can be filled with."""

import math
import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from PIL import Image, ImageChops

Box = tuple[int, int, int, int]
Point = tuple[float, float]
Stop = str | tuple[float, str]

FIELD = (384, 240)
"""Pixels of a noise field, which is stretched over a landscape of 1.6 by 1."""


class Gradient(Protocol):
    """A paint whose colour changes from place to place."""

    def render(self, box: Box, scale: float) -> Image.Image:
        """Paint the pixels of ``box`` (RGBA), with ``scale`` pixels to the unit."""
        ...


Paint = str | Gradient


@lru_cache(maxsize=4096)
def rgba(colour: str) -> tuple[int, int, int, int]:
    """Channels of ``#rrggbb`` or ``#rrggbbaa``."""
    red, green, blue, alpha = bytes.fromhex(colour.removeprefix("#").ljust(8, "f"))
    return red, green, blue, alpha


def mix(one: str, other: str, share: float) -> str:
    """The colour that lies ``share`` of the way from ``one`` to ``other``."""
    pairs = zip(rgba(one), rgba(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def fade(colour: str, alpha: float) -> str:
    """The same colour, made translucent."""
    return "#" + "".join(f"{channel:02x}" for channel in (*rgba(colour)[:3], round(alpha * 255)))


@lru_cache(maxsize=256)
def _tables(stops: tuple[Stop, ...]) -> tuple[list[int], ...]:
    """One 256-entry lookup table per channel."""
    last = max(1, len(stops) - 1)
    placed = [(i / last, s) if isinstance(s, str) else s for i, s in enumerate(stops)]
    entries = []
    for step in range(256):
        t = step / 255
        before = max((p for p in placed if p[0] <= t), key=lambda p: p[0], default=placed[0])
        after = min((p for p in placed if p[0] > t), key=lambda p: p[0], default=placed[-1])
        span = after[0] - before[0]
        share = min(1.0, max(0.0, (t - before[0]) / span)) if span > 0 else 0.0
        entries.append(rgba(mix(before[1], after[1], share)))
    return tuple([entry[channel] for entry in entries] for channel in range(4))


def _coloured(ramp: Image.Image, stops: tuple[Stop, ...]) -> Image.Image:
    """Map the grey levels of ``ramp`` to the colours of ``stops``."""
    return Image.merge("RGBA", [ramp.point(table) for table in _tables(stops)])


@dataclass(frozen=True)
class Linear:
    """A gradient along the line from ``start`` to ``end``."""

    start: Point
    end: Point
    stops: tuple[Stop, ...]

    def render(self, box: Box, scale: float) -> Image.Image:
        (x0, y0), (x1, y1) = self.start, self.end
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        corners = Image.new("F", (2, 2))
        for i, px in enumerate((box[0], box[2])):
            for j, py in enumerate((box[1], box[3])):
                along = ((px / scale - x0) * dx + (py / scale - y0) * dy) / length
                corners.putpixel((i, j), along * 255)
        size = (box[2] - box[0], box[3] - box[1])
        ramp = corners.transform(
            size, Image.Transform.EXTENT, (0.5, 0.5, 1.5, 1.5), Image.Resampling.BILINEAR
        )
        return _coloured(ramp.convert("L"), self.stops)


def vertical(top: float, bottom: float, *stops: Stop) -> Linear:
    """A gradient from the height ``top`` down to ``bottom``."""
    return Linear((0, top), (0, bottom), stops)


def horizontal(left: float, right: float, *stops: Stop) -> Linear:
    """A gradient from ``left`` to ``right``."""
    return Linear((left, 0), (right, 0), stops)


@dataclass(frozen=True)
class Radial:
    """A gradient from a centre outwards; ``squash`` flattens it."""

    centre: Point
    radius: float
    stops: tuple[Stop, ...]
    squash: float = 1.0

    def render(self, box: Box, scale: float) -> Image.Image:
        width, height = box[2] - box[0], box[3] - box[1]
        rx, ry = self.radius * scale, self.radius * scale * self.squash
        left, top = self.centre[0] * scale - rx, self.centre[1] * scale - ry
        per_x, per_y = 256 / (2 * rx), 256 / (2 * ry)
        extent = (
            (box[0] - left) * per_x,
            (box[1] - top) * per_y,
            (box[2] - left) * per_x,
            (box[3] - top) * per_y,
        )
        inverse = _disc().transform(
            (width, height), Image.Transform.EXTENT, extent, Image.Resampling.BICUBIC
        )
        return _coloured(ImageChops.invert(inverse), self.stops)


@lru_cache(maxsize=1)
def _disc() -> Image.Image:
    """White in the centre, black from the rim outwards (Pillow's own ends in the corners)."""
    table = [255 - min(255, round(i * math.sqrt(2))) for i in range(256)]
    return Image.radial_gradient("L").point(table)


@lru_cache(maxsize=32)
def _field(seed: int, cells: tuple[int, int], octaves: int) -> Image.Image:
    """Smooth fractal noise in 256 levels of grey."""
    rng = random.Random(seed)
    field = Image.new("L", FIELD)
    for octave in range(octaves):
        across, down = cells[0] << octave, cells[1] << octave
        grid = Image.frombytes("L", (across, down), rng.randbytes(across * down))
        layer = grid.resize(FIELD, Image.Resampling.BICUBIC)
        field = Image.blend(field, layer, 0.55 / (octave + 0.6) if octave else 1.0)
    return field


@dataclass(frozen=True)
class Mist:
    """Fractal noise in one colour: clouds, fog, smoke, nebulae, worn surfaces."""

    colour: str
    seed: int
    cells: tuple[int, int] = (5, 4)
    low: float = 0.35
    high: float = 0.8
    octaves: int = 5

    def render(self, box: Box, scale: float) -> Image.Image:
        field = _field(self.seed, self.cells, self.octaves)
        per = FIELD[1] / scale
        extent = (box[0] * per, box[1] * per, box[2] * per, box[3] * per)
        size = (box[2] - box[0], box[3] - box[1])
        noise = field.transform(size, Image.Transform.EXTENT, extent, Image.Resampling.BICUBIC)
        clear = fade(self.colour, 0)
        return _coloured(noise, ((0.0, clear), (self.low, clear), (self.high, self.colour)))

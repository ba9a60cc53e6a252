"""The canvas: an RGB picture that is built up from shapes, light and mist."""

import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

from newsroom.demo.pictures.colour import Box, Paint, Radial, fade, rgba
from newsroom.demo.pictures.shape import Shape

Blend = Callable[[Image.Image, Image.Image], Image.Image]

BLENDS: dict[str, Blend] = {
    "screen": ImageChops.screen,
    "add": ImageChops.add,
    "multiply": ImageChops.multiply,
    "overlay": ImageChops.overlay,
    "soft": ImageChops.soft_light,
}


class Canvas:
    """A picture ``width`` units wide and one unit high, painted ``pixels`` wide."""

    def __init__(self, pixels: int, width: float, seed: str) -> None:
        self.width = width
        self.scale = pixels / width
        self.size = (pixels, round(self.scale))
        self.image = Image.new("RGB", self.size)
        self.rng = random.Random(seed)

    @property
    def frame(self) -> Shape:
        """The whole picture, with a little to spare."""
        return Shape().box(-0.1, -0.1, self.width + 0.1, 1.1)

    def fill(
        self,
        shape: Shape,
        paint: Paint,
        *,
        blur: float = 0.0,
        opacity: float = 1.0,
        mode: str = "normal",
        within: Shape | None = None,
    ) -> None:
        """Cover ``shape`` with ``paint``, or only the part of it that is ``within`` another."""
        box = self._box(shape, blur)
        if box is None:
            return
        mask = self._mask(shape, box, blur)
        if within is not None:
            mask = ImageChops.multiply(mask, within.raster(box, self.scale))
        self._blend(box, mask, paint, opacity, mode)

    def edge(
        self,
        shape: Shape,
        paint: Paint,
        shift: tuple[float, float],
        *,
        blur: float = 0.0,
        opacity: float = 1.0,
        mode: str = "normal",
    ) -> None:
        """Paint the margin of ``shape`` on the side that ``shift`` points away from.

        A narrow margin in a light colour is a rim of light; a wide, blurred and dark one
        is the shadow that gives a flat shape its volume.
        """
        box = self._box(shape, 0)
        if box is None:
            return
        mask = shape.raster(box, self.scale)
        dx, dy = shift
        moved = self._mask(shape.at(dx, dy), box, blur)
        self._blend(box, ImageChops.multiply(mask, ImageChops.invert(moved)), paint, opacity, mode)

    def wash(self, paint: Paint, *, opacity: float = 1.0, mode: str = "normal") -> None:
        """Cover the whole picture."""
        box = (0, 0, *self.size)
        self._blend(box, Image.new("L", self.size, 255), paint, opacity, mode)

    def glow(
        self,
        x: float,
        y: float,
        radius: float,
        colour: str,
        strength: float = 1.0,
        squash: float = 1.0,
    ) -> None:
        """Light that falls off around a point."""
        falloff = tuple((t / 10, fade(colour, strength * (1 - t / 10) ** 2.4)) for t in range(11))
        spot = Shape().box(x - radius, y - radius * squash, x + radius, y + radius * squash)
        self.fill(spot, Radial((x, y), radius, falloff, squash), mode="screen")

    def bloom(self, radius: float, strength: float, threshold: int = 150) -> None:
        """Let the brightest parts of the picture spill into their surroundings."""
        span = 255 - threshold
        lights = self.image.point([max(0, i - threshold) * 255 // span for i in range(256)] * 3)
        halo = lights.reduce(4) if min(self.size) > 300 else lights
        halo = halo.filter(ImageFilter.GaussianBlur(radius * halo.height))
        halo = halo.resize(self.size, Image.Resampling.BICUBIC)
        halo = halo.point([round(i * strength) for i in range(256)] * 3)
        self.image = ImageChops.screen(self.image, halo)

    def reflect(
        self,
        horizon: float,
        *,
        ripple: float = 0.01,
        blur: float = 0.0,
        opacity: float = 0.8,
        depth: float = 1.0,
    ) -> None:
        """Mirror what stands above ``horizon`` in the water, or the wet street, below it.

        ``depth`` squeezes the mirror image; ``ripple`` moves its rows, more so close by.
        """
        line = round(horizon * self.scale)
        width, height = self.size[0], self.size[1] - line
        top = max(0, line - round(height / depth))
        above = self.image.crop((0, top, width, line)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        above = above.resize((width, round((line - top) * depth)), Image.Resampling.BILINEAR)
        if blur:
            above = above.filter(
                ImageFilter.GaussianBlur((blur * self.scale / 3, blur * self.scale))
            )
        water = above.copy()
        rng = random.Random(round(horizon * 1000))
        step = max(1, round(self.scale / 300))
        offset = 0.0
        for row in range(0, above.height, step):
            offset = offset * 0.55 + rng.uniform(-1, 1) * ripple * self.scale
            near = 0.25 + row / above.height
            strip = above.crop((0, row, width, row + step))
            water.paste(strip, (round(offset * near), row))
        veil = Image.new("L", water.size, round(opacity * 255))
        self.image.paste(water, (0, line), veil)

    def finish(self, grain: float = 5.5, vignette: float = 0.26) -> Image.Image:
        """Darken the corners, lay film grain over everything and hand over the picture."""
        reach = (self.width**2 + 1) ** 0.5 / 2
        dark = fade("#000000", vignette)
        corners = ((0.0, "#00000000"), (0.55, "#00000000"), (1.0, dark))
        self.wash(Radial((self.width / 2, 0.5), reach, corners, 0.9), mode="multiply")
        return ImageChops.add(self.image, self._grain(grain), 1, -128)

    def _grain(self, strength: float) -> Image.Image:
        width, height = self.size
        rng = random.Random(7)
        layers = [Image.frombytes("L", self.size, rng.randbytes(width * height)) for _ in "ab"]
        noise = Image.blend(layers[0], layers[1], 0.5)
        share = strength / 64 * (1.0 if height > 500 else 0.6)
        noise = noise.point([round(128 + (i - 128) * share) for i in range(256)])
        return Image.merge("RGB", (noise, noise, noise))

    def _box(self, shape: Shape, blur: float) -> Box | None:
        """The pixels that a shape can reach, with what a blur needs from outside the picture."""
        if not shape.parts:
            return None
        x0, y0, x1, y1 = (value * self.scale for value in shape.bounds())
        margin = int(blur * self.scale * 2.5) + 1
        width, height = self.size
        box = (
            max(int(x0) - margin, -margin),
            max(int(y0) - margin, -margin),
            min(int(x1) + 1 + margin, width + margin),
            min(int(y1) + 1 + margin, height + margin),
        )
        return box if box[0] < box[2] and box[1] < box[3] else None

    def _mask(self, shape: Shape, box: Box, blur: float) -> Image.Image:
        if blur * self.scale <= 0.3:
            return shape.raster(box, self.scale)
        coarse = blur * self.scale > 6
        if coarse:
            return self._coarse_mask(shape, box, blur)
        return shape.raster(box, self.scale).filter(ImageFilter.GaussianBlur(blur * self.scale))

    def _coarse_mask(self, shape: Shape, box: Box, blur: float) -> Image.Image:
        """A strongly blurred mask, made at a quarter of the size."""
        small = (box[0] // 4, box[1] // 4, -(-box[2] // 4) + 1, -(-box[3] // 4) + 1)
        mask = shape.raster(small, self.scale / 4)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale / 4))
        left, top = small[0] * 4, small[1] * 4
        mask = mask.resize((mask.width * 4, mask.height * 4), Image.Resampling.BILINEAR)
        return mask.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))

    def _blend(self, box: Box, mask: Image.Image, paint: Paint, opacity: float, mode: str) -> None:
        width, height = self.size
        inside = (max(0, box[0]), max(0, box[1]), min(width, box[2]), min(height, box[3]))
        if inside[0] >= inside[2] or inside[1] >= inside[3]:
            return
        if inside != box:
            left, top = inside[0] - box[0], inside[1] - box[1]
            right, bottom = left + inside[2] - inside[0], top + inside[3] - inside[1]
            mask = mask.crop((left, top, right, bottom))
        if isinstance(paint, str):
            *rgb, alpha = rgba(paint)
            colour = Image.new("RGB", mask.size, tuple(rgb))
            opacity *= alpha / 255
        else:
            rendered = paint.render(inside, self.scale)
            colour = rendered.convert("RGB")
            mask = ImageChops.multiply(mask, rendered.getchannel("A"))
        if opacity < 1:
            mask = mask.point([round(i * opacity) for i in range(256)])
        if mode != "normal":
            colour = BLENDS[mode](self.image.crop(inside), colour)
        self.image.paste(colour, inside[:2], mask)

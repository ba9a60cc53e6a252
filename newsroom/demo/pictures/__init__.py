"""The pictures of the demo magazine, drawn in code so that nobody else holds rights to them."""

from PIL import Image

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.portraits import PORTRAITS
from newsroom.demo.pictures.scene import LANDSCAPE, SQUARE, Scene
from newsroom.demo.pictures.scenes import SCENES

__all__ = ["PORTRAITS", "SCENES", "Scene", "paint"]


def paint(key: str, width: int = 1920) -> Image.Image:
    """Draw a picture ``width`` pixels wide: always the same one for the same key."""
    scene, aspect = (SCENES[key], LANDSCAPE) if key in SCENES else (PORTRAITS[key], SQUARE)
    canvas = Canvas(width, aspect, seed=key)
    scene.draw(canvas)
    return canvas.finish()

"""What a picture is: a drawing with the words that go with it."""

from collections.abc import Callable
from dataclasses import dataclass

from newsroom.demo.pictures.canvas import Canvas

LANDSCAPE = 1.6
SQUARE = 1.0


@dataclass(frozen=True)
class Scene:
    """A picture, its description for people who cannot see it, and its caption."""

    key: str
    alt: str
    caption: str
    draw: Callable[[Canvas], None]


def collect(*scenes: Scene) -> dict[str, Scene]:
    """Scenes by key."""
    return {scene.key: scene for scene in scenes}

"""Neon tubes and their light."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.colour import mix
from newsroom.demo.pictures.shape import Shape

NEON = ("#ff3f8e", "#38e0ff", "#ffb03a", "#a06bff", "#3dffb0")


def neon_tube(c: Canvas, sign: Shape, colour: str) -> None:
    """A glass tube with its light."""
    c.fill(sign, colour, blur=0.03, opacity=0.55, mode="screen")
    c.fill(sign, colour, blur=0.008, opacity=0.8, mode="screen")
    c.fill(sign, mix(colour, "#ffffff", 0.55))

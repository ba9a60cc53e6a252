"""The scenes, by theme."""

from newsroom.demo.pictures.scene import Scene
from newsroom.demo.pictures.scenes import (
    animation,
    arcade,
    board_game,
    books,
    cafe,
    chess,
    cities,
    gamepad,
    journeys,
    library,
    mansion,
    meadows,
    planets,
    press,
    seas,
    skies,
    sound,
    stages,
    streets,
    waters,
)

SCENES: dict[str, Scene] = {
    key: scene
    for theme in (
        seas,
        waters,
        streets,
        arcade,
        cities,
        mansion,
        library,
        journeys,
        skies,
        stages,
        cafe,
        animation,
        books,
        chess,
        board_game,
        planets,
        meadows,
        sound,
        gamepad,
        press,
    )
    for key, scene in theme.SCENES.items()
}

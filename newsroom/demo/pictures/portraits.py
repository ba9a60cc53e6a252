"""The portraits of the authors."""

from functools import partial

from newsroom.demo.pictures import clothes, hair
from newsroom.demo.pictures.faces import Sitter, portrait
from newsroom.demo.pictures.scene import Scene, collect

SITTERS = {
    "Kirsten Carey": Sitter(
        "#f3c9a8",
        "#b8522c",
        "#1f6f6a",
        ("#e8a24f", "#f5c884", "#fff0cf"),
        hair.kirsten_behind,
        hair.kirsten_before,
        clothes.roll_neck,
        lips="#c8564f",
    ),
    "Mateo Villanueva": Sitter(
        "#cf9468",
        "#2a1c1e",
        "#3a4a7c",
        ("#5fa08f", "#8fc4ac", "#dcf0d8"),
        hair.nothing,
        hair.mateo_before,
        clothes.open_shirt,
        jaw=0.012,
        lips="#a85a4a",
    ),
    "Priya Raghunathan": Sitter(
        "#a9693f",
        "#1e1420",
        "#b03a52",
        ("#7a6ab8", "#b09ad8", "#f0dcf0"),
        hair.priya_behind,
        hair.priya_before,
        clothes.boat_neck,
        brow=0.004,
        lips="#9a3438",
    ),
    "Sam Okonkwo-Hale": Sitter(
        "#6f4029",
        "#1a1014",
        "#d8643f",
        ("#3f8fb0", "#84c4d8", "#e0f6f0"),
        hair.nothing,
        hair.sam_before,
        clothes.hoodie,
        jaw=0.008,
        lips="#7a3430",
    ),
    "Ingrid Solheim": Sitter(
        "#f5d3bc",
        "#cfc9cf",
        "#4a6a9a",
        ("#d8746a", "#f0a892", "#ffe4d0"),
        hair.ingrid_behind,
        hair.ingrid_before,
        clothes.cardigan,
        lips="#b8504f",
    ),
    "Tobias Brandt": Sitter(
        "#eebb95",
        "#c08a4a",
        "#3f5a4a",
        ("#4a6f8a", "#8fb0b8", "#f0ead0"),
        hair.nothing,
        hair.tobias_before,
        clothes.scarf,
        jaw=0.014,
        lips="#b8645a",
    ),
}


PORTRAITS = collect(
    *(
        Scene(
            name.lower().replace(" ", "-"),
            f"Illustrated portrait of {name}",
            name,
            partial(portrait, sitter=sitter),
        )
        for name, sitter in SITTERS.items()
    )
)

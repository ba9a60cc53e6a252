"""The extensions of the body's editor that are ours.

They take the place of the package's with the same names. `CLASSES` in newsroom/html.py names what
they add to the markup.
"""

from typing import Any

from django_prose_editor.config import html_tags, process_link
from js_asset import static_lazy

OUR_EXTENSIONS: list[dict[str, Any]] = [
    {
        "js": [
            static_lazy("js/desk-editor.js"),
            static_lazy("js/desk-moving.js"),
            static_lazy("js/desk-blocks.js"),
            static_lazy("js/desk-find.js"),
        ],
        "extensions": {
            "Link": process_link,
            "StoryCard": html_tags([], {"figure": ["data-story"]}),
            # These add no elements or attributes.
            "MoveBlocks": html_tags([]),
            "PullQuote": html_tags([]),
            "ProductCard": html_tags([]),
            "Footnote": html_tags([]),
            "Find": html_tags([]),
        },
    }
]

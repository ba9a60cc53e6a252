"""The demo's pictures are files in the repository: whole, described, credited, and all in use."""

import re

import pytest

from images import uploads
from newsroom.demo.pictures import FOLDER
from newsroom.demo.reading import CONTENT, read

WORDS = read(FOLDER / "pictures.toml")
ENOUGH = 6 * 1024 * 1024


def used() -> set[str]:
    """Return the names of the pictures that authors and stories show."""
    names = {entry["portrait"] for entry in read("authors.toml")["author"]}
    for path in (CONTENT / "stories").glob("*.toml"):
        story = read(path)
        names.add(story["picture"])
        names |= {*re.findall(r'data-file="([\w-]+)"', path.read_text())}
    return names


@pytest.mark.parametrize("name", WORDS)
def test_each_has_alt_text_caption_and_credit(name):
    words = WORDS[name]

    assert set(words) == {"alt", "caption", "credit"}
    assert all(text.strip() for text in words.values())


@pytest.mark.parametrize("name", WORDS)
def test_each_is_a_picture_that_the_desk_would_take(name):
    with (FOLDER / f"{name}.webp").open("rb") as file:
        found = uploads.inspect(file)

    assert found.format == "webp"
    assert (found.width, found.height) in ((1600, 1000), (800, 800))


def test_files_words_and_uses_agree():
    assert {path.stem for path in FOLDER.glob("*.webp")} == set(WORDS) == used()


def test_they_stay_small_enough_for_a_clone():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < ENOUGH

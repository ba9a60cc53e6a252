"""The differences between two editions apart from their words, as sentences for readers.

The sentences contain no addresses, because a commercial link needs a disclosure before it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from articles.content.blocks import own_alt
from articles.content.body import Body
from articles.content.hand_written import text_of
from articles.models import Edition

# The most characters of a link's words that a sentence quotes.
LONGEST = 60
# The words that other sites show of a story.
TITLES = ("search_title", "social_title", "description")


@dataclass(frozen=True)
class _Link:
    words: str
    address: str


def changes(former: Edition, new: Edition) -> list[str]:
    """Return a sentence for each difference other than words between two editions.

    If there is none but the bodies differ, one sentence says that layout or emphasis changed.
    """
    before, after = Body(former.body), Body(new.body)
    found = [
        *_links(before, after),
        *_lead_picture(former, new),
        *_pictures(before, after),
        *_videos(former, new),
        *_metadata(former, new),
    ]
    if not found and before.html != after.html and before.words == after.words:
        found.append("The layout or emphasis of the text was changed.")
    return found


def of_bodies(former: str, new: str) -> list[str]:
    """Return a sentence for each difference between two HTML bodies apart from their words."""
    before, after = Body(former), Body(new)
    found = [*_links(before, after), *_pictures(before, after)]
    if not found and before.html != after.html and before.words == after.words:
        found.append("The layout or emphasis of the text was changed.")
    return found


def _links(former: Body, new: Body) -> Iterator[str]:
    """Yield a sentence for each link that changed; links with the same words count as moved."""
    before, after = Counter(_links_in(former)), Counter(_links_in(new))
    gone, come = list((before - after).elements()), list((after - before).elements())
    for link in list(gone):
        moved = next((other for other in come if other.words == link.words), None)
        if moved is not None:
            gone.remove(link)
            come.remove(moved)
            yield f"The link {_quoted(link.words)} now leads to another address."
    yield from (f"The link {_quoted(link.words)} was removed." for link in gone)
    yield from (f"The link {_quoted(link.words)} was added." for link in come)


def _links_in(body: Body) -> Iterator[_Link]:
    for link in _elements(body, "a"):
        yield _Link(text_of(link), link.get("href", ""))


def _lead_picture(former: Edition, new: Edition) -> Iterator[str]:
    if former.picture_id != new.picture_id:
        yield "The picture at the top was " + _how(former.picture_id, new.picture_id)
        return
    if former.picture_caption != new.picture_caption:
        yield "The caption of the picture at the top was changed."
    if former.picture_alt != new.picture_alt:
        yield "The description of the picture at the top was changed."


def _pictures(former: Body, new: Body) -> Iterator[str]:
    before, after = (
        [image.get("data-file", "") for image in _elements(body, "img")] for body in (former, new)
    )
    if before != after and Counter(before) == Counter(after):
        yield "The pictures in the text were put in another order."
    yield from _counted(before, after, "picture in the text", "pictures in the text")
    if before == after and _own_alts(former) != _own_alts(new):
        yield "The description of a picture in the text was changed."


def _own_alts(body: Body) -> list[str]:
    return [own_alt(image) for image in _elements(body, "img")]


def _videos(former: Edition, new: Edition) -> Iterator[str]:
    before, after = ([video["url"] for video in edition.videos] for edition in (former, new))
    yield from _counted(before, after, "recommended video", "recommended videos")
    if former.videos != new.videos and Counter(before) == Counter(after):
        yield "The recommended videos were put in another order or given another title."


def _metadata(former: Edition, new: Edition) -> Iterator[str]:
    if _names(former) != _names(new):
        yield "The authors were changed."
    if former.section_id != new.section_id:
        yield "The story was moved to another section."
    elif former.slug != new.slug:
        yield "The story’s address was changed."
    if former.genre != new.genre:
        yield "The type of work was changed."
    if any(getattr(former, name) != getattr(new, name) for name in TITLES):
        yield "Its title or description in search results or on social networks was changed."
    if former.extra != new.extra:
        yield "Other details of the story were changed."
    if (former.connection, former.connection_with) != (new.connection, new.connection_with):
        yield "What the story says of sponsors, gifts or partners was changed."
    if sorted(former.paid_links) != sorted(new.paid_links):
        yield "Which links count as paid was changed."


def _names(edition: Edition) -> list[tuple[int, str]]:
    return [(byline.author_id, byline.role) for byline in edition.bylines.all()]


def _counted(former: Iterable[str], new: Iterable[str], one: str, many: str) -> Iterator[str]:
    """Yield sentences with the numbers of items of a kind that were replaced, removed and added."""
    before, after = Counter(former), Counter(new)
    gone, come = (before - after).total(), (after - before).total()
    replaced = min(gone, come)
    for count, what in (
        (replaced, "replaced"),
        (gone - replaced, "removed"),
        (come - replaced, "added"),
    ):
        if count:
            yield f"A {one} was {what}." if count == 1 else f"{count} {many} were {what}."


def _how(former: int | None, new: int | None) -> str:
    return "replaced." if former and new else "added." if new else "removed."


def _quoted(words: str) -> str:
    if not words:
        return "around a picture"
    return f"“{words}”" if len(words) <= LONGEST else f"“{words[: LONGEST - 1].rstrip()}…”"


def _elements(body: Body, tag: str) -> Iterator[Element]:
    return (found for element in body.elements for found in element.iter(tag))

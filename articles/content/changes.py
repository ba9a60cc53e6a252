"""The differences between two editions apart from their words, as sentences for readers.

The sentences contain no addresses, because a commercial link needs a disclosure before it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
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
        *_series(former, new),
        *_metadata(former, new),
    ]
    if not found and before.html != after.html and before.words == after.words:
        found.append(_("The layout or emphasis of the text was changed."))
    return found


def of_bodies(former: str, new: str) -> list[str]:
    """Return a sentence for each difference between two HTML bodies apart from their words."""
    before, after = Body(former), Body(new)
    found = [*_links(before, after), *_pictures(before, after)]
    if not found and before.html != after.html and before.words == after.words:
        found.append(_("The layout or emphasis of the text was changed."))
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
            yield _of_link(link, "moved")
    yield from (_of_link(link, "removed") for link in gone)
    yield from (_of_link(link, "added") for link in come)


def _of_link(link: _Link, what: str) -> str:
    """Return what happened to a link: it was moved, removed or added."""
    if not link.words:
        return {
            "moved": _("The link around a picture now leads to another address."),
            "removed": _("The link around a picture was removed."),
            "added": _("The link around a picture was added."),
        }[what]
    sentence = {
        "moved": _("The link “%(words)s” now leads to another address."),
        "removed": _("The link “%(words)s” was removed."),
        "added": _("The link “%(words)s” was added."),
    }[what]
    return sentence % {"words": _shortened(link.words)}


def _links_in(body: Body) -> Iterator[_Link]:
    for link in _elements(body, "a"):
        yield _Link(text_of(link), link.get("href", ""))


def _lead_picture(former: Edition, new: Edition) -> Iterator[str]:
    if former.picture_id != new.picture_id:
        yield _of_lead(former.picture_id, new.picture_id)
        return
    if former.picture_caption != new.picture_caption:
        yield _("The caption of the picture at the top was changed.")
    if former.picture_alt != new.picture_alt:
        yield _("The description of the picture at the top was changed.")


def _pictures(former: Body, new: Body) -> Iterator[str]:
    before, after = (
        [image.get("data-file", "") for image in _elements(body, "img")] for body in (former, new)
    )
    if before != after and Counter(before) == Counter(after):
        yield _("The pictures in the text were put in another order.")
    yield from _counted(before, after, _of_pictures)
    if before == after and _own_alts(former) != _own_alts(new):
        yield _("The description of a picture in the text was changed.")


def _own_alts(body: Body) -> list[str]:
    return [own_alt(image) for image in _elements(body, "img")]


def _videos(former: Edition, new: Edition) -> Iterator[str]:
    before, after = ([video["url"] for video in edition.videos] for edition in (former, new))
    yield from _counted(before, after, _of_videos)
    if former.videos != new.videos and Counter(before) == Counter(after):
        yield _("The recommended videos were put in another order or given another title.")


def _series(former: Edition, new: Edition) -> Iterator[str]:
    if former.series_id and new.series_id and former.series_id != new.series_id:
        yield _("The story was moved to another series.")
    elif former.series_id != new.series_id:
        yield (
            _("The story was made part of a series.")
            if new.series_id
            else _("The story was taken out of its series.")
        )
    elif former.series_part != new.series_part:
        yield _("The story’s place in its series was changed.")


def _metadata(former: Edition, new: Edition) -> Iterator[str]:
    if _names(former) != _names(new):
        yield _("The authors were changed.")
    if former.section_id != new.section_id:
        yield _("The story was moved to another section.")
    elif former.slug != new.slug:
        yield _("The story’s address was changed.")
    if former.genre != new.genre:
        yield _("The type of work was changed.")
    if former.language != new.language:
        yield _("The story’s language was changed.")
    if any(getattr(former, name) != getattr(new, name) for name in TITLES):
        yield _("Its title or description in search results or on social networks was changed.")
    if former.extra != new.extra:
        yield _("Other details of the story were changed.")
    if (former.connection, former.connection_with) != (new.connection, new.connection_with):
        yield _("What the story says of sponsors, gifts or partners was changed.")
    if sorted(former.paid_links) != sorted(new.paid_links):
        yield _("Which links count as paid was changed.")


def _names(edition: Edition) -> list[tuple[int, str]]:
    return [(byline.author_id, byline.role) for byline in edition.bylines.all()]


def _counted(
    former: Iterable[str], new: Iterable[str], sentences: Callable[[int], tuple[str, str, str]]
) -> Iterator[str]:
    """Yield sentences with the numbers of items of a kind that were replaced, removed and added."""
    before, after = Counter(former), Counter(new)
    gone, come = (before - after).total(), (after - before).total()
    replaced = min(gone, come)
    for place, count in enumerate((replaced, gone - replaced, come - replaced)):
        if count:
            yield sentences(count)[place] % {"count": count}


def _of_pictures(count: int) -> tuple[str, str, str]:
    return (
        ngettext(
            "A picture in the text was replaced.",
            "%(count)s pictures in the text were replaced.",
            count,
        ),
        ngettext(
            "A picture in the text was removed.",
            "%(count)s pictures in the text were removed.",
            count,
        ),
        ngettext(
            "A picture in the text was added.",
            "%(count)s pictures in the text were added.",
            count,
        ),
    )


def _of_videos(count: int) -> tuple[str, str, str]:
    return (
        ngettext(
            "A recommended video was replaced.",
            "%(count)s recommended videos were replaced.",
            count,
        ),
        ngettext(
            "A recommended video was removed.",
            "%(count)s recommended videos were removed.",
            count,
        ),
        ngettext(
            "A recommended video was added.",
            "%(count)s recommended videos were added.",
            count,
        ),
    )


def _of_lead(former: int | None, new: int | None) -> str:
    if former and new:
        return _("The picture at the top was replaced.")
    return (
        _("The picture at the top was added.") if new else _("The picture at the top was removed.")
    )


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def _elements(body: Body, tag: str) -> Iterator[Element]:
    return (found for element in body.elements for found in element.iter(tag))

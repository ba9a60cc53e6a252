"""The actions on fronts: save the draft, publish or schedule it, cancel a scheduled edition, restore one.

As for stories, no other code prints or ends an edition, each action is one transaction, and a refusal
holds every problem. Other than a story, a front may have several scheduled editions: each ends when
the next one begins, so a correction of the live one leaves those to come as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles.models import Edition, Front, FrontEdition
from articles.models.containers import (
    CHOSEN,
    LONGEST_HEADING,
    MOST_CONTAINERS,
    MOST_STORIES,
    Container,
    Layout,
    Source,
    as_json,
    pin_ends,
)
from articles.publishing.errors import Problem, Refused
from newsroom import clock
from staff.models import User

LONGEST_NOTE = 300


class Outdated(Exception):
    """A draft was not saved, since somebody saved it after it was opened; `front` is theirs."""

    def __init__(self, front: Front) -> None:
        super().__init__("Somebody saved this front after you opened it.")
        self.front = front


def save(front: Front, containers: Sequence[Container], *, by: User, version: int) -> Front:
    """Save containers as the front's draft, and return it.

    Args:
        version: the version of the draft that was changed.

    Raises:
        Outdated: the draft has another version by now. Nothing was written.
        Refused: the user may not change fronts, or a container is impossible.
    """
    with transaction.atomic():
        front = _lock(front)
        if front.version != version:
            raise Outdated(front)
        _refuse([*_may(by), *problems(containers)])
        return _write(front, as_json(containers), by)


def publish(front: Front, *, by: User, at: datetime | None = None, note: str = "") -> FrontEdition:
    """Print an edition of the draft, which readers get `at` an instant (default: now), and return it.

    The one before ends then; the new one ends when the next scheduled one begins. It replaces one
    that is scheduled for the same instant.

    Raises:
        Refused: the draft has problems, the user may not publish it, or `at` has passed. Nothing
            was written.
    """
    with transaction.atomic():
        front = _lock(front)
        now = clock.now()
        begin = at or now
        found = [*_may(by), *problems(front.parsed())]
        if begin < now:
            found.append(Problem("at", _("That time has passed. Choose a later one.")))
        if len(note) > LONGEST_NOTE:
            found.append(
                Problem(
                    "note",
                    _("Shorten the note to {number} characters.").format(number=LONGEST_NOTE),
                )
            )
        _refuse(found)
        printed = front.editions.printed()
        printed.filter(live_from=begin).update(live_until=begin)
        following = printed.filter(live_from__gt=begin).order_by("live_from").first()
        printed.live(begin).update(live_until=begin)
        last = front.editions.aggregate(last=Max("number"))["last"] or 0
        return FrontEdition.objects.create(
            section=front.section,
            number=last + 1,
            containers=front.containers,
            pin_ends=pin_ends(front.parsed()),
            live_from=begin,
            live_until=following.live_from if following else None,
            note=note.strip(),
            printed_at=now,
            printed_by=by,
        )


def cancel(edition: FrontEdition, *, by: User) -> None:
    """Cancel a scheduled edition: the one before it stays until the next one begins.

    Raises:
        Refused: the user may not publish fronts, or it isn't scheduled any more.
    """
    with transaction.atomic():
        front = _lock(Front.objects.of(edition.section_id or 0).get())
        found = _may(by)
        waiting = front.editions.waiting(clock.now()).filter(pk=edition.pk)
        spans = list(waiting.values_list("live_from", "live_until"))
        if not spans:
            found.append(Problem("", _("This edition isn’t scheduled any more.")))
        _refuse(found)
        begin, end = spans[0]
        waiting.update(live_until=begin)
        front.editions.printed().filter(live_until=begin).update(live_until=end)


def restore(edition: FrontEdition, *, by: User, discard: bool = False) -> Front:
    """Copy an edition into the draft, to review and publish it again; return the draft.

    Args:
        discard: replace the draft even if no edition holds its content.

    Raises:
        Refused: the user may not change fronts, or `discard` is False and no edition holds the
            draft's content.
    """
    with transaction.atomic():
        front = _lock(Front.objects.of(edition.section_id or 0).get())
        found = _may(by)
        if not discard and not front.editions.filter(containers=front.containers).exists():
            found.append(
                Problem(
                    "",
                    _(
                        "The draft has changes that no edition holds, and they would be lost. Publish "
                        "them first, or tick “Replace unpublished changes”."
                    ),
                )
            )
        _refuse(found)
        return _write(front, edition.containers, by)


def problems(containers: Sequence[Container]) -> list[Problem]:
    """Return why a front with these containers can't be published."""
    if not containers:
        return [Problem("containers", _("A front needs at least one container. Add one."))]
    found = [problem for each in containers for problem in _impossible(each)]
    if len(containers) > MOST_CONTAINERS:
        sentence = _("A front has at most {number} containers. Remove some.")
        found.append(Problem("containers", sentence.format(number=MOST_CONTAINERS)))
    seen: set[int] = set()
    pinned = [pin.story for each in containers for pin in each.pins]
    for story in pinned:
        if story in seen:
            sentence = _("{story} is pinned twice. Remove one of the two pins.")
            found.append(Problem("containers", sentence.format(story=headline_of(story))))
        seen.add(story)
    return found


def advice(containers: Iterable[Container], at: datetime) -> Iterator[str]:
    """Yield a sentence for each pin that a front wouldn't show at an instant."""
    containers = list(containers)
    keys = {pin.story for each in containers for pin in each.pins}
    live = set(Edition.objects.live(at).filter(article__in=keys).values_list("article", flat=True))
    for pin in (pin for each in containers for pin in each.pins):
        if not pin.holds(at):
            yield _("The pin of {story} has expired.").format(story=headline_of(pin.story))
        elif pin.story not in live:
            sentence = _("{story} isn’t live. Readers see it here once it is.")
            yield sentence.format(story=headline_of(pin.story))


def headline_of(story: int) -> str:
    """Return the quoted headline of the newest edition of a story, given by its key."""
    edition = Edition.objects.filter(article=story).order_by("-number").only("headline").first()
    if edition is None:
        return _("A story without an edition")
    return _("“{text}”").format(text=edition.headline)


def _impossible(container: Container) -> Iterator[Problem]:
    """Yield the problems of one container, which the desk's form refuses, too."""
    if container.layout not in Layout or container.source not in Source:
        yield Problem("containers", _("Choose a layout and a source for each container."))
        return
    heading = container.heading or str(Layout(container.layout).label).partition(":")[0]
    name = _("“{text}”").format(text=heading)
    if container.source in CHOSEN and not getattr(container, container.source):
        yield Problem("containers", _("Choose what fills {name}.").format(name=name))
    if not 1 <= container.count <= MOST_STORIES:
        sentence = _("{name} shows {number} stories. Choose 1 to {most}.")
        yield Problem(
            "containers", sentence.format(name=name, number=container.count, most=MOST_STORIES)
        )
    if len(container.pins) > container.count:
        sentence = _(
            "{name} has more pins than it shows stories. Raise that number, or remove pins."
        )
        yield Problem("containers", sentence.format(name=name))
    if len(container.heading) > LONGEST_HEADING:
        sentence = _("Shorten the heading {name} to {number} characters.")
        yield Problem("containers", sentence.format(name=name, number=LONGEST_HEADING))
    if container.is_ranking and container.pins:
        yield Problem("containers", _("{name} ranks stories. Remove its pins.").format(name=name))
    if container.source == Source.NONE and not container.pins:
        sentence = _("{name} would stay empty. Pin a story, or choose what fills it.")
        yield Problem("containers", sentence.format(name=name))


def _may(by: User) -> list[Problem]:
    if by.has_perm("articles.change_front"):
        return []
    return [Problem("", _("You don’t have the permission to change fronts."))]


def _refuse(found: list[Problem]) -> None:
    if found:
        raise Refused(found)


def _lock(front: Front) -> Front:
    return Front.objects.select_for_update(of=("self",)).select_related("section").get(pk=front.pk)


def _write(front: Front, containers: list[dict[str, object]], by: User) -> Front:
    if front.containers != containers:
        front.containers, front.version = containers, front.version + 1
        front.saved_at, front.saved_by = clock.now(), by
        front.save(update_fields=["containers", "version", "saved_at", "saved_by"])
    return front

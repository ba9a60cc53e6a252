"""What a story tells its readers of what we have of it: one function for every surface."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from articles.content import blocks
from articles.models import Article, Edition, Section
from disclosures.matching import Judge, Judgement, Rulebook
from disclosures.models import Marks, Wording
from disclosures.rules.rulebook import rulebook as rules_in_force
from disclosures.wordings.selection import (
    Audience,
    Disclosure,
    Need,
    disclosures_for,
    wording_for,
    wording_shown,
)
from newsroom import clock

# An author's name and what they declared of themselves.
Interest = tuple[str, str]


@dataclass(frozen=True)
class DisclosedBody:
    """A body as a surface shows it, with all that must be told.

    `at_top` stands before anything of the story, `at_links` where the block "disclosure" does;
    `earns`: it shows a commercial link; `left_out`: the positions of the body's links that it
    doesn't show in any form.
    """

    blocks: list[blocks.Block]
    at_top: list[Disclosure]
    at_links: list[Disclosure]
    earns: bool = False
    left_out: frozenset[int] = frozenset()

    @property
    def disclosures(self) -> list[Disclosure]:
        return [*self.at_top, *self.at_links]

    @property
    def label(self) -> str:
        """What cards and titles say of it, "" where nothing need be said."""
        return next((disclosure.label for disclosure in self.disclosures if disclosure.label), "")


def disclose(
    copy: Article | Edition,
    *,
    rulebook: Rulebook,
    wordings: Iterable[Mapping[str, Any]],
    at: datetime,
    channel: str = "page",
    interests: Iterable[Interest] = (),
    jurisdiction: str | None = None,
) -> DisclosedBody:
    """Derive the body for a channel at an instant, and say what must be said with it.

    Args:
        wordings: those in force then, as `WordingQuerySet.as_json` gives them.
        interests: its authors' interests in force.
        jurisdiction: its section's then, where the instant isn't now.
    """
    wordings = list(wordings)
    audience = audience_of(copy.section, channel, jurisdiction)
    body = disclose_body(
        copy.body,
        judge_of(copy, rulebook),
        wordings,
        audience,
        at=at,
        has_videos=bool(copy.videos),
    )
    at_top = disclosures_for(needs_at_top(copy, interests), wordings, audience)
    return replace(body, at_top=at_top)


def disclose_body(
    body: str,
    judge: Judge,
    wordings: Iterable[Mapping[str, Any]],
    audience: Audience,
    *,
    at: datetime,
    has_videos: bool = False,
) -> DisclosedBody:
    """As `disclose`, for HTML that is no story's and declares nothing by itself."""
    wordings = list(wordings)
    general = wording_shown(Need("affiliate"), wordings, audience)
    derived = blocks.derive(
        body,
        judge,
        channel=audience.channel,
        at=at,
        mark=general["mark"] if general and general["marks"] != Marks.NONE else "",
        marks_all=general is not None and general["marks"] == Marks.ALL,
        has_videos=has_videos,
    )
    shown = disclosures_for(needs_of(derived.programmes), wordings, audience)
    return DisclosedBody(derived.blocks, [], shown, derived.earns, derived.left_out)


def disclose_links(
    addresses: Collection[str],
) -> tuple[list[tuple[Judgement, bool, str]], list[Disclosure]]:
    """Judge links that stand by themselves, as an author's do, and say what must be said of them.

    Each comes with whether it is shown as a link, and the mark that stands beside it.

    A query for the rules where there is a link, another for the wordings where one earns.
    """
    judge = Judge(rules_in_force() if addresses else Rulebook([]))
    now = clock.now()
    judged = [
        (judgement, not judgement.is_text("page", now)) for judgement in map(judge, addresses)
    ]
    earning = {key for j, shown in judged if shown and j.earns for key in j.programmes}
    wordings = Wording.objects.in_force().rows() if earning else []
    said = disclosures_for(needs_of(earning), wordings, audience_of(None))
    # They stand together right below the disclosure, so only a claim for every link is for them.
    mark = next((d.mark for d in said if d.marks == Marks.ALL), "")
    found = [(j, shown, mark if shown and j.earns else "") for j, shown in judged]
    return found, said


def disclosures_at_top(edition: Edition) -> list[Disclosure]:
    """What must be said wherever words of the story stand: who paid for it, gave it, made it with us."""
    wordings = Wording.objects.in_force().rows()
    return disclosures_for(needs_at_top(edition, ()), wordings, audience_of(edition.section))


def card_label(edition: Any) -> str:
    """What a card says of an edition that `with_labels` gave: "Ad", "Sponsored", or nothing."""
    needs = [*needs_at_top(edition, ()), *needs_of(edition.earning)]
    audience = audience_of(edition.section)
    # Only wordings with a label came along: what stands in for one of them has none.
    labelled = [n for n in needs if wording_for(n, edition.label_rows, audience)]
    shown = disclosures_for(labelled, edition.label_rows, audience)
    return next((disclosure.label for disclosure in shown), "")


def judge_of(copy: Article | Edition, rulebook: Rulebook) -> Judge:
    return Judge(rulebook, frozenset(copy.paid_links), copy.is_advertising)


def audience_of(
    section: Section | None, channel: str = "page", jurisdiction: str | None = None
) -> Audience:
    """Whom a section's stories are for; the settings say it for pages outside all sections."""
    if jurisdiction is None:
        jurisdiction = section.jurisdiction if section else settings.JURISDICTION
    return Audience(jurisdiction, settings.LANGUAGE_CODE.partition("-")[0], channel)


def needs_at_top(copy: Article | Edition, interests: Iterable[Interest]) -> Iterator[Need]:
    if copy.connection:
        yield Need(copy.connection, names={"partner": copy.connection_with})
    for author, interest in interests:
        yield Need("interest", names={"author": author, "interest": interest})


def needs_of(programmes: Collection[int | None]) -> Iterator[Need]:
    """For links of these programmes, None for an editor's: the general disclosure, then what single
    programmes demand to be said besides."""
    if programmes:
        yield Need("affiliate")
        for programme in sorted(filter(None, programmes)):
            yield Need("affiliate", programme)

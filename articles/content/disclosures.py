"""The disclosures that a story must show, for any channel."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext

from articles.content.blocks import Block, Disclosures, kinds
from articles.content.body import Body
from articles.content.deriving import Derived, Subhead
from articles.content.length import Length
from articles.models import Article, Edition, Section
from disclosures.channels import Channel
from disclosures.matching import LinkEvaluation, LinkEvaluator, Rulebook
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
from newsroom.languages import direction, site_language

# An author's name, and the text of an interest that they declared.
Interest = tuple[str, str]


@dataclass(frozen=True)
class DisclosedBody:
    """A body as a channel shows it, with all its disclosures.

    `at_top` comes before the story, `at_links` in the block `Disclosures`. `earns`: the body shows a
    commercial link. `left_out`: the positions of links that it doesn't show in any form. `subheads`:
    those of the first level.
    """

    blocks: list[Block]
    at_top: list[Disclosure]
    at_links: list[Disclosure]
    earns: bool = False
    left_out: frozenset[int] = frozenset()
    subheads: tuple[Subhead, ...] = ()
    length: Length = Length()

    @property
    def disclosures(self) -> list[Disclosure]:
        return [*self.at_top, *self.at_links]

    @property
    def label(self) -> str:
        """The label for cards and feed titles: that of the first disclosure with one, else ""."""
        return next((disclosure.label for disclosure in self.disclosures if disclosure.label), "")


def disclose(
    copy: Article | Edition,
    *,
    rulebook: Rulebook,
    wordings: Iterable[Mapping[str, Any]],
    at: datetime,
    channel: str = Channel.PAGE,
    interests: Iterable[Interest] = (),
    jurisdiction: str | None = None,
    body: Body | None = None,
) -> DisclosedBody:
    """Derive the body for a channel at an instant, with all disclosures that it must show.

    Args:
        wordings: the wordings in force at that instant, as from `WordingQuerySet.as_json`.
        interests: the authors' interests in force.
        jurisdiction: the section's jurisdiction at that instant. Default: the current one.
        body: the copy's body, if the caller has it already.
    """
    wordings = list(wordings)
    audience = audience_of(copy.section, channel, jurisdiction, copy.language)
    disclosed = disclose_body(
        body or copy.body,
        evaluator_of(copy, rulebook),
        wordings,
        audience,
        at=at,
        has_videos=bool(copy.videos),
    )
    at_top = disclosures_for(needs_at_top(copy, interests), wordings, audience)
    return replace(disclosed, at_top=at_top)


def disclose_body(
    body: Body | str,
    evaluate: LinkEvaluator,
    wordings: Iterable[Mapping[str, Any]],
    audience: Audience,
    *,
    at: datetime,
    has_videos: bool = False,
) -> DisclosedBody:
    """Derive a body outside any story, such as a policy's, which has no disclosures at the top.

    The arguments are as for `disclose`; `body` is HTML if the caller hasn't parsed it.
    """
    wordings = list(wordings)
    general = wording_shown(Need("affiliate"), wordings, audience)
    options: dict[str, Any] = {
        "channel": audience.channel,
        "at": _last_unlinked(evaluate.rulebook, at),
        "mark": general["mark"] if general and general["marks"] != Marks.NONE else "",
        "marks_all": general is not None and general["marks"] == Marks.ALL,
        "mark_attributes": tuple(_mark_attributes(general, audience)),
        "has_videos": has_videos,
    }
    if isinstance(body, Body):
        derived = body.derive(evaluate, **options)
    else:
        derived = _derived(
            body, evaluate, tuple(options.items()), settings.SITE_NAME, get_language(), kinds()
        )
    shown = disclosures_for(needs_of(derived.programmes), wordings, audience)
    blocks = [
        replace(b, disclosures=shown) if isinstance(b, Disclosures) else b for b in derived.blocks
    ]
    return DisclosedBody(
        blocks, [], shown, derived.earns, derived.left_out, derived.subheads, derived.length
    )


def _mark_attributes(
    wording: Mapping[str, Any] | None, audience: Audience
) -> Iterator[tuple[str, str]]:
    """Yield the language and direction of a wording's mark, as far as its story has others."""
    site = site_language()
    language = wording and wording["language"] or site
    story = audience.story_language or site
    if language.partition("-")[0] != story.partition("-")[0]:
        yield "lang", language
    if direction(language) != direction(story):
        yield "dir", direction(language)


# Feeds show the newest stories again whenever one of them changes.
@lru_cache(maxsize=100)
def _derived(
    body: str, evaluate: LinkEvaluator, options: tuple[tuple[str, Any], ...], *others: object
) -> Derived:
    """Return the blocks of a body, kept for the next page that shows it under the same rules.

    They depend on nothing but the arguments. `others`: what the conversion reads elsewhere, the site's
    name and language, and the kinds of blocks.
    """
    return Body(body).derive(evaluate, **dict(options))


def _last_unlinked(rulebook: Rulebook, at: datetime) -> datetime:
    """Return the last instant up to `at` at which links of a deal became plain text.

    Links are shown at `at` as they were then. Without such a deal, it is the earliest instant.
    """
    ends = _ends(rulebook)
    ended = bisect_right(ends, at)
    return ends[ended - 1] if ended else datetime.min.replace(tzinfo=UTC)


@lru_cache(maxsize=4)
def _ends(rulebook: Rulebook) -> list[datetime]:
    return sorted(deal.ends_at for deal in rulebook.deals.values() if deal.unlink)


def disclose_links(
    addresses: Collection[str],
) -> tuple[list[tuple[LinkEvaluation, bool, str]], list[Disclosure]]:
    """Evaluate links outside any body, such as an author's, and build their disclosures.

    It takes a query for the rules if there is a link, and another for the wordings if one earns.

    Returns:
        For each link its evaluation, whether it is shown as a link, and its mark or ""; and the
        disclosures for all of them.
    """
    evaluate = LinkEvaluator(rules_in_force() if addresses else Rulebook([]))
    now = clock.now()
    evaluated = [
        (evaluation, not evaluation.is_text(Channel.PAGE, now))
        for evaluation in map(evaluate, addresses)
    ]
    earning = {key for j, shown in evaluated if shown and j.earns for key in j.programmes}
    wordings = Wording.objects.in_force().rows() if earning else []
    disclosures = disclosures_for(needs_of(earning), wordings, audience_of(None))
    # The links follow the disclosure directly, so only a mark for every link applies to them.
    mark = next((d.mark for d in disclosures if d.marks == Marks.ALL), "")
    found = [(j, shown, mark if shown and j.earns else "") for j, shown in evaluated]
    return found, disclosures


def disclosures_at_top(edition: Edition) -> list[Disclosure]:
    """Return the disclosures needed wherever words of the story appear: sponsor, giver or partner."""
    wordings = Wording.objects.in_force().rows()
    audience = audience_of(edition.section, language=edition.language)
    return disclosures_for(needs_at_top(edition, ()), wordings, audience)


def card_label(edition: Any) -> str:
    """Return the label that a card shows for an edition from `with_labels`, such as "Ad", or ""."""
    needs = [*needs_at_top(edition, ()), *needs_of(edition.earning)]
    audience = audience_of(edition.section, language=edition.language)
    # The rows hold only wordings with a label. A need whose own wording has none gets no fallback.
    labelled = [n for n in needs if wording_for(n, edition.label_rows, audience)]
    shown = disclosures_for(labelled, edition.label_rows, audience)
    return next((disclosure.label for disclosure in shown), "")


def labelled_headline(headline: str, label: str, *, is_retracted: bool) -> str:
    """Return the headline, prefixed with the disclosure label and "Retracted" where they apply.

    Readers must see these before they choose to read on.
    Source: ASA and CAP, "Affiliate marketing": the label belongs in titles and teasers too.
    """
    return ": ".join(filter(None, [label, gettext("Retracted") if is_retracted else "", headline]))


def evaluator_of(copy: Article | Edition, rulebook: Rulebook) -> LinkEvaluator:
    """Return the function that evaluates links by the rules and the story's own declarations."""
    return LinkEvaluator(rulebook, frozenset(copy.paid_links), copy.is_advertising)


def audience_of(
    section: Section | None,
    channel: str = Channel.PAGE,
    jurisdiction: str | None = None,
    language: str = "",
) -> Audience:
    """Return the audience of a section's stories; without a section, that of the settings.

    Args:
        language: that of the story; "" for the site's.
    """
    if jurisdiction is None:
        jurisdiction = section.jurisdiction if section else settings.JURISDICTION
    ours, theirs = site_language().partition("-")[0], language.partition("-")[0]
    return Audience(jurisdiction, ours, channel, theirs if theirs != ours else "")


def needs_at_top(copy: Article | Edition, interests: Iterable[Interest]) -> Iterator[Need]:
    """Yield the needs for disclosures above a story: its connection and its authors' interests."""
    if copy.connection:
        yield Need(copy.connection, names={"partner": copy.connection_with})
    for author, interest in interests:
        yield Need("interest", names={"author": author, "interest": interest})


def needs_of(programmes: Collection[int | None]) -> Iterator[Need]:
    """Yield the needs of commercial links: the general disclosure, then one for each programme.

    Args:
        programmes: the programmes of the links, None for a link that an editor marked as paid.
    """
    if programmes:
        yield Need("affiliate")
        for programme in sorted(filter(None, programmes)):
            yield Need("affiliate", programme)

"""Queries for the live stories that need a disclosure, and for those that lack one.

Stored findings are the baseline. Anything that depends only on time is evaluated when queried, with
the wordings and deals in force: when a wording ends, its stories lack a disclosure at once, without
another scan.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from articles.content.disclosures import audience_of
from articles.models import Article, Edition, Section
from articles.models.querysets import EditionQuerySet
from disclosures.channels import Channel
from disclosures.models import Finding, Link, Wording
from disclosures.rules.rulebook import rulebook
from disclosures.wordings.selection import Audience, Need, wording_for
from newsroom import clock

Kind = Finding.Kind
BY_THE_CLOCK = (Kind.MISSING, Kind.DEAL_OVER)
# A finding without a detail means that no wording was in force then; `ComplianceQueries.without_wording` checks
# that again for the current instant.
_SEEN_MISSING = Q(kind=Kind.MISSING) & ~Q(detail="")


class ComplianceQueries:
    """Compliance queries over the link ledger at one instant (default: now)."""

    def __init__(self, at: datetime | None = None) -> None:
        self.at = at or clock.now()
        self.rules = rulebook()
        self.wordings = Wording.objects.in_force(self.at).rows()
        self.sections = {section.pk: section for section in Section.objects.all()}
        over = {key: deal for key, deal in self.rules.deals.items() if deal.ends_at <= self.at}
        self.unlinked = [key for key, deal in over.items() if deal.unlink]
        self.over = {key: deal.ends_at for key, deal in over.items() if not deal.unlink}

    def stories(self) -> EditionQuerySet:
        """Return the editions that are live."""
        return Edition.objects.live(self.at)

    def links(self) -> QuerySet[Link]:
        """Return the commercial links of editions, except those that pages show as plain text."""
        barred = [rule.programme for rule in self.rules.rules if Channel.PAGE not in rule.channels]
        links = Link.objects.current().commercial()
        if self.unlinked:
            links = links.exclude(normalised__in=self.unlinked)
        if barred:
            links = links.exclude(programme__in=barred).exclude(via__overlap=barred)
        return links

    def past_deals(self) -> QuerySet[Link]:
        """Return the links on live pages whose deal has ended but which are still shown as links."""
        return Link.objects.shown(self.at).filter(normalised__in=list(self.over))

    def on_record(self) -> QuerySet[Finding]:
        """Return the stored findings about live editions, except kinds that depend only on time."""
        return Finding.objects.shown(self.at).exclude(kind__in=BY_THE_CLOCK)

    def earning(self) -> Q:
        """Match editions with a commercial link."""
        return Q(pk__in=self.links().values("edition"))

    def connected(self) -> Q:
        """Match editions with a declared connection."""
        return ~Q(connection="")

    def undisclosed(self) -> Q:
        """Match editions whose disclosure is missing, after the first link, or hidden."""
        found = Finding.objects.filter(kind__in=(Kind.LATE, Kind.HIDDEN))
        return self.missing() | Q(pk__in=found.values("edition"))

    def broken(self, *more: Kind) -> Q:
        """Match editions with any problem in `Finding.BROKEN`, or one of `more` kinds.

        These are the `undisclosed` ones, and for instance those that disclose twice or without need.
        """
        kinds = {*Finding.BROKEN, *more} - {Kind.MISSING}
        # One subquery: joined by OR, several would have PostgreSQL read all editions.
        found = Finding.objects.filter(Q(kind__in=kinds) | _SEEN_MISSING)
        return self._or_without_wording(Q(pk__in=found.values("edition")))

    def missing(self) -> Q:
        """Match editions that need a disclosure and show none."""
        seen = Finding.objects.filter(_SEEN_MISSING)
        return self._or_without_wording(Q(pk__in=seen.values("edition")))

    def _or_without_wording(self, editions: Q) -> Q:
        for _, without_wording in self.without_wording():
            editions |= without_wording
        return editions

    def without_wording(self) -> Iterator[tuple[str, Q]]:
        """Yield each need without a wording in force: a sentence, and the editions that have it."""
        yield from self._without_wording(
            gettext("links that may earn"), Need("affiliate"), self.earning()
        )
        for kind in Article.Connection:
            yield from self._without_wording(
                gettext("“{text}”").format(text=kind.label), Need(kind), Q(connection=kind)
            )
        for rule in self.rules.rules:
            if rule.active and rule.needs_wording:
                concerned = Q(programme=rule.programme) | Q(via__contains=[rule.programme])
                linking = self.links().filter(concerned).values("edition")
                need = Need("affiliate", rule.programme)
                yield from self._without_wording(
                    gettext("links of {programme}").format(programme=rule.name),
                    need,
                    Q(pk__in=linking),
                )

    def _without_wording(self, what: str, need: Need, editions: Q) -> Iterator[tuple[str, Q]]:
        audiences: dict[Audience, list[int]] = {}
        for key, section in self.sections.items():
            audiences.setdefault(audience_of(section), []).append(key)
        for audience, sections in audiences.items():
            if wording_for(need, self.wordings, audience) is None:
                sentence = (
                    gettext("No wording for {what} is in force under the rules of {jurisdiction}.")
                    if audience.jurisdiction
                    else gettext("No wording for {what} is in force.")
                ).format(what=what, jurisdiction=audience.jurisdiction)
                concerned = Q(section__in=sections) & ~self._with_own_wording(need, audience)
                yield sentence, editions & concerned

    def _with_own_wording(self, need: Need, audience: Audience) -> Q:
        """Match editions for which there is a wording in their own language.

        The languages are those of the wordings: to ask for the stories' would read all of them.
        """
        matching = Q(pk__in=[])
        for language in sorted({wording["language"] for wording in self.wordings} - {""}):
            if wording_for(need, self.wordings, replace(audience, story_language=language)):
                matching |= Q(language=language) | Q(language__startswith=f"{language}-")
        return matching

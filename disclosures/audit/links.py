"""The audit of a story's links: tracking ids, shorteners, deals, prices and their number."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from lxml.etree import _Element as Element

from disclosures.audit.prices import price_in
from disclosures.ledger import Entry
from disclosures.matching import Rulebook
from disclosures.models import Finding, Found

# A story with more commercial links than this reads like a shop window.
MANY = 20
# The elements that count as one line of text.
LINE = ("p", "li", "td", "th", "h2", "h3", "figcaption", "blockquote")

Kind = Finding.Kind


def review(
    entries: Iterable[Entry], rules: Rulebook, body: Iterable[Element], at: datetime
) -> Iterator[Found]:
    """Yield the problems of a story's links at an instant.

    Args:
        entries: the story's links with their classification.
        body: the elements of the story's body, which are searched for prices.
    """
    entries = list(entries)
    for entry in entries:
        yield from _of_link(entry, rules, at)
    earning = [entry for entry in entries if entry.evaluation.earns]
    if len(earning) > MANY:
        yield Found(Kind.MANY, _("{number} commercial links.").format(number=len(earning)))
    careful = {
        entry.address: programmes
        for entry in earning
        if (programmes := [r.programme for r in entry.evaluation.reading.rules if r.forbids_prices])
    }
    if careful:
        yield from _prices(body, careful)


def _of_link(entry: Entry, rules: Rulebook, at: datetime) -> Iterator[Found]:
    reading, deal = entry.evaluation.reading, entry.evaluation.deal
    for step in reading.earning:
        if step.rule and step.rule.is_ours(step.tracking_id) is False:
            number = step.tracking_id or _("No id")
            detail = f"{number}: {entry.address}"
            yield Found(Kind.WRONG_ID, detail, step.rule.programme)
    if reading.retired:
        detail = f"{reading.retired.name}: {entry.address}"
        yield Found(Kind.RETIRED, detail, reading.retired.programme)
    for step in reading.steps:
        for by in rules.shorteners.get(step.host, ()):
            yield Found(
                Kind.SHORTENER,
                _("{by} forbids it: {address}").format(by=by.name, address=entry.address),
                by.programme,
            )
    if deal and deal.ends_at <= at and not deal.unlink:
        detail = _("Since {time} UTC: {address}").format(
            time=f"{deal.ends_at:%Y-%m-%d %H:%M}", address=entry.address
        )
        yield Found(Kind.DEAL_OVER, detail, reading.rule.programme if reading.rule else None)


def _prices(body: Iterable[Element], programmes: Mapping[str, Iterable[int]]) -> Iterator[Found]:
    """Yield prices in the same line as a link of a programme that forbids publishers to quote them.

    Source: Amazon Associates Program Policies: prices come from Amazon, or with the time of day.
    """
    # Group by line, so that a line with thousands of links is read only once.
    lines: dict[Element, set[int]] = {}
    for link in (link for element in body for link in element.iter("a")):
        if found := programmes.get(link.get("href", "")):
            line = next(link.iterancestors(*LINE), link)
            lines.setdefault(line, set()).update(found)
    for line, concerned in lines.items():
        words = " ".join("".join(line.itertext()).split())
        if price := price_in(words):
            for programme in sorted(concerned):
                yield Found(Kind.PRICE, f"{price}: {words}", programme)

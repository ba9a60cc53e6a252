"""What staff should look at in a story's links, beyond whether they are disclosed."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase

from lxml import html as lxml_html

from disclosures.ledger import Entry
from disclosures.links import Rulebook
from disclosures.models import Finding

# More commercial links than this in one story, and it reads as a shop window.
MANY = 20
PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:€|£|USD|EUR|GBP|dollars|euros|pounds)\b", re.IGNORECASE)
LINE = ("p", "li", "td", "th", "h2", "h3", "figcaption", "blockquote")

Kind = Finding.Kind


def review(
    entries: Iterable[Entry], rules: Rulebook, body: str, at: datetime
) -> Iterator[tuple[str, str]]:
    """Yield what is odd about a story's links, as pairs of a `Finding.Kind` and a detail."""
    entries = list(entries)
    for entry in entries:
        yield from _of_link(entry, rules, at)
    earning = [entry for entry in entries if entry.judgement.earns]
    if len(earning) > MANY:
        yield Kind.MANY, f"{len(earning)} commercial links."
    careful = {
        entry.address
        for entry in earning
        if entry.judgement.reading.rule and entry.judgement.reading.rule.forbids_prices
    }
    if careful:
        yield from _prices(body, careful)


def _of_link(entry: Entry, rules: Rulebook, at: datetime) -> Iterator[tuple[str, str]]:
    reading, deal = entry.judgement.reading, entry.judgement.deal
    rule = reading.rule
    if rule and rule.own_ids and not any(fnmatchcase(reading.tracking_id, i) for i in rule.own_ids):
        yield Kind.WRONG_ID, f"{reading.tracking_id or 'No id'}: {entry.address}"
    if reading.retired:
        yield Kind.RETIRED, f"{reading.retired.name}: {entry.address}"
    for step in reading.steps[:1]:
        if by := rules.shorteners.get(step.host):
            yield Kind.SHORTENER, f"{by.name} forbids it: {entry.address}"
    if deal and deal.ends_at <= at and not deal.unlink:
        yield Kind.DEAL_OVER, f"Since {deal.ends_at:%Y-%m-%d %H:%M} UTC: {entry.address}"


def _prices(body: str, addresses: set[str]) -> Iterator[tuple[str, str]]:
    """Prices in the same line as a link whose programme lets only itself tell them.

    Source: Amazon Associates Program Policies: prices come from Amazon, or with the time of day.
    """
    for link in lxml_html.fromstring(f"<div>{body}</div>").iter("a"):
        if link.get("href", "") not in addresses:
            continue
        line = next((element for element in link.iterancestors(*LINE)), link)
        if found := PRICE.search(line.text_content()):
            words = " ".join(line.text_content().split())
            yield Kind.PRICE, f"{found[0]}: {words}"

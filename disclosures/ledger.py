"""Writes the ledger: what a going-through found of links, beside what stands there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from disclosures.matching import Judgement
from disclosures.models import Finding, Found, Link


@dataclass(frozen=True)
class Entry:
    """A link as it stands in a field, and what it is taken for."""

    field: str
    position: int
    address: str
    judgement: Judgement

    def link(self, edition: int, at: datetime) -> Link:
        reading = self.judgement.reading
        return Link(
            edition_id=edition,
            field=self.field,
            position=self.position,
            address=self.address,
            target=reading.target,
            normalised=reading.normalised,
            hosts=reading.hosts,
            programme_id=reading.rule.programme if reading.rule else None,
            via=[rule.programme for rule in reading.rules if rule is not reading.rule],
            tracking_id=reading.tracking_id[:200],
            paid=self.judgement.paid,
            plain=self.judgement.is_text("page", at),
            first_seen=at,
        )


# What makes two entries of one place the same.
TELLING = (
    "address",
    "target",
    "normalised",
    "hosts",
    "programme_id",
    "via",
    "tracking_id",
    "paid",
    "plain",
)


def record(found: Mapping[int, Iterable[Entry]], at: datetime) -> int:
    """Write what was found in editions, by their keys; return how many links are new or judged anew.

    What stands as before stays, with the instant it was first seen; what was judged otherwise keeps
    its row, which ends, and gets another.
    """
    current: dict[tuple[int, str, int], Link] = {
        (link.edition_id, link.field, link.position): link
        for link in Link.objects.current().filter(edition__in=list(found))
    }
    new = []
    for edition, entries in found.items():
        for entry in entries:
            link = entry.link(edition, at)
            known = current.get((edition, link.field, link.position))
            if known is None or any(
                getattr(known, name) != getattr(link, name) for name in TELLING
            ):
                new.append(link)
            else:
                del current[edition, link.field, link.position]
    with transaction.atomic():
        over = [link.pk for link in current.values()]
        Link.objects.filter(pk__in=over).update(last_seen=at)
        Link.objects.bulk_create(new, batch_size=1000)
    return len(new)


def note(
    found: Mapping[int, Iterable[Found]], at: datetime, source: str = Finding.Source.SCAN
) -> None:
    """Replace what a source had found wrong with editions, by their keys, by what it found now."""
    rows = [
        Finding(
            edition_id=edition,
            kind=kind,
            source=source,
            detail=detail[:300],
            programme_id=programme,
            found_at=at,
        )
        for edition, findings in found.items()
        for kind, detail, programme in findings
    ]
    with transaction.atomic():
        Finding.objects.filter(edition__in=list(found), source=source).delete()
        Finding.objects.bulk_create(rows, batch_size=1000)

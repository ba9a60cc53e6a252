"""Store scan results: close outdated link rows, insert new ones, and replace findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from disclosures.channels import Channel
from disclosures.matching import LinkEvaluation
from disclosures.models import Finding, Found, Link


@dataclass(frozen=True)
class Entry:
    """A link in a field of an edition, and its classification."""

    field: str
    position: int
    address: str
    evaluation: LinkEvaluation

    def link(self, edition: int, at: datetime) -> Link:
        """Build the unsaved ledger row for the edition with this key."""
        reading = self.evaluation.reading
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
            paid=self.evaluation.paid,
            plain=self.evaluation.is_text(Channel.PAGE, at),
            first_seen=at,
        )


# Two rows at one position are equal if these fields are.
_COMPARED = (
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


def record(found: Mapping[int, Iterable[Entry]], at: datetime, *, first: bool = False) -> int:
    """Store the links found in editions; return the number of new or changed rows.

    An unchanged link keeps its row and `first_seen`. A changed or missing one has its row closed;
    a changed one also gets a new row.

    Args:
        found: the links of each scanned edition, by the edition's key.
        at: the instant of the scan.
        first: the editions were never scanned, so they have no rows.
    """
    stored = Link.objects.none() if first else Link.objects.filter(edition__in=list(found))
    current: dict[tuple[int, str, int], Link] = {
        (link.edition_id, link.field, link.position): link for link in stored.current()
    }
    new = []
    for edition, entries in found.items():
        for entry in entries:
            link = entry.link(edition, at)
            known = current.get((edition, link.field, link.position))
            if known is None or any(
                getattr(known, name) != getattr(link, name) for name in _COMPARED
            ):
                new.append(link)
            else:
                del current[edition, link.field, link.position]
    with transaction.atomic(savepoint=False):
        if outdated := [link.pk for link in current.values()]:
            Link.objects.filter(pk__in=outdated).update(last_seen=at)
        Link.objects.bulk_create(new, batch_size=1000)
    return len(new)


def note(
    found: Mapping[int, Iterable[Found]],
    at: datetime,
    source: str = Finding.Source.SCAN,
    *,
    first: bool = False,
) -> None:
    """Replace a source's findings about editions.

    Args:
        found: the problems of each edition that was read, by the edition's key.
        at: the instant at which it was read.
        source: the audit that read it (`Finding.Source`).
        first: the editions were never read, so they have no findings.
    """
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
    with transaction.atomic(savepoint=False):
        if not first:
            Finding.objects.filter(edition__in=list(found), source=source).delete()
        Finding.objects.bulk_create(rows, batch_size=1000)

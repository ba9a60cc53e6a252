"""The counter of clicks on commercial links: daily totals, and nothing about readers."""

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from disclosures.models import Link

# The largest PostgreSQL integer, at which the count stops during a flood of clicks.
MOST = 2**31 - 1

# One row per link and day, even with concurrent inserts.
ADD = """
INSERT INTO disclosures_click (link_id, day, count) VALUES (%s, %s, 1)
ON CONFLICT (link_id, day) DO UPDATE SET count = disclosures_click.count + 1
WHERE disclosures_click.count < %s
"""


def count(edition: int, position: int, day: date | None = None) -> bool:
    """Count a click on the commercial link at a position in a live edition's body.

    Only links that a page shows now are counted, which limits the table to one row per link and day.
    Takes two queries.

    Args:
        edition: the edition's key.
        position: the link's number in the body, from 0.
        day: the day in the site's time zone; default: today.

    Returns:
        True if there is such a link.
    """
    known: Any = Link.objects.shown().commercial().filter(edition=edition, position=position)
    link = known.filter(field=Link.Field.BODY).values_list("pk", flat=True).first()
    if link is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(ADD, [link, day or timezone.localdate(), MOST])
    return True

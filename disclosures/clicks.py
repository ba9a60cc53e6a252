"""Counts how often commercial links are followed: totals a day, and nothing of who followed them."""

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from disclosures.models import Link

# What PostgreSQL's integer holds; a flood of clicks stops counting there.
MOST = 2**31 - 1

# One row for a link and a day, whoever comes first and however many at once.
ADD = """
INSERT INTO disclosures_click (link_id, day, count) VALUES (%s, %s, 1)
ON CONFLICT (link_id, day) DO UPDATE SET count = disclosures_click.count + 1
WHERE disclosures_click.count < %s
"""


def count(edition: int, position: int, day: date | None = None) -> bool:
    """Count one click on the commercial link at a position of a live edition's body.

    Only what a page shows now is counted, so nobody can fill the table with anything else: at most
    one row a day for each such link. `day` is that of the site's time zone. Two queries.

    Returns:
        Whether there was such a link.
    """
    known: Any = Link.objects.shown().commercial().filter(edition=edition, position=position)
    link = known.filter(field=Link.Field.BODY).values_list("pk", flat=True).first()
    if link is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(ADD, [link, day or timezone.localdate(), MOST])
    return True

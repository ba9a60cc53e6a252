"""The counter of reads: totals of stories by hour, and nothing about readers.

A reader's address is never stored. For an hour its keyed hash with the story is, so that one address counts a
story once. The key is random, lasts for that hour, and half of it is in no database (docs/operations.md, “Readers”).
"""

import re
import secrets
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from articles.models import Edition, ReadSalt
from articles.models.reads import forget_salts, hour_of
from articles.site import ranking
from newsroom import clock
from newsroom.counting import counted
from staff.addresses import client_address, network_of

# Programs that say what they are. The phones of one maker have “bot” in their name.
PROGRAM = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|headless|lighthouse|preview|monitor|uptime|curl|wget"
    r"|python|java/|go-http|okhttp|axios|facebookexternalhit|phantom|selenium|puppeteer|playwright",
    re.IGNORECASE,
)
# The largest PostgreSQL integer, at which the count stops.
MOST = 2**31 - 1

# Both rows or none: a mark that exists already adds nothing to the total.
ADD = """
WITH marked AS (
    INSERT INTO articles_readmark (digest, hour) VALUES (%(digest)s, %(hour)s)
    ON CONFLICT DO NOTHING RETURNING digest
)
INSERT INTO articles_read (article_id, hour, count) SELECT %(article)s, %(hour)s, 1 FROM marked
ON CONFLICT (hour, article_id) DO UPDATE SET count = articles_read.count + 1
WHERE articles_read.count < %(most)s
"""
# The key of this process's last hour: the database's salt, joined with the site's secret.
_last_key: tuple[datetime, bytes] | None = None


@counted(r"edition=(\d{1,18})", "Send edition=12: the key of the edition that was read.")
def read(request: HttpRequest, edition: int) -> None:
    """Count a read of a live story, `edition=12`, once an hour for each address, but none by a program."""
    if may_be_a_person(request):
        count(edition, network_of(client_address(request)))


def may_be_a_person(request: HttpRequest) -> bool:
    """Return False for a request by a program that says so, or that names no browser."""
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and not PROGRAM.search(agent)


def count(edition: int, network: str, at: datetime | None = None) -> bool:
    """Count a read of a live edition's story, unless this network's was counted in the same hour.

    Args:
        edition: the edition's key.
        network: the reader's address, or the network that counts as one reader.
        at: the instant; default: now.

    Returns:
        True if it was counted.
    """
    at = at or clock.now()
    live = Edition.objects.live(at).filter(pk=edition)
    story = live.values_list("article_id", flat=True).first()
    if story is None:
        return False
    hour = hour_of(at)
    marked = blake2b(f"{story} {network}".encode(), key=_key(hour), digest_size=16)
    values: dict[str, Any] = {
        "article": story,
        "hour": hour,
        "digest": UUID(bytes=marked.digest()),
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD, values)
        counted: bool = cursor.rowcount == 1
    if counted:
        ranking.ensure_planned()
    return counted


def _key(hour: datetime) -> bytes:
    """Return the key of an hour's hashes, the same in all processes."""
    global _last_key
    if _last_key is None or _last_key[0] != hour:
        _last_key = (hour, salted_hmac("newsroom.reads", _salt(hour), algorithm="sha256").digest())
    return _last_key[1]


def _salt(hour: datetime) -> bytes:
    """Return the hour's salt, made by the first process that asks; forget those of the hours before.

    The worker deletes the hashes: they may be many, and readers would wait for that.
    """
    with transaction.atomic():
        forget_salts(hour)
        new = ReadSalt(hour=hour, salt=secrets.token_bytes(32))
        ReadSalt.objects.bulk_create([new], ignore_conflicts=True)
        return bytes(ReadSalt.objects.get(hour=hour).salt)

"""Measure how long real workers take to scan 100,000 stories, and how long the reports take.

`python -m benchmarks.audit` uses a throw-away PostgreSQL and prints JSON. For each scan it measures
the stories and links, the seconds, the workers' processor seconds and their peak memory; further how
long publishing takes while a scan runs, and the times of the reports. STORIES=5000 makes it quick.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from benchmarks.measuring import Measurement
from newsroom.postgres import embedded

STORIES = int(os.environ.get("STORIES", "100000"))
WORKERS = 2
ROOT = Path(__file__).parent.parent
# Seconds: a full scan by all workers together on two cores, and the audit's page.
SCAN_GOAL, PAGE_GOAL = 150, 1
FULL = "scan: all, empty ledger"


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-") as folder,
        embedded(Path(folder) / "pg", throw_away=True) as url,
    ):
        prepare(url)
        from articles.ledger.tasks import request_scan
        from tests.factories import make_programme, make_wording

        make_wording()
        make_wording(kind="gifted", text="{partner} gave us this.", mark="")
        make_programme()
        make_programme(name="Bookshop", patterns="bookshop.org", ids_in="tag", own_ids="ours-20")
        found = [
            *scan(FULL, url, lambda: request_scan("All")),
            *scan(
                "scan: a new programme",
                url,
                lambda: make_programme(name="Walmart", patterns="walmart.com", own_ids="x-20"),
            ),
            *scan("scan: all, nothing changed", url, lambda: request_scan("All"), publishing=True),
            *report(),
        ]
        print(json.dumps([each.as_json() for each in found]))


def prepare(url: str) -> None:
    """Set up Django with the database at `url`, and fill it with STORIES stories."""
    import dj_database_url
    import django
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    settings.DATABASES["default"].update(dj_database_url.parse(url, engine="newsroom.database"))
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    django.setup()
    from django.core.management import call_command

    from tests import archive

    call_command("migrate", verbosity=0)
    archive.print_bodies(STORIES)


def scan(
    name: str, url: str, request: Callable[[], Any], *, publishing: bool = False
) -> Iterator[Measurement]:
    """Request a scan, start workers, wait until it is done, and yield the measurements."""
    from disclosures.models import Link, Scan

    idle = publish() if publishing else []
    links = Link.objects.count()
    request()
    with workers(url) as usages:
        start = time.perf_counter()
        busy = publish() if publishing else []
        while Scan.objects.running().exists():
            time.sleep(0.1)
        seconds = time.perf_counter() - start
    done, written = Scan.objects.latest("asked_at").done, Link.objects.count() - links
    busy_seconds = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    peak = max(usage.ru_maxrss for usage in usages) / 1024
    goal = SCAN_GOAL if name == FULL else None
    yield Measurement("audit", name, "time", "s", seconds, goal)
    yield Measurement("audit", name, "CPU of workers", "s", busy_seconds)
    yield Measurement("audit", name, "memory", "MB", peak)
    yield Measurement("audit", name, "stories", "", done)
    yield Measurement("audit", name, "links", "", written)
    for when, times in (("idle", idle), ("during a scan", busy)):
        if times:
            yield Measurement("audit", f"publishing, {when}", "time", "s", statistics.median(times))


def publish() -> list[float]:
    """Publish 40 times; return the seconds that each took."""
    from tests.factories import make_edition

    first = make_edition(body='<p><a href="https://amazon.com/dp/1?tag=ours-20">x</a></p>' * 8)
    times = []
    for _ in range(40):
        start = time.perf_counter()
        make_edition(first.article)
        times.append(time.perf_counter() - start)
        time.sleep(0.02)
    return times


@contextmanager
def workers(url: str) -> Iterator[list[Any]]:
    """Run workers; after the block the list has each one's resource usage (`os.wait4`)."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay", "--verbosity", "0"]
    running = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(WORKERS)]
    usages: list[Any] = []
    try:
        yield usages
    finally:
        for process in running:
            process.terminate()
        for process in running:
            usages.append(os.wait4(process.pid, 0)[2])


def report() -> Iterator[Measurement]:
    """Yield how long the audit's pages and the command take."""
    from django.core.management import call_command
    from django.test import Client

    from tests.factories import make_user

    client = Client()
    client.force_login(make_user("Disclosure staff"))
    for name, path in PAGES.items():
        times = [seconds(lambda: b"".join(client.get(path))) for _ in range(5)]  # noqa: B023  (called at once)
        goal = PAGE_GOAL if name == "page" else None
        yield Measurement("audit", f"report: {name}", "time", "s", statistics.median(times), goal)
    for format in ("table", "json", "csv"):
        took = seconds(lambda: call_command("audit_disclosures", format=format, stdout=StringIO()))  # noqa: B023  (called at once)
        yield Measurement("audit", f"report: --format {format}", "time", "s", took)


PAGES = {
    "page": "/admin/disclosures/audit/",
    "page, of a section's wrong ids": "/admin/disclosures/audit/?kind=wrong+id&section=1",
    "everything as CSV": "/admin/disclosures/audit/csv/",
    "front page of the desk": "/admin/",
}


def seconds(work: Callable[[], Any]) -> float:
    """Call `work` and return the seconds that it took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

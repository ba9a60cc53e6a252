"""Measure how long real workers take to scan 100,000 stories, and how long the reports take.

It uses a throw-away PostgreSQL. For each scan it prints the number of stories scanned and of links
written, the wall-clock seconds, the workers' processor seconds and peak memory in MB. It also prints
how long publishing takes while a scan runs, and the times of the reports.
"""

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

from newsroom.postgres import embedded

STORIES = int(os.environ.get("STORIES", "100000"))
WORKERS = 2
ROOT = Path(__file__).parent.parent


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
        print(f"{'scan':34}{'stories':>9}{'links':>9}{'seconds':>9}{'busy':>7}{'MB':>5}")
        scan("all, with nothing in the ledger", url, lambda: request_scan("All"))
        scan(
            "a new programme",
            url,
            lambda: make_programme(name="Walmart", patterns="walmart.com", own_ids="x-20"),
        )
        scan("all, with nothing changed", url, lambda: request_scan("All"), publishing=True)
        report()


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
    start = time.perf_counter()
    archive.print_bodies(STORIES)
    print(f"{STORIES:,} stories in {time.perf_counter() - start:.0f} s")


def scan(name: str, url: str, request: Callable[[], Any], *, publishing: bool = False) -> None:
    """Request a scan, start workers, wait until it is done, and print the measurements."""
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
    done, written = Scan.objects.first().done, Link.objects.count() - links
    busy_seconds = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    peak = max(usage.ru_maxrss for usage in usages) / 1024
    print(f"{name:34}{done:>9,}{written:>9,}{seconds:>9.1f}{busy_seconds:>7.1f}{peak:>5.0f}")
    if idle:
        for when, times in (("idle", idle), ("while it runs", busy)):
            median, most = statistics.median(times), max(times)
            print(f"  publishing, {when}: median {median * 1000:.0f} ms, most {most * 1000:.0f} ms")


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


def report() -> None:
    """Print how long the audit's pages and the command take, in seconds."""
    from django.core.management import call_command
    from django.test import Client

    from articles.models import Edition
    from disclosures.models import Link
    from tests.factories import make_user

    client = Client()
    client.force_login(make_user("Disclosure staff"))
    live, links = Edition.objects.live().count(), Link.objects.current().count()
    print(f"report on {live:,} live stories with {links:,} links")
    for name, path in PAGES.items():
        times = [seconds(lambda: b"".join(client.get(path))) for _ in range(5)]  # noqa: B023
        print(f"  {name:32}{statistics.median(times):>9.2f} s")
    for format in ("table", "json", "csv"):
        took = seconds(lambda: call_command("audit_disclosures", format=format, stdout=StringIO()))  # noqa: B023
        print(f"  audit_disclosures --format {format:5}{took:>9.2f} s")


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

"""Measure how the time of readers' pages grows with the archive.

It uses a throw-away PostgreSQL. For each page and two archive sizes it prints the median of many
requests in milliseconds, and the ratio of the two.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

from newsroom.postgres import embedded

SIZES = (1_000, 100_000)
REQUESTS = 60


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="newsroom-") as folder:
        times: dict[str, list[float]] = {}
        for size in SIZES:
            with embedded(Path(folder) / f"pg-{size}", throw_away=True) as url:
                for kind, milliseconds in measure(url, size).items():
                    times.setdefault(kind, []).append(milliseconds)
    print(f"{'page':12}" + "".join(f"{size:>12,}" for size in SIZES) + f"{'ratio':>8}")
    for kind, (small, large) in times.items():
        print(f"{kind:12}{small:>10.2f}ms{large:>10.2f}ms{large / small:>8.2f}")


def measure(url: str, size: int) -> dict[str, float]:
    """Return the median time of each kind of page in an archive of `size`, in milliseconds."""
    import dj_database_url
    import django
    from django.conf import settings
    from django.db import connections

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    connections.close_all()
    settings.DATABASES["default"].update(dj_database_url.parse(url, engine="newsroom.database"))
    from django.core.management import call_command
    from django.test import Client

    from tests import archive

    call_command("migrate", verbosity=0)
    sections, authors = archive.fill(size)
    client = Client()
    pages = {
        "home": "/",
        "page 40": "/?page=40",
        "section": sections[0].get_absolute_url(),
        "author": authors[7].get_absolute_url(),
        "common tag": "/tags/tag-1/",
        "rare tag": "/tags/tag-77/",
        "story": "/desk/story-321/",
    }
    return {kind: median(client, path) for kind, path in pages.items()}


def median(client, path: str) -> float:
    """Return the median time of REQUESTS requests in milliseconds; each must get a 200."""
    times = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        assert client.get(path).status_code == 200, path
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()

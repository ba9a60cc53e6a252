"""Run Lighthouse (mobile, simulated slow 4G) on the demo's pages.

Speed is the median of three runs of a few pages. Accessibility, best practices and SEO are the scores of
one run of each type of page, since they don't vary.

Lighthouse is installed by npm in benchmarks/npm. Chromium is CHROME_PATH, or the first on the PATH.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.measuring import Measurement
from benchmarks.servers import NotInstalled, Server, find, newsroom, require
from newsroom.demo.pages import PAGES, UNLISTED
from newsroom.demo.serving import worker

FOLDER = Path(__file__).parent / "npm"
PROGRAM = FOLDER / "node_modules" / ".bin" / "lighthouse"
RUNS = 3
SPEED = {
    "home": "/",
    "story": "/games/the-mountain-in-the-distance/",
    "guide": "/guides/choosing-a-second-controller/",
    "section": "/anime/",
    "tag": "/tags/nintendo/",
    "author": "/authors/sam-okonkwo-hale/",
}
CATEGORIES = ("accessibility", "best-practices", "seo")
# What Lighthouse blames although it is meant: search engines are asked not to list the page.
MEANT = ("is-crawlable",)
# Metric, unit, the audit in Lighthouse's result, goal. Bytes are those before pictures.
GOALS = {"score": 100, "LCP": 1.2, "FCP": None, "TBT": None, "CLS": 0, "size": 60}
UNITS = {"LCP": "s", "FCP": "s", "TBT": "ms", "size": "KB"}


def require_programs() -> None:
    """Install Lighthouse if it is missing.

    Raises:
        NotInstalled: there is no node, no npm or no Chromium, or npm can't fetch Lighthouse.
    """
    require("node", "npm")
    if not chromium():
        raise NotInstalled("This needs Chromium. On Debian and Ubuntu: apt-get install chromium")
    if not PROGRAM.exists():
        done = subprocess.run(["npm", "ci", "--silent"], cwd=FOLDER)
        if done.returncode:
            raise NotInstalled("npm can't fetch Lighthouse. Is there a network?")


def chromium() -> str | None:
    """Return the path of Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROME_PATH") or next(filter(None, map(find, names)), None)


def measure(environment: dict[str, str]) -> Iterator[Measurement]:
    """Yield the figures of every page."""
    make_renditions(environment)
    with newsroom(environment) as server:
        yield from speeds(server)
        yield from scores(server)


def speeds(server: Server) -> Iterator[Measurement]:
    """Yield how fast the pages of SPEED are."""
    for page, path in SPEED.items():
        results = [figures(run(server, path, "performance")) for _ in range(RUNS)]
        for metric, goal in GOALS.items():
            value = statistics.median(result[metric] for result in results)
            unit = UNITS.get(metric, "")
            yield Measurement("lighthouse", page, metric, unit, value, goal, metric == "score")


def scores(server: Server) -> Iterator[Measurement]:
    """Yield the scores of each type of page, and write what cost one of them points."""
    for page, path in PAGES.items():
        if page == "not-found":
            continue  # Lighthouse refuses a page with this status
        result = run(server, path, *CATEGORIES, skipped=MEANT if page in UNLISTED else ())
        for category, found in result["categories"].items():
            score = (found["score"] or 0) * 100
            yield Measurement("lighthouse", page, category, "", score, 100, True)
            for audit in failed(result, category):
                sys.stderr.write(f"{page}, {category}: {audit}\n")


def make_renditions(environment: dict[str, str]) -> None:
    """Run a worker until the queue is empty: until then, pictures are served in a stand-in size."""
    waiting = (
        "SELECT count(*) FROM django_tasks_database_dbtaskresult"
        " WHERE status IN ('READY', 'RUNNING')"
    )
    url = environment["DATABASE_URL"]
    with worker(environment) as running, psycopg.connect(url, autocommit=True) as db:
        while (row := db.execute(waiting).fetchone()) and row[0]:
            if running.poll() is not None:
                raise RuntimeError("The worker ended; its messages are on the terminal.")
            time.sleep(0.5)


def failed(result: dict[str, Any], category: str) -> list[str]:
    """Return the titles of the audits that cost a category points."""
    audits = result["audits"]
    counted = [each["id"] for each in result["categories"][category]["auditRefs"] if each["weight"]]
    return [audits[each]["title"] for each in counted if audits[each]["score"] not in (1, None)]


def run(
    server: Server, path: str, *categories: str, skipped: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return Lighthouse's result for a page in these categories, as it writes it.

    Raises:
        RuntimeError: Lighthouse failed twice; once may be a Chromium that didn't start.
    """
    flags = "--headless=new --disable-gpu" + ("" if os.geteuid() else " --no-sandbox")
    command = [
        str(PROGRAM),
        server.url + path,
        "--output=json",
        "--quiet",
        f"--chrome-flags={flags}",
    ]
    command += [f"--only-categories={','.join(categories)}"]
    command += [f"--skip-audits={','.join(skipped)}"] if skipped else []
    environment = os.environ | {"CHROME_PATH": chromium() or ""}
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if not done.returncode:
            break
    else:
        raise RuntimeError(f"Lighthouse on {path}: {done.stderr.strip()[-500:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    if error := result.get("runtimeError"):
        raise RuntimeError(f"Lighthouse on {path}: {error['message']}")
    return result


def figures(result: dict[str, Any]) -> dict[str, float]:
    """Return the figures of one result, in the units of UNITS; the size is that before pictures."""
    audits = result["audits"]
    requests = audits["network-requests"]["details"]["items"]
    sent = sum(each["transferSize"] for each in requests if each["resourceType"] != "Image")
    return {
        "score": result["categories"]["performance"]["score"] * 100,
        "LCP": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "FCP": audits["first-contentful-paint"]["numericValue"] / 1000,
        "TBT": audits["total-blocking-time"]["numericValue"],
        "CLS": audits["cumulative-layout-shift"]["numericValue"],
        "size": sent / 1000,
    }

"""Run Lighthouse (mobile, simulated slow 4G) on the demo's pages: the median of three runs.

Lighthouse is installed by npm in benchmarks/npm. Chromium is CHROME_PATH, or the first on the PATH.
"""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.measuring import Measurement
from benchmarks.servers import NotInstalled, Server, find, newsroom, require
from newsroom.demo.serving import worker

FOLDER = Path(__file__).parent / "npm"
PROGRAM = FOLDER / "node_modules" / ".bin" / "lighthouse"
RUNS = 3
PAGES = {
    "home": "/",
    "story": "/games/the-mountain-in-the-distance/",
    "guide": "/guides/choosing-a-second-controller/",
    "section": "/anime/",
    "tag": "/tags/nintendo/",
    "author": "/authors/sam-okonkwo-hale/",
}
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
        for page, path in PAGES.items():
            results = [figures(run(server, path)) for _ in range(RUNS)]
            for metric in results[0]:
                value = statistics.median(result[metric] for result in results)
                goal = GOALS[metric]
                yield Measurement(
                    "lighthouse",
                    page,
                    metric,
                    UNITS.get(metric, ""),
                    value,
                    goal,
                    metric == "score",
                )


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


def run(server: Server, path: str) -> dict[str, Any]:
    """Return Lighthouse's result for a page, as it writes it.

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
    command += ["--only-categories=performance"]
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

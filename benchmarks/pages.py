"""Measure the processor time of each kind of page, in one run with nginx serving a static file.

Uncached: every request renders its page. Cached: the page cache answers, in as far as it may keep
the page; a first round has filled it. Page store: nginx sends them from files, as deploy/nginx.conf has it.
"""

import statistics
from collections.abc import Generator, Iterator, Mapping
from http.client import HTTPConnection
from urllib.parse import urlsplit

from benchmarks.measuring import Measurement
from benchmarks.page_store import page_store
from benchmarks.servers import Load, Server, load, newsroom, nginx, require
from benchmarks.site import ROOT, output

ROUNDS = 3
# Milliseconds of processor time per request; the cached goal is a share of nginx's rate.
GOALS = {
    "home": 4,
    "page 40": 4,
    "story": 2.5,
    "section": 4,
    "tag on a third of all stories": 4,
    "tag on 50,000 stories": 4,
    "tag on 25 stories": 4,
    "author": 4,
    "feed": 20,
    "404": 1,
}
# The least part of nginx's requests per second: with one file, and with as many as the page store has.
SHARES = {"cached": 0.4, "page store": 0.9}
ONE_FILE, ALL_FILES = "a story's file", "the stories' files"
WORKER_MB = 100
Requests = list[tuple[str, Mapping[str, str]]]


def measure(environment: dict[str, str], seconds: float = 3) -> Iterator[Measurement]:
    """Yield the figures of all pages: nginx's file, then pages uncached, then cached.

    Raises:
        NotInstalled: wrk or nginx is missing.
    """
    require("wrk", "nginx")
    paths = output("benchmarks.paths", environment=environment)
    with newsroom(environment | {"PAGE_CACHE_MB": "0"}) as server:
        stories = [fetch(server, path)[1] for path in paths["story"]]
    with nginx(stories) as static:
        files: Requests = [(f"/{number}.html", {}) for number in range(len(stories))]
        named = {ONE_FILE: files[:1], ALL_FILES: files}
        rates = yield from rounds("nginx", static, named, seconds)
    yield from site_rounds("uncached", environment, paths, seconds, 0)
    if (ROOT / "newsroom" / "cache").is_dir():
        yield from site_rounds("cached", environment, paths, seconds, rates[ONE_FILE])
        kept = [*paths["story"], *paths["home"]]
        with page_store(environment, kept) as server:
            requests: dict[str, Requests] = {
                name: [(path, {}) for path in paths[name]] for name in ("story", "home")
            }
            yield from rounds("page store", server, requests, seconds, rates[ALL_FILES])


def site_rounds(
    kind: str,
    environment: dict[str, str],
    paths: dict[str, list[str]],
    seconds: float,
    nginx_rate: float,
) -> Iterator[Measurement]:
    """Yield the figures of all pages with the page cache on ("cached") or off, and the memory."""
    switch = {"PAGE_CACHE_MB": "0"} if kind == "uncached" else {}
    with newsroom(environment | switch) as server:
        requests: dict[str, Requests] = {
            name: [(path, {}) for path in addresses] for name, addresses in paths.items()
        }
        requests["304 of a story"] = [
            (path, {"If-None-Match": fetch(server, path)[0]}) for path in paths["story"]
        ]
        yield from rounds(kind, server, requests, seconds, nginx_rate)
        yield Measurement(
            f"pages {kind}", "a worker", "memory", "MB", server.worker_mb(), WORKER_MB
        )


def rounds(
    kind: str,
    server: Server,
    requests: Mapping[str, Requests],
    seconds: float,
    nginx_rate: float = 0,
) -> Generator[Measurement, None, dict[str, float]]:
    """Put load on every kind of page in turn, ROUNDS times after a short one; yield the medians.

    Returns:
        The median rate of each kind.
    """
    found: dict[str, list[Load]] = {}
    for number in range(ROUNDS + 1):
        for name, addresses in requests.items():
            result = load(server, addresses, seconds if number else min(1.0, seconds))
            if number:
                found.setdefault(name, []).append(result)
    rates: dict[str, float] = {}
    for name, results in found.items():
        benchmark = f"pages {kind}"
        cpu = statistics.median(result.cpu_ms for result in results)
        rates[name] = rate = statistics.median(result.per_second for result in results)
        goal = GOALS.get(name) if kind == "uncached" else None
        yield Measurement(benchmark, name, "CPU per request", "ms", cpu, goal)
        least = nginx_rate * SHARES[kind] if nginx_rate and name in GOALS else None
        yield Measurement(benchmark, name, "requests", "/s", rate, least, more_is_better=True)
        p99 = statistics.median(result.p99_ms for result in results)
        yield Measurement(benchmark, name, "99th percentile", "ms", p99)
        if failed := sum(result.failed for result in results):
            yield Measurement(benchmark, name, "failed", "", failed, 0)
    return rates


def fetch(server: Server, path: str) -> tuple[str, bytes]:
    """Request a page without compression; return its ETag and content."""
    connection = HTTPConnection(urlsplit(server.url).netloc)
    # The load generator accepts gzip, and the ETag may name the encoding.
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    compressed = connection.getresponse()
    compressed.read()
    connection.request("GET", path)
    plain = connection.getresponse()
    content = plain.read()
    connection.close()
    if plain.status != 200:
        raise RuntimeError(f"{path} answers {plain.status}")
    return compressed.headers["ETag"], content

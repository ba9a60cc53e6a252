"""Numbers for Prometheus at `/metrics`, if METRICS_TOKEN is set; the scraper must send the token.

With several web processes, PROMETHEUS_MULTIPROC_DIR names a folder through which they share counts
(deploy/systemd/newsroom.service sets it). A metric declared anywhere with prometheus_client is
included. https://prometheus.github.io/client_python/multiprocess/
"""

import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}

requests = Histogram(
    "newsroom_request_seconds",
    "Requests that Django handled, by the name of their route.",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Measure:
    """Middleware that counts and times requests; Django leaves it out without METRICS_TOKEN."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        # Each distinct label costs memory for ever, so a client must not choose one.
        requests.labels(
            route=match.view_name if match and match.view_name else "none",
            method=request.method if request.method in METHODS else "other",
            status=str(response.status_code),
        ).observe(time.perf_counter() - began)
        return response


def metrics(request: HttpRequest) -> HttpResponse:
    """Serve the numbers in Prometheus's text format; a wrong or missing token gets a 404."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, expected):
        return HttpResponse("There is nothing here.\n", "text/plain", status=404)
    registry = CollectorRegistry()
    registry.register(Now())
    text = generate_latest(registry)
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shared = CollectorRegistry()
        MultiProcessCollector(shared)
        text += generate_latest(shared)
    else:
        text += generate_latest(REGISTRY)
    response = HttpResponse(text, CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


class Now:
    """A collector that queries PostgreSQL at each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            numbers = current_numbers()
        except DatabaseError:
            numbers = {}
        up = "1 if PostgreSQL answered this request's queries, else 0."
        yield GaugeMetricFamily("newsroom_database_up", up, value=int(bool(numbers)))
        for name, (text, value) in numbers.items():
            yield GaugeMetricFamily(f"newsroom_{name}", text, value=value)


def current_numbers() -> dict[str, tuple[str, float]]:
    """Return name, description and value of each number that PostgreSQL knows."""
    from newsroom import worker

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE datname = current_database()), count(*),"
            " current_setting('max_connections')::integer FROM pg_stat_activity"
            " WHERE backend_type = 'client backend'"
        )
        ours, all_connections, most = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'READY'),"
            " count(*) FILTER (WHERE status = 'FAILED') FROM django_tasks_database_dbtaskresult"
            " WHERE status IN ('READY', 'FAILED')"
        )
        waiting, failed = cursor.fetchone()
    return {
        "database_connections": ("Connections to this database.", ours),
        "server_connections": ("Connections to all databases of the server.", all_connections),
        "server_connections_limit": ("PostgreSQL's max_connections.", most),
        "tasks_waiting": ("Tasks that wait for a worker or for their time.", waiting),
        "tasks_failed": ("Failed tasks that are not pruned yet.", failed),
        "queue_seconds": (
            "Seconds that the oldest ready task has waited.",
            worker.seconds_waiting(),
        ),
        "task_workers": ("Live task workers on all machines.", worker.workers()),
    }

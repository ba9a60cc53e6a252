"""Prometheus gets the numbers of all processes; nobody else gets any."""

import re
from pathlib import Path

import pytest

from tests.newsroom.running import Site, running_site

TOKEN = "a-token-of-some-length"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


def number(text: str, name: str, *labels: str) -> float:
    """Return the sum of a metric's samples that have all of the labels."""
    found = re.findall(rf"(?m)^{name}(\{{[^}}]*\}})? (\S+)$", text)
    return sum(float(value) for given, value in found if all(label in given for label in labels))


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", TOKEN, "Bearer ünïcode"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_without_the_token_there_is_nothing(client, settings, token, given):
    settings.METRICS_TOKEN = token

    answer = client.get("/metrics", headers={"authorization": given} if given else {})

    assert answer.status_code == 404
    assert b"newsroom_" not in answer.content


@pytest.mark.django_db
def test_what_is_counted_while_nobody_may_ask(client, settings):
    settings.METRICS_TOKEN = ""
    client.get("/")
    settings.METRICS_TOKEN = TOKEN

    assert number(client.get("/metrics", headers=AUTHORIZED).text, "newsroom_task_workers") == 0


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> Site:
    folder: Path = tmp_path_factory.mktemp("metrics")
    # Requests answered from memory reach no metrics.
    settings = {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    settings["PAGE_CACHE_MB"] = "0"
    with running_site("--workers", "2", **settings) as site:
        yield site


def test_the_processes_count_together(measured):
    for _ in range(40):
        measured.get("/")
    for number_of_page in range(5):
        measured.get(f"/no-such-{number_of_page}/")
    measured.get("/", method="BREW")

    texts = [measured.get("/metrics", AUTHORIZED).text for _ in range(8)]

    for text in texts:
        count = "newsroom_request_seconds_count"
        assert number(text, count, 'route="home"', 'method="GET"', 'status="200"') == 40
        # Addresses and methods that clients make up are no labels.
        assert "no-such" not in text and "BREW" not in text
        assert number(text, count, 'route="section"', 'status="404"') == 5
        assert number(text, count, 'method="other"') == 1
        assert 0 < number(text, "newsroom_request_seconds_sum", 'route="home"') < 60


def test_postgresqls_numbers_are_of_now(measured):
    text = measured.get("/metrics", AUTHORIZED).text

    assert number(text, "newsroom_database_up") == 1
    assert number(text, "newsroom_database_connections") >= 1
    assert number(text, "newsroom_server_connections_limit") == 100
    assert number(text, "newsroom_queue_seconds") == 0
    assert number(text, "newsroom_tasks_waiting") == 0


def test_an_outage_is_a_number_too(measured):
    measured.database.stop()
    try:
        answer = measured.get("/metrics", AUTHORIZED)
    finally:
        measured.database.start()

    assert answer.status == 200
    assert number(answer.text, "newsroom_database_up") == 0
    assert answer.headers["Cache-Control"] == "no-store"

"""Every line of a request's log has the request's id, which the proxy and the response know too."""

import json
import logging
import re
import subprocess
import sys

import pytest

from newsroom import logs
from tests.newsroom.running import ROOT, command_of_the_readme, free_port
from tests.newsroom.test_startup import PRODUCTION

pytestmark = pytest.mark.django_db
GIVEN = "b2c4a1f0-5ad1-4d0e-9a77-0a4ce1b6b1de"


@pytest.mark.parametrize("given", [GIVEN, "0123456789abcdef0123456789abcdef", "01J9Z8K7.A_b-c"])
def test_a_well_formed_id_is_kept(client, given):
    assert client.get("/no-such/", headers={"x-request-id": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "forged\nline", "two words", "<script>"])
def test_any_other_is_replaced(client, given):
    ids = {
        client.get("/no-such/", headers={"x-request-id": given}).headers["X-Request-ID"]
        for _ in range(2)
    }

    assert len(ids) == 2
    assert given not in ids
    assert all(re.fullmatch("[0-9a-f]{32}", made) for made in ids)


@pytest.mark.parametrize("format", ["text", "json"])
def test_each_line_has_the_id_and_lines_outside_requests_have_none(client, monkeypatch, format):
    monkeypatch.setenv("LOG_FORMAT", format)
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Lines()
    handler.setFormatter(logs.formatter())
    logging.getLogger("django.request").addHandler(handler)
    try:
        client.get("/no-such/", headers={"x-request-id": GIVEN})
        logging.getLogger("django.request").warning("Outside.")
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    inside, outside = lines
    assert (GIVEN in inside, GIVEN in outside) == (True, False)
    if format == "json":
        line = json.loads(inside)
        assert line["request_id"] == GIVEN
        assert (line["level"], line["logger"]) == ("WARNING", "django.request")
        assert line["message"] == "Not Found: /no-such/"
        assert line["status"] == 404
        assert "request" not in line
        assert line["time"].endswith("+00:00")
        assert "request_id" not in json.loads(outside)


def test_a_traceback_stays_in_its_line():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("a", 40, "f", 1, "Failed: %s", ("x",), sys.exc_info())

    line = logs.JsonLines().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "Failed: x"
    assert json.loads(line)["traceback"].endswith("ValueError: two\nlines")


def test_the_servers_own_lines_are_json_too():
    """Nobody listens at DATABASE_URL, so Granian says that its worker ended, and ends."""
    command = [sys.executable, "-m", *command_of_the_readme(), "--port", str(free_port())]
    result = subprocess.run(
        [*command, "--log-config", "newsroom/granian_logs.json"],
        cwd=ROOT,
        env=PRODUCTION | {"LOG_FORMAT": "json", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    lines = [line for line in result.stderr.splitlines() if not line.startswith("newsroom: ")]
    assert result.stdout == ""
    assert "Shutting down granian" in {json.loads(line)["message"] for line in lines}

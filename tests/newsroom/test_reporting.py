"""An error is reported to whom the settings name, and neither report nor log holds a draft."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
from django.db import connection

from newsroom.reporting import prepared
from tests.newsroom.failing import HOW
from tests.newsroom.test_startup import at, run

DRAFT = 'The minister "took the money" from the till\nand ran'
FAIL = """
import os, sys
import django; django.setup()
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
factory = RequestFactory(headers={"host": "news.example", "x-request-id": "0123456789abcdef"})
request = factory.post(f"/{sys.argv[1]}/", {"body": os.environ["DRAFT"]}, secure=True)
answer = WSGIHandler()(request.environ, lambda status, headers: print(status))
print(b"".join(answer).decode())
try:
    import sentry_sdk; sentry_sdk.flush(10)
except ImportError:
    pass
"""


# The library compresses by the best means that is installed.
UNPACK = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def sentry() -> Iterator[tuple[str, list[str]]]:
    """A server that takes error reports: its address, and what it was sent."""
    received: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = UNPACK[self.headers.get("Content-Encoding")]
            received.append(unpack(body).decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://key@127.0.0.1:{server.server_port}/1", received
        server.shutdown()


def fail(how: str, **settings: str):
    environment = at(connection.settings_dict["NAME"]) | {
        "DJANGO_SETTINGS_MODULE": "tests.newsroom.failing_settings",
        **settings,
    }
    result = run("-W", "ignore", "-c", FAIL, how, **environment, DRAFT=DRAFT)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("500 ")
    return result


def assert_no_draft(text: str) -> None:
    for words in ("minister", "took the money", "the till", "and ran"):
        assert words not in text


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("how", HOW)
def test_neither_log_nor_report_holds_what_was_written(how, format, db, sentry):
    address, received = sentry

    result = fail(how, SENTRY_DSN=address, LOG_FORMAT=format)

    assert "Traceback" in result.stderr and f"/{how}/" in result.stderr
    assert "0123456789abcdef" in result.stderr
    assert_no_draft(result.stderr)
    (report,) = received
    assert_no_draft(report)
    event = json.loads(report.splitlines()[2])
    assert event["exception"]["values"][-1]["stacktrace"]["frames"][-1]["lineno"]
    assert event["request"]["url"] == f"https://news.example/{how}/"
    assert not event["request"].get("data")
    assert event["tags"]["request_id"] == "0123456789abcdef"


def test_the_page_says_that_it_is_reported_only_if_it_is(db, sentry):
    address, _ = sentry
    sentence = "A report goes to the people who run this site."

    assert sentence in fail("python_error", SENTRY_DSN=address).stdout
    assert sentence not in (alone := fail("python_error").stdout)
    assert "What you sent may not have been saved." in alone
    assert "told" not in alone


def test_an_address_that_is_none_is_said_in_one_line():
    result = run("manage.py", "check", **at("postgres"), SENTRY_DSN="nonsense")

    assert result.returncode == 1
    assert result.stderr.startswith("newsroom: SENTRY_DSN is no address of a project: ")
    assert result.stderr.count("\n") == 1


def test_without_the_package_the_setting_says_how_to_get_it(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'sentry_sdk' else find(name, *a)\n"
    )
    settings = {"SENTRY_DSN": "https://key@sentry.example/1", "PYTHONPATH": str(tmp_path)}

    result = run("manage.py", "check", **at("postgres"), **settings)

    assert result.returncode == 1
    assert result.stderr.endswith("run `make install WITH=sentry`.\n")
    assert result.stderr.count("\n") == 1


def test_a_report_is_without_the_token_of_a_preview_link():
    report = {"request": {"url": "https://news.example/preview/s3cret-Token/images/a/320.jpg?x=1"}}
    sent = prepared(report, {})
    assert sent["request"]["url"] == "https://news.example/preview/…/images/a/320.jpg?x=1"
    other = {"request": {"url": "https://news.example/culture/preview/"}}
    assert prepared(dict(other), {}) == other

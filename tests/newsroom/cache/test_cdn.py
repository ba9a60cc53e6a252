"""A CDN, faked by an HTTP server: pages name their keys, and changed keys are purged."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from articles.models import Edition
from authors.models import Author
from newsroom.cache import cdn, serving
from tests.newsroom.cache.process import Answer, Process, running, until

NETWORKS = [cdn.Fastly("zone", "token"), cdn.Cloudflare("zone", "token")]


class Api(HTTPServer):
    """The API of both CDNs; it refuses the first calls."""

    def __init__(self, refusals: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.refusals = refusals
        self.calls: list[tuple[str, dict[str, str], str]] = []


class Handler(BaseHTTPRequestHandler):
    server: Api

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        refused = self.server.refusals > 0
        self.server.refusals -= 1
        if not refused:
            self.server.calls.append((self.path, dict(self.headers), body))
        self.send_response(503 if refused else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Print nothing."""


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(params=NETWORKS, ids=["Fastly", "Cloudflare"])
def network(request, api) -> cdn.Network:
    return replace(request.param, api=f"http://127.0.0.1:{api.server_port}")


def purged(api: Api) -> list[set[str]]:
    """Return the keys of each call that was answered with 200; {"*"} for everything."""
    found = []
    for path, headers, body in api.calls:
        if path == "/service/zone/purge_all" or "purge_everything" in body:
            found.append({"*"})
        elif path == "/service/zone/purge":
            assert headers["Fastly-Key"] == "token"
            found.append(set(headers["Surrogate-Key"].split()))
        else:
            assert path == "/client/v4/zones/zone/purge_cache"
            assert headers["Authorization"] == "Bearer token"
            found.append(set(json.loads(body)["tags"]))
    return found


def test_keys_are_purged_in_groups_and_again_after_a_failure(network, api, monkeypatch):
    monkeypatch.setattr(cdn, "AGAIN", 0.02)
    monkeypatch.setattr(cdn, "SETTLED", 60)
    api.refusals = 2
    purger = cdn.Purger(network)
    purger.purge(f"article:{number}" for number in range(300))
    purger.start()
    until(lambda: len(set().union(*purged(api))) == 300)
    purger.purge(["*", "author:3"])
    until(lambda: {"*"} in purged(api))
    purger.stop()
    assert max(map(len, purged(api))) <= 256


def test_keys_are_purged_twice_because_the_cdn_may_have_got_a_former_page_meanwhile(
    network, api, monkeypatch
):
    monkeypatch.setattr(cdn, "SETTLED", 0.1)
    purger = cdn.Purger(network)
    purger.start()
    purger.purge(["article:1"])
    until(lambda: purged(api) == [{"article:1"}])
    purger.purge(["article:2"])
    until(lambda: len(purged(api)) >= 3 and len(purger._again) == 0)
    purger.stop()
    assert not purger.thread.is_alive()
    assert sorted(key for keys in purged(api) for key in keys) == 2 * ["article:1"] + 2 * [
        "article:2"
    ]


@pytest.mark.django_db(transaction=True)
def test_no_cdn_keeps_a_page_whose_rows_changed_while_it_was_rendered(
    newsroom, transactional_db, network, monkeypatch
):
    monkeypatch.setattr(serving, "network", lambda: network)
    with running(monkeypatch) as process:
        edition = Edition.objects.live().latest_first()[0]
        path, key = edition.get_absolute_url(), f"article:{edition.article_id}"
        page_of = serving.page_of

        def changed(*given):
            process.store.drop([key])
            return page_of(*given)

        monkeypatch.setattr(serving, "page_of", changed)
        assert cdn_age(process.get(path)) == "max-age=0"


@pytest.mark.django_db(transaction=True)
def test_no_cdn_keeps_a_page_that_is_served_during_an_outage(
    newsroom, transactional_db, network, monkeypatch
):
    monkeypatch.setattr(serving, "network", lambda: network)
    with running(monkeypatch) as process:
        process.get("/")
        monkeypatch.setattr("newsroom.rsgi.respond", lambda *given: (503, [], b""))
        process.store.suspend()
        stale = process.get("/")
        assert "stale" in stale.mark
        assert cdn_age(stale) is None
        assert stale.headers["cache-control"] == "no-store"
        assert stale.headers["x-request-id"]


def cdn_age(answer: Answer) -> str | None:
    names = ("surrogate-control", "cloudflare-cdn-cache-control")
    return next((answer.headers[name] for name in names if name in answer.headers), None)


@pytest.mark.django_db(transaction=True)
def test_one_process_purges_what_changes(newsroom, transactional_db, network, api, monkeypatch):
    monkeypatch.setattr(serving, "network", lambda: network)
    monkeypatch.setattr(cdn, "SETTLED", 60)
    with running(monkeypatch) as first:
        until(lambda: purged(api) == [{"*"}])
        with running(monkeypatch) as second:
            author = Author.objects.all()[0]
            author.save()
            second.hear()
            until(lambda: len(purged(api)) > 1)
            assert purged(api)[1:] == [{"authors_author", f"author:{author.pk}"}]
            del api.calls[:]
            check_headers(first)
        assert not api.calls


def check_headers(process: Process) -> None:
    path = Edition.objects.live().latest_first()[0].get_absolute_url()
    for _ in "ab":
        headers = process.get(path).headers
        keys = headers.get("surrogate-key") or headers["cache-tag"]
        assert "articles_section" in keys
        assert cdn_age(process.get(path)) in ("max-age=3600", "max-age=0")

"""Nothing that a server sends ends a run: the page is recorded, and the next one is probed."""

import os
import ssl
import zlib

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.linkcheck import Batch, Health, Limits, Outcome, RateLimiter, probe
from disclosures.linkcheck.classify import headings, says_not_found
from disclosures.linkcheck.robots import Robots
from disclosures.linkcheck.runs import Due, LinkCheckRun
from disclosures.models import LinkCheck
from tests.disclosures.linkcheck.fake_shop import Page, endless, opened, page, raw, to
from tests.factories import make_programme

HASTY = Limits(connect=1, read=0.3, total=0.8, redirects=2, body=4096)
HTML = b"Content-Type: text/html\r\n"

LOCATIONS = [
    "http://[::1]/",
    "http://[2606:4700::1111%25eth0]/",
    "http://[v1.x]/",
    "http://[",
    "http://",
    "https://.example/",
    "https://a..example/",
    f"https://{'a' * 64}.example/",
    f"https://{'a.' * 130}example/",
    "https://xn--.example/",
    "https://xn--a-ecp.example/",
    "https://bücher.example:443/ü",
    "https://ا1.example/",
    "https://shop.example:0/",
    "https://shop.example:99999/",
    "http://0x7f.1/",
    "http://127.1/",
    "//",
    "/\\\\evil",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://shop.example/",
    "http://user:pw@shop.example/",
    "/%00%ff%zz",
    "/" + "x" * 40_000,
    "?" + "&tag=" * 9_000,
    "\x80\x81\xff",
    "http://shop.example:80:80/",
    " ",
]
BODIES = {
    "latin-1": "<title>Küche - Größe</title>".encode("latin-1"),
    "utf-16": "<title>Küche</title>".encode("utf-16"),
    "utf-32": "<title>Küche</title>".encode("utf-32"),
    "gzip that isn't": b"\x1f\x8b\x08\x00garbage\xff",
    "deflate": zlib.compress(b"<title>x</title>"),
    "unknown charset": b'<meta charset="x-klingon"><title>\xff\xfe\x80</title>',
    "codec that is no charset": b'<meta charset="zlib"><title>\xff\xfe\x80</title>',
    "undefined": b'<meta charset="undefined"><title>\xff\xfe\x80</title>',
    "NUL": b"<title>not\0 found</title>\0\0<h1>\0</h1>",
    "surrogates": b"<title>&#xD800;\xed\xa0\x80</title>",
    "deep": b"<div>" * 30_000 + b"<h1>x",
    "no markup": b"\0" * 5000,
    "XML": b'<?xml version="1.0" encoding="ebcdic-cp-us"?><title>\xe9</title>',
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><title>&a;&b;</title>',
}
RAW = {
    "nothing": b"",
    "HTTP/0.9": b"<title>A page of 1991</title>",
    "no status": b"HTTP/1.1\r\n\r\n",
    "status of letters": b"HTTP/1.1 OK OK\r\n\r\n",
    "status 99999": b"HTTP/1.1 99999 Many\r\n\r\n",
    "status 000": b"HTTP/1.1 000 None\r\n\r\n",
    "HTTP/9.9": b"HTTP/9.9 200 OK\r\n\r\nx",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a TLS alert": b"\x15\x03\x03\x00\x02\x02\x28",
    "100 and nothing": b"HTTP/1.1 100 Continue\r\n\r\n",
    "hints, then a page": b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 OK\r\n"
    + HTML
    + b"\r\n<title>x</title>",
    "101": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n\xff\xff",
    "headers without end": b"HTTP/1.1 200 OK\r\nX: y\r\n",
    "header without colon": b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
    "header of NULs": b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
    "header of 200 KB": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
    "5,000 headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5_000 + b"\r\n",
    "folded header": b"HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n",
    "lengths that differ": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx",
    "length of 5,000 digits": b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\nx",
    "too short": b"HTTP/1.1 200 OK\r\n" + HTML + b"Content-Length: 900\r\n\r\n<title>x",
    "chunks that aren't": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx",
    "unknown transfer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, x\r\n\r\nx",
    "type of bytes": b"HTTP/1.1 200 OK\r\nContent-Type: \xff\xfe; charset=\xff\r\n\r\n<title>x",
    "encoding that isn't": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip",
    "wait of 400 digits": b"HTTP/1.1 429 No\r\nRetry-After: " + b"9" * 400 + b"\r\n\r\n",
    "wait till the year 0": b"HTTP/1.1 429 No\r\nRetry-After: Mon, 00 Foo 0000 99:99:99 +9999\r\n\r\n",
    "wait till 9999": b"HTTP/1.1 503 No\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 -2359\r\n\r\n",
    "redirect of bytes": b"HTTP/1.1 302 Found\r\nLocation: \x80\x81\xfe\xff\r\n\r\n",
    "two redirects": b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: http://[\r\n\r\n",
}
ANSWERS: dict[str, Page] = {
    **{f"to {place[:40]!r}": to(place) for place in LOCATIONS if place.isascii()},
    **{
        f"to {place[:40]!r} in UTF-8": raw(
            b"HTTP/1.1 302 Found\r\nLocation: " + place.encode() + b"\r\n\r\n"
        )
        for place in LOCATIONS
        if not place.isascii()
    },
    **{f"body: {name}": raw(b"HTTP/1.1 200 OK\r\n\r\n" + body) for name, body in BODIES.items()},
    **{name: raw(data) for name, data in RAW.items()},
    "endless body": endless(b"HTTP/1.1 200 OK\r\n\r\n", b"<p>more</p>"),
    "endless headers": endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "endless hints": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "endless chunks": endless(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"
    ),
}


@pytest.mark.django_db
def test_every_answer_is_recorded_and_the_run_goes_on(shop, caplog):
    make_programme(patterns="shop.example")
    addresses = {
        name: shop.address(f"/{n}/p", f"{n}.shop.example") for n, name in enumerate(ANSWERS)
    }
    shop.pages |= {f"/{n}/p": answer for n, answer in enumerate(ANSWERS.values())}
    shop.pages["/good"] = page()
    addresses["good"] = shop.address("/good", "0.shop.example")
    run = LinkCheckRun(
        [Due(name, address) for name, address in addresses.items()], client=shop.client(HASTY)
    )
    recorded = {check.page: check for check in run}
    assert recorded.keys() == addresses.keys()
    assert LinkCheck.objects.count() == len(addresses)
    assert recorded["good"].health == Health.OK
    assert all(check.sentence for check in recorded.values())
    # Foreseen, each of them: the last resort is for what nobody thought of.
    assert not [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.django_db
def test_what_the_database_cannot_store_is_recorded_too(shop, monkeypatch, caplog):
    outcome = Outcome(Health.OK, "NUL \0", 200, "https://shop.example/\0")
    monkeypatch.setattr("disclosures.linkcheck.runs.probe", lambda *a, **options: outcome)
    pages = [Due(name, shop.address(f"/{name}")) for name in "ab"]
    checks = list(LinkCheckRun(pages, client=shop.client()))
    assert [check.health for check in checks] == [Health.UNSURE] * 2
    assert LinkCheck.objects.filter(sentence__contains="could not be read").count() == 2
    assert "could not be stored" in caplog.text


@pytest.mark.parametrize("host", ["a..example", ".example", "a" * 64 + ".example"])
def test_a_name_that_tls_refuses_is_an_outcome(host):
    authority, serving = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("shop.example").configure_cert(serving)
    with opened(serving) as shop:
        shop.otherwise = to(f"https://{host}:{shop.port}/")
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        outcome = probe(
            f"https://shop.example:{shop.port}/", client=shop.client(HASTY, tls=trusting)
        )
        assert outcome.health == Health.DEAD
        assert "no name that a host can have" in outcome.sentence


LINE = st.binary(max_size=60).map(lambda line: line.replace(b"\n", b""))
NAMES = st.sampled_from(
    [b"Location", b"Content-Type", b"Content-Length", b"Transfer-Encoding", b"Retry-After"]
)
HEADERS = st.lists(st.one_of(LINE, st.builds(lambda a, b: a + b": " + b, NAMES, LINE)), max_size=4)
STATUS = st.sampled_from(
    [200, 204, 206, 301, 302, 304, 401, 403, 404, 410, 418, 429, 500, 503, 999]
)
BODY = st.one_of(st.binary(max_size=300), st.sampled_from(list(BODIES.values())))
ANSWER = st.one_of(
    st.binary(max_size=300),
    st.builds(
        lambda status, headers, body: (
            b"HTTP/1.1 %d X\r\n%s\r\n\r\n%s" % (status, b"\r\n".join(headers), body)
        ),
        STATUS,
        HEADERS,
        BODY,
    ),
)


@settings(
    max_examples=60 if "CI" in os.environ else 25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(answer=ANSWER, robots=st.one_of(st.none(), st.binary(max_size=200)))
def test_no_answer_makes_a_probe_raise(shop, answer, robots):
    shop.pages["/p/kettle"] = raw(answer)
    shop.pages["/robots.txt"] = page("", 404)
    client = shop.client(HASTY)
    if robots is not None:
        shop.pages["/robots.txt"] = raw(b"HTTP/1.1 200 OK\r\n\r\n" + robots)
    outcome = probe(shop.address(), client=client, robots=Robots(client))
    assert outcome.sentence
    assert "\0" not in outcome.sentence + outcome.final
    list(Batch(lambda address: outcome, RateLimiter(0, sleep=lambda s: None)).run([shop.address()]))


@given(st.one_of(st.binary(), st.binary().map(lambda b: b"<meta charset=utf-16><title>" + b)))
def test_headings_of_any_bytes(body):
    assert all("\0" not in words for words in headings(body))


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "shift_jis", "euc-jp"])
def test_a_page_is_read_in_the_encoding_that_it_names(name):
    text = f"<meta charset={name}><title>ページが見つかりません</title>"
    assert says_not_found(text.encode(name)) == "ページが見つかりません"


def test_a_page_that_names_no_encoding_is_read_letter_by_letter():
    assert headings("<title>Größe</title>".encode("latin-1")) == ["Größe", "Größe"]

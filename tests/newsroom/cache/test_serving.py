"""Answers from memory: which requests get them, and that they are the page that Django renders."""

import asyncio
import threading

import pytest
from django.test import Client

from articles.models import Article, Edition, Section
from newsroom.cache import serving
from newsroom.cache.page import _encoding_for, encoding_for, matches
from newsroom.cache.serving import normalised
from newsroom.request_ids import WELL_FORMED
from tests.newsroom.cache.process import Answer, Process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("newsroom")]


@pytest.fixture
def path(process) -> str:
    return Edition.objects.live().latest_first()[0].get_absolute_url()


def test_the_second_reader_gets_the_same_page_from_memory(process, path):
    first, second = process.get(path), process.get(path)
    fresh = Client().get(path)

    assert (first.status, first.mark) == (200, "fwd=miss")
    assert (second.status, second.mark) == (200, "hit")
    assert second.raw == first.raw == fresh.content
    for name, value in fresh.headers.items():
        if name not in ("ETag", "Content-Length", "Vary", "X-Request-ID"):
            assert second.headers[name.lower()] == value
    assert second.headers["vary"] == "Accept-Encoding"
    assert second.headers["content-length"] == str(len(second.raw))
    assert len(set(second.names)) == len(second.names)


def test_every_answer_has_the_id_of_its_own_request(process, path):
    etag = process.get(path).headers["etag"]
    for headers in ({}, {"if_none_match": etag}):
        given = process.get(path, x_request_id="of-the-proxy", **headers)
        forged = process.get(path, x_request_id="a forged\tid", **headers)
        made = process.get(path, **headers).headers["x-request-id"]
        assert given.headers["x-request-id"] == "of-the-proxy"
        assert len({made, forged.headers["x-request-id"]}) == 2
        assert WELL_FORMED.fullmatch(made) and WELL_FORMED.fullmatch(forged.headers["x-request-id"])
    for miss in ("/", "/about/none/", "/admin/login/"):
        answer = process.get(miss, x_request_id=f"of{miss.replace('/', '-')}proxy")
        assert answer.mark != "hit"
        assert answer.headers["x-request-id"] == f"of{miss.replace('/', '-')}proxy"
        assert answer.names.count("x-request-id") == 1


def test_requests_that_share_a_rendering_keep_their_ids(process, path):
    async def all_of_them() -> list[Answer]:
        requests = [process.asking(path, x_request_id=f"reader-{n:02}") for n in range(10)]
        return await asyncio.gather(*requests)

    answers = process.runner.run(all_of_them())
    assert [a.headers["x-request-id"] for a in answers] == [f"reader-{n:02}" for n in range(10)]


def test_no_memory_is_kept_for_long_headers():
    before = _encoding_for.cache_info().currsize
    assert encoding_for("gzip, " + "x" * 100_000) == ""
    assert _encoding_for.cache_info().currsize == before


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip;q=0.000", ""),
        ("identity", ""),
        ("x-gzip, gzip ; q=0.5", "gzip"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_encoding_is_one_that_the_reader_accepts(accepted, expected):
    assert encoding_for(accepted) == expected


def test_every_encoding_has_an_etag_of_its_own(process, path):
    plain = process.get(path)
    packed = {name: process.get(path, accept_encoding=name) for name in ("gzip", "br")}

    for name, answer in packed.items():
        assert answer.headers["content-encoding"] == name
        assert answer.body == plain.body
        assert len(answer.raw) < len(plain.raw) / 2
        assert process.get(path, accept_encoding=name).raw == answer.raw
    etags = [answer.headers["etag"] for answer in (plain, *packed.values())]
    assert len(set(etags)) == 3
    assert not any(etag.startswith("W/") for etag in etags)


def test_a_reader_who_has_the_page_gets_a_304(process, path):
    for encoding in ("br", "identity"):
        etag = process.get(path, accept_encoding=encoding).headers["etag"]
        for condition in (etag, f'"other", W/{etag}', "*"):
            answer = process.get(path, accept_encoding=encoding, if_none_match=condition)
            assert (answer.status, answer.raw) == (304, b"")
            assert answer.headers["etag"] == etag
            assert answer.headers["cache-control"] == "public, no-cache"
    assert process.get(path, if_none_match='"other"').status == 200
    assert not matches('"a-gzip"', '"a"')


def test_the_first_request_may_be_a_condition_or_a_head(process, path):
    assert process.get(path, if_none_match='"old"').status == 200
    assert process.get("/", "HEAD").mark == "fwd=miss"
    assert process.get("/").mark == "hit"
    assert process.get("/").body == Client().get("/").content.decode()


def test_a_session_a_login_or_a_body_is_never_answered_from_memory(process, path):
    process.get(path)
    for headers in (
        {"cookie": "a=1; sessionid=abc"},
        {"authorization": "Basic abc"},
        {"content_length": "0"},
    ):
        assert process.get(path, **headers).mark == ""
    assert process.get(path, "POST").mark == ""
    assert process.get(path, cookie="analytics=1").mark == "hit"
    assert "private" in process.get(path, cookie="sessionid=abc").headers["cache-control"]


def test_what_a_session_gets_is_never_stored(process, path):
    process.get(path, cookie="sessionid=abc")
    assert not process.store.pages


def test_only_parameters_that_the_view_reads_split_the_cache(process, path):
    process.get(path)
    tracked = f"{path}?utm_source=x&fbclid=1&page=2&page=3&%ff=%00"
    assert process.get(tracked).mark == "hit"
    assert process.get(tracked).body == process.get(path).body
    process.get("/latest/?page=2")
    assert process.get("/latest/?gclid=3&page=9&page=2").mark == "hit"
    assert process.get("/latest/?page=2").body != process.get("/latest/").body
    assert normalised("b=2&page=ü&a=1", ("page",)) == "page=%C3%BC"
    assert normalised("&".join("abc"), ("page",)) == ""
    assert normalised("a=1&" * 200, ("page",)) is None


def test_a_parameter_of_a_reader_reaches_no_other(process):
    """The JSON feed repeats its own address."""
    assert "qwxz" not in process.get("/feed.json?utm_source=qwxz").body
    assert "qwxz" not in process.get("/feed.json").body


def test_unknown_addresses_do_not_fill_the_memory(process):
    for path in (
        "/tags/none/",
        "/movies/none/",
        "/none/",
        "/authors/none/",
        "/?page=400",
        "/about",
    ):
        assert process.get(path).status in (404, 301)
        assert process.get(path).mark in ("", "fwd=miss")
    for page in ("x", "0", "400", "1e3"):
        assert process.get(f"/tags/none/?page={page}").status == 404
    assert not process.store.pages


def test_a_404_of_a_known_address_is_stored(process, newsroom):
    section = Section.objects.create(name="Radio", slug="radio")
    story = Article.objects.filter(editions=None)[0]
    author = story.bylines.first().author.__class__.objects.create(name="New", slug="new-author")
    assert section and process.get("/radio/").status == 404

    first, second = process.get(author.get_absolute_url()), process.get(author.get_absolute_url())

    assert (first.status, second.status, second.mark) == (404, 404, "hit")
    assert second.body == Client().get(author.get_absolute_url()).content.decode()


def test_a_withdrawn_and_a_moved_story_are_stored(process):
    withdrawn = [
        each
        for each in Edition.objects.exclude(withdrawal_reason="")
        if not each.article.editions.live().exists() and each.live_until
    ]
    path = next(each.get_absolute_url() for each in withdrawn)
    assert [process.get(path).status for _ in "ab"] == [410, 410]
    assert process.get(path).mark == "hit"


def test_hosts_and_schemes_are_apart(process, path, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    process.get("/feed.json")
    assert "//other.example/" in process.get("/feed.json", host="other.example").body
    assert "//other.example/" not in process.get("/feed.json").body
    assert "https://testserver/" in process.get("/feed.json", scheme="https").body
    assert process.get("/", host="evil.example").status == 400
    assert process.get("/", host="TESTSERVER").mark == ""


def test_https_is_enforced_with_the_whole_query(process, path, settings):
    settings.SECURE_SSL_REDIRECT = True
    process.app.wsgi.load_middleware()
    answer = process.get("/?utm_source=x")
    assert answer.headers["location"] == "https://testserver/?utm_source=x"
    assert process.get("/", scheme="https").status == 200
    assert process.get("/").status == 301


def test_the_desk_is_not_the_page_caches(process):
    assert process.get("/admin/login/").mark == ""
    assert process.get("/admin/login/").status == 200


def ask_all(process: Process, addresses: list[str]) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        return await asyncio.gather(*map(process.asking, addresses))

    return process.runner.run(all_of_them())


def test_a_page_is_rendered_once_for_all_who_ask_at_the_same_time(process, path, monkeypatch):
    rendered = []
    page_of = serving.page_of
    monkeypatch.setattr(
        serving, "page_of", lambda *given: rendered.append(threading.get_ident()) or page_of(*given)
    )
    answers = ask_all(process, [path] * 30)

    assert len(rendered) == 1
    assert len({answer.raw for answer in answers}) == 1
    assert not process.pages.flights


def test_the_memory_is_bounded_and_the_least_used_page_goes_first(process):
    paths = [edition.get_absolute_url() for edition in Edition.objects.live()]
    process.get(paths[0])
    process.store.limit = 12 * process.store.size
    for path in paths:
        process.get(path)
        process.get(paths[0])
        assert process.store.size <= process.store.limit
        assert process.store.size == sum(page.size for page in process.store.pages.values())
    assert 3 < len(process.store.pages) < len(paths)
    assert process.get(paths[0]).mark == "hit"

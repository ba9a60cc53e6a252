"""Compressed responses: for whom, of what, and how they are revalidated."""

import gzip
import secrets
from urllib.request import Request, urlopen

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from articles.models import Edition
from images.models import Image
from newsroom.compression import Compress
from tests.factories import make_user

GZIP = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize(
    "path", ["/", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap-anime.xml", "/corrections/"]
)
def test_pages_feeds_and_json_are_compressed_for_browsers_that_accept_it(newsroom, client, path):
    plain = client.get(path)
    compressed = client.get(path, headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert len(compressed.content) < 0.6 * len(plain.content)
    assert "Accept-Encoding" in plain["Vary"] and "Accept-Encoding" in compressed["Vary"]


def test_a_compressed_page_is_not_sent_again_unless_it_changed(newsroom, client):
    path = Edition.objects.live().first().get_absolute_url()
    first = client.get(path, headers=GZIP)
    again = client.get(path, headers=GZIP | {"if-none-match": first["ETag"]})
    plain = client.get(path)

    assert again.status_code == 304 and not again.content
    assert first["ETag"] == again["ETag"] == f"W/{plain['ETag']}"
    assert "Accept-Encoding" in again["Vary"]
    assert client.get(path, headers={"if-none-match": plain["ETag"]})["ETag"] == plain["ETag"]


def test_the_desk_is_compressed_and_its_length_says_nothing(newsroom, client):
    """BREACH needs the exact length of many responses with the same secret."""
    client.force_login(make_user(is_superuser=True))
    path = reverse("admin:articles_article_add")
    answers = [client.get(path, headers=GZIP) for _ in range(4)]

    assert all(answer["Content-Encoding"] == "gzip" for answer in answers)
    assert len({len(answer.content) for answer in answers}) > 1
    assert len({gzip.decompress(answer.content) for answer in answers}) > 1  # masked tokens, nonces


def test_the_same_page_has_another_length_each_time():
    words = secrets.token_hex(2000)
    request = RequestFactory().get("/", headers=GZIP)
    compress = Compress(lambda request: HttpResponse(words))
    lengths = {len(compress(request).content) for _ in range(30)}

    assert len(lengths) > 5


def test_what_is_compressed_already_is_left_alone(newsroom, client):
    image = Image.objects.first()
    answer = client.get(image.url_at(image.widths[0], "jpg"), headers=GZIP)

    assert answer.status_code == 200 and "Content-Encoding" not in answer.headers


def test_a_stream_stays_a_stream():
    request = RequestFactory().get("/", headers=GZIP)
    lines = (f"{number}\n" for number in range(1000))
    answer = Compress(lambda request: StreamingHttpResponse(lines, content_type="text/csv"))(
        request
    )

    assert next(lines) == "0\n"  # nothing was read yet
    assert gzip.decompress(b"".join(answer)).startswith(b"1\n2\n")


@pytest.mark.django_db(transaction=True)
def test_a_server_sends_what_a_browser_unpacks(newsroom, live_server):
    with urlopen(Request(live_server.url + "/", headers=GZIP)) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert b"</html>" in gzip.decompress(answer.read())

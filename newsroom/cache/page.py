"""A page ready to send: its bytes in each encoding, its headers, and the answer to a request for it."""

import gzip
from collections.abc import Iterable
from functools import lru_cache

import brotli

Headers = list[tuple[str, str]]

# The best compression that costs a few milliseconds for a page.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
# Shorter bodies don't get smaller.
LEAST_COMPRESSED = 500
LONGEST_ACCEPTED = 300
COMPRESSED_TYPES = (
    "text/",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "application/rss+xml",
    "application/xml",
)
# The suffix of each encoding's ETag: a strong ETag stands for the bytes (RFC 9110, 8.8.3.3).
SUFFIXES = {"": "", "gzip": "-gzip", "br": "-br"}
# Headers of a single response, and headers that this module sets itself.
DROPPED = {"connection", "content-length", "date", "etag", "server", "vary", "x-request-id"}
# Headers of a 304 (RFC 9110, 15.4.5).
OF_304 = {"cache-control", "content-location", "etag", "expires", "vary"}
# The mark of an answer from memory (RFC 9211).
HIT = ("cache-status", "newsroom; hit")
# Bytes of a page in memory in addition to its bodies: headers, keys, entries in the store.
OVERHEAD = 4000


class Variant:
    """A page in one encoding, with the arguments of the two answers that it can give."""

    __slots__ = ("body", "etag", "headers", "headers_304", "of_hit")

    def __init__(self, body: bytes, etag: str, headers: Headers) -> None:
        self.body = body
        self.etag = etag
        self.headers = headers
        self.of_hit = [*headers, HIT]
        self.headers_304 = [(name, value) for name, value in headers if name in OF_304]


class Page:
    """A response without cookies, in each encoding that a reader has asked for.

    Attributes:
        keys: the keys of the rows that it shows.
        end: the instant from which it is out of date, in seconds since the epoch; None for never.
        made: when it was rendered, in seconds since the epoch.
        epoch: the store's epoch in which it was rendered.
    """

    __slots__ = (
        *("body", "end", "epoch", "etag", "headers", "is_compressible", "keys", "made"),
        *("status", "variants"),
    )

    def __init__(
        self, status: int, headers: Headers, body: bytes, etag: str, keys: frozenset[str]
    ) -> None:
        self.status = status
        self.body = body
        self.etag = etag.removeprefix("W/").strip('"')
        self.headers = [(name.lower(), value) for name, value in headers]
        self.headers = [header for header in self.headers if header[0] not in DROPPED]
        self.keys = keys
        self.end: float | None = None
        self.made = 0.0
        self.epoch = -1
        kind = dict(self.headers).get("content-type", "")
        self.is_compressible = len(body) >= LEAST_COMPRESSED and kind.startswith(COMPRESSED_TYPES)
        self.variants: dict[str, Variant] = {}

    def encode(self, encoding: str) -> Variant:
        """Return the variant for `encoding`, made if it is missing; "" is the identity."""
        if (variant := self.variants.get(encoding)) is None:
            variant = self.variants[encoding] = self._variant(encoding)
        return variant

    def _variant(self, encoding: str) -> Variant:
        body = self.body
        used = encoding if self.is_compressible else ""
        if used == "br":
            body = brotli.compress(body, quality=BROTLI_QUALITY)
        elif used == "gzip":
            body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        etag = f'"{self.etag}{SUFFIXES[used]}"'
        headers = [*self.headers, ("etag", etag), ("content-length", str(len(body)))]
        headers.append(("vary", "Accept-Encoding"))
        if used:
            headers.append(("content-encoding", used))
        return Variant(body, etag, headers)

    @property
    def size(self) -> int:
        """The approximate number of bytes that it takes in memory."""
        bodies = {id(variant.body): variant.body for variant in self.variants.values()}
        bodies[id(self.body)] = self.body
        return OVERHEAD + 200 * len(self.keys) + sum(map(len, bodies.values()))


def encoding_for(accepted: str | None) -> str:
    """Return the best encoding that an Accept-Encoding header allows: "br", "gzip" or ""."""
    # A client could fill the memory with long ones; those of browsers have 30 characters.
    if not accepted or len(accepted) > LONGEST_ACCEPTED:
        return ""
    return _encoding_for(accepted)


@lru_cache(maxsize=500)
def _encoding_for(accepted: str) -> str:
    allowed: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        allowed[name] = not any(_is_zero(parameter) for parameter in parameters)
    return next((name for name in ("br", "gzip") if allowed.get(name)), "")


def _is_zero(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and not value.strip().strip("0.")


def matches(if_none_match: str, etag: str) -> bool:
    """Return whether an If-None-Match header names `etag`, by the weak comparison (RFC 9110, 13.1.2)."""
    if if_none_match.strip() == "*":
        return True
    return etag in (part.strip().removeprefix("W/") for part in if_none_match.split(","))


def value_of(headers: Iterable[tuple[str, str]], name: str) -> str:
    """Return the value of the header `name`, in lower case, or ""."""
    return next((value for header, value in headers if header.lower() == name), "")

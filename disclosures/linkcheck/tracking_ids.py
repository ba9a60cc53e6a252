"""Removal of our tracking ids from addresses, so that a probe never counts as a reader's click."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_plus

from ada_url import URL

from disclosures.matching import OURSELVES

# Replaces our id. If it is missing after the redirects, our id would have been lost as well.
DUMMY = "link-check-0"
# The number of addresses nested within each other; real links aren't nested deeper.
DEEPEST = 4
_ID = re.compile(rf"^(?!{DUMMY}(/|$))[^/]+")
_ID_TO_HYPHEN = re.compile(rf"^(?!{DUMMY}([/-]|$))[^/-]+")
_UNRESERVED = re.compile(r"%(2[DE]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])", re.IGNORECASE)


def without_ids(address: str, ids_in: Iterable[str]) -> str:
    """Return `address` as browsers parse it, with `DUMMY` in place of each id.

    The comparison ignores case and percent-encoding. Addresses wrapped in a parameter are cleaned
    as well. The fragment is removed, since it is never sent. The function is idempotent.

    Args:
        ids_in: the places of ids. A place is the name of a query parameter (`tag`), or, if it
            begins with a slash, the text before the id in the path: after `/a/` the id ends at the
            next slash, after `/click-` at the next slash or hyphen.

    Raises:
        ValueError: `address` is no address.
    """
    places = [place.casefold() for place in ids_in]
    names = {place for place in places if not place.startswith("/")}
    paths = [place for place in places if place.startswith("/")]
    return _clean(address, names, paths, DEEPEST)


def carries_id(address: str, ids: Iterable[str]) -> bool:
    """Return whether `address` contains one of `ids` as a whole word, however often it is escaped.

    In an id, `*` matches any letters, digits, underscores and hyphens.
    """
    words = _words(frozenset(ids))
    text = address.casefold()
    seen = {text}
    while (text := unquote_plus(text)) not in seen:
        seen.add(text)
    return any(words.search(form) for form in seen)


@lru_cache(maxsize=4)
def _words(ids: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(id_.casefold()).replace(r"\*", r"[\w-]*") for id_ in ids)
    return re.compile(rf"(?<![a-z0-9])({either})(?![a-z0-9])" if either else "(?!)")


def _clean(address: str, names: set[str], paths: list[str], depth: int) -> str:
    url = URL(address, base=f"https://{OURSELVES}/")
    url.hash = ""
    if paths:
        url.pathname = _in_path(url.pathname, paths)
    if url.search:
        parts = url.search.removeprefix("?").split("&")
        # The setter removes one question mark, and a query may begin with two.
        url.search = "?" + "&".join(_in_part(part, names, paths, depth) for part in parts)
    return str(url.href)


def _in_path(path: str, paths: list[str]) -> str:
    """Return the path with its ids replaced.

    Its letters may be escaped (RFC 3986 6.2.2.2) and its slashes doubled.
    """
    path = _UNRESERVED.sub(lambda escape: unquote(escape[0]), path)
    for place in paths:
        id_ = _ID_TO_HYPHEN if place.endswith("-") else _ID
        before = re.escape(place).replace("/", "/+")
        found = re.finditer(f"(?=({before}))", path, re.IGNORECASE)
        # Replace from the end, since one place may begin within another: /a/a/id.
        for start in sorted({match.end(1) for match in found}, reverse=True):
            path = path[:start] + id_.sub(DUMMY, path[start:])
    return path


def _in_part(part: str, names: set[str], paths: list[str], depth: int) -> str:
    """Return one parameter with its ids replaced.

    Some servers, and some people who paste addresses, use `;` or `?` as an ampersand.
    """
    if _is_id(part, names):
        return part.partition("=")[0] + "=" + DUMMY
    pieces = re.split("([;?])", part)
    if any(_is_id(piece, names) for piece in pieces):
        return "".join(_in_part(piece, names, paths, depth) for piece in pieces)
    name, equals, value = part.partition("=")
    wrapped = unquote(value)
    if depth and re.match(r"\s*(https?:)?[/\\]{2}", wrapped, re.IGNORECASE):
        try:
            cleaned = _clean(wrapped, names, paths, depth - 1)
        except ValueError:
            return part
        if cleaned.count(DUMMY) > wrapped.count(DUMMY):
            return name + equals + quote(cleaned, safe="")
    return part


def _is_id(part: str, names: set[str]) -> bool:
    name, _, value = part.partition("=")
    return bool(value) and unquote_plus(name).strip().casefold() in names

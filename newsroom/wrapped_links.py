"""Remove the wrapper URLs that mail programs, documents and social networks put around a link.

The wrappers are data in wrapped_links.toml. No request is made: the wrapped URL contains its target.
"""

import re
import tomllib
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from urllib.parse import parse_qsl, unquote

from ada_url import URL

FILE = Path(__file__).with_suffix(".toml")
# The base for relative URLs, which lead to this site; the name can't exist (RFC 2606).
_BASE = "https://ourselves.invalid/"
# Each unwrapping shortens the URL, so this is only a safety limit.
_MOST = 100


@dataclass(frozen=True)
class Wrapper:
    """One entry of wrapped_links.toml, which explains the fields."""

    name: str
    hosts: tuple[str, ...]
    examples: tuple[tuple[str, str], ...]
    path: str = ""
    parameters: tuple[str, ...] = ()
    after: str = ""
    whole_query: bool = False
    encoding: str = "plain"

    def targets(self, url: URL) -> Iterator[str]:
        """Yield the parts of `url` that may be the wrapped URL."""
        decode = DECODERS[self.encoding]
        if self.whole_query:
            yield unquote(url.search.removeprefix("?"))
        elif self.after:
            _, _, rest = url.href.partition(self.after)
            yield unquote(rest) if "/" not in rest else rest
        elif self.parameters:
            held = parse_qsl(url.search.removeprefix("?"))
            for parameter in self.parameters:
                yield from (decode(value) for name, value in held if name.lower() == parameter)
        else:
            yield decode(url.href)


@cache
def wrappers() -> tuple[Wrapper, ...]:
    """Return all wrappers in the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["wrapper"]
    return tuple(
        Wrapper(
            **row
            | {
                "hosts": tuple(row["hosts"]),
                "parameters": tuple(row.get("parameters", ())),
                "examples": tuple((wrapped, target) for wrapped, target in row["examples"]),
            }
        )
        for row in rows
    )


@lru_cache(maxsize=4096)
def unwrap(address: str) -> str:
    """Return the URL inside all wrappers of `address`, or `address` unchanged if it has none."""
    for _ in range(_MOST):
        target = _within(address)
        if not target:
            break
        address = target
    return address


def _within(address: str) -> str:
    """Return the URL inside the outermost wrapper, or "" if `address` isn't a wrapper."""
    try:
        url = URL(address, base=_BASE)
    except ValueError:
        return ""
    if url.protocol not in ("http:", "https:"):
        return ""
    fitting = (w for w in _by_host(url.hostname.rstrip(".")) if url.pathname.startswith(w.path))
    for wrapper in fitting:
        for found in wrapper.targets(url):
            if target := _web_address(found):
                return target
    return ""


@cache
def _index() -> dict[str, list[Wrapper]]:
    index: dict[str, list[Wrapper]] = {}
    for wrapper in wrappers():
        for host in wrapper.hosts:
            index.setdefault(host, []).append(wrapper)
    return index


def _by_host(host: str) -> Iterator[Wrapper]:
    """Yield the wrappers for a host or for one of its parent domains."""
    index, labels = _index(), host.split(".")
    for start in range(len(labels) - 1):
        yield from index.get(".".join(labels[start:]), ())
    # “google.*” means google.com, google.de, google.co.uk and google.com.au, not google.evil.test.
    if country := re.search(r"(?:^|\.)([^.]+)\.(?:com|[a-z]{2}|com?\.[a-z]{2})$", host):
        yield from index.get(f"{country[1]}.*", ())


def _web_address(text: str) -> str:
    """Return `text` as a normalised URL if it is a web address with a host, else ""."""
    text = text.strip()
    for _ in range(3):
        # Percent-encoded more often than necessary.
        if not re.match(r"https?%(?:25)*3a", text, re.IGNORECASE):
            break
        text = unquote(text)
    if not re.match(r"https?:|//", text, re.IGNORECASE):
        if not re.match(r"[^\s/?#:@]+\.[^\s/?#:@.]+(?:[/?#]|$)", text):
            return ""
        text = f"https://{text}"
    try:
        url = URL(text, base=_BASE)
    except ValueError:
        return ""
    is_web = url.protocol in ("http:", "https:") and url.hostname.strip(".")
    return str(url.href) if is_web and url.hostname != "ourselves.invalid" else ""


def _from_base64(text: str) -> str:
    """Decode base64 of either alphabet, with or without padding; return "" for invalid text."""
    plain = text.replace(" ", "+").replace("+", "-").replace("/", "_").rstrip("=")
    try:
        return urlsafe_b64decode(plain + "=" * (-len(plain) % 4)).decode()
    except (NotBase64, ValueError):
        return ""


def _from_bing(text: str) -> str:
    return _from_base64(text[2:]) if text.startswith("a1") else ""


def _from_proofpoint_2(text: str) -> str:
    return unquote(text.translate({ord("-"): "%", ord("_"): "/"}))


# The run length that “**” followed by one of these letters encodes.
_RUNS = {
    letter: length
    for length, letter in enumerate(ascii_uppercase + ascii_lowercase + digits + "-_", start=2)
}
_PROOFPOINT_3 = re.compile(r"/v3/__(.+?)__;(.*?)!")


def _from_proofpoint_3(href: str) -> str:
    """Decode the characters that a star replaces, and restore a slash that a mail server removed.

    Source: Proofpoint, "URL Defense: decoding version 3".
    """
    found = _PROOFPOINT_3.search(href)
    if found is None:
        return ""
    address = re.sub(r"^([a-z]+:/)(?!/)", r"\1/", found[1], flags=re.IGNORECASE)
    left = iter(_from_base64(found[2]))

    def put_back(star: re.Match[str]) -> str:
        length = _RUNS[star[1]] if star[1] else 1
        return "".join(next(left, "") for _ in range(length))

    return re.sub(rf"\*(?:\*([{ascii_letters}{digits}_-]))?", put_back, address)


def _from_last_part(href: str) -> str:
    return unquote(href.rpartition("/")[2])


DECODERS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "base64": _from_base64,
    "bing": _from_bing,
    "proofpoint-2": _from_proofpoint_2,
    "proofpoint-3": _from_proofpoint_3,
    "last-part": _from_last_part,
}

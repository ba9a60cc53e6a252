"""Classification of a fetched page by its address and its first bytes."""

import codecs
import re

from ada_url import URL
from lxml import html
from lxml.etree import LxmlError

_THING = r"((the|this|that|your) )?(requested )?(page|product|item|article|listing|deal)"
_SOUGHT = r"( (you requested|(that )?you( a|['’])re looking for))?"
_MISSING = (
    r"(((was|is) )?not found|((could|can) ?not|couldn['’]t|can['’]t) be found"
    r"|(is )?no longer (available|here)|no longer exists|(does not|doesn['’]t) exist"
    r"|(has been|was) removed|(is not|isn['’]t) here( any ?more)?)"
)
# Must match a whole heading, or a whole part of a title between separators, since a film may be
# named "404". Covers several languages, because shops answer in their own.
_NOT_FOUND = re.compile(
    "|".join(
        [
            r"(http )?((error|fehler|erreur|errore) )?404( (error|(page )?not found))?",
            r"not found",
            rf"((oops|sorry)[,!.]* )?{_THING}{_SOUGHT} {_MISSING}",
            rf"((oops|sorry)[,!.]* )?we (can['’]?t|cannot|couldn['’]t) find {_THING}{_SOUGHT}",
            r"((diese|die) )?(seite|produkt|artikel) (wurde )?nicht (gefunden|mehr verfügbar)",
            r"((cette|la) )?page (introuvable|non trouvée|n['’]existe (pas|plus))",
            r"página no encontrada|pagina non trovata|pagina niet gevonden",
            r"página não encontrada|sidan hittades inte|ページが見つかりません(でした)?",
        ]
    ),
    re.IGNORECASE,
)
# Words on a page that checks whether the visitor is a person, which says nothing about the link.
_CHALLENGE = re.compile(
    r"just a moment|attention required|access denied|robot check|are you (a )?(human|robot)"
    r"|pardon our interruption|security check|verify you are|captcha|request blocked",
    re.IGNORECASE,
)
_ERROR_PATH = re.compile(
    r"/(error-?)?404(-?error)?(\.\w+)?/?$"
    r"|/(page[-_]?)?not[-_]?found(\.\w+)?/?$|/errors?(\.\w+)?(/|$)|/gone/?$",
    re.IGNORECASE,
)
_INTERSTITIAL_PATH = re.compile(
    r"/(log-?in|sign-?in|consent|captcha|challenge|age-?(gate|check|verification))\b", re.IGNORECASE
)
_LOCALE = r"[a-z]{2}([-_][a-z]{2,4})?"
_HOME = re.compile(rf"(/{_LOCALE}){{0,2}}(/(home|index|default)(\.\w+)?)?/?", re.IGNORECASE)
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
# By Python's names. Source: https://encoding.spec.whatwg.org/#names-and-labels. Untrusted bytes must
# not select any other of Python's codecs (zlib, idna, unicode_escape …).
_ENCODINGS = frozenset(
    {
        "ascii",
        "big5",
        "euc_jp",
        "euc_kr",
        "gb18030",
        "gb2312",
        "gbk",
        "iso2022_jp",
        "koi8-r",
        "koi8-u",
    }
    | {"mac-roman", "shift_jis", *(f"cp{n}" for n in (866, 874, 932, 949, *range(1250, 1259)))}
    | {f"iso8859-{n}" for n in range(1, 17)}
)
_SEPARATORS = re.compile(r"\s-\s|[|–—·•»]")


def headings(body: bytes) -> list[str]:
    """Return the title, its parts and the first h1 of a page; [] if the page can't be parsed."""
    try:
        text = _decoded(body).replace("\0", "").encode()
        tree = html.fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    except (LxmlError, ValueError, LookupError):
        return []
    title = " ".join((tree.findtext(".//title") or "").split())
    first = next(iter(tree.xpath("//h1")), None)
    heading = " ".join(first.text_content().split()) if first is not None else ""
    parts = [title, *_SEPARATORS.split(title), heading]
    return [part.strip(" .!…") for part in parts if part.strip(" .!…")]


def says_not_found(body: bytes) -> str:
    """Return the words with which a page says that it doesn't exist; "" if it has none."""
    return next((words for words in headings(body) if _NOT_FOUND.fullmatch(words)), "")


def is_bot_check(body: bytes) -> bool:
    """Return whether a page exists to keep bots out, such as a captcha."""
    return any(_CHALLENGE.search(words) for words in headings(body))


def is_home(address: str) -> bool:
    """Return whether an address is a home page, or a country's or language's: `/`, `/en-gb/`."""
    return _HOME.fullmatch(URL(address).pathname) is not None


def is_error_page(address: str) -> bool:
    """Return whether an address is named as an error page: `/404`, `/errors/not-found`."""
    return _ERROR_PATH.search(URL(address).pathname) is not None


def is_interstitial(address: str) -> bool:
    """Return whether an address is an interstitial: sign-in, consent, captcha or age check."""
    return _INTERSTITIAL_PATH.search(URL(address).pathname) is not None


def shares_words(start: str, final: str) -> bool:
    """Return whether `final` shares a word or number of three or more characters with `start`."""
    there = URL(final)
    return not _words(URL(start).pathname).isdisjoint(_words(there.pathname + there.search))


def sibling_of(address: str, name: str) -> str:
    """Return `address` with `name` as its last path segment and without a query."""
    url = URL(address)
    folder = url.pathname.rstrip("/").rpartition("/")[0]
    url.pathname, url.search = f"{folder}/{name}", ""
    return str(url.href)


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[^a-z0-9]+", text.casefold()) if len(word) > 2}


def _decoded(body: bytes) -> str:
    """Decode a page by its byte order mark, as UTF-8, by the encoding it names, or as Latin-1.

    Latin-1 may produce wrong letters but never fails.
    """
    for mark, name in _MARKS.items():
        if body.startswith(mark):
            return body.decode(name, "replace")
    try:
        body[:-4].decode()
    except UnicodeDecodeError as error:
        # A character cut off by the size limit doesn't indicate another encoding.
        if error.start < len(body) - 8:
            return body.decode(_named_encoding(body), "replace")
    return body.decode(errors="replace")


def _named_encoding(body: bytes) -> str:
    """Return the encoding that a page's first 1024 bytes declare if the web uses it; or Latin-1."""
    named = _CHARSET.search(body[:1024])
    try:
        name = codecs.lookup(named[1].decode("ascii") if named else "latin-1").name
    except LookupError:
        return "latin-1"
    return name if name in _ENCODINGS else "latin-1"

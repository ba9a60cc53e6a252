"""What a page that did come says of itself. Functions over addresses and bytes."""

import re

from ada_url import URL
from lxml import html
from lxml.etree import ParserError

_THING = r"((the|this|that|your) )?(requested )?(page|product|item|article|listing|deal)"
_SOUGHT = r"( (you requested|(that )?you( a|['’])re looking for))?"
_MISSING = (
    r"(((was|is) )?not found|((could|can) ?not|couldn['’]t|can['’]t) be found"
    r"|(is )?no longer (available|here)|no longer exists|(does not|doesn['’]t) exist"
    r"|(has been|was) removed|(is not|isn['’]t) here( any ?more)?)"
)
# The whole of a heading, or of a part of a title between separators, since a film may be named
# "404". In several languages: shops answer in theirs.
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
# Where a server asks whether we are a person: it tells nothing of the link.
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
_DOOR = re.compile(
    r"/(log-?in|sign-?in|consent|captcha|challenge|age-?(gate|check|verification))\b", re.IGNORECASE
)
_LOCALE = r"[a-z]{2}([-_][a-z]{2,4})?"
_HOME = re.compile(rf"(/{_LOCALE}){{0,2}}(/(home|index|default)(\.\w+)?)?/?", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s-\s|[|–—·•»]")


def headings(body: bytes) -> list[str]:
    """The title's parts, and the first h1, of the beginning of a page."""
    try:
        tree = html.fromstring(body, parser=html.HTMLParser(encoding=_encoding(body)))
    except (ParserError, ValueError):
        return []
    title = " ".join((tree.findtext(".//title") or "").split())
    first = next(iter(tree.xpath("//h1")), None)
    heading = " ".join(first.text_content().split()) if first is not None else ""
    parts = [title, *_SEPARATORS.split(title), heading]
    return [part.strip(" .!…") for part in parts if part.strip(" .!…")]


def says_not_found(body: bytes) -> str:
    """The words by which a page says that it isn't there, or an empty string."""
    return next((words for words in headings(body) if _NOT_FOUND.fullmatch(words)), "")


def asks_for_a_person(body: bytes) -> bool:
    """Whether a page is there to keep machines out."""
    return any(_CHALLENGE.search(words) for words in headings(body))


def is_home(address: str) -> bool:
    """Whether an address is a site's front page, or that of a country or language: `/`, `/en-gb/`."""
    return _HOME.fullmatch(URL(address).pathname) is not None


def is_error_page(address: str) -> bool:
    """Whether an address names itself an error page, as `/404` and `/errors/not-found` do."""
    return _ERROR_PATH.search(URL(address).pathname) is not None


def is_door(address: str) -> bool:
    """Whether an address is where readers sign in, agree or prove that they are people."""
    return _DOOR.search(URL(address).pathname) is not None


def shares_words(asked: str, final: str) -> bool:
    """Whether an address keeps anything of what was asked: a number, a word of the name."""
    there = URL(final)
    return not _words(URL(asked).pathname).isdisjoint(_words(there.pathname + there.search))


def sibling_of(address: str, name: str) -> str:
    """The address of a page beside this one that surely isn't there."""
    url = URL(address)
    folder = url.pathname.rstrip("/").rpartition("/")[0]
    url.pathname, url.search = f"{folder}/{name}", ""
    return str(url.href)


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[^a-z0-9]+", text.casefold()) if len(word) > 2}


def _encoding(body: bytes) -> str:
    """UTF-8 where it is; else the bytes one by one, which mistakes letters but never fails."""
    try:
        body[:-4].decode()
    except UnicodeDecodeError as error:
        # A character that the limit cut through is no sign of another encoding.
        return "utf-8" if error.start >= len(body) - 8 else "latin-1"
    return "utf-8"

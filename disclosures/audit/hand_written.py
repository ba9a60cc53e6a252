"""Detection of hand-written disclosures in the copy, so that readers never see two.

Pages omit a paragraph only if it is certainly such a notice: all its sentences use only the words in
notice_words.txt, and one says that *we* get *money* from *links or purchases*. Reporting about money
soon uses a word that no notice contains, so it is kept. A person must decide about uncertain cases.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

# A longer paragraph, in characters, is never a notice.
LONGEST = 700
# The most names of shops, networks and publishers in one sentence.
MOST_NAMES = 8

_WE = "we|we'll|we've|we're|us|our|ours|i|i'll|i'm|i've|my"
_THIS = (
    r"\b(?:this|the) (?:\w+ )?"
    r"(?:site|website|blog|page|post|article|story|guide|publisher|newsletter)\b"
)
_SHARE = (
    r"(?:cut|percentage|portion|share|slice|part) of (?:the |any |each |every |all |your )?(?:\w+ )?"
    r"(?:sales?|price|revenue|purchases?|proceeds|profits?|order)"
    r"|an? (?:(?:small|little|tiny|modest) )?(?:cut|percentage|share|slice|kickback)"
)
_MONEY = rf"(?:commissions?|compensation|fees?|money|revenue|income|payments?|{_SHARE})"
# Phrases that say that we get money: “we may earn”, “earn us”, “pays us”, “be paid to us”.
# `_we_get` fills in {we}.
_EARN = r"(?:earns?|earning|receives?|receiving|gets?|getting|makes?|making|collects?|generates?|takes?)"
_WE_GET = (
    rf"\b(?:{{we}})\b(?:(?!\b(?:you|readers?)\b(?!-)).){{{{0,50}}}}\b{_EARN}\b.{{{{0,60}}}}\b{_MONEY}\b"
    rf"|\b(?:{{we}})\b(?:(?!\b(?:you|readers?)\b(?!-)).){{{{0,50}}}}\b{_EARN} from\b"
    r"|\b(?:{we})\b(?:(?!\byou\b).){{0,50}}\b(?:are|is|be|being|get|gets|been) (?:\w+ )?(?:paid|compensated)\b"
    rf"|\b(?:earns?|pays?|gets?|makes?|gives?|brings?) (?:the )?(?:{{we}})\b.{{{{0,60}}}}\b{_MONEY}\b"
    rf"|\b{_MONEY}\b.{{{{0,40}}}}\b(?:paid|goes|go) to (?:the )?(?:{{we}})\b"
    rf"|\b(?:{{we}})\b.{{{{0,40}}}}\bparticipants? in\b.{{{{0,200}}}}\bearn\b.{{{{0,40}}}}\bfees\b"
)
# Phrases for the source of the money: links, or readers' purchases through them.
_FROM_LINKS = re.compile(
    r"\b(?:links?|linked|linking)\b|\bclick(?:s|ing)?\b|\b(?:qualifying|eligible|qualified) purchases\b"
    r"|\b(?:buy|buying|bought|purchas\w+|shop|shopping|orders?|ordering|sign up|subscribe)\b.{0,40}"
    r"\b(?:through|via|using|from|on) (?:them\b|(?:our|this|these|the) (?:site|website|page|article|story|post|guide)\b)"
)
_AFFILIATE = (
    r"(?:affiliated?|referral|paid|sponsored|commission(?:ed|able)?|partner|moneti[sz]ed|tracked)"
    r"(?: and \w+| or \w+)? links?"
)
# Phrases that disclose more than links: a payment for the story, a gift, or products of our own.
_OF_MORE = re.compile(
    r"\bsponsored by\b|\bpaid (?:for )?by\b|\bin (?:partnership|association|collaboration) with\b"
    r"|\bprovided (?:\w+ ){0,4}by\b|\bfree (?:of charge|products?|items?|copy)\b|\bfunded by\b|\bowned? by\b"
    r"|\b(?:my|our)(?: own| new)? (?:books?|shops?|stores?|items?|tickets?)\b"
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|nothing|without|none|neither|nor|\w+n't|cannot|(?:if|whether|unless) (?:we|i)"
    r"|would (?:earn|get|receive|make|be|have))\b"
)
_HARMLESS = re.compile(
    r"\b(?:at|for|with|is|are|comes at)? ?(?:absolutely )?no (?:extra|additional|added|further)?\s?(?:cost|charge|expense)s?\b"
    r"|\bwithout (?:any )?(?:extra|additional|added) (?:cost|charge)s?\b"
    r"|\b(?:costs?|cost) you nothing\b"
    r"|\b(?:but |and |which |this |that |it |they |links? |compensation |commissions? |money |we )*"
    r"(?:do|does|will|would|is|are|has|have|can|must|we|may|n't|doesn't|don't|won't|never|not|no|let|lets|that|this|it|them)"
    r"(?: \w+){0,3}? (?:affect|influence|change|impact|alter|bias|bearing|determine|dictate|effect|sway)\w*\b.*"
)
_WORDS = frozenset(
    word
    for line in Path(__file__)
    .with_name("notice_words.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
    for word in line.split()
)
# The other sentences of a notice link to more, thank readers, or mention independence or costs.
_GOES_WITH_IT = re.compile(
    r"^(?:please )?(?:learn|read|find out|see|view|check|visit|click here)\b.*\b(?:more|how|our|policy|here|statement|disclosure|page)\b"
    r"|^how (?:it|this|that) works?\b|^here's (?:how|why|more)\b|^for more information\b|^more information\b"
    r"|\bindependen(?:t|tly|ce)\b|\beditorial(?:ly)?\b|\bunbiased\b|\bwe only recommend\b|\bproducts? we love\b"
    r"|\bno (?:extra|additional|added|further) (?:cost|charge|expense)s?\b|\bno cost to you\b|\bcosts? you nothing\b"
    r"|\b(?:does not|doesn't|don't|do not|never|won't|will not|no) (?:\w+ ){0,3}(?:affect|influence|impact|change|bearing|effect|sway|alter|bias)\w*\b"
    r"|\bthanks?\b|\bsupport(?:s|ed|ing)?\b|\bhelps? (?:to )?(?:fund|keep|us|support)\b|\bappreciate\b"
    r"|^prices? (?:are|were|may|and)\b"
)
_LABEL = re.compile(
    r"(?i)^(?:(?:full|quick|affiliate|advertiser|important|amazon|our) )*"
    r"(?:disclosures?|disclaimers?|note|please note|nb|notice|transparency|advertisement|advertising|ads?|anzeige|werbung|fyi|"
    r"heads[- ]up|psa|editors?'?s? note|affiliate links?)(?: statement| notice)? ?[:–—-]\s*"
)
# “Learn more”, as a link without a full stop, and the sentence that follows it.
_UNSTOPPED = re.compile(
    r"^((?:[Pp]lease )?(?:[Ll]earn|[Rr]ead|[Ff]ind out|[Ss]ee|[Vv]iew|[Cc]heck|[Vv]isit|[Cc]lick here)\b"
    r"[^A-Z]*\b(?:more|here|policy|statement|disclosure|page))\s+(?=(?:A|I|[A-Z][a-z']+) [a-z])"
)
_QUOTES = re.compile(r"[“”„«»\"]|(?:^|\s)[‘']\w")
_SUSPICIOUS = re.compile(
    r"^(?:some|all|many|most|certain|any|the|these|several|a few)?(?: of)?(?: the| these| our| my)? ?"
    r"(?:product |retail |shopping )?links?(?: (?:in|on|below|above|within|here|throughout)(?: this \w+)?)?"
    rf" (?:are|is|may be|might be|can be) (?:an? )?{_AFFILIATE}\b"
    rf"|^(?:{_THIS}|(?:may |might )?contains?|(?:may |might )?includes?)\b.*\b{_AFFILIATE}\b"
    r"|\bas an? (?:\w+ ){1,3}(?:associate|affiliate)\b.*\b(?:we|i) earn\b"
)


def is_disclosure(text: str, site: str | None = None) -> bool:
    """Return whether a paragraph is certainly nothing but a notice that we earn from links.

    Args:
        text: the paragraph's text.
        site: the site's name; default: `settings.SITE_NAME`.
    """
    words = _plain(text)
    if not words or len(words) > LONGEST or _QUOTES.search(words) or _OF_MORE.search(words.lower()):
        return False
    ours = _names_of(settings.SITE_NAME if site is None else site)
    sentences = list(_sentences(words))
    return all(_is_in_its_words(sentence, ours) for sentence in sentences) and (
        any(_says_it(sentence, ours) for sentence in sentences)
        and all(_says_it(s, ours) or _goes_with_it(s) for s in sentences)
    )


def mentions_one(text: str, site: str | None = None) -> bool:
    """Return whether a paragraph may contain such a notice, which a person must then review."""
    ours = _names_of(settings.SITE_NAME if site is None else site)
    words = _plain(text[: 20 * LONGEST])
    return any(_may_say_it(sentence, ours) for sentence in _sentences(words))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("&", "and").split())


@lru_cache(maxsize=8)
def _names_of(site: str) -> frozenset[str]:
    """Return the words by which a sentence may name this site: “afterglow”, “theafterglow”."""
    words = [word for word in re.findall(r"\w+", site.lower()) if word not in _WORDS]
    joined = "".join(re.findall(r"\w+", site.lower()))
    return frozenset([*words, joined] if joined not in _WORDS else words)


def _sentences(words: str) -> Iterator[str]:
    """Yield the sentences of a paragraph, without labels such as “Disclosure:”."""
    for part in re.split(r"(?<=[.!?])[)\s]+|\s[|•·]\s", words):
        for sentence in filter(None, _UNSTOPPED.split(part.strip(" ()[]*"))):
            if rest := _LABEL.sub("", sentence, count=1):
                yield rest


def _is_in_its_words(sentence: str, ours: frozenset[str]) -> bool:
    """Return whether a sentence consists of the words of notices and at most `MOST_NAMES` names."""
    names = 0
    for number, word in enumerate(re.findall(r"[\w.+-]*\w(?:'\w+)?", sentence)):
        parts = word.lower().split("/")
        if all(_is_known(part) or _is_ours(part, ours) for part in parts):
            continue
        if number == 0 or not (word[0].isupper() or re.fullmatch(r"\w+(?:\.\w{2,3})+", word)):
            return False
        names += 1
    return names <= MOST_NAMES


def _is_known(word: str) -> bool:
    """Return whether a word or its stem is in notice_words.txt: “selects” matches “select”."""
    stems = [word.removesuffix(end) for end in ("s", "es", "d", "ed", "ing", "ly")]
    return any(
        stem in _WORDS or f"{stem}e" in _WORDS for stem in stems if len(stem) > 2 or stem == word
    )


def _is_ours(word: str, ours: frozenset[str]) -> bool:
    stem = word.removesuffix("'s").partition(".")[0]
    return any(stem == name for name in ours)


def _says_it(sentence: str, ours: frozenset[str]) -> bool:
    """Return whether a sentence says that we earn from links or purchases."""
    low = sentence.lower()
    rest = _HARMLESS.sub(" ", low)
    if "?" in low or _NEGATION.search(rest):
        return False
    return bool(_we_get(ours).search(rest) and _FROM_LINKS.search(low))


@lru_cache(maxsize=8)
def _we_get(ours: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(ours)))
    return re.compile(_WE_GET.format(we=f"{_WE}|{names}" if names else _WE))


def _goes_with_it(sentence: str) -> bool:
    low = sentence.lower()
    return "?" not in low and bool(_GOES_WITH_IT.search(low) or _SUSPICIOUS.search(low))


def _may_say_it(sentence: str, ours: frozenset[str]) -> bool:
    low = sentence.lower()
    if _SUSPICIOUS.search(low):
        return True
    words = re.findall(r"[\w.]*\w(?:'\w+)?", low)
    of_us = any(_is_ours(word, ours) for word in words) or bool(
        re.search(rf"\b(?:{_WE})\b|{_THIS}", low)
    )
    return of_us and bool(
        (_we_get(ours).search(low) or re.search(rf"{_THIS}.*\b{_EARN}\b.*\b{_MONEY}\b", low))
        and (_FROM_LINKS.search(low) or re.search(r"\bpurchases?\b|\bbuy\b|\bshop\b", low))
        or re.search(rf"\b{_AFFILIATE}\b", low)
        or re.search(rf"\b{_MONEY}\b.*\byou\b|\byou\b.*\b{_MONEY}\b", low)
    )

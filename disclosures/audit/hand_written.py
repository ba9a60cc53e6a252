"""Disclosures that somebody wrote into the copy, so that readers never get two.

Careful: what is taken for one is not shown. A sentence counts only if it begins as such notices do,
with us or with the reader's buying, so that reporting about commissions stays.
"""

import re

_US = r"(we|i|our (site|team|staff|writers|editors)|this (site|page|post|article|story)|the (site|publisher))"
_GETTING = r"(may |might |could |can |will |sometimes )?(also )?(earn|receive|get|make|collect)s?"
_MONEY = (
    r"(commissions?|compensation|(referral|affiliate) fees?|an? small (cut|fee)"
    r"|a (cut|percentage|share) of (the|any|each) (sales?|price))"
)
_DOING = r"(links?|buy|purchas\w+|click\w*|shop|order)"
_FROM_READERS = (
    r"\b(if|when|whenever|from|on|for|through|via|by)\b.{0,60}\b(you|links?|purchases?)\b"
)
_THESE = r"((some|all|many|most|any|certain)( of)?( the)? )?(links?|products?)"
_NOTICES = [
    rf"{_US} {_GETTING} .{{0,30}}\b{_MONEY}\b.{{0,40}}{_FROM_READERS}.{{0,80}}",
    rf"((if|when(ever)?) you|by) {_DOING}\b.{{0,100}}\b{_US} {_GETTING} .{{0,30}}\b{_MONEY}\b.{{0,80}}",
    rf"as an? [\w.]+( [\w.]+)? (associate|affiliate|partner),? {_US} {_GETTING}\b.{{0,100}}",
    r"(this (site|page|post|article|story) )?(may |might )?(contains?|includes?) affiliate links?(,? .{0,9}means.{0,80})?",
    rf"{_THESE}( .{{0,60}})?(is an |are |may be )(affiliate|paid|commission(ed|able)?) links?(,? .{{0,9}}means.{{0,80}})?",
]
_OPENING = r"((affiliate )?(disclosure|disclaimer|note|advertisement)s?: ?)?"
_NOTICE = re.compile(rf"{_OPENING}({'|'.join(_NOTICES)})[.!]?", re.IGNORECASE)
# What goes with one.
_COMPANION = re.compile(
    r"(please )?(learn|read|find out) more.{0,60}|(see|read) (our|the) .{0,60}"
    r"|(this|it|that) (costs you nothing|comes at no|is at no|does not|doesn['’]t).{0,100}"
    r"|(at|for) no (extra|additional) .{0,60}|thank(s| you).{0,60}|here['’]?s how.{0,40}"
    r"|(affiliate )?(disclosure|disclaimer)s?:?",
    re.IGNORECASE,
)
_MENTION = re.compile(
    rf"\baffiliate links?\b|\b{_US}\b.{{0,80}}\b({_MONEY}|affiliate)\b.{{0,120}}\b{_DOING}\b",
    re.IGNORECASE,
)
# Longer than a notice ever is.
LONGEST = 600


def is_disclosure(text: str) -> bool:
    """Whether a paragraph's words are nothing but a notice that we may earn from links."""
    words = " ".join(text.split())
    if len(words) > LONGEST:
        return False
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", words) if part]
    notices = [part for part in sentences if _NOTICE.fullmatch(part)]
    others = [part for part in sentences if not _NOTICE.fullmatch(part)]
    return bool(notices) and all(map(_COMPANION.fullmatch, others))


def mentions_one(text: str) -> bool:
    """Whether a paragraph may have such a notice among other words: for people to look at."""
    return _MENTION.search(" ".join(text.split())[: 10 * LONGEST]) is not None

"""Disclosures that somebody wrote into the copy, so that readers never get two."""

import re

# A sentence that speaks of us, of earning, and of what readers do. All three: a story about
# affiliate marketing speaks of one or two.
US = re.compile(r"\b(we|our|us|i|my|this (site|page|post|article|story)|the publisher)\b", re.I)
EARNING = re.compile(r"\b(commissions?|affiliate|referral fee|earns? from|paid links?)\b", re.I)
DOING = re.compile(r"\b(links?|buy|purchas\w+|click\w*|shop|order)\b", re.I)
# Longer than a notice ever is.
LONGEST = 600


def is_disclosure(text: str) -> bool:
    """Whether a paragraph's words are nothing but a notice that we may earn from links."""
    words = " ".join(text.split())
    if len(words) > LONGEST or not EARNING.search(words):
        return False
    sentences = [part for part in re.split(r"(?<=[.!?:])\s+", words) if part]
    telling = [
        part
        for part in sentences
        if US.search(part) and EARNING.search(part) and DOING.search(part)
    ]
    # What goes with it ("Learn more.", "It costs you nothing.") is short.
    return bool(telling) and len(sentences) - len(telling) <= 2

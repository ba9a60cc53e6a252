"""Price detection in a line of text: a number next to a currency, in any European order.

Source for the notation: the EU's Interinstitutional Style Guide, 7.3.3 (code or symbol, before or after,
with or without a space); Unicode CLDR for the symbols.
"""

import re

# Any currency sign (Unicode category Sc), with the letters that distinguish one dollar from another.
_SIGN = r"(?:(?:US|AU|CA|NZ|HK|[ACRS])?\$|[£¤¥€₠-⃀￡￥])"
# ISO 4217 codes. Those that are no word match in any case; TRY, ALL, TOP and others are excluded.
_CODE = (
    r"(?<![^\W\d])(?:(?i:EUR|GBP|USD|SEK|NOK|DKK|CHF|PLN|CZK|HUF|AUD|NZD|JPY|CNY|HKD|SGD)"
    r"|ISK|RON|BGN|INR|CAD|BRL|MXN|UAH|KRW|ZAR|ILS)\b"
)
_SHORT = r"(?<![^\W\d])(?:(?i:kr)\b\.?|Rs\b\.?|₨)"
_BEFORE = rf"(?:{_SIGN}|{_CODE}|{_SHORT})"
# Currency words and abbreviations that only ever follow the number.
_AFTER = (
    rf"(?:{_SIGN}(?!\w)|{_CODE}|{_SHORT}|zł\b|Kč\b|лв\b|TL\b|円|元|원"
    r"|(?i:euros?|dollars?|quid|kronor|kroner|krónur|rupees?|yen|francs?|zloty|lei|cents|pence)\b"
    r"|pounds\b(?!\s(?:of|heavy|heavier|lighter)\b))"
)
_GAP = r"[\s\u2060]{0,2}"
# 1.299,95 · 1,299.95 · 1 299 · 19,- · 19.–; matched atomically, so that no part of it can be a price.
_NUMBER = (
    r"(?>(?<![\w.,])(?:\d{1,3}(?:[.,'’\s]\d{3})+|\d+)(?:[.,](?:\d{1,2}(?!\d)|[-–—]{1,2})|:-)?)"
)
# A sum such as a company's revenue is no price of a product.
_NOT_A_SUM = r"(?!\s?(?:(?i:[mb]illion|trillion|thousand|bn|mn|mio|mrd)\b|m\b))"
_PRICE = re.compile(
    rf"{_BEFORE}{_GAP}{_NUMBER}{_NOT_A_SUM}"
    # “Euro 2024” is a cup, “Euro 6” a norm and “Fr. 13” a Friday; they are prices only with cents.
    rf"|\b(?:Euro|Fr\.){_GAP}(?>\d+)[.,](?:\d\d\b|[-–—])"
    rf"|{_NUMBER}{_GAP}{_AFTER}"
    rf"|(?<![\w.,])\d+(?::-|,[-–—]{{1,2}}(?!\w))"
)
# “In 2019 dollars” names a year, and “weighs 200 pounds” is a weight.
_NO_PRICE = re.compile(
    r"\b(?i:in(?: constant)? (?:19|20)\d\d (?:US )?(?:dollars|euros|pounds)"
    r"|weigh(?:s|ed|ing)?(?: about| around| just| only| some| under| over)? [\d.,]+ pounds"
    r"|[\d.,]+ pounds per square inch)\b"
)


def price_in(words: str) -> str:
    """Return the first price in `words`, as written there; "" if there is none."""
    found = _PRICE.search(_NO_PRICE.sub("", words))
    return found[0] if found else ""

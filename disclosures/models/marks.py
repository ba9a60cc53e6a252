"""Which links of a page carry a mark, such as “(ad)”, and what a wording's text claims of it."""

import re

from django.db import models


class Marks(models.TextChoices):
    """The commercial links that get a wording's mark beside them."""

    ALL = "all", "Every commercial link"
    APART = "apart", "Links apart from the text: in tables and below subheads"
    NONE = "none", "No link"


# “links marked “ad””, “we label such links with (ad)”.
_VERB = r"\b(?:mark|marked|label|labelled|labeled|flag|flagged|tag|tagged|identified|indicated)\b"
_CLAIM = re.compile(rf"{_VERB}[^.“\"‘'(]{{0,30}}(?:[“\"‘'(]|\b(?:with|as|by)\b)", re.IGNORECASE)
_QUOTED = re.compile(rf"{_VERB}[^.“\"‘'(]{{0,30}}[“\"‘'(]([^”\"’')]+)[”\"’')]", re.IGNORECASE)


def claims_marks(text: str) -> bool:
    """Return whether a wording's text says that links are marked."""
    return re.search(r"\blinks?\b", text, re.IGNORECASE) is not None and bool(_CLAIM.search(text))


def broken_claim(text: str, mark: str, marks: str) -> str:
    """Return what a wording's text claims of marks and pages don't do, as a sentence; "" if nothing."""
    if not claims_marks(text):
        return ""
    if marks != Marks.ALL or not mark:
        return "The text says that links are marked, so every commercial link must carry the mark."
    quoted = _QUOTED.search(text)
    if quoted and quoted[1].strip().casefold() != mark.strip().casefold():
        return (
            f"The text says that links are marked “{quoted[1].strip()}”, but the mark is “{mark}”."
        )
    return ""

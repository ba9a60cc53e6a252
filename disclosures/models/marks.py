"""Marks on links, such as “(ad)”, and the claims that a wording's text makes about them."""

import re

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Marks(models.TextChoices):
    """The commercial links next to which a wording's mark is shown."""

    ALL = "all", _("Every commercial link")
    APART = "apart", _("Links apart from the text: in tables and below subheads")
    NONE = "none", _("No link")


# “links marked “ad””, “we label such links with (ad)”.
_VERB = r"\b(?:mark|marked|label|labelled|labeled|flag|flagged|tag|tagged|identified|indicated)\b"
_CLAIM = re.compile(rf"{_VERB}[^.“\"‘'(]{{0,30}}(?:[“\"‘'(]|\b(?:with|as|by)\b)", re.IGNORECASE)
_QUOTED = re.compile(rf"{_VERB}[^.“\"‘'(]{{0,30}}[“\"‘'(]([^”\"’')]+)[”\"’')]", re.IGNORECASE)


def claims_marks(text: str) -> bool:
    """Return whether a wording's text says that links are marked."""
    return re.search(r"\blinks?\b", text, re.IGNORECASE) is not None and bool(_CLAIM.search(text))


def broken_claim(text: str, mark: str, marks: str) -> str:
    """Return a sentence about a text's claim that its marks don't fulfil; "" if there is none.

    Args:
        mark: the words shown next to a link.
        marks: the links that get them, a value of `Marks`.
    """
    if not claims_marks(text):
        return ""
    if marks != Marks.ALL or not mark:
        return gettext(
            "The text says that links are marked, so every commercial link must carry the mark."
        )
    quoted = _QUOTED.search(text)
    if quoted and quoted[1].strip().casefold() != mark.strip().casefold():
        return gettext(
            "The text says that links are marked “{quoted}”, but the mark is “{mark}”."
        ).format(quoted=quoted[1].strip(), mark=mark)
    return ""

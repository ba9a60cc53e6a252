"""The named rules of validation, and which of them a publisher may soften, by PUBLISHING_CHECKS.

The setting maps names of CHOSEN to severities: {"standfirst": "error", "credit": "warning"}. What the law
or the design demands (FIXED) is always an error.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _

from newsroom.translation import Text

ERROR, WARNING, OFF = SEVERITIES = ("error", "warning", "off")

FIXED = {
    *("permission", "fields", "headline", "body", "section", "byline", "address"),
    *("embargo", "disclosure", "plans"),
}


@dataclass(frozen=True)
class Choice:
    """A rule that is the publisher's choice: its name in sentences, and its severity by default."""

    label: Text
    default: str = WARNING


CHOSEN = {
    "standfirst": Choice(_("missing standfirst")),
    "picture": Choice(_("missing featured picture")),
    "alt": Choice(_("picture without alt text"), ERROR),
    "credit": Choice(_("picture without credit"), ERROR),
    "alt-caption": Choice(_("alt text that repeats the caption")),
    "series-part": Choice(_("part of a series that isn’t clear")),
    "length": Choice(_("length of headline or standfirst")),
    "reading-ease": Choice(_("reading ease")),
    "paragraphs": Choice(_("long paragraph")),
    "headings": Choice(_("skipped level of subheads")),
    "link-text": Choice(_("link without words of its own")),
    "internal-links": Choice(_("link to no live story")),
}


def severity_of(rule: str) -> str:
    """Return the severity of a rule: its setting, or else its default; ERROR for a fixed rule."""
    choice = CHOSEN.get(rule)
    if choice is None:
        return ERROR
    chosen = settings.PUBLISHING_CHECKS.get(rule, choice.default)
    return chosen if chosen in SEVERITIES else choice.default


@register()
def check_setting(**kwargs: Any) -> list[CheckMessage]:
    """Report each name and severity in PUBLISHING_CHECKS that doesn't exist, or can't be chosen."""
    return [
        Error(sentence, hint=f"Names: {', '.join(CHOSEN)}.", id="articles.E001")
        for sentence in _mistakes(settings.PUBLISHING_CHECKS)
    ]


def _mistakes(setting: dict[str, Any]) -> Iterator[str]:
    for name, severity in setting.items():
        if name in FIXED:
            yield f"PUBLISHING_CHECKS can't change “{name}”: that rule is always an error."
        elif name not in CHOSEN:
            yield f"PUBLISHING_CHECKS has “{name}”, but there is no such rule."
        elif severity not in SEVERITIES:
            yield f"PUBLISHING_CHECKS: “{name}” must be one of {', '.join(SEVERITIES)}."

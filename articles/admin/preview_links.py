"""The panel of the story's form that makes, lists and revokes preview links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import preview_links
from articles.models import Article, Edition, PreviewLink
from articles.publishing import Problem, Refused
from newsroom.keys import whole_number
from staff.models import User

# The number of links that the form lists. Links that work come first, and a story has at most
# PreviewLink.MOST of them.
LISTED = 2 * PreviewLink.MOST
COLUMNS = {
    "id": "id",
    "recipient": "recipient",
    "created_at": "created_at",
    "created_by": "created_by__username",
    "expires_at": "expires_at",
    "revoked_at": "revoked_at",
    "revoked_by": "revoked_by__username",
    "opened": "opened",
    "last_opened_at": "last_opened_at",
}


class PreviewLinkForm(forms.Form):
    """The recipient of a new link, and the days for which it works. `preview_links.make` validates."""

    preview_for = forms.CharField(
        label=_("Who it is for"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100}),
        help_text=_("For you and your colleagues, such as “Lawyer”. Don’t name a secret source."),
    )
    preview_days = forms.CharField(
        label=_("Works for"),
        required=False,
        initial=str(preview_links.DEFAULT_DAYS),
        widget=forms.Select(
            choices=[
                (str(n), format_lazy(ngettext_lazy("{n} day", "{n} days", n), n=n))
                for n in preview_links.DAYS
            ]
        ),
    )


@dataclass(frozen=True)
class Row:
    """A link in the panel. Dates are None where nothing has happened."""

    id: int
    recipient: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None
    opened: int
    last_opened_at: datetime | None
    withdrawn_at: datetime | None
    works: bool


def with_links(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Annotate each story's latest links, as JSON, so that the form needs no query for them."""
    links = PreviewLink.objects.filter(article=OuterRef("pk"))
    newest = links.order_by(F("revoked_at").desc(nulls_first=True), "-expires_at", "-id")[:LISTED]
    return articles.annotate(
        preview_link_rows=ArraySubquery(newest.values(json=JSONObject(**COLUMNS)))
    )


def rows(article: Article, editions: Iterable[Edition], now: datetime) -> list[Row]:
    """Return the story's links for the panel: those that work first, then the latest to end."""
    found = getattr(article, "preview_link_rows", None)
    if found is None:
        # The form is shown again with its errors, and the story was read to be saved.
        stored: Any = with_links(Article.objects.filter(pk=article.pk)).get()
        found = stored.preview_link_rows
    ends = [e.live_until for e in editions if e.withdrawal_reason and e.live_until]
    listed = [_row(values, ends, now) for values in found]
    return sorted(listed, key=lambda row: not row.works)


def _row(values: dict[str, Any], withdrawals: list[datetime], now: datetime) -> Row:
    """Build a row from its JSON, by the same conditions as `PreviewLinkQuerySet.working`."""
    values = values | {
        name: datetime.fromisoformat(value)
        for name, value in values.items()
        if name.endswith("_at") and value
    }
    ended = [end for end in withdrawals if values["created_at"] < end <= now]
    works = not ended and not values["revoked_at"] and values["expires_at"] > now
    return Row(**values, withdrawn_at=min(ended, default=None), works=works)


def make(request: HttpRequest, article: Article, *, by: User) -> SafeString:
    """Make a link from the form's input, and return the message with its address.

    The address is in no other place, so this is the only time that it is shown.
    """
    link, path = preview_links.make(
        article,
        by=by,
        recipient=request.POST.get("preview_for", ""),
        days=whole_number(request.POST.get("preview_days", ""), most=1000) or 0,
    )
    context = {"link": link, "address": request.build_absolute_uri(path)}
    return render_to_string("admin/articles/article/preview_link_made.html", context)


def revoke(request: HttpRequest, article: Article, *, by: User) -> str:
    """Revoke the link whose button was pressed, and return the message."""
    key = whole_number(request.POST["_revoke_preview_link"]) or 0
    link = article.preview_links.filter(pk=key).first()
    if link is None:
        raise Refused([Problem("", gettext("There is no such preview link."))])
    preview_links.revoke(link, by=by)
    return gettext("The preview link for {recipient} doesn’t work any more.").format(
        recipient=link.recipient
    )

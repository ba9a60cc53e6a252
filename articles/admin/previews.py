"""Previews of a wording on every channel: a sample story, rendered by the production code.

They are in this app because `disclosures` may not import stories.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.views.decorators.http import require_POST

from articles.content.disclosures import DisclosedBody, disclose
from articles.content.plain_html import feed_html
from articles.content.story_page import StoryPage
from articles.models import Edition, Section
from articles.site import schema_org
from articles.site.feeds import title_of
from disclosures.channels import Channel
from disclosures.matching import Pattern, Rule, Rulebook
from disclosures.models import Programme, Wording
from newsroom import clock
from newsroom.cache.readers import never_stored
from newsroom.keys import whole_number

SHOP = "https://shop.example/kettle"
BODY = (
    f'<p>We boiled water in nine kettles for a month. <a href="{SHOP}">The one we kept</a> is quick, '
    "quiet and easy to clean.</p><h2>For less money</h2>"
    f'<p><a href="{SHOP}-2">The runner-up</a> takes a minute longer and costs half as much.</p>'
)
PARTNER = "Example Kettles"
INTEREST = ("Ana Ruiz", "She holds shares in Example Kettles.")
TYPED = ("kind", "channel", "text", "mark", "marks", "label", "learn_more")


@dataclass(frozen=True)
class Preview:
    """A sample story with an unsaved wording; `channel` is the wording's only channel, or ""."""

    edition: Edition
    wordings: list[dict[str, Any]]
    rules: Rulebook
    at: datetime
    channel: str = ""

    def disclosed(self, channel: str) -> DisclosedBody:
        """Return the story's body and disclosures on a channel."""
        interests = [INTEREST] if self.wordings[0]["kind"] == Wording.Kind.INTEREST else []
        return disclose(
            self.edition,
            rulebook=self.rules,
            wordings=self.wordings,
            at=self.at,
            channel=channel,
            interests=interests,
        )

    def page(self, channel: str) -> StoryPage:
        """Build the story page for a channel."""
        disclosed = self.disclosed(channel)
        return StoryPage(
            copy=self.edition,
            bylines=[],
            tags=[],
            videos=[],
            blocks=disclosed.blocks,
            disclosed=disclosed,
            notices=[],
        )

    def card(self) -> Edition:
        """Return the edition with the annotations that card lists need."""
        card: Any = self.edition
        earns = self.disclosed(Channel.PAGE).earns
        programme = self.rules.rules[0].programme or None
        card.earning = [programme] if earns else []
        card.label_rows = [row for row in self.wordings if row["label"]]
        return self.edition

    def data(self, origin: str) -> dict[str, Any]:
        """Return the parts of the story's JSON-LD that show the disclosure."""
        thing = schema_org.article(self.page(Channel.PAGE), origin)
        return {name: thing[name] for name in ("@type", "headline", "hasPart") if name in thing}


def preview_of(typed: dict[str, str]) -> Preview:
    """Build the preview from a wording form's values, valid or not."""
    at = clock.now()
    key = typed.get("programme", "")
    programme = Programme.objects.filter(pk=whole_number(key) or 0).first()
    # Clear the audience, so that the sample shows the wording on every channel.
    wording: dict[str, Any] = {name: typed.get(name, "")[:600] for name in TYPED}
    wording |= {"id": 0, "programme_id": programme.pk if programme else None}
    wording |= {"jurisdiction": "", "language": "", "channel": ""}
    wordings = [wording]
    if programme is not None:
        # A programme's own wording is shown in addition to the general one.
        wordings += Wording.objects.in_force(at).general().rows()
    rule = Rule(
        programme.pk if programme else 0,
        programme.name if programme else "Example Shop",
        (Pattern.parse("shop.example"),),
        channels=frozenset(Channel.values),
    )
    channel = typed.get("channel", "")
    return Preview(
        _sample(wording["kind"], at),
        wordings,
        Rulebook([rule]),
        at,
        channel if channel in Channel.values else "",
    )


def _sample(kind: str, at: datetime) -> Edition:
    connection = kind if kind in Edition.Connection.values else ""
    return Edition(
        headline="The best kettles",
        standfirst="Nine kettles, a month, and a clear winner.",
        section=Section(name="Reviews", slug="reviews"),
        path="reviews/the-best-kettles",
        body="<p>No links in this one.</p>" if connection == "gifted" else BODY,
        connection=connection,
        connection_with=PARTNER,
        published_at=at,
        live_from=at,
    )


@require_POST
def wording_preview(request: HttpRequest) -> HttpResponse:
    """Show an unsaved wording on every channel. Nothing is stored or cached.

    The desk puts the response into a frame's `srcdoc`. The frame inherits the content security
    policy of the surrounding page, so the framing rules need no exception; its links and scripts
    do nothing.
    """
    if not any(
        request.user.has_perm(f"disclosures.{action}_wording") for action in ("view", "add")
    ):
        raise PermissionDenied
    preview = preview_of(request.POST.dict())
    pages = {
        channel: preview.page(channel) for channel in (Channel.PAGE, Channel.FEED, Channel.EMAIL)
    }
    origin = f"{request.scheme}://{request.get_host()}"
    feed, mail = (feed_html(pages[each], origin) for each in (Channel.FEED, Channel.EMAIL))
    context = {
        "data": json.dumps(preview.data(origin), indent=2, ensure_ascii=False),
        "edition": preview.card(),
        "only": preview.channel,
        "disclosed": pages[Channel.PAGE].disclosed,
        "feed_title": title_of(pages[Channel.FEED]),
        "feed": feed,
        "text": "\n\n".join(line for line in strip_tags(mail).splitlines() if line.strip()),
        "is_empty": not request.POST.get("text", "").strip(),
    }
    response = render(request, "articles/wording_preview.html", context)
    never_stored(response)
    return response

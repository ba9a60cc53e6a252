"""Validation of drafts before they are printed, the same for the desk, commands and importers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from articles.content import blocks
from articles.content.disclosures import audience_of, judge_of, needs_of
from articles.models import Article, Edition
from articles.publishing.errors import Problem
from disclosures.channels import SERVED, Channel
from disclosures.matching import Rulebook
from disclosures.models import Wording, broken_claim
from disclosures.rules.rulebook import rulebook
from disclosures.wordings.selection import Need, wording_for
from images.models import Image
from newsroom import clock
from staff.models import User

ADDRESS_TAKEN = Problem("slug", "Another story has or had this address. Choose another.")


def validate(article: Article, *, by: User, begin: datetime) -> Iterator[Problem]:
    """Yield every problem that keeps a user from printing `article` to go live at `begin`."""
    yield from may(by, "publish")
    yield from _field_problems(article)
    yield from _copy_problems(article)
    yield from _picture_problems(article)
    yield from _address_problems(article)
    if article.embargo_until and begin < article.embargo_until:
        until = date_format(timezone.localtime(article.embargo_until), "DATETIME_FORMAT")
        yield Problem("embargo_until", f"The story is under embargo until {until}.")
    yield from _disclosure_problems(article, max(begin, clock.now()))
    planned = article.editions.to_be_withdrawn(clock.now()).first()
    if planned and planned.live_until and planned.live_until <= begin:
        yield Problem(
            "", "The story is to be withdrawn before this edition would begin. Cancel that first."
        )


def _field_problems(article: Article) -> Iterator[Problem]:
    """Yield problems with single fields, which only the desk's form would have found before."""
    copy = Article.copy_fields()
    others = {field.name for field in article._meta.fields if field.attname not in copy}
    try:
        article.clean_fields(exclude=others)
    except ValidationError as invalid:
        for field, messages in invalid.message_dict.items():
            yield from (Problem(field, message) for message in messages)


def _copy_problems(article: Article) -> Iterator[Problem]:
    if not article.headline.strip():
        yield Problem("headline", "Write a headline.")
    if not article.body:
        yield Problem("body", "Write the body.")
    if article.section is None:
        yield Problem("section", "Choose a section.")
    bylines = list(article.bylines.select_related("author__portrait"))
    if not bylines:
        yield Problem("bylines", "Add at least one author.")
    for author in dict.fromkeys(byline.author for byline in bylines):
        # The author's page goes public with the story, if it wasn't before.
        for sentence in author.portrait.lacks() if author.portrait else ():
            yield Problem("bylines", f"The portrait of {author}: {sentence}")


def _picture_problems(article: Article) -> Iterator[Problem]:
    named = [("picture", article.picture)] if article.picture else []
    keys = blocks.picture_ids(article.body)
    found = Image.objects.in_bulk(keys)
    named += [("body", found[key]) for key in keys if key in found]
    for field, image in named:
        yield from (Problem(field, sentence) for sentence in image.lacks())
    for address in blocks.lost_links(article.body):
        yield Problem(
            "body", f"The link “{address[:80]}” leads nowhere. Begin it with https:// or with /."
        )
    if blocks.has_lost_pictures(article.body):
        yield Problem(
            "body",
            "A picture stands within a paragraph, a list, a quotation or a table, where it can't be "
            "shown. Move it to a line of its own.",
        )
    if blocks.has_linked_pictures(article.body):
        yield Problem(
            "body",
            "A picture in the body is itself a link, which pages don't show. Take the link off, and "
            "put it into the caption.",
        )
    if len(found) < len(keys) or blocks.has_foreign_pictures(article.body):
        yield Problem(
            "body",
            "A picture in the body is not from the picture library. Remove it, or upload it there "
            "and choose it with “Browse”.",
        )


def _disclosure_problems(article: Article, at: datetime) -> Iterator[Problem]:
    """Yield disclosures that the story needs but can't show `at` an instant.

    Either nobody is named for its connection, or no wording is in force.
    """
    if article.connection and not article.connection_with.strip():
        yield Problem("connection_with", "Say who paid for it, gave it, or made it with us.")
    rules, wordings = rulebook(), Wording.objects.in_force(at).rows()
    declared = [Need(article.connection)] if article.connection else []
    missing: dict[str, Problem] = {}
    yield from _claim_problems(article, rules, wordings, at)
    for channel in SERVED:
        derived = blocks.derive(article.body, judge_of(article, rules), channel=channel, at=at)
        audience = audience_of(article.section, channel)
        for need in [*declared, *needs_of(derived.programmes)]:
            rule = rules.rule_of(need.programme)
            if wording_for(need, wordings, audience) or (rule and not rule.needs_wording):
                continue
            what = f"links of {rule.name}" if rule else _CALLS_FOR[need.kind]
            where = "" if channel == Channel.PAGE else f" in {channel.label.lower()}"
            problem = Problem(
                "connection" if need.kind == article.connection else "body",
                f"The story has {what}, but no wording for it is in force then{where}. "
                "Ask the disclosure staff to add one.",
            )
            missing.setdefault(what, problem)
    yield from missing.values()


def _claim_problems(
    article: Article, rules: Rulebook, wordings: list[dict[str, Any]], at: datetime
) -> Iterator[Problem]:
    """Yield a problem if the wording claims marks on links that pages wouldn't show."""
    if not blocks.derive(article.body, judge_of(article, rules), at=at).earns:
        return
    wording = wording_for(Need("affiliate"), wordings, audience_of(article.section))
    if wording and broken_claim(wording["text"], wording["mark"], wording["marks"]):
        yield Problem(
            "body",
            "The wording in force says that links are marked, but pages don’t mark each of them. "
            "Ask the disclosure staff to write its successor.",
        )


_CALLS_FOR = {
    "affiliate": "links that may earn a commission",
    "sponsored": "a sponsor",
    "gifted": "something gifted or lent",
    "partner": "an advertiser as partner",
}


def _address_problems(article: Article) -> Iterator[Problem]:
    if not article.slug:
        yield Problem("slug", "Give the story an address.")
    elif article.section is not None:
        taken = Edition.objects.filter(path=article.path).exclude(article=article)
        if taken.printed().exists():
            yield ADDRESS_TAKEN


def may(by: User, action: str) -> Iterator[Problem]:
    """Yield a problem if a user lacks the permission for an action on stories, such as “publish”."""
    if not by.has_perm(f"articles.{action}_article"):
        yield Problem("", f"You don't have the permission to {action} stories.")

"""Validation of drafts before they are printed, the same for the desk, commands and importers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy

from articles.content.disclosures import audience_of, evaluator_of, needs_of
from articles.models import Article
from articles.publishing.advice import advice
from articles.publishing.candidate import Candidate
from articles.publishing.errors import Problem
from articles.publishing.rules import OFF, severity_of
from disclosures.channels import SERVED, Channel
from disclosures.models import broken_claim
from disclosures.wordings.selection import Need, wording_for
from newsroom.translation import in_sentence
from staff.models import User

ADDRESS_TAKEN = Problem(
    "slug", gettext_lazy("Another story has or had this address. Choose another."), "address"
)
# Characters of the reason for an override, which the log keeps.
LONGEST_REASON = 200
# Characters of the reason for a withdrawal, which an edition keeps.
LONGEST_FOR_READERS = 300
MAY_NOT_OVERRIDE = Problem(
    "override_reason",
    gettext_lazy("You don't have the permission to publish despite errors."),
    "permission",
)
REASON_TOO_LONG = Problem(
    "override_reason",
    format_lazy(gettext_lazy("Keep the reason below {most} characters."), most=LONGEST_REASON),
    "permission",
)


@dataclass(frozen=True)
class Verdict:
    """The errors that keep a user from printing a draft, and those that the user overrides."""

    errors: list[Problem]
    overridden: list[Problem]


def verdict(candidate: Candidate, *, by: User, override: str = "") -> Verdict:
    """Validate a draft that is to be printed.

    Args:
        override: the reason why errors of rules that are the publisher's choice don't matter here;
            "" for none. It needs the permission `articles.override_checks`.
    """
    errors = [problem for problem in validate(candidate, by=by) if problem.is_error]
    soft = [problem for problem in errors if problem.may_be_overridden]
    if not (soft and override):
        return Verdict(errors, [])
    if not by.has_perm("articles.override_checks"):
        return Verdict([*errors, MAY_NOT_OVERRIDE], [])
    if len(override) > LONGEST_REASON:
        return Verdict([*errors, REASON_TOO_LONG], [])
    return Verdict([problem for problem in errors if problem not in soft], soft)


def validate(candidate: Candidate, *, by: User) -> Iterator[Problem]:
    """Yield every error that keeps a user from printing a draft, and every warning."""
    for problem in (*_demands(candidate, by), *_choices(candidate), *advice(candidate)):
        severity = severity_of(problem.rule)
        if severity != OFF:
            yield replace(problem, severity=severity)


def _choices(candidate: Candidate) -> Iterator[Problem]:
    """Yield the problems whose severity the publisher chooses, but advice."""
    article = candidate.article
    if not article.standfirst.strip():
        yield Problem(
            "standfirst",
            gettext("Write a standfirst: the line that says why to read on."),
            "standfirst",
        )
    if article.picture is None:
        yield Problem("picture", gettext("Choose a featured picture."), "picture")
    yield from _picture_problems(candidate)
    yield from _series_problems(candidate)


def _series_problems(candidate: Candidate) -> Iterator[Problem]:
    """Yield what is unclear about the story's part of a series."""
    article, part = candidate.article, candidate.article.series_part
    if part and article.series is None:
        sentence = gettext(
            "Choose the series of which this is part {part}, or empty the number."
        ).format(part=part)
        yield Problem("series", sentence, "series-part")
    for other in candidate.same_part:
        sentence = gettext(
            "Part {part} of “{series}” is “{other}” already. Choose another number."
        ).format(part=part, series=article.series, other=other)
        yield Problem("series_part", sentence, "series-part")


def _demands(candidate: Candidate, by: User) -> Iterator[Problem]:
    """Yield the problems that are always errors."""
    article = candidate.article
    yield from may(by, "publish")
    yield from _field_problems(article)
    yield from _copy_problems(candidate)
    problems = candidate.body.problems(candidate.pictures)
    yield from (Problem("body", sentence, "body") for sentence in problems)
    yield from _address_problems(candidate)
    if article.embargo_until and candidate.begin < article.embargo_until:
        until = date_format(timezone.localtime(article.embargo_until), "DATETIME_FORMAT")
        yield Problem(
            "embargo_until",
            gettext("The story is under embargo until {until}.").format(until=until),
            "embargo",
        )
    yield from _disclosure_problems(candidate)
    yield from _ending_problems(candidate, by)


def _ending_problems(candidate: Candidate, by: User) -> Iterator[Problem]:
    """Yield problems with the withdrawal that ends the edition, planned before or with it."""
    ends, reason = candidate.ending
    is_too_early = ends is not None and ends <= candidate.judged_at
    if candidate.expiry is None:
        if is_too_early:
            sentence = gettext(
                "The story is to be withdrawn before this edition would begin. Cancel that first."
            )
            yield Problem("", sentence, "plans")
        return
    yield from may(by, "withdraw")
    if is_too_early:
        sentence = gettext(
            "The story would be withdrawn before it goes live. Choose a later time for that."
        )
        yield Problem("expire_at", sentence, "plans")
    if sentence := reason_problem(reason):
        yield Problem("expire_reason", sentence, "plans")


def reason_problem(reason: str) -> str:
    """Return what is wrong with the reason for a withdrawal, as a sentence; "" for nothing."""
    if not reason.strip():
        return gettext("Give the reason; readers who follow a link see it.")
    if len(reason.strip()) > LONGEST_FOR_READERS:
        return gettext("Keep the reason below {most} characters.").format(most=LONGEST_FOR_READERS)
    return ""


def _field_problems(article: Article) -> Iterator[Problem]:
    """Yield problems with single fields, which only the desk's form would have found before."""
    copy = Article.copy_fields()
    # PostgreSQL already guarantees that the rows of foreign keys exist.
    others = {
        field.name
        for field in article._meta.fields
        if field.attname not in copy or field.is_relation
    }
    try:
        article.clean_fields(exclude=others)
    except ValidationError as invalid:
        for field, messages in invalid.message_dict.items():
            yield from (Problem(field, message, "fields") for message in messages)


def _copy_problems(candidate: Candidate) -> Iterator[Problem]:
    article, bylines = candidate.article, candidate.bylines
    if not article.headline.strip():
        yield Problem("headline", gettext("Write a headline."), "headline")
    if not article.body:
        yield Problem("body", gettext("Write the body."), "body")
    if article.section is None:
        yield Problem("section", gettext("Choose a section."), "section")
    if not bylines:
        yield Problem("bylines", gettext("Add at least one author."), "byline")


def _picture_problems(candidate: Candidate) -> Iterator[Problem]:
    """Yield what the story's pictures and its authors' portraits lack."""
    article, found = candidate.article, candidate.pictures
    named = [("picture", article.lead, False)] if article.lead else []
    described = candidate.body.described
    named += [
        ("body", found[key], key in described) for key in candidate.body.pictures if key in found
    ]
    for field, image, has_alt in named:
        for rule, sentence in image.lacks().items():
            if not (rule == "alt" and has_alt):
                yield Problem(field, sentence, rule)
    for author in dict.fromkeys(byline.author for byline in candidate.bylines):
        # The author's page goes public with the story, if it wasn't before.
        lacks = author.portrait.lacks() if author.portrait else {}
        for rule, sentence in lacks.items():
            yield Problem(
                "bylines",
                gettext("The portrait of {author}: {sentence}").format(
                    author=author, sentence=sentence
                ),
                rule,
            )


def _disclosure_problems(candidate: Candidate) -> Iterator[Problem]:
    """Yield disclosures that the story needs but can't show when it goes live.

    Either nobody is named for its connection, or no wording is in force. None with DISCLOSURES off.
    """
    if not settings.DISCLOSURES:
        return
    article, rules = candidate.article, candidate.rules
    if article.connection and not article.connection_with.strip():
        yield Problem(
            "connection_with",
            gettext("Say who paid for it, gave it, or made it with us."),
            "disclosure",
        )
    declared = [Need(article.connection)] if article.connection else []
    missing: dict[str, Problem] = {}
    for channel in SERVED:
        derived = candidate.body.derive(
            evaluator_of(article, rules), channel=channel, at=candidate.judged_at
        )
        if channel == Channel.PAGE and derived.earns:
            yield from _claim_problems(candidate)
        audience = audience_of(article.section, channel, language=article.language)
        for need in [*declared, *needs_of(derived.programmes)]:
            rule = rules.rule_of(need.programme)
            if wording_for(need, candidate.wordings, audience) or (rule and not rule.needs_wording):
                continue
            what = (
                gettext("links of {programme}").format(programme=rule.name)
                if rule
                else str(_CALLS_FOR[need.kind])
            )
            field = "connection" if need.kind == article.connection else "body"
            problem = Problem(field, _no_wording(what, channel), "disclosure")
            missing.setdefault(what, problem)
    yield from missing.values()


def _no_wording(what: str, channel: Channel) -> str:
    if channel == Channel.PAGE:
        sentence = gettext(
            "The story has {what}, but no wording for it is in force then. Ask the disclosure staff "
            "to add one."
        )
    else:
        sentence = gettext(
            "The story has {what}, but no wording for it is in force then in {channel}. Ask the "
            "disclosure staff to add one."
        )
    return sentence.format(what=what, channel=in_sentence(channel.label))


def _claim_problems(candidate: Candidate) -> Iterator[Problem]:
    """Yield a problem if the wording claims marks on links that pages wouldn't show."""
    audience = audience_of(candidate.article.section, language=candidate.article.language)
    wording = wording_for(Need("affiliate"), candidate.wordings, audience)
    if wording and broken_claim(wording["text"], wording["mark"], wording["marks"]):
        yield Problem(
            "body",
            gettext(
                "The wording in force says that links are marked, but pages don’t mark each of "
                "them. Ask the disclosure staff to write its successor."
            ),
            "disclosure",
        )


_CALLS_FOR = {
    "affiliate": gettext_lazy("links that may earn a commission"),
    "sponsored": gettext_lazy("a sponsor"),
    "gifted": gettext_lazy("something gifted or lent"),
    "partner": gettext_lazy("an advertiser as partner"),
}


def _address_problems(candidate: Candidate) -> Iterator[Problem]:
    article = candidate.article
    if not article.slug:
        yield Problem("slug", gettext("Give the story an address."), "address")
    elif article.section is not None:
        stories = {key for path, key, _ in candidate.printed if path == article.path}
        if stories - {article.pk}:
            yield ADDRESS_TAKEN


_MAY_NOT = {
    "publish": gettext_lazy("You don't have the permission to publish stories."),
    "withdraw": gettext_lazy("You don't have the permission to withdraw stories."),
}


def may(by: User, action: str) -> Iterator[Problem]:
    """Yield a problem if a user lacks the permission for an action on stories, such as “publish”."""
    if not by.has_perm(f"articles.{action}_article"):
        yield Problem("", _MAY_NOT[action], "permission")

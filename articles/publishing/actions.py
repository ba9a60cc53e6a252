"""The publishing actions: publish, schedule, withdraw, cancel plans and restore.

No other code prints or ends an edition. Each action is one transaction: lock the story, collect all
problems, write, log. The admin, commands and importers call these functions, so the same validation
applies to all of them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.content.body import Body
from articles.ledger import scanning
from articles.models import Article, Edition, EditionPicture, EditionWords, Event
from articles.models.copy import Listed
from articles.publishing import drafts, notices
from articles.publishing.candidate import Candidate, Expiry
from articles.publishing.errors import Problem, Refused
from articles.publishing.notices import NewNotice, UpdateOptions
from articles.publishing.rules import CHOSEN
from articles.publishing.similar import find_similar
from articles.publishing.validation import ADDRESS_TAKEN, Verdict, may, reason_problem, verdict
from disclosures.models import share_rules
from newsroom import clock
from staff.models import User

UNPUBLISHED_WORDS = Problem(
    "",
    _(
        "The draft has words that no edition holds, and they would be lost. Publish them "
        "first, or tick “Replace unpublished changes”."
    ),
)


def publish(
    article: Article,
    *,
    by: User,
    live_from: datetime | None = None,
    note: str = "",
    minor: bool = False,
    notice: NewNotice | None = None,
    override: str = "",
    expiry: Expiry | None = None,
) -> Edition:
    """Print an edition of the draft, live from now, and return it.

    It replaces the live edition and any waiting one, whose changes the draft already holds. A
    planned withdrawal stays in force, unless an `expiry` plans another. A story's first edition may be dated back to a past
    `live_from` (an import keeps the original dates); `printed_at` records when it was printed.

    An update changes the date that readers see, a `minor` edit doesn't. A `notice` stays with the
    story from then on. `published_at` never changes. `override` is the reason to publish despite
    errors of rules that are the publisher's choice (rules.py); it needs a permission, and is logged.

    Raises:
        Refused: validation found problems, all of which it holds. Nothing was written.
    """
    with transaction.atomic():
        article = drafts.lock(article)
        share_rules()
        # Read after the locks, because waiting for them may take a while.
        now = clock.now()
        begin = live_from or now
        options, candidate = UpdateOptions(minor, notice), Candidate(article, begin, now, expiry)
        found = verdict(candidate, by=by, override=override.strip())
        problems = [*found.errors, *notices.problems(candidate, options, by=by)]
        if begin > now:
            problems.append(Problem("", gettext("To publish at a later time, schedule the story.")))
        elif begin < now and candidate.timeline.editions:
            problems.append(Problem("", gettext("Only a story's first edition can be dated back.")))
        if problems:
            raise Refused(problems)
        edition = _replace(candidate, options, by=by, note=note)
        action = Event.Action.PUBLISHED
        _log(
            _event(article, edition, action, by=by, at=now, effective=begin, note=note),
            *_expiry_event(expiry, edition, by=by, at=now),
            *_override_event(found, override, edition, by=by, at=now),
        )
        return edition


def schedule(
    article: Article,
    *,
    by: User,
    at: datetime,
    note: str = "",
    minor: bool = False,
    notice: NewNotice | None = None,
    override: str = "",
    expiry: Expiry | None = None,
) -> Edition:
    """Print an edition that goes live `at` a future instant, and return it; this needs no worker.

    The live edition stays until then. Otherwise it works as `publish` does.

    Raises:
        Refused: validation found problems, all of which it holds, or `at` has passed. Nothing was
            written.
    """
    with transaction.atomic():
        article = drafts.lock(article)
        share_rules()
        now = clock.now()
        options, candidate = UpdateOptions(minor, notice), Candidate(article, at, now, expiry)
        found = verdict(candidate, by=by, override=override.strip())
        problems = [*found.errors, *notices.problems(candidate, options, by=by)]
        if at <= now:
            problems.append(Problem("at", gettext("That time has passed. Choose a later one.")))
        if problems:
            raise Refused(problems)
        edition = _replace(candidate, options, by=by, note=note)
        action = Event.Action.SCHEDULED
        _log(
            _event(article, edition, action, by=by, at=now, effective=at, note=note),
            *_expiry_event(expiry, edition, by=by, at=now),
            *_override_event(found, override, edition, by=by, at=now),
        )
        return edition


def withdraw(article: Article, *, by: User, reason: str, at: datetime | None = None) -> Edition:
    """Withdraw the story `at` an instant (default: now), and return the edition that ends.

    From then on its address responds 410 (Gone) with `reason`. Editions that would go live at that
    instant or later are cancelled.

    Raises:
        Refused: the user lacks the permission, the reason is missing or too long, `at` has passed, or
            no edition is live then.
    """
    with transaction.atomic():
        article = drafts.lock(article)
        now = clock.now()
        end = at or now
        reason = reason.strip()
        edition = article.editions.shown_until(end).first()
        problems = list(may(by, "withdraw"))
        if sentence := reason_problem(reason):
            problems.append(Problem("reason", sentence))
        if end < now:
            problems.append(Problem("at", gettext("That time has passed. Choose a later one.")))
        elif edition is None:
            problems.append(
                Problem("", gettext("The story is not live then, so it can't be withdrawn."))
            )
        if problems or edition is None:
            raise Refused(problems)
        article.editions.filter(live_from__gte=end).cancel()
        edition.live_until, edition.withdrawal_reason = end, reason
        edition.save(update_fields=["live_until", "withdrawal_reason"])
        action = Event.Action.WITHDRAWN
        _log(_event(article, edition, action, by=by, at=now, effective=end, note=reason))
        return edition


def cancel_plans(article: Article, *, by: User) -> None:
    """Cancel all plans: editions waiting to go live, and a withdrawal still to come.

    The live edition stays.

    Raises:
        Refused: the user lacks the permission, or nothing is planned.
    """
    with transaction.atomic():
        article = drafts.lock(article)
        now = clock.now()
        problems = list(may(by, "publish"))
        waiting = article.editions.waiting(now)
        current = article.editions.live(now).first()
        planned = waiting.exists() or (current is not None and current.live_until is not None)
        if not planned:
            problems.append(Problem("", gettext("Nothing is planned for this story.")))
        if problems:
            raise Refused(problems)
        waiting.cancel()
        if current is not None:
            current.live_until, current.withdrawal_reason = None, ""
            current.save(update_fields=["live_until", "withdrawal_reason"])
            # Its terms were those of the planned update.
            find_similar.enqueue(article.pk)
        _log(_event(article, current, Event.Action.PLANS_CANCELLED, by=by, at=now, effective=now))


def restore(edition: Edition, *, by: User, discard: bool = False) -> Article:
    """Copy an edition back into the draft, to review and publish it again; return the draft.

    The replaced draft is kept among the former drafts.

    Args:
        discard: replace the draft even if no edition holds its content.

    Raises:
        Refused: the user may not change stories, or `discard` is False and no edition holds the
            draft's content.
    """
    with transaction.atomic():
        article = drafts.lock(edition.article)
        if not by.has_perm("articles.change_article"):
            raise Refused(
                [Problem("", gettext("You don't have the permission to change stories."))]
            )
        if not discard and article.copy() not in [kept.copy() for kept in article.editions.all()]:
            raise Refused([UNPUBLISHED_WORDS])
        drafts.replace(article, edition.copy(), by=by)
        now = article.saved_at
        _log(_event(article, edition, Event.Action.RESTORED, by=by, at=now, effective=now))
        return article


def _replace(candidate: Candidate, options: UpdateOptions, *, by: User, note: str) -> Edition:
    """End the live edition when the new one begins, cancel waiting ones, and print the draft."""
    article, begin, now = candidate.article, candidate.begin, candidate.now
    timeline = candidate.timeline
    if timeline.waiting:
        article.editions.waiting(now).cancel()
    former = timeline.last_begun
    live_until, withdrawal_reason = candidate.ending
    if (current := timeline.live) is not None:
        current.live_until, current.withdrawal_reason = begin, ""
        current.save(update_fields=["live_until", "withdrawal_reason"])
    edition = _print(
        candidate,
        number=timeline.next_number,
        path=article.path,
        live_from=begin,
        live_until=live_until,
        withdrawal_reason=withdrawal_reason,
        published_at=former.published_at if former else begin,
        updated_at=options.updated_at(former, begin),
        note=note,
        printed_at=now,
        printed_by=by,
    )
    options.record(edition, by=by, at=now)
    return edition


def _print(candidate: Candidate, **fields: Any) -> Edition:
    """Write an edition with the draft's copy and parts, and write its links to the ledger.

    Raises:
        Refused: another story took the address after validation.
    """
    article = candidate.article
    try:
        edition = Edition.objects.create(
            **{name: getattr(article, name) for name in Edition.copy_fields()},
            article=article,
            **fields,
        )
    except IntegrityError as error:
        if "edition_one_live_per_path" not in str(error):
            raise
        raise Refused([ADDRESS_TAKEN]) from None
    edition.section = article.section
    _carry_parts(candidate, edition)
    if article.stage != Article.Stage.WRITING:
        Article.objects.filter(pk=article.pk).update(stage=Article.Stage.WRITING)
    # A cleaner that is newer than the draft may have changed the body while it was written.
    body = candidate.body if edition.body == candidate.body.html else Body(edition.body)
    EditionPicture.objects.bulk_create(
        EditionPicture(edition=edition, image_id=key) for key in body.pictures
    )
    scanning.scan_new(edition, body, candidate.rules, candidate.wordings, candidate.now)
    EditionWords.objects.write([edition.pk])
    find_similar.enqueue(article.pk)
    return edition


def _carry_parts(candidate: Candidate, edition: Edition) -> None:
    """Copy the draft's rows (bylines, tags and other parts) to the edition."""
    for part in Article.PARTS:
        manager = getattr(edition, part)
        drafted = candidate.bylines if part == "bylines" else getattr(candidate.article, part).all()
        rows = [manager.model(content_object=edition, **row.values()) for row in drafted]
        for row in rows:
            if isinstance(row, Listed):
                row.repeat_date()
        manager.bulk_create(rows)


def _log(*events: Event) -> None:
    Event.objects.bulk_create(events)


def _event(
    article: Article,
    edition: Edition | None,
    action: str,
    *,
    by: User,
    at: datetime,
    effective: datetime,
    note: str = "",
) -> Event:
    return Event(
        article=article,
        edition=edition,
        action=action,
        by=by,
        at=at,
        effective=effective,
        note=note,
    )


def _expiry_event(
    expiry: Expiry | None, edition: Edition, *, by: User, at: datetime
) -> Iterator[Event]:
    """Yield the event of the withdrawal that was planned together with a publication, if one was."""
    if expiry:
        action, note = Event.Action.WITHDRAWN, edition.withdrawal_reason
        yield _event(edition.article, edition, action, by=by, at=at, effective=expiry.at, note=note)


def _override_event(
    found: Verdict, reason: str, edition: Edition, *, by: User, at: datetime
) -> Iterator[Event]:
    """Yield the event of publishing despite errors, with the reason and the rules, if there were any."""
    if found.overridden:
        rules = dict.fromkeys(str(CHOSEN[problem.rule].label) for problem in found.overridden)
        note = f"{reason.strip()} ({', '.join(rules)})"[:300]
        action, begin = Event.Action.OVERRIDDEN, edition.live_from
        yield _event(edition.article, edition, action, by=by, at=at, effective=begin, note=note)

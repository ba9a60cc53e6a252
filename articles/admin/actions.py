"""Actions of the story form's buttons: each reads its fields and calls `articles.publishing`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from articles import publishing
from articles.admin import former_drafts, preview_links, publish_forms
from articles.admin.publish_forms import (
    ExpiryForm,
    OverrideForm,
    ScheduleForm,
    UpdateForm,
    WithdrawForm,
)
from articles.content.body import Body
from articles.models import Article, Edition
from articles.publishing import drafts
from newsroom import clock, time_words
from newsroom.keys import whole_number
from staff.models import User


def person(request: HttpRequest) -> User:
    """Return the signed-in user.

    Raises:
        PermissionDenied: the request is anonymous, which the desk never lets through.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def publish(request: HttpRequest, article: Article) -> str:
    """Publish the draft and return the message; `Refused` if the draft or a field is invalid."""
    by, options = person(request), _options(request)
    if request.POST.get("publish_at", "").strip() and by.has_perm("articles.publish_article"):
        sentence = _("There is a time to go live at. Press “Schedule”, or empty it to publish now.")
        raise publishing.Refused([publishing.Problem("publish_at", sentence)])
    edition = publishing.publish(article, by=by, **options)
    return format_html(
        _('Published. Readers see <a href="{address}">edition {number}</a>.') + " {ending}",
        address=edition.get_absolute_url(),
        number=edition.number,
        ending=_ending(edition),
    )


def schedule(request: HttpRequest, article: Article) -> str:
    """Schedule the draft for the chosen time and return the message."""
    chosen = ScheduleForm(publish_forms.scheduled(request.POST))
    options = _options(request, chosen)
    at = chosen.cleaned_data["publish_at"]
    edition = publishing.schedule(article, by=person(request), at=at, **options)
    scheduled = _("Scheduled: edition {number} goes live at {time}.").format(
        number=edition.number, time=_clock(edition.live_from)
    )
    return f"{scheduled} {_ending(edition)}".rstrip()


def _options(request: HttpRequest, *others: Form) -> dict[str, Any]:
    """Return the keyword arguments that `publish` and `schedule` share.

    Raises:
        Refused: the forms of the options, or one of the others, are invalid.
    """
    update, expiry = UpdateForm(request.POST), ExpiryForm(request.POST)
    override = OverrideForm(request.POST)
    reason = publish_forms.cleaned(*others, update, expiry, override)["override_reason"]
    return {**update.options(), **expiry.options(), "override": reason}


def _ending(edition: Edition) -> str:
    """Return the sentence on an edition's planned withdrawal; "" without one."""
    if not (edition.live_until and edition.withdrawal_reason):
        return ""
    return _("It will be withdrawn at {time}.").format(time=_clock(edition.live_until))


def restore(request: HttpRequest, article: Article) -> str:
    """Make an edition's copy the draft again and return the message."""
    number = request.POST["_restore"]
    edition = article.editions.filter(number=whole_number(number, most=2**31 - 1) or 0).first()
    if edition is None:
        raise publishing.Refused([publishing.Problem("", _("There is no such edition."))])
    publishing.restore(edition, by=person(request), discard="discard" in request.POST)
    return _("The draft is edition {number} again. Publish it to show it to readers.").format(
        number=edition.number
    )


def put_back(request: HttpRequest, article: Article) -> str:
    """Make a former draft the draft again and return the message."""
    former = former_drafts.find(article, request.POST["_put_back"])
    if former is None:
        raise publishing.Refused([publishing.Problem("", _("There is no such former draft."))])
    gone = publishing.put_back(former, by=person(request))
    done = _("The draft saved at {time} is the draft again.").format(time=_clock(former.saved_at))
    if not gone:
        return done
    missing = _("Left out, since it is gone meanwhile: {names}.").format(names=", ".join(gone))
    return f"{done} {missing}"


def withdraw(request: HttpRequest, article: Article) -> str:
    """Withdraw the story, now or at the chosen time, and return the message."""
    fields = publish_forms.cleaned(WithdrawForm(request.POST))
    edition = publishing.withdraw(
        article,
        by=person(request),
        reason=fields["withdraw_reason"],
        at=fields["withdraw_at"],
    )
    end = edition.live_until or clock.now()
    if end > clock.now():
        return _("The story will be withdrawn at {time}.").format(time=_clock(end))
    return _("Withdrawn. Its address now answers with your reason.")


def cancel_plans(request: HttpRequest, article: Article) -> str:
    """Cancel the story's scheduled publication or withdrawal and return the message."""
    publishing.cancel_plans(article, by=person(request))
    return _("The plans are cancelled. What readers see stays.")


def take_out(request: HttpRequest, article: Article) -> str:
    """Remove a hand-written disclosure's line from the draft and return the message.

    The live edition stays as it is.
    """
    text = request.POST["_take_out"]
    body = Body(article.body).without_line(text)
    if body is None:
        raise publishing.Refused(
            [
                publishing.Problem(
                    "body", _("The body no longer has that line. Nothing was taken out.")
                )
            ]
        )
    drafts.change(article, by=person(request), body=body)
    return _("Taken out of the draft: “{text}” Readers see the change once you publish.").format(
        text=text
    )


def make_preview_link(request: HttpRequest, article: Article) -> str:
    """Make a preview link to the draft and return the message with its address."""
    return preview_links.make(request, article, by=person(request))


def revoke_preview_link(request: HttpRequest, article: Article) -> str:
    """Revoke the chosen preview link and return the message."""
    return preview_links.revoke(request, article, by=person(request))


Action = Callable[[HttpRequest, Article], str]
# Actions that publish or replace the draft run after the draft is saved. Actions that remove
# something from readers' view run first: a mistake in the draft must not keep a story up.
ON_THE_DRAFT: dict[str, Action] = {
    "_publish": publish,
    "_schedule": schedule,
    "_restore": restore,
    "_put_back": put_back,
    "_take_out": take_out,
    "_make_preview_link": make_preview_link,
}
AT_ONCE: dict[str, Action] = {
    "_withdraw": withdraw,
    "_cancel_plans": cancel_plans,
    "_revoke_preview_link": revoke_preview_link,
}


def carry_out(request: HttpRequest, article: Article, actions: dict[str, Action]) -> bool:
    """Run the action whose button was pressed and add its message; False if none was pressed."""
    action = next((actions[name] for name in actions if name in request.POST), None)
    if action is None:
        return False
    try:
        messages.success(request, action(request, article))
    except publishing.Refused as refused:
        publishes = action in (publish, schedule)
        publish_forms.keep(request, article, refused.problems if publishes else [])
        listed = format_html_join("", "<li>{}</li>", ((p.message,) for p in refused.problems))
        messages.error(request, format_html("{} <ul>{}</ul>", _("That was not done:"), listed))
    return True


def _clock(instant: datetime) -> str:
    here = timezone.localtime(instant)
    return date_format(here, _(r"H:i \o\n l, j F Y")) + ", " + time_words.zone_in_words()

"""Autosaves: the endpoint to which an open story form sends what is typed, and heartbeats.

Nothing is validated, so a half-finished draft keeps every word, and nothing but the row of the open
form is written: neither the story, nor its version, nor its history. The response says who else has the
story open, and who saved it meanwhile.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, JSONField, Q, QuerySet, When
from django.http import HttpRequest, JsonResponse
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from articles.admin import merging, own_fields, picture_words
from articles.admin.forms import ArticleForm
from articles.admin.merging import name_of
from articles.models import Article, OpenForm
from articles.models.open_form import OPEN_FOR, as_key
from newsroom import clock
from newsroom.cache.readers import never_stored
from newsroom.compiled import compiled
from newsroom.keys import whole_number
from staff.models import User

# The names of the fields about the autosave itself begin with this; they aren't kept.
PREFIX = "autosave-"
# The beginnings of the names of the fields in a story's rows, and of those of its picture's words.
PARTS = tuple(
    f"{part}-" for part in (*merging.ROWS, picture_words.PREFIX, f"initial-{picture_words.PREFIX}")
)
# The most bytes of a form's values as JSON, three times what a body may have.
MOST = 1_000_000
# The most forms with unsaved values of a person and a story; the oldest give way.
MOST_FORMS = 20
SIGN_IN = gettext_lazy(
    "Sign in as the person who opened this form, in another tab; the words stay here."
)
KINDS = ("words", "clean", "seen", "closed")


class BadReport(Exception):
    """Raised for a report that can't be read or kept; the message says what to do."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Report:
    """One report of an open form.

    Args:
        key: the form's key.
        sent: the browser's clock, in milliseconds.
        kind: "words" with unsaved values, "clean" if nothing is unsaved any more, "seen" for a heartbeat,
            "closed" when the page is left.
        values: the form's fields, as lists of text.
    """

    key: UUID
    sent: int
    kind: str
    values: dict[str, list[str]]


def read(request: HttpRequest, also_kept: Iterable[str] = ()) -> Report:
    """Return the posted report, with the fields of the story's form and no others.

    Args:
        request: the request.
        also_kept: the names of fields next to the story's that are kept with them.

    Raises:
        BadReport: it isn't what the desk's script sends, or too long.
    """
    posted = request.POST
    key, kind = as_key(posted.get(f"{PREFIX}key", "")), posted.get(f"{PREFIX}kind", "")
    sent = whole_number(posted.get(f"{PREFIX}sent", ""), most=2**53)
    if key is None or sent is None or kind not in KINDS:
        raise BadReport(gettext("This form can’t be kept by itself. Save the draft."))
    known = {*ArticleForm.base_fields, *own_fields.fields(), *also_kept, "form_key"}
    values = {
        # PostgreSQL's JSON has no NUL.
        name.replace("\x00", ""): [str(text).replace("\x00", "") for text in texts]
        for name, texts in posted.lists()
        # A field of several widgets has a number after its name.
        if name in known or name.startswith(PARTS) or re.sub(r"_\d+$", "", name) in known
    }
    if kind == "words" and (size := len(json.dumps(values, ensure_ascii=False).encode())) > MOST:
        raise BadReport(
            gettext(
                "Too long to be kept by itself: {size} MB, and at most {most} MB is kept. "
                "Take something out, or save the draft."
            ).format(size=number_format(size / 1e6, 1), most=number_format(MOST / 1e6, 0)),
            status=413,
        )
    return Report(key, sent, kind, values)


def receive(model_admin: ModelAdmin, request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """Keep what an open form reports; answer with the presence of others and any problem, as JSON."""
    try:
        response = JsonResponse(_received(model_admin, request, pk))
    except BadReport as error:
        response = JsonResponse({"problem": str(error)}, status=error.status)
    except PermissionDenied:
        problem = gettext(
            "You may not change this story, so nothing is kept. Copy your words elsewhere."
        )
        response = JsonResponse({"problem": problem}, status=403)
    never_stored(response)
    return response


def _received(model_admin: ModelAdmin, request: HttpRequest, pk: int | None) -> dict[str, Any]:
    also_kept = getattr(model_admin, "also_kept", ())
    report, user = read(request, also_kept), cast(User, request.user)
    if request.POST.get(f"{PREFIX}user", str(user.pk)) != str(user.pk):
        # In this browser somebody else has signed in since the form was opened.
        raise BadReport(
            gettext("You are signed in as {user}.").format(user=name_of(user)) + f" {SIGN_IN}",
            403,
        )
    # The draft's body stays in the database.
    stories = Article.objects.select_related("saved_by").only("version", "saved_at", "saved_by")
    story = stories.filter(pk=pk).first() if pk is not None else None
    if story is None:
        allowed = model_admin.has_add_permission(request)
    else:
        allowed = model_admin.has_change_permission(request, story)
    if not allowed:
        raise PermissionDenied
    forms = OpenForm.objects.filter(user=user, key=report.key)
    if pk is not None and story is None and not forms.exists():
        raise BadReport(
            gettext("There is no such story any more. Copy your words into a new one."), 404
        )
    later = keep(report, user=user, article=story)
    if not later:
        forget_source(request, user)
    if pk is not None and story is None:
        problem = gettext(
            "This story was deleted. Your words are kept: open “New story” to put them back."
        )
        return {"problem": problem, "presence": [], "saved": "", "later": later}
    return {
        "problem": "",
        "later": later,
        "presence": presence(story, user, clock.now()) if story else [],
        "saved": _saved(story, user, report.values.get("version", [""])[0]) if story else "",
    }


def keep(report: Report, *, user: User, article: Article | None) -> int:
    """Write a report into the form's row, unless the row has a later one already.

    Returns:
        The later one's `sent`, for a browser whose clock was set back; 0 if the report was written.
    """
    now = clock.now()
    if report.kind == "closed":
        OpenForm.objects.filter(user=user, key=report.key, kept_at=None).delete()
        return 0
    # Two reports of a new form may come at once: one of them makes the row, both update it.
    new = OpenForm(user=user, key=report.key, article=article, seen_at=now)
    OpenForm.objects.bulk_create([new], ignore_conflicts=True)
    fields: dict[str, Any] = {"seen_at": now}
    if report.kind == "words":
        fields |= {"values": report.values, "kept_at": now, "sent": report.sent}
    elif report.kind == "clean":
        fields |= {"values": {}, "kept_at": None, "sent": report.sent}
    row = OpenForm.objects.filter(user=user, key=report.key)
    if not row.filter(sent__lte=report.sent).update(article=article, **fields):
        return row.values_list("sent", flat=True).first() or 0
    if report.kind == "words":
        kept = OpenForm.objects.of(article).kept().filter(user=user).order_by("-kept_at", "-pk")
        old = [form.pk for form in kept.only("pk")[MOST_FORMS : MOST_FORMS + 100]]
        if old:
            OpenForm.objects.filter(pk__in=old).delete()
    return 0


def forget_source(request: HttpRequest, user: User) -> None:
    """Delete the kept form whose values were put back into the posted one, if it didn't change since."""
    if source := _source(request):
        OpenForm.objects.filter(user=user).filter(source).delete()


def forget(request: HttpRequest, user: User) -> None:
    """Forget the values of a form that was saved: its own row, and the one put back into it.

    A row without values stays for a day, with the instant at which the form was sent, so that an autosave
    that was sent before and arrives late is ignored.
    """
    forget_source(request, user)
    key = as_key(request.POST.get(f"{PREFIX}key", ""))
    sent = whole_number(request.POST.get(f"{PREFIX}sent", ""), most=2**53)
    if key is None:
        return
    if sent is None:  # The browser runs no scripts, so no autosave is under way.
        OpenForm.objects.filter(key=key, user=user).delete()
        return
    # The page is about to be left, so nobody has the form open.
    row = OpenForm(user=user, key=key, sent=sent, seen_at=clock.now() - OPEN_FOR)
    OpenForm.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "key"],
        update_fields=["values", "kept_at", "sent", "seen_at"],
    )


def _source(request: HttpRequest) -> Q | None:
    key, _, sent = request.POST.get(f"{PREFIX}from", "").partition(":")
    number = whole_number(sent, most=2**53)
    found = as_key(key)
    return None if found is None or number is None else Q(key=found, sent=number)


# Presence


@compiled
def open_forms(article: int, since: datetime, user: int) -> QuerySet[OpenForm]:
    """Return the forms that others have open, and the person's own forms with unsaved values."""
    mine = Q(user=user, kept_at__isnull=False)
    forms = OpenForm.objects.filter(Q(seen_at__gt=since) | mine, article=article)
    return forms.select_related("user").defer("values").order_by("-seen_at")


@compiled
def open_forms_with_own(article: int, since: datetime, user: int) -> QuerySet[OpenForm]:
    """Return the same forms; the `own_values` of the person's own are their values, others' are None."""
    mine = Q(user=user, kept_at__isnull=False)
    forms = OpenForm.objects.filter(Q(seen_at__gt=since) | mine, article=article)
    own = Case(When(mine, then=F("values")), output_field=JSONField())
    found = forms.select_related("user").annotate(own_values=own).defer("values")
    return found.order_by("-seen_at")


def presence(article: Article, user: User, now: datetime) -> list[dict[str, str]]:
    """Return who else has the story's form open: each person's name, and a sentence."""
    return present(open_forms(article.pk, now - OPEN_FOR, user.pk), user, now)


def present(forms: Any, user: User, now: datetime) -> list[dict[str, str]]:
    """Return the people of these open forms, except `user`: those who write come first."""
    # A form that has words says more than one that is only open.
    ordered = sorted(
        forms, key=lambda form: (form.kept_at is None, now - (form.kept_at or form.seen_at))
    )
    found: dict[int, dict[str, str]] = {}
    for form in ordered:
        if form.user_id != user.pk and form.seen_at > now - OPEN_FOR:
            name = name_of(form.user)
            text = (
                gettext("{name} is editing, {ago}")
                if form.kept_at
                else gettext("{name} has this story open, {ago}")
            ).format(name=name, ago=_ago(now - (form.kept_at or form.seen_at)))
            found.setdefault(form.user_id, {"name": name, "text": text})
    return list(found.values())


def _ago(passed: timedelta) -> str:
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    ago = ngettext("{minutes} minute ago", "{minutes} minutes ago", minutes)
    return ago.format(minutes=minutes)


def _saved(story: Article, user: User, version: str) -> str:
    """Return a sentence if the story was saved after the form was opened, else nothing."""
    if version == "" or whole_number(version) == story.version:
        return ""
    when = format_date(timezone.localtime(story.saved_at), "H:i")
    if story.saved_by == user:
        return gettext(
            "You saved this story in another window at {when}. Saving puts the two together."
        ).format(when=when)
    return gettext("{who} saved this story at {when}. Saving puts the two together.").format(
        who=name_of(story.saved_by), when=when
    )

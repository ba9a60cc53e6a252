"""The forms of the publish sheet and of the other buttons, and their input until the form is shown again."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import kept_forms
from articles.admin.open_forms import put_back
from articles.admin.preview_links import PreviewLinkForm
from articles.models import Article, Edition, Notice
from articles.publishing import Expiry, NewNotice, Problem, Refused
from newsroom.date_times import LOCAL, LocalDateTimeField, WordedTimeField
from newsroom.translation import Text

# Hours of the usual times for stories to go live.
MORNING, EVENING = 9, 18


def _worded(placeholder: Text, described_by: str) -> forms.TextInput:
    """Return the input of a time in words."""
    return forms.TextInput(
        attrs={
            "placeholder": placeholder,
            "autocomplete": "off",
            "aria-describedby": described_by,
        }
    )


class ScheduleForm(forms.Form):
    """The time to go live."""

    publish_at = WordedTimeField(
        label=_("When"),
        widget=_worded(_("Now"), "id_publish_at_helptext"),
        error_messages={"required": _("Choose the day and time to go live at.")},
    )


class ExpiryForm(forms.Form):
    """The time and the reason of a withdrawal that is planned together with a publication."""

    expire_at = WordedTimeField(
        label=_("Withdraw it at"),
        required=False,
        widget=_worded(_("Never"), "id_expire_at_helptext"),
    )
    expire_reason = forms.CharField(
        label=_("Reason, for readers from then on"), max_length=300, required=False
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("expire_reason") and "expire_at" in given and given["expire_at"] is None:
            self.add_error(
                "expire_at", gettext("Type the time of the withdrawal, or empty its reason.")
            )
        return given

    def options(self) -> dict[str, Any]:
        """Return the keyword argument for `publish` and `schedule` from a valid form."""
        at, reason = self.cleaned_data["expire_at"], self.cleaned_data["expire_reason"]
        return {"expiry": Expiry(at, reason) if at else None}


class WithdrawForm(forms.Form):
    """The reason and the time of a withdrawal."""

    withdraw_reason = forms.CharField(
        label=_("Reason, for readers"),
        max_length=300,
        error_messages={"required": _("Give the reason; readers who follow a link see it.")},
    )
    withdraw_at = LocalDateTimeField(label=_("At (empty: now)"), required=False)


class OverrideForm(forms.Form):
    """The reason to publish despite errors. `articles.publishing` validates it."""

    override_reason = forms.CharField(
        label=_("Reason, for the story’s log"),
        required=False,
        help_text=_("Then press Publish, or schedule the story."),
    )


class UpdateForm(forms.Form):
    """The kind of an update: an ordinary one, a minor edit, or one with a notice.

    The form doesn't validate the notice; `articles.publishing` does.
    """

    update = forms.ChoiceField(
        label=_("Kind of update"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("As an update")),
            ("minor", _("As a minor edit")),
            ("notice", _("With a notice")),
        ],
        error_messages={"invalid_choice": _("Choose one of the three.")},
    )
    notice_kind = forms.CharField(
        label=_("Kind"), required=False, widget=forms.Select(choices=Notice.Kind.choices)
    )
    notice_place = forms.CharField(
        label=_("Place"),
        required=False,
        widget=forms.Select(choices=reversed(Notice.Place.choices)),
        help_text=_("A retraction is always above the story."),
    )
    notice_text = forms.CharField(
        label=_("Notice, for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=format_lazy(
            _("Plain words, up to {most} characters. It can’t be changed later."),
            most=Notice.LONGEST,
        ),
    )

    def options(self) -> dict[str, Any]:
        """Return the keyword arguments for `publish` and `schedule` from a valid form."""
        given = self.cleaned_data
        notice = NewNotice(given["notice_kind"], given["notice_text"], given["notice_place"])
        return {
            "minor": given["update"] == "minor",
            "notice": notice if given["update"] == "notice" else None,
        }


FORMS: dict[str, type[forms.Form]] = {
    "schedule_form": ScheduleForm,
    "expiry_form": ExpiryForm,
    "withdraw_form": WithdrawForm,
    "update_form": UpdateForm,
    "override_form": OverrideForm,
    "preview_link_form": PreviewLinkForm,
}
FIELDS = [name for form in FORMS.values() for name in form.base_fields]
# Fields of the publish sheet.
IN_SHEET = {
    *ScheduleForm.base_fields,
    *ExpiryForm.base_fields,
    *UpdateForm.base_fields,
    *OverrideForm.base_fields,
    # The names of `articles.publishing` for a notice's parts.
    "options",
    "kind",
    "place",
    "text",
    "at",
}
# Fields that have a value though nobody typed one.
PRESET = {"notice_kind", "notice_place", "preview_days"}


def cleaned(*given: forms.Form) -> dict[str, Any]:
    """Return the cleaned data of the forms of a button.

    Raises:
        Refused: a form is invalid; it has all problems.
    """
    problems = [
        Problem(field, f"{form.fields[field].label}: {error}")
        for form in given
        for field, errors in form.errors.items()
        for error in errors
    ]
    if problems:
        raise Refused(problems)
    return {name: value for form in given for name, value in form.cleaned_data.items()}


def usual_times(now: datetime) -> list[tuple[str, str]]:
    """Return the value and the label of each button that schedules a story at a usual time."""
    today = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    morning = today.replace(hour=MORNING)
    monday = morning + timedelta(days=7 - today.weekday())
    weekday = date_format(monday, "l")
    # On a Sunday, two are the same instant.
    names = {
        morning: gettext("This morning"),
        today.replace(hour=EVENING): gettext("This evening"),
        monday: gettext("Next {weekday}").format(weekday=weekday)
        if today.weekday() == 0
        else weekday,
        morning + timedelta(days=1): gettext("Tomorrow"),
    }
    return [(f"{at:{LOCAL}}", f"{names[at]}, {at:%H:%M}") for at in sorted(names) if at > now]


def scheduled(posted: QueryDict) -> QueryDict:
    """Return what was posted; if the button of a usual time was pressed, with that time."""
    if posted["_schedule"] == "1":
        return posted
    changed = posted.copy()
    changed["publish_at"] = str(posted["_schedule"])
    return changed


def keep(request: HttpRequest, article: Article, problems: list[Problem] | None = None) -> None:
    """Keep the input of the forms in the session until the story's form is shown again.

    Args:
        problems: why it was refused. Those with fields of the publish sheet are shown there.
    """
    typed = _typed(request)
    if problems is None and not any(typed[name] for name in typed.keys() - PRESET):
        return
    refused = [str(problem.message) for problem in problems or () if problem.field in IN_SHEET]
    request.session[_key(article)] = {"typed": typed, "refused": refused}


def context(
    request: HttpRequest, article: Article | None, waiting: Edition | None
) -> dict[str, Any]:
    """Return the forms with their initial values, by name, and why the sheet's input was refused.

    The initial values are the previous input, or else the options of the `waiting` edition.
    """
    kept = request.session.pop(_key(article), {}) if article else {}
    typed = kept.get("typed", {}) | _typed(request)
    initial = _options_of(waiting) | typed if waiting else typed
    forms_shown = {
        name: form(
            initial={field: initial[field] for field in form.base_fields if field in initial},
            label_suffix="",
            # Of one form, each button takes other fields.
            use_required_attribute=False,
        )
        for name, form in FORMS.items()
    }
    return {**forms_shown, "refused": kept.get("refused", [])}


def _typed(request: HttpRequest) -> dict[str, str]:
    """Return the forms' input: what was posted, or what an autosave kept and is put back."""
    kept = put_back(request)
    posted = kept_forms.posted(kept) if kept else request.POST
    return {name: str(posted[name]) for name in FIELDS if name in posted}


def _options_of(edition: Edition) -> dict[str, str]:
    """Return the initial values that correspond to an edition's update options."""
    if notice := next(iter(edition.notices.all()), None):
        return {
            "update": "notice",
            "notice_kind": notice.kind,
            "notice_place": notice.place,
            "notice_text": notice.text,
        }
    return {"update": "minor" if edition.is_minor else ""}


def _key(article: Article) -> str:
    return f"beside {article.pk}"

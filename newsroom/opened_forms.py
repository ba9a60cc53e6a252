"""Forms that refuse to overwrite what somebody else saved after they were opened."""

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


class OpenedField(forms.CharField):
    """The hidden fingerprint of the row that a form was opened with."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False: it is no content, so the history never names it."""
        return False


class OpenedForm(forms.ModelForm):
    """A form of the desk that is refused, once, if its row was saved after the form was opened."""

    opened = OpenedField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened"] = fingerprint(self.instance)

    def clean(self) -> dict[str, Any] | None:
        """Return the cleaned data.

        Raises:
            ValidationError: somebody saved the row meanwhile. The form shown again has its new
                fingerprint, so that saving once more replaces it.
        """
        cleaned = super().clean()
        opened = self.data.get(self.add_prefix("opened"))
        if not (self.instance.pk and opened):
            return cleaned
        # Locked until the request's transaction ends, so that two saves at once aren't both right.
        row = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
        if opened != fingerprint(row):
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[self.add_prefix("opened")] = fingerprint(row)
            self.data = data
            raise ValidationError(_sentence(row))
        return cleaned


def fingerprint(row: Model) -> str:
    """Return a short hash of a row's columns."""
    values = [getattr(row, field.attname) for field in row._meta.concrete_fields]
    return sha256(repr(values).encode()).hexdigest()[:16]


def _sentence(row: Model) -> str:
    """Return what to do, with the name and the time of the last save, as the row's history has them."""
    last = LogEntry.objects.filter(
        content_type__app_label=row._meta.app_label,
        content_type__model=row._meta.model_name,
        object_id=str(row.pk),
    ).first()
    if last is None:
        sentence = _("Somebody saved this after you opened it.")
    else:
        at = timezone.localtime(last.action_time)
        when = f"{date_format(at)}, {time_format(at.time())}"
        sentence = _("{name} saved this ({time}) after you opened it.")
        sentence = sentence.format(name=last.user, time=when)
    advice = _(
        "Nothing of yours was saved; it is below. To see what is saved, open it in another tab. "
        "Save again to replace that."
    )
    return f"{sentence} {advice}"

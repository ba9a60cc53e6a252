"""Mixins that let the admin accept impossible keys, where Django's own would raise an error."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from newsroom.keys import possible_keys


class Choice(AutocompleteSelect):
    """An autocomplete widget that shows no selection if an impossible key was submitted.

    Django's own widget queries the database for the key, which raises while the form is shown
    again with its errors.
    """

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        target = self.field.target_field
        possible = possible_keys(target, [each for each in value if each])
        rows = [self.choices.field.known.get(str(key)) for key in possible]
        if None in rows:
            return super().optgroups(name, possible or [""], attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        for row in rows:
            key, label = getattr(row, target.attname), self.choices.field.label_from_instance(row)
            options.append(self.create_option(name, key, label, True, len(options)))
        return [(None, options, 0)]


class ChoiceField(ModelChoiceField):
    """The field of `Choice`. It queries no row that is `known`: rows of its queryset, by key as text."""

    known: Mapping[str, Model] = {}

    def to_python(self, value: Any) -> Any:
        row = self.known.get(value) if isinstance(value, str) else None
        return row or super().to_python(value)


class WithChoices:
    """A mixin for admins and inlines that renders `autocomplete_fields` with `Choice`."""

    admin_site: admin.AdminSite

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]  # the admin's
            widget = Choice(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs = {"widget": widget, "form_class": ChoiceField} | kwargs
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # the admin's


def without_links(field: Any) -> Any:
    """Return a form's field without the links to the chosen row's pages, where the desk hides them.

    They cost several reversed URLs and translations for each field.
    """
    if isinstance(field.widget, RelatedFieldWidgetWrapper):
        for action in ("add", "change", "delete", "view"):
            setattr(field.widget, f"can_{action}_related", False)
    return field


class WithActions:
    """A mixin for admins that drops impossible keys from the rows selected for an action."""

    model: type[Model]

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        data = request.POST.copy()
        data.setlist(ACTION_CHECKBOX_NAME, possible_keys(self.model._meta.pk, chosen))
        request.POST = data  # type: ignore[assignment]  # mutable
        return super().response_action(request, queryset)  # type: ignore[misc]  # the admin's


class Autocomplete(AutocompleteJsonView):
    """The search view of autocomplete fields. It removes NUL from terms: PostgreSQL rejects it."""

    def process_request(self, request: HttpRequest) -> Any:
        term, *others = super().process_request(request)
        return term.replace("\x00", ""), *others

"""Django's admin taught to bear keys that can't exist, where it would answer with an error."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest

from newsroom.keys import possible_keys


class Choice(AutocompleteSelect):
    """An autocomplete field that shows nothing as chosen where something impossible was sent.

    Django's own asks the database for it, which raises while the form's errors are shown.
    """

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        target = self.field.target_field
        possible = possible_keys(target, [each for each in value if each])
        return super().optgroups(name, possible or [""], attr)


class WithChoices:
    """A mixin for admins and inlines with `autocomplete_fields`, which then are a `Choice`."""

    admin_site: admin.AdminSite

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            widget = Choice(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs.setdefault("widget", widget)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class WithActions:
    """A mixin for admins: rows that can't exist are not among those chosen for an action."""

    model: type[Model]

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        data = request.POST.copy()
        data.setlist(ACTION_CHECKBOX_NAME, possible_keys(self.model._meta.pk, chosen))
        request.POST = data  # type: ignore[assignment]
        return super().response_action(request, queryset)  # type: ignore[misc]


class Autocomplete(AutocompleteJsonView):
    """The search of autocomplete fields; PostgreSQL takes no NUL, so a term has none."""

    def process_request(self, request: HttpRequest) -> Any:
        term, *others = super().process_request(request)
        return term.replace("\x00", ""), *others

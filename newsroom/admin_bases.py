"""Bases of admins: for tables of the record, in which PostgreSQL refuses changes in any case; for inlines."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.http import HttpRequest


class AppendOnlyAdmin(admin.ModelAdmin):
    """An admin that adds and shows rows, but neither changes nor deletes any."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(AppendOnlyAdmin):
    """An admin that only shows rows."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class FewRows(InlineModelAdmin):
    """An inline that reads at most `max_num` rows of a posted form.

    Django makes up to 2,000 empty ones for a form that announces more, which takes many seconds.
    """

    max_num = 200

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs = {"absolute_max": self.max_num} | kwargs
        return super().get_formset(request, obj, **kwargs)

"""Bases of admins for tables of the record. PostgreSQL refuses such changes in any case."""

from typing import Any

from django.contrib import admin
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

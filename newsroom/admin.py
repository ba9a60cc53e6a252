from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult


class LoginAdmin(UserAdmin):
    """Logins and their roles. Only a superuser makes or touches superusers."""

    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2", "groups")}),
    )
    list_display = ("username", "email", "first_name", "last_name", "is_active")
    list_filter = ("groups", "is_active")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """For whoever isn't a superuser: who it is, and which roles."""
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["username", "password"]}),
            ("Person", {"fields": ["first_name", "last_name", "email"]}),
            ("Roles", {"fields": ["groups", "is_active"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Every login is for the desk: readers have none."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        return [*fields, "is_superuser", "user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        protected = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not protected and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A login is switched off, not deleted: its name stands on what it printed."""
        return False


class TaskAdmin(DBTaskResultAdmin):
    """The queue, to look at. No role has the permission: it is for superusers, who run the site."""

    # Its own are inferred as tuples of 8 and of 3, so no other length type-checks.
    list_display = ("task_name", "status", "enqueued_at", "started_at", "finished_at")  # type: ignore[assignment]
    list_filter = ("status", "task_path")  # type: ignore[assignment]


admin.site.unregister(User)
admin.site.register(User, LoginAdmin)
admin.site.unregister(DBTaskResult)
admin.site.register(DBTaskResult, TaskAdmin)

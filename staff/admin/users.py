from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from staff.grants import groups_within, may_manage
from staff.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Users and their roles. Non-superusers manage only users without further permissions."""

    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2", "groups")}),
    )
    list_display = ("username", "email", "first_name", "last_name", "is_active")
    list_filter = ("groups", "is_active")
    # The site writes them.
    readonly_fields = ("last_login", "date_joined")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show `is_staff`, `is_superuser` and single permissions to superusers only."""
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["username", "password"]}),
            (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
            (_("Roles"), {"fields": ["groups", "is_active"]}),
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the roles that this administrator may give."""
        if db_field.name == "groups":
            kwargs["queryset"] = groups_within(cast(User, request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Set `is_staff` for every new user: all logins are for the desk, readers have none."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_manage(cast(User, request.user), obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: users are deactivated instead, since editions and events refer to them."""
        return False

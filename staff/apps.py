from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        """Connect the record of sign-ins, and set the roles after each `migrate`."""
        from staff import record, sessions  # noqa: F401  (connects their receivers)

        post_migrate.connect(_apply_roles, dispatch_uid="staff.roles")


def _apply_roles(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Set the roles when the last app has its permissions: the signal is sent for each app."""
    from staff.roles import apply_roles

    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender.label == last.label:
        # The signal after a flush carries no registry.
        apply_roles(kwargs.get("apps", apps), using)

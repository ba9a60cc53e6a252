from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django_tasks_db.apps import TasksAppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        """Register the checks, follow PostgreSQL's clock, report errors, install triggers after `migrate`."""
        from newsroom import checks, clock, reporting  # noqa: F401  (checks registers itself)

        connection_created.connect(clock.on_connection)
        reporting.start()

        post_migrate.connect(_install_guards, dispatch_uid="newsroom.guards")


def _install_guards(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Install the guards and other triggers when the last app has its tables.

    The signal is sent for each app."""
    from newsroom import guards, word_triggers
    from newsroom.cache import tables

    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender.label == last.label:
        guards.install(connections[using])
        tables.install(connections[using])
        word_triggers.install(connections[using])


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.admin_site.Desk"

    def ready(self) -> None:
        """Let the models' names be translated, then import the admins, whose forms take labels from them."""
        from newsroom.translation import translate_names

        translate_names(apps.get_models())
        super().ready()


class QueueConfig(TasksAppConfig):
    """The task queue, with a name that the desk can show."""

    verbose_name = _("Background work")  # type: ignore[assignment]  # a lazy text

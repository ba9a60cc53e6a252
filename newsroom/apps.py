from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created
from django_tasks_db.apps import TasksAppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from newsroom import checks, clock  # noqa: F401  (registers the checks)

        connection_created.connect(clock.on_connection)


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.admin_site.Desk"


class QueueConfig(TasksAppConfig):
    """The queue, by a name that the desk can show."""

    verbose_name = "Background work"

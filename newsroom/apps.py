from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from newsroom import checks  # noqa: F401  (registers the checks)


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.desk.Desk"

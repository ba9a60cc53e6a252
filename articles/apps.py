"""The app's configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """The configuration of the articles app; it connects the ledger's signal receivers and registers a system check."""

    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from articles import checks, words  # noqa: F401  (they register and connect themselves)
        from articles.ledger import receivers  # noqa: F401  (connects them)
        from articles.publishing import rules  # noqa: F401  (registers its check)

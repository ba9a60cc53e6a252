from django.apps import AppConfig


class LanternConfig(AppConfig):
    """The Lantern's app; it registers its kind of block."""

    name = "lantern"

    def ready(self) -> None:
        from lantern import blocks  # noqa: F401  (registers itself)

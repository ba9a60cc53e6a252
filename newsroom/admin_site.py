from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, QueryDict
from django.urls import URLPattern, URLResolver

from newsroom.admin_keys import Autocomplete, WithActions

# In workflow order: rules and deals, the wordings that disclose them, then the records.
# Other models follow.
ORDER = ["Programme", "Deal", "Wording", "Link", "LinkCheck", "Click"]


class Desk(AdminSite):
    """Django's admin as the editors' desk: the same registry, our name and templates."""

    site_title = settings.SITE_NAME
    site_header = settings.SITE_NAME
    index_title = "The desk"
    enable_nav_sidebar = False
    password_change_template = "admin/password_change_form.html"  # noqa: S105  (a file's name)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return Django's URLs, preceded by the extra pages of each model admin (`desk_urls`)."""
        admins = self._registry.values()
        own = [url for admin in admins for url in getattr(admin, "desk_urls", list)()]
        return [*own, *super().get_urls()]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register as Django does, with an admin whose actions accept impossible keys."""
        given = admin_class or ModelAdmin
        guarded = type(given.__name__, (WithActions, given), {"__module__": given.__module__})
        super().register(model_or_iterable, guarded, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Wrap a view as Django does; a query string loses its NUL, which PostgreSQL refuses."""

        @wraps(view)
        def without_nul(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if "%00" in request.META.get("QUERY_STRING", ""):
                query = request.META["QUERY_STRING"].replace("%00", "")
                request.GET = QueryDict(query)
                request.META["QUERY_STRING"] = query
            return view(request, *args, **kwargs)

        return super().admin_view(without_nul, cacheable)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Autocomplete.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return Django's list in workflow order, with each admin's `about` sentence."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda entry: _place(entry["object_name"]))
            for entry in app["models"]:
                entry["about"] = getattr(self._registry[entry["model"]], "about", "")
            app["has_words"] = any(entry["about"] for entry in app["models"])
        # Apps with `about` sentences need the most room, so they come first.
        return sorted(apps, key=lambda app: not app["has_words"])


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)

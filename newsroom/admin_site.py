from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import URLPattern, URLResolver, path
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from newsroom.admin_keys import Autocomplete, WithActions

# In workflow order: rules and deals, the wordings that disclose them, then the records.
# Other models follow.
ORDER = ["Programme", "Deal", "Wording", "Link", "LinkCheck", "Click"]


class Desk(AdminSite):
    """Django's admin as the editors' desk: the same registry, our name and templates."""

    site_title = settings.SITE_NAME
    site_header = settings.SITE_NAME
    index_title = _("The desk")
    enable_nav_sidebar = False
    password_change_template = "admin/password_change_form.html"  # noqa: S105  (a file's name)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return Django's URLs, preceded by the extra pages of each model admin (`desk_urls`)."""
        admins = self._registry.values()
        own = [url for admin in admins for url in getattr(admin, "desk_urls", list)()]
        wrapped = self.admin_view(view_on_site)
        on_site = path("r/<path:content_type_id>/<path:object_id>/", wrapped, name="view_on_site")
        return [*own, on_site, *super().get_urls()]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register as Django does, with an admin whose actions accept impossible keys."""
        given = admin_class or ModelAdmin
        guarded = type(given.__name__, (WithActions, given), {"__module__": given.__module__})
        super().register(model_or_iterable, guarded, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Wrap a view as Django does, with query strings that its admin can read."""

        @wraps(view)
        def readable(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _drop_unreadable(request)
            return view(request, *args, **kwargs)

        return super().admin_view(readable, cacheable)

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Return the words of all scripts, ours included; Django's own view leaves those out."""
        response = HttpResponse(_words_of_scripts(get_language()), "text/javascript; charset=utf-8")
        patch_cache_control(response, private=True, max_age=600)
        return response

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Autocomplete.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return Django's list in workflow order, with each admin's `about` sentence."""
        apps = super().get_app_list(request, app_label)
        if not settings.DISCLOSURES:
            apps = [app for app in apps if app["app_label"] != "disclosures"]
        for app in apps:
            app["models"].sort(key=lambda entry: _place(entry["object_name"]))
            for entry in app["models"]:
                entry["about"] = getattr(self._registry[entry["model"]], "about", "")
            app["has_words"] = any(entry["about"] for entry in app["models"])
        # Apps with `about` sentences need the most room, so they come first.
        return sorted(apps, key=lambda app: not app["has_words"])


def view_on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponseBase:
    """Redirect to an object's page as Django does; 404 for a key that its model can't have."""
    try:
        return shortcut(request, content_type_id, object_id)
    except (ValidationError, ValueError) as error:
        raise Http404(gettext("There is no such object.")) from error


@cache
def _words_of_scripts(language: str | None) -> bytes:
    """Return the script with the catalog of a language, the current one."""
    return JavaScriptCatalog().get(HttpRequest()).content


def _drop_unreadable(request: HttpRequest) -> None:
    """Drop NULs, which PostgreSQL refuses, and an empty `_to_field`, for which Django raises."""
    query = request.META.get("QUERY_STRING", "")
    if "%00" not in query and TO_FIELD_VAR not in query:
        return
    kept = QueryDict(query.replace("%00", ""), mutable=True)
    if not kept.get(TO_FIELD_VAR, "-"):
        del kept[TO_FIELD_VAR]
    request.META["QUERY_STRING"] = kept.urlencode()
    request.GET = QueryDict(request.META["QUERY_STRING"])


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)

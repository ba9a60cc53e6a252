"""The import map of the forms that have the body's editor."""

from django.http import HttpRequest
from js_asset import ImportMap, Media, static_lazy

# Modules that several of the forms' scripts import; their files' names have a hash in production.
SHARED = ("fields", "library", "link-dialog", "matches", "token", "upload")
MODULES = Media(
    importmap=ImportMap({f"desk/{name}": static_lazy(f"js/desk-{name}.js") for name in SHARED})
)


def with_modules(media: Media, request: HttpRequest) -> Media:
    """Return a form's media whose import map names the editor's modules and ours.

    The map is an inline script, so the content security policy requires the request's nonce.
    """
    return Media.from_media(media + MODULES, nonce=request.csp_nonce)  # type: ignore[attr-defined]  # django-csp's

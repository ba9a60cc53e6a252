"""The command `manage.py page_store`, for a site whose pages have other headers than deploy/nginx.conf."""

import io
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from newsroom.cache.disk import kind_of
from newsroom.cache.page import Page
from newsroom.rsgi import respond


class Command(BaseCommand):
    help = "Print the folder and the headers of this site's HTML pages, as nginx has to know them."

    def handle(self, **options: Any) -> None:
        headers = page_headers()
        self.stdout.write(f"# In newsroom_file: {kind_of(headers)}")
        for name, value in headers:
            # nginx takes the type from the file's name.
            if name != "content-type":
                self.stdout.write(f'add_header {name.title()} "{value}";')


def page_headers() -> list[tuple[str, str]]:
    """Return the headers that every reader's page of this site has."""
    from newsroom.wsgi import application

    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost" if host == "*" else host,
        "SERVER_PORT": "443" if settings.HTTPS else "80",
        "HTTP_X_FORWARDED_PROTO": "https" if settings.HTTPS else "http",
        "wsgi.url_scheme": "https" if settings.HTTPS else "http",
        "wsgi.input": io.BytesIO(),
    }
    status, headers, body = respond(application, environ)
    return sorted(Page(status, headers, body, "", frozenset()).headers)

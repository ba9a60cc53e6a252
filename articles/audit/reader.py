"""A client that requests this site's pages in process, through the middleware."""

from io import BytesIO
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _


class Unreadable(Exception):
    """The response isn't a page; the message has the address and the status."""


class Reader:
    """An anonymous client of this site, without a server or network."""

    def __init__(self) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        hosts = (host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*")
        self.host = next(hosts, "localhost")
        self.scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"

    @property
    def origin(self) -> str:
        """The site's scheme and host, such as `https://example.org`."""
        return f"{self.scheme}://{self.host}"

    def get(self, address: str) -> HttpResponseBase:
        """Return the response to a GET request for an address of this site, of any status."""
        parts = urlsplit(address)
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": self.host,
            "SERVER_PORT": "443" if self.scheme == "https" else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": BytesIO(),
        }
        if self.scheme == "https" and settings.SECURE_PROXY_SSL_HEADER:
            name, value = settings.SECURE_PROXY_SSL_HEADER
            environ[name] = value
        return self.handler.get_response(WSGIRequest(environ))

    def read(self, address: str) -> str:
        """Return the page or feed at an address.

        Raises:
            Unreadable: the status isn't 200, or the response is streamed.
        """
        response = self.get(address)
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            raise Unreadable(
                _("{address} answers {status}.").format(
                    address=address, status=response.status_code
                )
            )
        return response.content.decode()

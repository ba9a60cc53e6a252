"""Request ids: the same id for a request in the proxy's log, in ours, and in error reports."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
# UUIDs, nginx's $request_id, ULIDs and the like; nothing that could forge a line of the log.
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")

# The id of the request that this thread handles; "" outside requests.
current: ContextVar[str] = ContextVar("request_id", default="")


def identify(given: str | None) -> str:
    """Return the id that a client gave if it is well-formed, else a new one."""
    return given if given and WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


class RequestId:
    """Middleware that keeps a well-formed X-Request-ID or makes one, and sends it back.

    The id stays until the response is closed: Django logs a 404 after the last middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = identify(request.headers.get(HEADER))
        current.set(request_id)
        response = self.get_response(request)
        response.headers[HEADER] = request_id
        return response


def forget(**kwargs: object) -> None:
    current.set("")


request_finished.connect(forget, dispatch_uid="newsroom.request_ids")

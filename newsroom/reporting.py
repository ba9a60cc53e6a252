"""Error reports to Sentry, or to any server that speaks its protocol, if SENTRY_DSN is set.

A report says where in the code an error occurred, and at which URL. It contains nothing that
somebody typed: no form data, no local variables, no cookies, no breadcrumbs.
"""

import importlib.util
import logging
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from newsroom import request_ids
from newsroom.database.outage import is_outage

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint


# The address of a preview link, whose token lets everybody who has it read a draft.
PREVIEW = re.compile(r"(/preview/)[^/?#]+")


def is_configured() -> bool:
    """Return True if errors are reported."""
    return bool(settings.SENTRY_DSN)


def start() -> None:
    """Start to report errors. Raises ImproperlyConfigured if SENTRY_DSN is set but can't be used."""
    if not is_configured():
        return
    if not importlib.util.find_spec("sentry_sdk"):
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but sentry-sdk is not installed; run `make install WITH=sentry`."
        )
    import sentry_sdk
    from sentry_sdk.integrations.logging import LoggingIntegration
    from sentry_sdk.utils import BadDsn

    try:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            max_breadcrumbs=0,
            auto_session_tracking=False,
            integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
            before_send=prepared,
        )
    except BadDsn as error:
        raise ImproperlyConfigured(f"SENTRY_DSN is no address of a project: {error}.") from None


def prepared(event: "Event", hint: "Hint") -> "Event | None":
    """Add the request's id to a report, and take the token of a preview link out of its URL.

    None for the exception of a request during an outage: the one log line about it is reported."""
    exc_info = hint.get("exc_info")
    if exc_info and is_outage(exc_info[1]):
        return None
    if (request := event.get("request")) and "url" in request:
        request["url"] = PREVIEW.sub(r"\1…", str(request["url"]))
    if request_id := request_ids.current.get():
        event.setdefault("tags", {})["request_id"] = request_id
    return event

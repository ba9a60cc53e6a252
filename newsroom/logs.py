"""The log's format, and a filter that keeps outages from flooding it."""

import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from newsroom.database.outage import is_outage
from newsroom.environment import one_of
from newsroom.request_ids import current


def formatter() -> logging.Formatter:
    """Return the formatter that LOG_FORMAT names; Granian's main process uses it without Django."""
    if one_of("LOG_FORMAT", "TEXT", ("TEXT", "JSON")) == "JSON":
        return JsonLines()
    return TextLines("%(asctime)s %(levelname)s %(name)s %(request)s%(message)s")


class TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text, with the request's id in brackets."""
        request_id = current.get()
        record.request = f"[{request_id}] " if request_id else ""
        return super().format(record)


class JsonLines(JsonFormatter):
    """A formatter that writes one JSON object a line.

    It leaves out the further attributes that callers give a record: they may be requests or rows,
    which hold what somebody typed.
    """

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: dict[str, Any],
    ) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat()
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = record.getMessage()
        log_data["process"] = record.process
        if request_id := current.get():
            log_data["request_id"] = request_id
        if status := getattr(record, "status_code", None):
            log_data["status"] = status
        if traceback := message_dict.get("exc_info"):
            log_data["traceback"] = traceback


class WithoutOutages(logging.Filter):
    """A filter that drops Django's traceback of each request that got the 503 page.

    newsroom.errors logs an outage as one line a minute instead.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and is_outage(record.exc_info[1]))

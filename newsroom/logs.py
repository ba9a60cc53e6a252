"""A log filter that keeps outages from flooding the log."""

import logging

from newsroom.database.outage import is_outage


class WithoutOutages(logging.Filter):
    """A filter that drops Django's traceback of each request that got the 503 page.

    newsroom.errors logs an outage as one line a minute instead.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and is_outage(record.exc_info[1]))

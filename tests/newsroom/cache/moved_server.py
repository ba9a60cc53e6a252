"""The web server, with a clock that a test moves: by the seconds in the file CLOCK_FILE."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from newsroom import clock
from newsroom.cache import listener
from newsroom.server import application

real = clock.now


def now() -> datetime:
    return real() + timedelta(seconds=float(Path(os.environ["CLOCK_FILE"]).read_text()))


clock.now = now
# A timer can't know that the clock will jump.
listener.HEARTBEAT = 0.1
__all__ = ["application"]

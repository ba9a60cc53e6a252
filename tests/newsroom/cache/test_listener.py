"""The listener by itself; test_listening.py has it with a real site."""

import os
import time
from types import SimpleNamespace

from newsroom.cache.listener import Listener
from newsroom.cache.store import Store


def test_an_announcement_that_came_with_another_answer_is_not_waited_for(monkeypatch):
    """Nothing is left on the socket that would end the wait."""
    monkeypatch.setattr("newsroom.cache.listener.HEARTBEAT", 5)
    silent, _ = os.pipe()
    listener = Listener(Store(1))
    listener._announced.append("article:1")

    began = time.monotonic()
    listener._wait(SimpleNamespace(fileno=lambda: silent))

    assert time.monotonic() - began < 1

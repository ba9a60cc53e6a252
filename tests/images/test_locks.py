"""One decoding or encoding at a time on a machine: with real processes."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from images import locks

ROOT = Path(__file__).resolve().parents[2]
# Takes the lock several times over, and notes when it had it.
HOLDER = """
import sys, time
import django; django.setup()
from images.locks import encoder
for _ in range(int(sys.argv[2])):
    with encoder(background=sys.argv[1] == "background"):
        begin = time.monotonic()
        time.sleep(0.05)
        print(begin, time.monotonic(), flush=True)
"""


@pytest.fixture(autouse=True)
def var(settings, tmp_path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR


def hold(var: Path, kind: str, times: int) -> subprocess.Popen[str]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR_DIR": str(var),
    }
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, kind, str(times)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def spans(process: subprocess.Popen[str]) -> list[tuple[float, float]]:
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return [(float(begin), float(end)) for begin, end in map(str.split, output.splitlines())]


def test_processes_never_hold_it_together(var):
    kinds = ("background", "foreground", "background")
    processes = [hold(var, kind, 10) for kind in kinds]
    held = sorted(span for process in processes for span in spans(process))

    assert len(held) == 30
    assert all(end <= begin for (_, end), (begin, _) in zip(held, held[1:], strict=False))


def test_who_waits_in_the_foreground_comes_before_the_background(var):
    worker = hold(var, "background", 40)
    assert worker.stdout and worker.stdout.readline()

    waited = []
    for _ in range(5):
        begin = time.monotonic()
        with locks.encoder():
            waited.append(time.monotonic() - begin)
    worker.kill()
    worker.communicate()

    assert max(waited) < 1


def test_it_is_free_once_its_process_is_killed(var):
    worker = hold(var, "foreground", 1000)
    assert worker.stdout and worker.stdout.readline()
    worker.kill()
    worker.communicate()

    with locks.encoder(patience=1):
        pass


def test_patience_ends():
    with locks.encoder():
        begin = time.monotonic()
        with pytest.raises(locks.Busy), locks.encoder(patience=0.1):
            pass
    assert 0.1 <= time.monotonic() - begin < 2


def test_a_process_works_on_two_uploads_at_most():
    inside, leave = threading.Barrier(3), threading.Event()

    def upload() -> None:
        with locks.few_uploads():
            inside.wait(10)
            leave.wait(10)

    threads = [threading.Thread(target=upload) for _ in range(locks.UPLOADS_AT_ONCE)]
    for thread in threads:
        thread.start()
    inside.wait(10)
    with pytest.raises(locks.Busy), locks.few_uploads():
        pass
    leave.set()
    for thread in threads:
        thread.join()
    with locks.few_uploads():
        pass

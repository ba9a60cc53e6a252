"""Measurements, and the processor time of processes."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measurement:
    """One figure. `benchmark`, `name` and `metric` identify it in every run.

    Args:
        unit: "ms", "s", "MB", "KB", "/s", or "" for a plain number.
        goal: the value to reach; None for no goal.
        more_is_better: the goal is a minimum.
    """

    benchmark: str
    name: str
    metric: str
    unit: str
    value: float
    goal: float | None = None
    more_is_better: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.benchmark, self.name, self.metric

    @property
    def misses(self) -> bool:
        """Return whether the goal isn't reached; False without a goal."""
        if self.goal is None:
            return False
        return self.value < self.goal if self.more_is_better else self.value > self.goal

    def as_json(self) -> dict[str, Any]:
        """Return the fields that aren't at their defaults."""
        fields = asdict(self) | {"value": rounded(self.value)}
        return {
            name: value
            for name, value in fields.items()
            if value is not None and value is not False
        }


def rounded(value: float) -> float:
    """Return a value with three significant digits, or as a whole number from 100 on."""
    return float(f"{value:.3g}") if abs(value) < 100 else round(value)


# Processor time


def tree(root: int) -> list[int]:
    """Return the id of a process and of all its descendants."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [root]
    for process in found:
        found += parents.get(process, [])
    return found


def processor_seconds(roots: Iterable[int]) -> float:
    """Return the processor time of these processes and their descendants, ended ones included.

    The kernel's work for a process counts as its own.
    """
    ticks = 0
    for process in {process for root in roots for process in tree(root)}:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def resident_mb(process: int) -> float:
    """Return the memory that a process has in use, in MB (10^6 bytes)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


@dataclass(frozen=True)
class Cost:
    """The median cost of some work: milliseconds, those of processor time, and queries."""

    ms: float
    cpu_ms: float
    queries: int


def cost(work: Callable[[], Any], times: int = 20, warm: int = 3) -> Cost:
    """Run work in this process several times and return its median cost.

    Processor time is that of this process and of its connection's PostgreSQL process; a query's
    parallel workers aren't included.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    # At once: the log of queries ends with the next request.
    queries = len(captured)
    for _ in range(warm - 1):
        work()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    taken, busy = [], []
    for _ in range(times):
        start, own, other = time.perf_counter(), time.process_time(), nanoseconds(backend)
        work()
        taken.append(time.perf_counter() - start)
        busy.append(time.process_time() - own + (nanoseconds(backend) - other) / 1e9)
        # A page of many seconds needn't be requested twenty times.
        if sum(taken) > 10:
            break
    return Cost(statistics.median(taken) * 1000, statistics.median(busy) * 1000, queries)


def nanoseconds(schedstat: Path) -> int:
    """Return the processor time in a process's `schedstat` file."""
    return int(schedstat.read_text().split()[0])

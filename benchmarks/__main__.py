"""Run benchmarks: `python -m benchmarks [pages growth desk audit lighthouse]`; none named: all.

The figures are written to benchmarks/results/latest.json and latest.html; the changes since the
committed run are printed.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import lighthouse, pages, report
from benchmarks.growth import compare
from benchmarks.measuring import Cost, Measurement
from benchmarks.servers import NotInstalled
from benchmarks.site import ROOT, output, site

ONE_PROCESS = "-c max_parallel_workers_per_gather=0"
SIZES = (10_000, 100_000, 1_000_000)


def main() -> int:
    """Run the chosen benchmarks and write the report; return the exit code."""
    options = parser().parse_args()
    unknown = set(options.benchmarks) - set(BENCHMARKS)
    if unknown:
        print(
            f"There is no benchmark {', '.join(sorted(unknown))}; choose from {', '.join(BENCHMARKS)}."
        )
        return 2
    former_run, former = report.read(options.compare)
    found: list[Measurement] = []
    failed = []
    with data_folder(options.data) as options.data:
        for name in options.benchmarks or BENCHMARKS:
            print(f"\n{name}", flush=True)
            try:
                for each in BENCHMARKS[name](options):
                    found.append(each)
            except NotInstalled as missing:
                print(f"{name} is skipped. {missing}", flush=True)
                continue
            except (subprocess.CalledProcessError, RuntimeError) as error:
                # The others' figures are worth keeping.
                print(f"{name} failed: {error}", flush=True)
                failed.append(name)
            of_it = [each for each in found if each.benchmark.startswith(name)]
            print(report.table(of_it), flush=True)
    write(options.to, former_run, former, found)
    return 1 if failed else 0


def write(
    to: Path, former_run: dict[str, Any], former: list[Measurement], found: list[Measurement]
) -> None:
    """Write the report, with the former figures of benchmarks that didn't run, and print changes."""
    changed = report.changes(former, found)
    print(f"\nChanges since {former_run.get('date', 'nothing, this is the first run')}:")
    print("\n".join(changed) or "none above the noise")
    everything = report.merged(former, found)
    to.mkdir(parents=True, exist_ok=True)
    (to / "latest.json").write_text(report.as_json(facts(), everything))
    (to / "latest.html").write_text(report.page(facts(), everything, changed))
    print(f"\nWritten: {to / 'latest.json'} and latest.html")


def facts() -> dict[str, Any]:
    """Return the date, the commit and the machine of this run."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    model = ""
    if (cpuinfo := Path("/proc/cpuinfo")).exists():
        names = [line for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0].partition(":")[2].strip() if names else ""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": commit.stdout.strip(),
        "processor": f"{os.cpu_count()} × {model or platform.machine()}",
        "python": platform.python_version(),
        "load before": f"{os.getloadavg()[2]:.1f}",
    }


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    made.add_argument("benchmarks", nargs="*", help=f"from {', '.join(BENCHMARKS)}; none: all")
    made.add_argument(
        "--sizes",
        type=lambda text: [int(size.replace("_", "")) for size in text.split(",")],
        default=list(SIZES),
        help="sizes of the archive for growth, with commas (default: 10000,100000,1000000)",
    )
    made.add_argument("--size", type=int, default=10_000, help="archive of the other benchmarks")
    made.add_argument("--seconds", type=float, default=3, help="of load on each page in a round")
    made.add_argument("--data", type=Path, help="keep the archives in this folder for another run")
    made.add_argument("--to", type=Path, default=report.RESULTS, help="folder of the report")
    made.add_argument("--compare", type=Path, default=report.LATEST, help="a former latest.json")
    return made


@contextmanager
def data_folder(chosen: Path | None) -> Iterator[Path]:
    """Yield the folder of the archives: the chosen one, or one that is deleted at the end."""
    if chosen is not None:
        yield chosen.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="newsroom-benchmarks-") as name:
        yield Path(name)


# The benchmarks


def measure_pages(options: argparse.Namespace) -> Iterator[Measurement]:
    with site(options.data, options.size) as environment:
        yield from pages.measure(environment, options.seconds)


def measure_growth(options: argparse.Namespace) -> Iterator[Measurement]:
    costs: dict[int, dict[str, Cost]] = {}
    for size in options.sizes:
        start = time.perf_counter()
        with site(options.data, size) as environment:
            filled = time.perf_counter() - start
            print(f"{size:,} stories are ready after {filled:.0f} s", flush=True)
            # Parallel workers would hide part of a query's processor time.
            environment = environment | {"PAGE_CACHE_MB": "0", "PGOPTIONS": ONE_PROCESS}
            found = output("benchmarks.growth", environment=environment)
            costs[size] = {name: Cost(**fields) for name, fields in found.items()}
    yield from compare(costs)


def measure_desk(options: argparse.Namespace) -> Iterator[Measurement]:
    with site(options.data, options.size) as environment:
        for fields in output("benchmarks.desk", environment=environment):
            yield Measurement(**fields)


def measure_audit(options: argparse.Namespace) -> Iterator[Measurement]:
    for fields in output("benchmarks.audit", environment=dict(os.environ)):
        yield Measurement(**fields)


def measure_lighthouse(options: argparse.Namespace) -> Iterator[Measurement]:
    lighthouse.require_programs()
    with site(options.data, 0) as environment:
        yield from lighthouse.measure(environment)


BENCHMARKS: dict[str, Callable[[argparse.Namespace], Iterator[Measurement]]] = {
    "pages": measure_pages,
    "growth": measure_growth,
    "desk": measure_desk,
    "audit": measure_audit,
    "lighthouse": measure_lighthouse,
}

if __name__ == "__main__":
    sys.exit(main())

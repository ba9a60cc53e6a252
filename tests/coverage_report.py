"""The coverage of our packages at the end of `make coverage`, with a minimum that fails it.

The minimum applies only if a browser test ran: a machine without a browser skips other tests, too.
`.venv/bin/python -m coverage report -m` lists the missing lines of the last run.
"""

import io
from collections.abc import Generator

import coverage
import pytest

# Percent of lines and branches of all packages together.
MINIMUM = 92.0


class CoverageReport:
    """A plugin for the process that prints the results; pytest-cov has written .coverage by then."""

    def __init__(self) -> None:
        self.browser_ran = False
        self.lines: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed and "browser" in report.keywords:
            self.browser_ran = True

    # Outermost, so that pytest-cov has combined the workers' data when the rest of it runs.
    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        result = yield
        if session.config.getoption("cov_source", None):
            total, self.lines = measured()
            if problem := too_low(total, self.browser_ran):
                self.lines.append(problem)
                session.testsfailed += 1
        return result

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.lines:
            terminalreporter.section("coverage of lines and branches")
            terminalreporter.write("\n".join(self.lines) + "\n")


def measured() -> tuple[float, list[str]]:
    """Return the percentage of all packages, and a line for each package and for all."""
    data = coverage.Coverage()
    data.load()
    percent = {
        package: data.report(include=[f"{package}/*"], file=io.StringIO())
        for package in data.get_option("run:source") or ()
    }
    total = data.report(file=io.StringIO())
    return total, [
        f"{name:<12} {value:5.1f} %" for name, value in {**percent, "all": total}.items()
    ]


def too_low(total: float, browser_ran: bool) -> str:
    """Return a sentence if the run must fail because of its coverage, or ""."""
    if not browser_ran or total >= MINIMUM:
        return ""
    return f"FAILED: {total:.1f} % of lines and branches are covered; at least {MINIMUM} % must be."

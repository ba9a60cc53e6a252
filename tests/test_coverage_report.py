"""The coverage at the end of a run."""

import re
import subprocess
import sys
from pathlib import Path

from tests.coverage_report import MINIMUM, too_low

ROOT = Path(__file__).resolve().parents[1]


def test_too_little_coverage_fails_a_run_with_a_browser():
    assert f"at least {MINIMUM} %" in too_low(MINIMUM - 1, browser_ran=True)


def test_enough_coverage_passes():
    assert too_low(MINIMUM, browser_ran=True) == ""


def test_a_run_without_a_browser_never_fails():
    assert too_low(0, browser_ran=False) == ""


def test_a_run_prints_each_package_before_the_summary(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-q", "-p", "no:cacheprovider"]
        + ["--cov", "--cov-report=", "tests/newsroom/test_keys.py"],
        cwd=ROOT,
        env={"PATH": "", "HOME": str(tmp_path), "COVERAGE_FILE": str(tmp_path / "coverage")},
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"^newsroom +\d+\.\d %$", ran.stdout, re.M), ran.stdout
    assert re.search(r"^all +\d+\.\d %\n\d+ passed", ran.stdout, re.M), ran.stdout

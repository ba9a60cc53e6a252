"""The coverage at the end of a run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coverage_report import MINIMUM, CoverageReport, too_low

ROOT = Path(__file__).resolve().parents[1]
# A project with a test that covers one package whole, and three of four lines of the other.
PROJECT = {
    "pyproject.toml": "[tool.coverage.run]\nsource = ['shop', 'store']\n",
    "conftest.py": (
        "from tests.coverage_report import CoverageReport\n"
        "def pytest_configure(config):\n"
        "    if not hasattr(config, 'workerinput'):\n"
        "        config.pluginmanager.register(CoverageReport())\n"
    ),
    "shop/__init__.py": "def price():\n    return 1\n",
    "store/__init__.py": "def open():\n    return 1\n\n\ndef close():\n    return 0\n",
    "test_shop.py": (
        "import shop, store\n\n\ndef test_price():\n    assert shop.price() == store.open()\n"
    ),
}


def test_too_little_coverage_fails_a_run_with_a_browser():
    assert f"at least {MINIMUM} %" in too_low(MINIMUM - 1, browser_ran=True)


def test_enough_coverage_passes():
    assert too_low(MINIMUM, browser_ran=True) == ""


def test_a_run_without_a_browser_never_fails():
    assert too_low(0, browser_ran=False) == ""


def test_the_process_that_prints_the_results_has_the_plugin(pytestconfig: pytest.Config):
    plugins = pytestconfig.pluginmanager.get_plugins()
    has_it = any(isinstance(plugin, CoverageReport) for plugin in plugins)
    assert has_it != hasattr(pytestconfig, "workerinput")


def test_a_run_prints_each_package_before_the_summary(tmp_path):
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-q", "-p", "no:cacheprovider"]
        + ["-p", "no:django", "--cov", "--cov-report="],
        cwd=tmp_path,
        env={"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(
        r"^shop +100\.0 %\nstore +75\.0 %\nall +83\.3 %\n1 passed", ran.stdout, re.M
    ), ran.stdout

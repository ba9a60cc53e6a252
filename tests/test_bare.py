"""On a machine without a browser, node or java, the tests that need them are skipped and say why."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NO_CHROMIUM = r"there is no Chromium: install Debian's package chromium, or set CHROMIUM"
NO_DRIVER = r"Playwright's driver can't start: .*libatomic\.so\.1.*"


def run(*tests: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run tests with no program to be found but those in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *tests],
        cwd=ROOT,
        env={"PATH": str(folder), "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
    )


def program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("browser", [False, True], ids=["no Chromium", "no driver"])
def test_browser_tests_are_skipped_in_one_sentence(browser, tmp_path):
    """The driver fails as it does on a bare Debian 12."""
    lost = "echo node: error while loading shared libraries: libatomic.so.1 >&2; exit 127"
    environment = {"PLAYWRIGHT_NODEJS_PATH": program(tmp_path / "broken-node", lost)}
    if browser:
        program(tmp_path / "chromium", "exit 0")

    result = run("tests/browser", folder=tmp_path, **environment)

    assert result.returncode == 0, result.stdout + result.stderr
    sentences = re.findall(r"^SKIPPED \[(\d+)\] [^:]+:\d+: (.*)$", result.stdout, re.M)
    assert len(sentences) == 1, result.stdout
    assert re.fullmatch(NO_DRIVER if browser else NO_CHROMIUM, sentences[0][1])
    assert int(sentences[0][0]) > 50
    assert f"\n{sentences[0][0]} skipped in " in result.stdout


def test_the_html_checkers_tests_are_skipped_too(tmp_path):
    result = run("tests/newsroom/test_nu.py", folder=tmp_path)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "no java, which the Nu HTML checker needs" in result.stdout
    assert " failed" not in result.stdout and " error" not in result.stdout

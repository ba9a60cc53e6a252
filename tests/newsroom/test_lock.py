"""The locks say what is installed, to the byte, and nothing of where it was fetched from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
NPM_LOCK = ROOT / "tests" / "nu" / "package-lock.json"


def test_there_are_locks():
    names = {f"requirements{name}.lock" for name in ("", "-demo", "-dev", "-s3", "-sentry", "-uv")}

    assert {lock.name for lock in LOCKS} == names


@pytest.mark.parametrize("lock", [*LOCKS, NPM_LOCK], ids=lambda lock: lock.name)
def test_a_lock_names_no_host(lock):
    assert not re.search(r"://|--(extra-)?index|--find-links", lock.read_text())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_hashes(lock):
    lines = [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
    requirements = "\n".join(lines).replace("\\\n", " ").splitlines()

    assert requirements
    for requirement in requirements:
        assert re.fullmatch(
            r"[\w.-]+==[\w.+!-]+ ?(; [^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+", requirement
        ), requirement


def test_every_npm_package_has_a_hash():
    packages = json.loads(NPM_LOCK.read_text())["packages"]
    del packages[""]

    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


def pins(name: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text(), re.M))


@pytest.mark.parametrize("group", ["demo", "s3", "sentry"])
def test_the_locks_agree(group):
    """Each lock has all that production installs, and tests run with what each installs."""
    lock = f"requirements-{group}.lock"

    assert pins("requirements.lock") < pins(lock) < pins("requirements-dev.lock")

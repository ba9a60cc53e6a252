"""The files in deploy/: commands, settings and files that they name exist, and systemd accepts the units."""

import os
import re
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from tests.newsroom.test_deploy import variables
from tests.newsroom.test_startup import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
SITE = "/srv/newsroom/site"
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text()
# systemd's own measure, from 0 (best) to 100 (no protection).
MOST_EXPOSED = 25


def commands(unit: Path) -> list[list[str]]:
    return [
        shlex.split(line.partition("=")[2])
        for line in unit.read_text().splitlines()
        if line.startswith(("ExecStart=", "ExecReload="))
    ]


def settled(folder: Path) -> list[str]:
    """Copy the units, with this machine's folder and user; return their paths."""
    for unit in UNITS:
        text = unit.read_text().replace(SITE, str(ROOT)).replace("User=newsroom", "User=root")
        # This checkout's Python may be anywhere; its presence is another test's matter.
        (folder / unit.name).write_text(text.replace(f"{ROOT}/.venv/bin/python", "/bin/true"))
    return [str(folder / unit.name) for unit in UNITS]


@pytest.fixture
def analyze() -> str:
    if not (program := shutil.which("systemd-analyze")):
        pytest.skip("there is no systemd-analyze, which comes with systemd")
    return program


def test_systemd_accepts_the_units(analyze, tmp_path):
    result = subprocess.run(
        [analyze, "verify", "--man=no", *settled(tmp_path)], capture_output=True, text=True
    )

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_can_do_little_else(analyze, unit, tmp_path):
    settled(tmp_path)
    result = subprocess.run(
        [
            *(analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSED}"),
            str(tmp_path / unit.name),
        ],
        capture_output=True,
        text=True,
    )
    if "unrecognized option" in result.stderr:
        pytest.skip("this systemd-analyze can't judge files yet (250 can)")

    assert result.returncode == 0, result.stdout[-200:] + result.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_unit_starts_exists(unit):
    for program, *arguments in commands(unit):
        if arguments[:1] == ["manage.py"]:
            assert arguments[1] in get_commands()
        elif program.startswith(SITE) and not program.endswith("/python"):
            script = ROOT / program.removeprefix(f"{SITE}/")
            assert script.stat().st_mode & stat.S_IXUSR
        for path in re.findall(r"\bnewsroom/[\w./]+", " ".join(arguments)):
            assert (ROOT / path).exists() or path.startswith("newsroom/web.sock"), path


def test_every_oneshot_service_has_a_timer():
    oneshot = {unit.stem for unit in SERVICES if "Type=oneshot" in unit.read_text()}

    assert oneshot == {unit.stem for unit in UNITS if unit.suffix == ".timer"}


def test_the_manual_names_every_file():
    manual = (ROOT / "docs" / "operations.md").read_text()

    for unit in SERVICES:
        assert unit.stem.rstrip("@") in manual, unit.name
    for name in ("nginx.conf", "Caddyfile", "container/compose.yaml", "backup", "restore"):
        assert (DEPLOY / name).exists()
        assert f"deploy/{name}" in manual


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_the_scripts_are_for_any_shell(name):
    assert subprocess.run(["sh", "-n", str(DEPLOY / name)]).returncode == 0
    assert os.access(DEPLOY / name, os.X_OK)


def test_the_containers_environment_is_the_sites():
    known = variables()
    image = set(re.findall(r"(?m)^(?:ENV|   ) ([A-Z_]+)=", CONTAINERFILE.partition("USER ")[0]))
    given = {name for service in COMPOSE["services"].values() for name in service["environment"]}

    assert {"VAR_DIR", "STATIC_ROOT", "LOG_FORMAT"} <= image
    others = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "GRANIAN_LOG_CONFIG"}
    assert image <= known | others
    # PostgreSQL's image and roles.sh read these.
    database = {"POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD"}
    assert given <= known | database
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"} <= given


@pytest.mark.parametrize("name", ["migrate", "web", "worker"])
def test_a_container_may_do_little(name):
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"(?m)^USER 10001", CONTAINERFILE.rpartition("FROM ")[2])
    for command in re.findall(r"manage\.py,? (\w+)", str(service.get("command", ""))):
        assert command in get_commands()


def test_what_the_image_copies_exists():
    ignored = (ROOT / ".dockerignore").read_text().split()

    for line in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", CONTAINERFILE):
        for pattern in line.split():
            assert pattern == "." or list(ROOT.glob(pattern))
            assert pattern not in ignored
    for name in ("tests", ".venv", "var"):
        assert name in ignored or "**/.*" in ignored

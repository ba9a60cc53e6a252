"""A site in production, with the environment of docs/operations.md and nothing else."""

import json
import re

import pytest

from tests.newsroom.test_startup import PRODUCTION, ROOT, run

# /admin/ sends a stranger to the sign-in page, for which it asks no database.
ASK = """
import json, sys
import django; django.setup()
from django.test import Client
response = Client().get("/admin/", **json.loads(sys.argv[1]))
print(json.dumps([response.status_code, dict(response.headers)]))
"""


def ask(environment: dict[str, str] | None = None, **request: object) -> tuple[int, dict[str, str]]:
    request = {"secure": True, "HTTP_HOST": "news.example", **request}
    result = run(
        *("-W", "ignore", "-c", ASK, json.dumps(request)),
        **PRODUCTION,
        **(environment or {}),
        DJANGO_SETTINGS_MODULE="newsroom.settings",
    )
    assert result.returncode == 0, result.stderr
    status, headers = json.loads(result.stdout)
    return status, headers


def test_the_deployment_check_finds_nothing():
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_the_headers_that_matter():
    status, headers = ask()

    assert status == 302
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_plain_http_is_sent_to_https():
    status, headers = ask(secure=False)

    assert (status, headers["Location"]) == (301, "https://news.example/admin/")


@pytest.mark.parametrize(("behind", "status"), [("1", 302), ("0", 301)])
def test_a_proxy_is_believed_only_where_there_is_one(behind, status):
    environment = {"BEHIND_PROXY": behind}

    assert ask(environment, secure=False, HTTP_X_FORWARDED_PROTO="https")[0] == status


def test_another_host_name_is_refused():
    assert ask(HTTP_HOST="evil.example")[0] == 400


def variables() -> set[str]:
    """Return the environment variables that the settings read."""
    settings = (ROOT / "newsroom" / "settings.py").read_text()
    readers = (
        r"(?:environ\.get|flag|required|number|one_of|addresses|backend|folder|json_object|language"
        r"|time_zone|folders)"
    )
    return set(re.findall(readers + r"\(\s*\"([A-Z_]+)\"", settings))


def test_the_manual_lists_every_variable():
    read = variables()
    manual = (ROOT / "docs" / "operations.md").read_text()
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", manual, re.M))

    assert "SECRET_KEY" in read
    assert listed == read

"""Evidence by command: a file is written and verified."""

import pytest
from django.core.management import CommandError, call_command

from tests.articles.evidence.files import live_since_monday

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return live_since_monday()


def test_the_command_writes_a_file_and_checks_it(edition, tmp_path, capsys):
    file = tmp_path / "evidence.html"
    url = f"https://news.example/{edition.path}/"

    call_command("evidence", url, at="2031-03-03T09:30", output=str(file))
    assert "unsigned: no evidence key is set" in capsys.readouterr().out
    with pytest.raises(CommandError, match="isn't signed") as refused:
        call_command("evidence", verify=str(file))
    assert "The database says the same as its record." in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"at": "yesterday"}, "is no instant"),
        ({"at": "2031-02-30"}, "is no instant"),
        ({"at": "1999-01-01"}, "answered 404"),
        ({"output": "/nowhere/at/all.html", "at": "2031-03-03T10:00"}, "can't be written"),
        ({"verify": "/nowhere.html"}, "can't be read"),
        ({"url": "https://[bad/"}, "is no address"),
        ({"url": "/a%00b/"}, "is no address"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "is no instant"),
    ],
)
def test_the_command_says_what_is_wrong(edition, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("evidence", **{"url": edition.path} | arguments)

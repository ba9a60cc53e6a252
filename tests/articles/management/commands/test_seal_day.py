"""Sealing days by command."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from articles import publishing
from articles.evidence import seals
from articles.models import DaySeal
from tests.factories import make_article, make_user


@pytest.fixture
def later(monkeypatch):
    """Make seals believe that a number of days have passed."""

    def pass_days(days):
        monkeypatch.setattr(seals, "MARGIN", -timedelta(days=days))

    return pass_days


def some_edition():
    return publishing.publish(make_article(), by=make_user("Editor"))


@pytest.mark.django_db
def test_the_command_tells_each_day(later, capsys):
    some_edition()
    later(1)
    call_command("seal_day")
    assert DaySeal.objects.get().head in capsys.readouterr().out

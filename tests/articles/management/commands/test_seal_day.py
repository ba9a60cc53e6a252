"""Sealing days by command."""

import pytest
from django.core.management import call_command

from articles.models import DaySeal
from tests.articles.evidence.files import publish_story


@pytest.mark.django_db
def test_the_command_tells_each_day(pass_days, capsys):
    publish_story()
    pass_days(1)
    call_command("seal_day")
    assert DaySeal.objects.get().head in capsys.readouterr().out

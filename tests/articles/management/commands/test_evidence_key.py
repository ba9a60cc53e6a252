"""The command that makes the key of evidence."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_the_command_says_where_the_key_goes(settings, tmp_path):
    with pytest.raises(CommandError, match="Set EVIDENCE_KEY_FILE"):
        call_command("evidence_key")
    settings.EVIDENCE_KEY_FILE = str(tmp_path / "no" / "where.pem")
    with pytest.raises(CommandError, match="can't be written"):
        call_command("evidence_key")

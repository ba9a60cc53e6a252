"""The record of sign-ins: what it holds, that it can’t be changed, and when rows go."""

import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from staff.models import SignIn
from tests.desk import signed_in
from tests.factories import make_user
from tests.staff.signing_in import WRONG, attempt, failures, kinds

pytestmark = pytest.mark.django_db


def test_signing_out_is_on_record():
    client = signed_in("Editor")

    client.post("/admin/logout/")

    assert kinds() == ["in", "out"]


def test_the_log_names_users_and_holds_no_password(caplog):
    user = make_user("Editor")
    caplog.set_level(logging.INFO)

    attempt(user, WRONG)
    attempt(WRONG, "secret")
    attempt(user)

    lines = [record.getMessage() for record in caplog.records if record.name == "staff.record"]
    assert lines == [
        f"Wrong name or password: {user.username} from 192.0.2.1",
        "Wrong name or password: an unknown name from 192.0.2.1",
        f"Signed in: {user.username} from 192.0.2.1",
    ]
    assert WRONG not in caplog.text
    rows = [" ".join(map(str, row)) for row in SignIn.objects.values_list()]
    assert rows and not [row for row in rows if WRONG in row or "secret" in row]


def test_the_record_refuses_changes():
    attempt(make_user("Editor"))
    row = SignIn.objects.get()

    for change in (lambda: SignIn.objects.update(kind="out"), row.delete):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            change()


def test_old_rows_are_pruned_and_young_ones_kept(capsys):
    user = make_user("Editor")
    failures(user, 2, ago=timedelta(days=200))
    failures(user, 1, ago=timedelta(days=100))

    call_command("prune_sign_ins")
    assert SignIn.objects.count() == 1
    call_command("prune_sign_ins", "--days", "90")
    assert not SignIn.objects.exists()
    with pytest.raises(CommandError, match="Keep them for 90 to"):
        call_command("prune_sign_ins", "--days", "89")

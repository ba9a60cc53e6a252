"""The record of sign-ins on the desk."""

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import SignIn
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return signed_in("Administrator")


def test_administrators_read_the_record_of_sign_ins_and_cannot_change_it(administrator):
    row = SignIn.objects.get(kind=SignIn.Kind.SIGNED_IN)

    page = administrator.get(reverse("admin:staff_signin_changelist") + "?q=user")

    assert f"{row.user}" in page.content.decode()
    change = reverse("admin:staff_signin_change", args=[row.pk])
    assert administrator.get(change).status_code == 200
    assert administrator.post(change, {"kind": "out"}).status_code == 403
    assert administrator.post(reverse("admin:staff_signin_add"), {}).status_code == 403
    delete = reverse("admin:staff_signin_delete", args=[row.pk])
    assert administrator.post(delete, {"post": "yes"}).status_code == 403
    assert SignIn.objects.filter(pk=row.pk, kind="in").exists()

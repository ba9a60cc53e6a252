"""Read-only admins: no role may add, change or delete a row of the record on the desk."""

import pytest
from django.contrib import admin

from newsroom.admin_bases import AppendOnlyAdmin, ReadOnlyAdmin
from staff.models import User

pytestmark = pytest.mark.django_db
READ_ONLY = ["articles.Edition", "disclosures.Click", "disclosures.Link", "disclosures.LinkCheck"]
READ_ONLY += ["disclosures.Scan", "staff.SignIn"]


def admins() -> dict[str, admin.ModelAdmin]:
    return {model._meta.label: model_admin for model, model_admin in admin.site._registry.items()}


def test_the_admins_of_the_record_are_read_only():
    found = {label for label, each in admins().items() if isinstance(each, ReadOnlyAdmin)}
    assert found == set(READ_ONLY)


@pytest.mark.parametrize("label", [*READ_ONLY, "disclosures.Deal"])
def test_not_even_a_superuser_may_write(rf, label):
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    model_admin = admins()[label]
    assert isinstance(model_admin, AppendOnlyAdmin)
    assert model_admin.has_view_permission(request)
    assert not model_admin.has_change_permission(request)
    assert not model_admin.has_delete_permission(request)
    assert model_admin.has_add_permission(request) == (label == "disclosures.Deal")

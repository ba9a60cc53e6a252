"""Bases of admins: no role writes the record on the desk, and no form brings thousands of rows."""

import pytest
from django.contrib import admin

from newsroom.admin_bases import AppendOnlyAdmin, ReadOnlyAdmin
from staff.models import User

pytestmark = pytest.mark.django_db
READ_ONLY = ["articles.Edition", "disclosures.Click", "disclosures.Link", "disclosures.LinkCheck"]
READ_ONLY += ["disclosures.Scan", "staff.SignIn", "articles.SearchMiss", "articles.Read"]


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


def test_a_form_that_announces_a_million_rows_is_not_given_them(rf):
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    inlines = [
        each
        for model_admin in admins().values()
        for each in model_admin.get_inline_instances(request)
    ]
    assert len(inlines) >= 4
    for inline in inlines:
        kind = inline.get_formset(request)
        prefix = kind.get_default_prefix()
        posted = {f"{prefix}-TOTAL_FORMS": "1000000", f"{prefix}-INITIAL_FORMS": "0"}
        rows = kind(posted, instance=inline.parent_model())
        assert rows.total_form_count() == 200
        assert rows.non_form_errors() == ["Please submit at most 200 forms."]

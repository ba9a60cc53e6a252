"""The desk for somebody who may look at everything and write nothing: every form opens, none takes."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("newsroom")

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def onlooker() -> Client:
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_lists_and_forms_open_for_who_may_only_look(onlooker, model):
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    assert onlooker.get(reverse(f"admin:{name}_changelist")).status_code == 200
    for row in model._default_manager.all()[:40]:
        change = reverse(f"admin:{name}_change", args=[row.pk])
        assert onlooker.get(change).status_code == 200, row
        assert onlooker.post(change, {"_save": "1"}).status_code in (403, 405), row

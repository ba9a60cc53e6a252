"""Groups: only superusers change them, and nobody the roles of the software."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from staff.models import User
from tests.desk import signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return signed_in("Administrator")


def test_an_administrator_cannot_change_groups(administrator):
    group = Group.objects.create(name="Night desk")
    permission = Permission.objects.get(codename="change_group")
    given = {"name": "Night desk", "permissions": [permission.pk]}

    for path in (
        reverse("admin:auth_group_change", args=[group.pk]),
        reverse("admin:auth_group_add"),
        reverse("admin:auth_group_delete", args=[group.pk]),
    ):
        assert administrator.post(path, given | {"post": "yes"}).status_code == 403
    everything = {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}
    administrator.post(reverse("admin:auth_group_changelist"), everything)

    assert not Group.objects.get(pk=group.pk).permissions.exists()


def test_holding_the_permission_to_change_groups_is_not_enough():
    client = signed_in("Administrator")
    me = User.objects.get(groups__name="Administrator")
    me.user_permissions.add(Permission.objects.get(codename="change_group"))
    group = Group.objects.create(name="Night desk")

    path = reverse("admin:auth_group_change", args=[group.pk])

    assert client.post(path, {"name": "Mine"}).status_code == 403


def test_a_superuser_changes_own_groups_but_not_the_roles_of_the_software():
    client = Client()
    client.force_login(make_user(is_superuser=True))
    own, role = Group.objects.create(name="Night desk"), Group.objects.get(name="Editor")

    for group, status in ((own, 302), (role, 403)):
        path = reverse("admin:auth_group_change", args=[group.pk])
        assert client.get(path).status_code == 200
        assert client.post(path, {"name": "Day desk", "permissions": []}).status_code == status
    assert client.post(reverse("admin:auth_group_delete", args=[role.pk])).status_code == 403

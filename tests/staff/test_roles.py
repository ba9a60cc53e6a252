"""The table of roles and the groups that `migrate` makes of it."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from staff.roles import ROLES, apply_roles

pytestmark = pytest.mark.django_db


def held(group: Group) -> set[str]:
    return {
        f"{app}.{name}"
        for app, name in group.permissions.values_list("content_type__app_label", "codename")
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says(role):
    assert held(Group.objects.get(name=role)) == ROLES[role]


def test_every_permission_of_the_table_exists():
    known = {
        f"{app}.{name}"
        for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    }
    assert not {name for wanted in ROLES.values() for name in wanted} - known


def test_only_administrators_manage_users_and_nobody_changes_groups():
    for role, wanted in ROLES.items():
        accounts = {name for name in wanted if name.partition(".")[0] in ("auth", "staff")}
        assert bool(accounts) == (role == "Administrator")
    assert "auth.view_group" in ROLES["Administrator"]
    assert (
        not {f"auth.{action}_group" for action in ("add", "change", "delete")}
        & ROLES["Administrator"]
    )


def test_migrate_restores_roles_and_leaves_other_groups_alone():
    permission = Permission.objects.get(codename="publish_article")
    Group.objects.get(name="Writer").permissions.add(permission)
    Group.objects.get(name="Disclosure staff").delete()
    own = Group.objects.create(name="Night desk")
    own.permissions.add(permission)

    for _ in range(2):
        call_command("migrate", verbosity=0)

    assert held(Group.objects.get(name="Writer")) == ROLES["Writer"]
    assert held(Group.objects.get(name="Disclosure staff")) == ROLES["Disclosure staff"]
    assert held(own) == {"articles.publish_article"}


def test_a_permission_that_does_not_exist_yet_is_left_out():
    Permission.objects.get(codename="publish_article").delete()

    apply_roles(apps, "default")

    wanted = ROLES["Editor"] - {"articles.publish_article"}
    assert held(Group.objects.get(name="Editor")) == wanted

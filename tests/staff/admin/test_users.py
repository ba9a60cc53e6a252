"""Managing users on the desk: nobody gains, or hands out, a permission that they lack."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from staff.models import User
from tests.desk import signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough one"


@pytest.fixture
def administrator() -> Client:
    return signed_in("Administrator")


def url(user: User, page: str = "change") -> str:
    return reverse(f"admin:staff_user_{page}", args=[user.pk])


def form_of(user: User, *roles: str, **changes) -> dict:
    """Return what a browser posts, with what a dishonest one adds."""
    return {
        "username": user.username,
        "email": user.email,
        "is_active": "on",
        "groups": [Group.objects.get(name=role).pk for role in roles],
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00",
        "last_login_0": "",
    } | changes


def powerful_group() -> Group:
    group = Group.objects.create(name="Operators")
    group.permissions.add(Permission.objects.get(codename="change_group"))
    return group


def test_an_administrator_makes_a_user_who_can_sign_in(administrator):
    role = Group.objects.get(name="Administrator")
    new = {"username": "newbie", "password1": PASSWORD, "password2": PASSWORD}
    new |= {"usable_password": "true", "groups": [role.pk], "is_superuser": "on"}

    assert administrator.post(reverse("admin:staff_user_add"), new).status_code == 302

    assert Client().login(username="newbie", password=PASSWORD)
    newbie = User.objects.get(username="newbie")
    assert newbie.is_staff and not newbie.is_superuser
    assert list(newbie.groups.all()) == [role]


def test_an_administrator_cannot_escalate_by_posting_more_fields(administrator):
    me = User.objects.get(groups__name="Administrator")
    permission = Permission.objects.get(codename="change_group")
    more = {"is_superuser": "on", "is_staff": "on", "user_permissions": [permission.pk]}

    assert administrator.post(url(me), form_of(me, "Administrator", **more)).status_code == 302

    me = User.objects.get(pk=me.pk)
    assert not me.is_superuser and not me.has_perm("auth.change_group")
    other = make_user(is_staff=False)
    administrator.post(url(other), form_of(other, **more))
    other = User.objects.get(pk=other.pk)
    assert not (other.is_staff or other.is_superuser or other.user_permissions.exists())


def test_an_administrator_cannot_give_a_role_that_may_do_more(administrator):
    powerful_group()
    writer = make_user("Writer")

    response = administrator.post(url(writer), form_of(writer, "Writer", "Operators"))

    assert response.status_code == 200
    assert "not one of the available choices" in response.content.decode()
    assert [group.name for group in writer.groups.all()] == ["Writer"]
    assert administrator.post(url(writer), form_of(writer, "Editor")).status_code == 302
    assert [group.name for group in writer.groups.all()] == ["Editor"]


@pytest.mark.parametrize("kind", ["superuser", "operator", "inactive operator", "single"])
def test_an_administrator_cannot_touch_whoever_may_do_more(administrator, kind):
    user = make_user(is_superuser=kind == "superuser", is_active=kind != "inactive operator")
    if "operator" in kind:
        user.groups.add(powerful_group())
    if kind == "single":
        user.user_permissions.add(Permission.objects.get(codename="change_group"))
    before = user.password

    assert administrator.get(url(user)).status_code == 200
    assert administrator.post(url(user), form_of(user, username="mine")).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    given = {"password1": PASSWORD, "password2": PASSWORD}
    assert administrator.post(password, given).status_code == 403

    user.refresh_from_db()
    assert user.username != "mine" and user.password == before


def test_two_users_cannot_have_one_email_address(administrator):
    make_user(email="ana@news.example")
    writer = make_user("Writer")

    response = administrator.post(url(writer), form_of(writer, "Writer", email="Ana@News.example"))

    assert "Another user has this e-mail address." in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(email="ANA@news.example")


@pytest.mark.parametrize("role", ["Writer", "Editor", "Disclosure staff"])
def test_other_roles_see_neither_users_nor_sign_ins(role):
    client = signed_in(role)
    for name in ("staff_user", "staff_signin", "auth_group"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403

"""Limits of account management: nobody grants a permission that they don't hold."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from staff.models import User


def permissions_of(user: User) -> QuerySet[Permission]:
    """Return the permissions of a user and of their groups.

    Unlike `get_all_permissions`, it includes those of deactivated users, who could be activated.
    """
    return Permission.objects.filter(Q(group__user=user) | Q(user=user)).distinct()


def may_manage(actor: User, user: User) -> bool:
    """Return True if `actor` may change the account of `user`.

    The account must not be a superuser's, nor have a permission that `actor` lacks: by changing its
    password, `actor` could sign in with more permissions.
    """
    if actor.is_superuser:
        return True
    held = permissions_of(actor).values("pk")
    return not user.is_superuser and not permissions_of(user).exclude(pk__in=held).exists()


def groups_within(actor: User) -> QuerySet[Group]:
    """Return the groups that `actor` may assign: those without a permission that `actor` lacks."""
    if actor.is_superuser:
        return Group.objects.all()
    lacking = Permission.objects.exclude(pk__in=permissions_of(actor).values("pk"))
    return Group.objects.exclude(permissions__in=lacking)

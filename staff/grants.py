"""The limits of managing accounts: nobody hands out a permission that they don't hold."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from staff.models import User


def permissions_of(user: User) -> QuerySet[Permission]:
    """Return the permissions of a user and of their groups.

    Unlike `get_all_permissions`, it counts those of a deactivated user, whom one could activate.
    """
    return Permission.objects.filter(Q(group__user=user) | Q(user=user)).distinct()


def may_manage(actor: User, user: User) -> bool:
    """Return whether `actor` may change the account of `user`: a superuser's, or one with a
    permission that `actor` lacks, would let them sign in as somebody who may do more."""
    if actor.is_superuser:
        return True
    held = permissions_of(actor).values("pk")
    return not user.is_superuser and not permissions_of(user).exclude(pk__in=held).exists()


def groups_within(actor: User) -> QuerySet[Group]:
    """Return the groups that `actor` may put a user into: those with no permission they lack."""
    if actor.is_superuser:
        return Group.objects.all()
    lacking = Permission.objects.exclude(pk__in=permissions_of(actor).values("pk"))
    return Group.objects.exclude(permissions__in=lacking)

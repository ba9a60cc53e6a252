"""Users and the record of sign-ins. Readers have no accounts: every user works on the desk."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff, who signs in by username. Articles, editions and events refer to users."""

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [
            # Empty or unique in any letter case, so that it can serve for signing in later.
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_unique",
                violation_error_message=_("Another user has this e-mail address."),
            )
        ]


class SignIn(models.Model):
    """One row of the record of sign-ins, sign-outs and refusals.

    PostgreSQL refuses to change a row, or to delete one younger than 90 days (newsroom/guards.py).
    The brake counts these rows, so all processes and machines share its counters.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "in", _("Signed in")
        SIGNED_OUT = "out", _("Signed out")
        EXPIRED = "expired", _("Session reached its limit")
        REFUSED = "refused", _("Wrong name or password")
        NOT_STAFF = "not-staff", _("Not a member of staff")
        SLOWED = "slowed", _("Had to wait")

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(_("event"), max_length=10, choices=Kind)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sign_ins")
    # Distinguishes typed names. Unknown names aren't stored: people type passwords there.
    name_hash = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    network = models.CharField(max_length=50)
    browser = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("sign-in")
        ordering: ClassVar = ["-at", "-pk"]
        default_permissions: ClassVar = ["view"]
        indexes: ClassVar = [
            models.Index(fields=["name_hash", "at"], name="sign_in_by_name"),
            models.Index(fields=["network", "at"], name="sign_in_by_network"),
            models.Index(fields=["-at", "-id"], name="sign_in_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user or 'unknown name'}"

"""The channels by which stories reach readers, in one list.

A new channel is a member of `Channel`; it needs no migration. The forms of programmes and wordings,
the rule tester, rule packs and previews take their channels from here.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """A way in which a story reaches its readers."""

    PAGE = "page", _("The site")
    FEED = "feed", _("Feeds")
    API = "api", _("API")
    EMAIL = "email", _("E-mail")


# Publishing validates the disclosures of these: the site itself serves them.
SERVED = (Channel.PAGE, Channel.FEED)
# Programmes must permit these explicitly. Amazon, for one, forbids links in e-mail.
BY_PERMISSION = (Channel.EMAIL,)


def permitted() -> list[str]:
    """Return the channels that a new programme permits: all that need no explicit permission."""
    return [channel for channel in Channel if channel not in BY_PERMISSION]


def choices() -> list[tuple[str, str]]:
    """Return the channels as choices of a field."""
    return [(channel.value, str(channel.label)) for channel in Channel]


def choices_of_wordings() -> list[tuple[str, str]]:
    """Return the choices of a wording: "" is for all channels."""
    return [("", gettext("Everywhere")), *choices()]

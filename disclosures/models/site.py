"""The history of the site's name, which wordings contain, and of its own hosts."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone

from disclosures.models.programme import hold_rules


@dataclass(frozen=True)
class Site:
    """The site's name and its own hosts."""

    name: str
    hosts: list[str]

    @classmethod
    def of_today(cls) -> "Site":
        """Return the site as the settings describe it."""
        hosts = [host.removeprefix(".") for host in settings.ALLOWED_HOSTS if host != "*"]
        return cls(settings.SITE_NAME, hosts)

    @classmethod
    def at(cls, at: datetime) -> "Site":
        """Return the site as recorded at an instant.

        Before the first record, return the first record; without any, the settings.
        """
        begun = SiteChange.objects.filter(at__lte=at).first()
        known = begun or SiteChange.objects.last()
        return cls(known.name, known.hosts) if known else cls.of_today()


class SiteChange(models.Model):
    """The site from an instant until the next change; rows are append-only."""

    name = models.CharField(max_length=200)
    hosts = ArrayField(models.CharField(max_length=255))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} from {self.at:%Y-%m-%d %H:%M}"


def put_site_on_record() -> None:
    """Record the site of the settings if it differs from the last record.

    The web server calls this when it starts, since settings take effect then.
    """
    today = Site.of_today()
    with transaction.atomic():
        hold_rules()
        known = SiteChange.objects.first()
        if known is None or Site(known.name, known.hosts) != today:
            SiteChange.objects.create(name=today.name, hosts=today.hosts)

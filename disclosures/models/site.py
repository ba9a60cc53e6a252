"""What the site was called and where it stood: wordings name it, and addresses there are our own."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone

from disclosures.models.programme import hold_rules


@dataclass(frozen=True)
class Site:
    """The site's name, and the hosts that are its own."""

    name: str
    hosts: list[str]

    @classmethod
    def of_today(cls) -> "Site":
        """As the settings have it."""
        hosts = [host.removeprefix(".") for host in settings.ALLOWED_HOSTS if host != "*"]
        return cls(settings.SITE_NAME, hosts)

    @classmethod
    def at(cls, at: datetime) -> "Site":
        """As it was at an instant; before there was a record, as the record begins."""
        begun = SiteChange.objects.filter(at__lte=at).first()
        known = begun or SiteChange.objects.last()
        return cls(known.name, known.hosts) if known else cls.of_today()


class SiteChange(models.Model):
    """The site from an instant until the next change. Rows are only ever added."""

    name = models.CharField(max_length=200)
    hosts = ArrayField(models.CharField(max_length=255))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} from {self.at:%Y-%m-%d %H:%M}"


def put_site_on_record() -> None:
    """Note the site of today's settings, where it isn't the one on record.

    Settings take effect when a process starts, so the web server calls this when it does.
    """
    today = Site.of_today()
    with transaction.atomic():
        hold_rules()
        known = SiteChange.objects.first()
        if known is None or Site(known.name, known.hosts) != today:
            SiteChange.objects.create(name=today.name, hosts=today.hosts)

"""Signal receivers that have stories scanned again when rules or deals change."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils.translation import gettext

from articles.ledger.tasks import plan_scan, request_scan
from disclosures.models import Deal
from disclosures.rules.rulebook import rulebook
from disclosures.signals import deal_entered, rules_changed


@receiver(rules_changed)
def rescan_changed_hosts(sender: Any, hosts: list[str], reason: str, **kwargs: Any) -> None:
    """Enqueue a scan of the stories that link to one of the hosts, to update the ledger.

    Pages need no invalidation: links are evaluated at render time.
    """
    if settings.DISCLOSURES:
        request_scan(reason, hosts=hosts)


@receiver(deal_entered)
def rescan_deal_links(sender: Any, deal: Deal, **kwargs: Any) -> None:
    """Enqueue scans of the stories that link to the host of the deal's page.

    One scan runs now and one at the deal's end, when its links become plain text or findings.
    """
    if not settings.DISCLOSURES:
        return
    steps = rulebook().read(deal.address).steps
    if steps:
        hosts = [steps[-1].host]
        request_scan(gettext("Deal entered: {deal}").format(deal=deal), hosts=hosts)
        plan_scan(gettext("Deal over: {deal}").format(deal=deal), hosts=hosts, at=deal.ends_at)

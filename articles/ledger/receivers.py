"""What stories do when something they show has changed."""

from typing import Any

from django.dispatch import receiver

from articles.ledger.tasks import ask_for_scan, plan_scan
from disclosures.models import Deal
from disclosures.rules.rulebook import rulebook
from disclosures.signals import deal_entered, rules_changed


@receiver(rules_changed)
def judge_links_again(sender: Any, hosts: list[str], reason: str, **kwargs: Any) -> None:
    """Have the ledger of the stories that link to one of the hosts written again.

    Their pages need no telling: they judge their links whenever they are made.
    """
    ask_for_scan(reason, hosts=hosts)


@receiver(deal_entered)
def look_at_the_deals_links_again(sender: Any, deal: Deal, **kwargs: Any) -> None:
    """Have what is known of the stories that link to the deal's page brought up to date.

    Now, and once more when it ends: from then on its links are plain text, or the audit lists them.
    """
    steps = rulebook().read(deal.address).steps
    if steps:
        hosts = [steps[-1].host]
        ask_for_scan(f"Deal entered: {deal}", hosts=hosts)
        plan_scan(f"Deal over: {deal}", hosts=hosts, at=deal.ends_at)

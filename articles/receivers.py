"""What stories do when something they show has changed."""

from typing import Any

from django.dispatch import receiver

from articles.tasks import ask_for_scan
from disclosures.signals import rules_changed


@receiver(rules_changed)
def judge_links_again(sender: Any, hosts: list[str], reason: str, **kwargs: Any) -> None:
    """Have the ledger of the stories that link to one of the hosts written again.

    Their pages need no telling: they judge their links whenever they are made.
    """
    ask_for_scan(reason, hosts=hosts)

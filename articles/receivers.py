"""What stories do when something they show has changed."""

from typing import Any

from django.dispatch import receiver

from articles.rebuilding import rebuild_blocks
from disclosures.signals import rules_changed


@receiver(rules_changed)
def judge_links_again(sender: Any, hosts: set[str], **kwargs: Any) -> None:
    """Give the stories that link to a host the disclosure that its links now call for, or none."""
    rebuild_blocks(linking_to=hosts)

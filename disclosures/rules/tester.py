"""The rule tester: find the rule that matches an address, and its effect in each channel."""

from collections.abc import Iterable
from dataclasses import dataclass

from disclosures.audit.links import review
from disclosures.channels import Channel
from disclosures.ledger import Entry
from disclosures.matching import LinkEvaluation, LinkEvaluator, Rule, Rulebook
from disclosures.models import Finding
from disclosures.rules.rulebook import rulebook
from newsroom import clock


@dataclass(frozen=True)
class Answer:
    """The result of testing an address.

    `channels` pairs each channel's name with whether the link stays a link there; `findings` pairs
    the kind and detail of each problem that the audit would list.
    """

    evaluation: LinkEvaluation
    channels: list[tuple[str, bool]]
    findings: list[tuple[str, str]]

    @property
    def id_is_ours(self) -> bool | None:
        """Return whether its tracking id is ours; None if no programme matches or it lists none."""
        reading = self.evaluation.reading
        return reading.rule.is_ours(reading.tracking_id) if reading.rule else None


def try_link(address: str, rule: Rule | None = None, *, instead_of: int | None = None) -> Answer:
    """Classify an address by the rules in force.

    Args:
        rule: an unsaved rule to add to them.
        instead_of: the key of the programme whose rule `rule` replaces.
    """
    current = rulebook()
    others: Iterable[Rule] = (
        known for known in current.rules if instead_of is None or known.programme != instead_of
    )
    rules = [rule, *others] if rule is not None else list(current.rules)
    known = Rulebook(rules, current.deals.values(), current.own_hosts)
    evaluation, now = LinkEvaluator(known)(address), clock.now()
    return Answer(
        evaluation,
        [(str(channel.label), not evaluation.is_text(channel, now)) for channel in Channel],
        [
            (str(Finding.Kind(found.kind).label), found.detail.removesuffix(address).rstrip(": "))
            for found in review([Entry("body", 0, address, evaluation)], known, (), now)
        ],
    )

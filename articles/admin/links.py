"""The links panel of the story form: each link's classification, and the disclosures."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from articles.content import story_page
from articles.content.body import Body
from articles.content.disclosures import DisclosedBody, evaluator_of
from articles.models import Article
from articles.publishing.candidate import Candidate
from disclosures.channels import Channel
from disclosures.matching import LinkEvaluation, Rulebook
from newsroom import clock


@dataclass(frozen=True)
class EvaluatedLink:
    """A link to another site, with its evaluation."""

    address: str
    evaluation: LinkEvaluation

    @property
    def can_be_marked(self) -> bool:
        """True if no programme's rule matches, so an editor may mark the link as paid."""
        return self.evaluation.reading.rule is None

    @property
    def earns(self) -> bool:
        """True if it is a commercial link that pages show as a link."""
        return self.evaluation.earns and not self.is_text

    @property
    def is_text(self) -> bool:
        """True if pages show its words without the link."""
        return self.evaluation.is_text(Channel.PAGE, clock.now())

    @property
    def name(self) -> str:
        """The programme that pays for it, or “paid link” if only an editor says so; else ""."""
        if not self.evaluation.earns:
            return ""
        rule = self.evaluation.reading.rule
        return rule.name if rule else _("paid link")

    @property
    def explanation(self) -> str:
        """The classification and its reason as a sentence; "" for an ordinary link."""
        reading, deal = self.evaluation.reading, self.evaluation.deal
        if deal and deal.unlink and deal.ends_at <= clock.now():
            return _("Its deal is over: readers get the words without the link.")
        if reading.rule and not reading.tracking_id and reading.rule.ids_in:
            return _("{rule}, but without a tracking id.").format(rule=reading.rule.name)
        if reading.rule:
            return (
                f"{reading.rule.name}{f', {reading.tracking_id}' if reading.tracking_id else ''}."
            )
        if reading.retired:
            return _("{retired}, which we no longer earn from.").format(
                retired=reading.retired.name
            )
        return ""


def outside_links(article: Article, body: Body, rules: Rulebook) -> list[EvaluatedLink]:
    """Return the links in a draft's body to other sites, each once."""
    evaluate = evaluator_of(article, rules)
    evaluated = [EvaluatedLink(address, evaluate(address)) for address in dict.fromkeys(body.links)]
    return [link for link in evaluated if link.evaluation.reading.is_outside]


def links_panel(candidate: Candidate) -> dict[str, Any]:
    """Return the panel's context: the saved draft's links to other sites, and its disclosures."""
    article, body, rules = candidate.article, candidate.body, candidate.rules
    disclosed = story_page.disclosed_draft(article, body, rules, candidate.wordings)
    return panel_context(article, body, rules, disclosed)


def panel_context(
    article: Article, body: Body, rules: Rulebook, disclosed: DisclosedBody
) -> dict[str, Any]:
    """Return the context of the panel's template for a draft, saved or as it is typed."""
    return {
        "links": outside_links(article, body, rules),
        "disclosures": disclosed.disclosures,
        "hand_written": body.hand_written,
    }

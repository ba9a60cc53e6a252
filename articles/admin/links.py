"""The links panel of the story form: each link's classification, and the disclosures."""

from dataclasses import dataclass
from typing import Any

from articles.content import story_page
from articles.content.body import Body
from articles.content.disclosures import judge_of
from articles.models import Article
from articles.publishing.candidate import Candidate
from disclosures.matching import Judgement, Rulebook
from newsroom import clock


@dataclass(frozen=True)
class JudgedLink:
    """A link to another site, with its judgement."""

    address: str
    judgement: Judgement

    @property
    def can_be_marked(self) -> bool:
        """True if no programme's rule matches, so an editor may mark the link as paid."""
        return self.judgement.reading.rule is None

    @property
    def says(self) -> str:
        """The classification and its reason as a sentence; "" for an ordinary link."""
        reading, deal = self.judgement.reading, self.judgement.deal
        if deal and deal.unlink and deal.ends_at <= clock.now():
            return "Its deal is over: readers get the words without the link."
        if reading.rule and not reading.tracking_id and reading.rule.ids_in:
            return f"{reading.rule.name}, but without a tracking id."
        if reading.rule:
            return (
                f"{reading.rule.name}{f', {reading.tracking_id}' if reading.tracking_id else ''}."
            )
        if reading.retired:
            return f"{reading.retired.name}, which we no longer earn from."
        return ""


def outside_links(article: Article, body: Body, rules: Rulebook) -> list[JudgedLink]:
    """Return the links in a draft's body to other sites, each once."""
    judge = judge_of(article, rules)
    judged = [JudgedLink(address, judge(address)) for address in dict.fromkeys(body.links)]
    return [link for link in judged if link.judgement.reading.is_outside]


def links_panel(candidate: Candidate) -> dict[str, Any]:
    """Return the panel's context: the saved draft's links to other sites, and its disclosures."""
    article, body, rules = candidate.article, candidate.body, candidate.rules
    disclosed = story_page.disclosed_draft(article, body, rules, candidate.wordings)
    return {
        "links": outside_links(article, body, rules),
        "told": disclosed.disclosures,
        "hand_written": body.hand_written,
    }

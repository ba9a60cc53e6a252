"""What the desk shows of a draft's links: which may earn and why, and what readers are told."""

from dataclasses import dataclass
from typing import Any

from articles.content import blocks, story_page
from articles.content.disclosures import judge_of
from articles.models import Article
from disclosures.matching import Judgement
from disclosures.rules.rulebook import rulebook
from newsroom import clock


@dataclass(frozen=True)
class JudgedLink:
    """A link to another site. `can_be_marked`: only an editor can know that it is paid."""

    address: str
    judgement: Judgement

    @property
    def can_be_marked(self) -> bool:
        return self.judgement.reading.rule is None

    @property
    def says(self) -> str:
        """What it is taken for, and why, in words."""
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


def links_panel(article: Article) -> dict[str, Any]:
    """The saved draft's links to other sites, each once, and what its page would tell readers."""
    judge = judge_of(article, rulebook())
    judged = [
        JudgedLink(address, judge(address)) for address in dict.fromkeys(blocks.links(article.body))
    ]
    return {
        "links": [link for link in judged if link.judgement.reading.is_outside],
        "told": story_page.disclosed_draft(article).disclosures,
        "hand_written": blocks.hand_written(article.body),
    }

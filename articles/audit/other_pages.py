"""Commercial links outside stories: on authors' profiles and site pages, which have no editions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from articles.content.body import Body
from articles.models import SitePage
from authors.models import Link as AuthorLink
from disclosures.channels import Channel
from disclosures.matching import LinkEvaluator, Rulebook


@dataclass(frozen=True)
class OtherPageLink:
    """A commercial link on a page other than a story; `page` is its name, `path` its URL path."""

    page: str
    path: str
    address: str
    programme: str
    tracking_id: str


def commercial_links(rules: Rulebook, at: datetime) -> list[OtherPageLink]:
    """List the commercial links that these pages show as links, by path.

    They are read from the current texts, since the ledger covers editions only.
    """
    evaluate, found = LinkEvaluator(rules), []
    for page, path, address in _links():
        evaluation = evaluate(address)
        rule = evaluation.reading.rule
        if rule is not None and not evaluation.is_text(Channel.PAGE, at):
            link = OtherPageLink(page, path, address, rule.name, evaluation.reading.tracking_id)
            found.append(link)
    return sorted(found, key=lambda link: link.path)


def _links() -> Iterator[tuple[str, str, str]]:
    for page in SitePage.objects.all():
        for address in Body(page.body).links:
            yield page.title, page.get_absolute_url(), address
    for link in AuthorLink.objects.select_related("author"):
        yield link.author.name, link.author.get_absolute_url(), link.url

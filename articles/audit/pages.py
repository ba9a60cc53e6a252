"""Checks live pages and feed entries as readers get them, against what the rules and wordings demand.

Pages come by their address, from the real templates. What they must say is worked out from their own
links; the code that makes them has no part in it, but for the choice of a wording.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone
from lxml import etree

from articles.audit.reader import Reader, Unreadable
from articles.content.disclosures import audience_of, judge_of, needs_at_top, needs_of
from articles.models import Edition, Policy
from articles.models.querysets import EditionQuerySet
from articles.models.videos import read as read_video
from authors.models import Author, Interest
from disclosures import ledger
from disclosures.audit.page import addresses, faults, lacking, unqualified
from disclosures.matching import Judge
from disclosures.models import Finding, Found, PageCheck, Wording
from disclosures.rules.rulebook import rulebook
from disclosures.wordings.selection import Audience, Need, disclosures_for

SAMPLE = 200
BATCH = 100
FEEDS = ("/feed.xml", "/atom.xml", "/feed.json")
_ENTRIES = {
    "rss": ("channel/item", "link", "{http://purl.org/rss/1.0/modules/content/}encoded"),
    "{http://www.w3.org/2005/Atom}feed": (
        "{http://www.w3.org/2005/Atom}entry",
        "{http://www.w3.org/2005/Atom}link",
        "{http://www.w3.org/2005/Atom}content",
    ),
}


@dataclass(frozen=True)
class Expected:
    """What a page must say: `at_top` in any case, `by_links` where it has a commercial link."""

    at_top: list[str]
    by_links: list[str]


class Demands:
    """The rules, wordings and interests of an instant, and what they demand of pages."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.rules = rulebook()
        self.wordings = Wording.objects.in_force(at).rows()

    def judge(self, edition: Edition) -> Judge:
        return judge_of(edition, self.rules)

    def of_links(self, programmes: set[int | None], audience: Audience) -> list[str]:
        """Return what a page with links of these programmes must say; without any, what it may not."""
        needs = list(needs_of(programmes)) or [Need("affiliate")]
        told = disclosures_for(needs, self.wordings, audience)
        # Without a wording nothing can be said: "" is never found on a page.
        return [disclosure.text for disclosure in told] or [""]

    def problems(self, page: str, judge: Judge, audience: Audience, edition: Any) -> list[Found]:
        """Return what is wrong with an edition's page, or its entry in a feed."""
        # A recommended video is no link of the body's, whoever's programme its host is in.
        videos = {read_video(entry).url for entry in edition.videos}

        def earns(address: str) -> bool:
            return address not in videos and judge(address).earns

        needs = needs_at_top(edition, self.interests(edition))
        at_top = [shown.text for shown in disclosures_for(needs, self.wordings, audience)]
        return list(self._problems(page, judge, earns, audience, at_top))

    def problems_elsewhere(self, page: str, at_top: list[str]) -> list[Found]:
        """Return what is wrong with a page that is no story's."""
        judge = Judge(self.rules)
        earns = lambda address: judge(address).earns  # noqa: E731
        return list(self._problems(page, judge, earns, audience_of(None), at_top))

    def _problems(
        self, page: str, judge: Judge, earns: Any, audience: Audience, at_top: list[str]
    ) -> Iterator[Found]:
        programmes: set[int | None] = set()
        for address in filter(earns, addresses(page)):
            rule = judge(address).reading.rule
            programmes.add(rule.programme if rule else None)
        yield from lacking(page, at_top, earns)
        yield from faults(page, earns, self.of_links(programmes, audience))
        yield from unqualified(page, earns)

    def interests(self, edition: Edition) -> list[tuple[str, str]]:
        found = Interest.objects.in_force(self.at).filter(
            author__editionbylines__content_object=edition
        )
        return list(found.values_list("author__name", "text"))


def check(*, everything: bool = False, sample: int = SAMPLE) -> PageCheck:
    """Check live pages as HTML, put on record what is wrong, and return the record of the check.

    All that changed since the last check is read, all that something was wrong with, every page that
    is no story's, and `sample` other stories; or else everything.
    """
    record = PageCheck.objects.create(how=PageCheck.How.HTML)
    demands, reader = Demands(record.begun_at), Reader()
    try:
        found = _check_stories(chosen(everything, sample), demands, reader, record)
        _check_feeds(demands, reader, record, found)
        ledger.note(found, record.begun_at, Finding.Source.PAGE)
        record.elsewhere = list(_check_elsewhere(demands, reader, record))
        record.found = sum(map(len, found.values())) + len(record.elsewhere)
    except Exception as error:
        record.problem = f"{type(error).__name__}: {error}"[:300]
        raise
    finally:
        record.finished_at = timezone.now()
        record.save()
    return record


def chosen(everything: bool, sample: int) -> list[int]:
    """Return the keys of the live editions to check."""
    live = Edition.objects.live()
    since = PageCheck.last(PageCheck.How.HTML)
    if everything or since is None:
        return list(live.order_by("pk").values_list("pk", flat=True))
    suspect = Finding.objects.exclude(source=Finding.Source.SCAN).values("edition")
    certain = set(
        live.filter(changed_since(since) | Q(pk__in=suspect)).values_list("pk", flat=True)
    )
    others = live.exclude(pk__in=certain).order_by("?").values_list("pk", flat=True)
    return sorted({*certain, *others[:sample]})


def changed_since(since: datetime) -> Q:
    """Match editions whose page is another since an instant, by what can be known without reading it."""
    changes = Q(live_from__gte=since) | Q(printed_at__gte=since)
    changes |= Q(links__first_seen__gte=since) | Q(links__last_seen__gte=since)
    return changes | Q(article__notices__at__gte=since)


Found_by_edition = dict[int, list[Found]]


def _check_stories(
    keys: list[int], demands: Demands, reader: Reader, record: PageCheck
) -> Found_by_edition:
    found: Found_by_edition = {}
    for start in range(0, len(keys), BATCH):
        for edition in _editions(keys[start : start + BATCH]):
            found[edition.pk] = check_page(edition, demands, reader)
            record.stories += 1
            record.pages += 1
    return found


def _editions(keys: Iterable[int]) -> EditionQuerySet:
    return Edition.objects.live().filter(pk__in=list(keys)).select_related("section")


def check_page(edition: Edition, demands: Demands, reader: Reader) -> list[Found]:
    """Return what is wrong with the page of a live edition."""
    try:
        page = reader.read(edition.get_absolute_url())
    except Unreadable as error:
        return [Found(Finding.Kind.UNREAD, str(error))]
    return demands.problems(page, demands.judge(edition), audience_of(edition.section), edition)


def _check_feeds(
    demands: Demands, reader: Reader, record: PageCheck, found: Found_by_edition
) -> None:
    """Check every entry of the site's feeds, and add what is wrong to the entry's edition."""
    for feed in FEEDS:
        record.pages += 1
        entries = dict(entries_of(reader.read(feed)))
        editions = Edition.objects.live().filter(path__in=entries).select_related("section")
        for edition in editions:
            audience = audience_of(edition.section, "feed")
            problems = demands.problems(
                entries[edition.path], demands.judge(edition), audience, edition
            )
            found.setdefault(edition.pk, []).extend(
                Found(kind, f"In {feed}: {detail}", programme)
                for kind, detail, programme in problems
            )


def entries_of(feed: str) -> Iterator[tuple[str, str]]:
    """Yield the path (`anime/a-slug`) and the HTML of each entry of a feed."""
    if feed.startswith("{"):
        for item in json.loads(feed)["items"]:
            yield urlsplit(item["url"]).path.strip("/"), item["content_html"]
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(feed.encode(), parser)
    entry, link, content = _ENTRIES[root.tag]
    for item in root.iterfind(entry):
        address = item.find(link)
        where = "" if address is None else address.get("href") or address.text or ""
        yield urlsplit(where).path.strip("/"), item.findtext(content) or ""


def _check_elsewhere(
    demands: Demands, reader: Reader, record: PageCheck
) -> Iterator[dict[str, str]]:
    """Yield what is wrong with authors' pages and policies: path, kind, detail."""
    interests: dict[str, list[str]] = defaultdict(list)
    for interest in Interest.objects.in_force(demands.at).select_related("author"):
        interests[interest.author.get_absolute_url()].append(interest.text)
    linking = Author.objects.filter(Q(links__isnull=False) | Q(interests__isnull=False)).distinct()
    pages = [author.get_absolute_url() for author in linking]
    pages += [policy.get_absolute_url() for policy in Policy.objects.defer("body")]
    for path in pages:
        record.pages += 1
        try:
            problems = demands.problems_elsewhere(reader.read(path), interests[path])
        except Unreadable as error:
            problems = [Found(Finding.Kind.UNREAD, str(error))]
        for kind, detail, _ in problems:
            yield {"path": path, "kind": str(kind), "detail": detail}

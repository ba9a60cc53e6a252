"""Checks of live pages and feed entries, as rendered, against the rules and wordings.

Each page is requested by its address, through the real views and templates. The required
disclosures follow from the links in its HTML. So the check is independent of the code that renders
pages, except for the selection of a wording.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q
from lxml import etree
from lxml.etree import _Element as Element

from articles.audit.reader import Reader, Unreadable
from articles.content.disclosures import audience_of, evaluator_of, needs_at_top, needs_of
from articles.models import Edition, SitePage
from articles.models.interests import interests_of
from articles.models.querysets import EditionQuerySet
from articles.models.videos import read as read_video
from authors.models import Author, Interest
from disclosures import ledger
from disclosures.audit.page import addresses, faults, lacking, parse, unmarked, unqualified
from disclosures.channels import Channel
from disclosures.matching import LinkEvaluator
from disclosures.models import Finding, Found, Marks, PageCheck, Wording
from disclosures.rules.rulebook import rulebook
from disclosures.wordings.selection import Audience, Disclosure, disclosures_for
from newsroom import clock

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


class Demands:
    """The disclosures that the rules, wordings and interests of an instant require of pages."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.rules = rulebook()
        self.wordings = Wording.objects.in_force(at).rows()

    def at_top(self, edition: Edition, audience: Audience) -> list[str]:
        """Return the disclosures that an edition's page must show regardless of its links."""
        interests = interests_of(edition, self.at).values_list("author__name", "text")
        needs = needs_at_top(edition, interests)
        return [shown.text for shown in disclosures_for(needs, self.wordings, audience)]

    def of_links(self, programmes: set[int | None], audience: Audience) -> list[Disclosure]:
        """Return the disclosures that links of these programmes require."""
        needs = needs_of(programmes or {None})
        return disclosures_for(needs, self.wordings, audience)

    def problems(self, page: str, edition: Edition, channel: str = Channel.PAGE) -> list[Found]:
        """Return the problems of an edition's page, or of its feed entry."""
        evaluate, audience = (
            evaluator_of(edition, self.rules),
            audience_of(edition.section, channel, language=edition.language),
        )
        at_top, tree = self.at_top(edition, audience), parse(page)
        return list(self._problems(tree, LinksOf(tree, evaluate, edition.videos), audience, at_top))

    def problems_of_other_page(self, page: str, at_top: list[str]) -> list[Found]:
        """Return the problems of a page other than a story."""
        tree = parse(page)
        links = LinksOf(tree, LinkEvaluator(self.rules))
        return list(self._problems(tree, links, audience_of(None), at_top))

    def _problems(
        self, page: Element, links: "LinksOf", audience: Audience, at_top: list[str]
    ) -> Iterator[Found]:
        by_links = self.of_links(links.programmes, audience)
        yield from lacking(page, at_top, links.earns)
        # Without a wording, require "": it is never found on a page, so the disclosure is missing.
        yield from faults(page, links.earns, [shown.text for shown in by_links] or [""])
        yield from unqualified(page, links.earns)
        marks = [shown.mark for shown in by_links if shown.marks == Marks.ALL]
        if links.programmes and marks:
            yield from unmarked(page, links.earns, marks[0])


class LinksOf:
    """The commercial links on a page, and their programmes."""

    def __init__(
        self, page: Element, evaluate: LinkEvaluator, videos: Iterable[dict[str, str]] = ()
    ) -> None:
        self.evaluate = evaluate
        # A recommended video is not a link of the body, even if a programme includes its host.
        self.videos = {read_video(entry).url for entry in videos}
        self.programmes = {
            programme
            for address in addresses(page)
            if self.earns(address)
            for programme in evaluate(address).programmes
        }

    def earns(self, address: str) -> bool:
        """Return whether an address is a commercial link and not a recommended video."""
        return address not in self.videos and self.evaluate(address).earns


def check(*, everything: bool = False, sample: int = SAMPLE) -> PageCheck:
    """Check the HTML of live pages, store the findings, and return the `PageCheck`.

    Checked are the stories that changed since the last check, those with a finding of a page check,
    `sample` other stories, the feeds, the author pages with links or interests, and the site pages;
    with `everything`, or if no check was completed yet, all stories.
    """
    record = PageCheck.objects.create(how=PageCheck.How.HTML)
    demands, reader = Demands(record.begun_at), Reader()
    try:
        found = _check_stories(chosen(everything, sample), demands, reader, record)
        _check_feeds(demands, reader, record, found)
        ledger.note(found, record.begun_at, Finding.Source.PAGE)
        record.other_page_problems = list(_check_other_pages(demands, reader, record))
        record.found = sum(map(len, found.values())) + len(record.other_page_problems)
    except Exception as error:
        record.problem = f"{type(error).__name__}: {error}"[:300]
        raise
    finally:
        record.finished_at = clock.now()
        record.save()
    return record


def chosen(everything: bool, sample: int, how: str = PageCheck.How.HTML) -> list[int]:
    """Return the keys of the live editions to check: what changed since the last check like this."""
    live = Edition.objects.live()
    since = PageCheck.last(how)
    if everything or since is None:
        return list(live.order_by("pk").values_list("pk", flat=True))
    suspect = Finding.objects.exclude(source=Finding.Source.SCAN).values("edition")
    certain = set(
        live.filter(changed_since(since) | Q(pk__in=suspect)).values_list("pk", flat=True)
    )
    others = live.exclude(pk__in=certain).order_by("?").values_list("pk", flat=True)
    return sorted({*certain, *others[:sample]})


def changed_since(since: datetime) -> Q:
    """Match editions whose page may have changed since an instant, according to the database."""
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
    """Return the problems of a live edition's page."""
    try:
        page = reader.read(edition.get_absolute_url())
    except Unreadable as error:
        return [Found(Finding.Kind.UNREAD, str(error))]
    return demands.problems(page, edition)


def _check_feeds(
    demands: Demands, reader: Reader, record: PageCheck, found: Found_by_edition
) -> None:
    """Check every entry of the site's feeds, and add its problems to its edition in `found`."""
    for feed in FEEDS:
        record.pages += 1
        entries = dict(entries_of(reader.read(feed)))
        editions = Edition.objects.live().filter(path__in=entries).select_related("section")
        for edition in editions:
            problems = demands.problems(entries[edition.path], edition, Channel.FEED)
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


def _check_other_pages(
    demands: Demands, reader: Reader, record: PageCheck
) -> Iterator[dict[str, str]]:
    """Yield the problems of author pages and site pages: `path`, `kind`, `detail`."""
    interests: dict[str, list[str]] = defaultdict(list)
    for interest in Interest.objects.in_force(demands.at).select_related("author"):
        interests[interest.author.get_absolute_url()].append(interest.text)
    relevant = Author.objects.filter(Q(links__isnull=False) | Q(interests__isnull=False))
    # An author without a live story has no page.
    public = relevant.filter(editionbylines__content_object__in=Edition.objects.live())
    pages = [author.get_absolute_url() for author in public.distinct()]
    pages += [page.get_absolute_url() for page in SitePage.objects.defer("body")]
    for path in pages:
        record.pages += 1
        try:
            problems = demands.problems_of_other_page(reader.read(path), interests[path])
        except Unreadable as error:
            problems = [Found(Finding.Kind.UNREAD, str(error))]
        for kind, detail, _ in problems:
            yield {"path": path, "kind": str(kind), "detail": detail}

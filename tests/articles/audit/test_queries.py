"""The audit as a property: whatever staff, editors and the clock do, in whatever order.

The ledger is kept up by scans of what a change may concern. After them it must say what one gets who
reads every live body afresh, and the real pages, fetched as readers do, must tell what they have to.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from html.parser import HTMLParser

import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import publishing
from articles.audit import coverage
from articles.audit.findings import FindingFilter, rows
from articles.audit.queries import ComplianceQueries
from articles.ledger import tasks
from articles.models import Article, Edition
from disclosures.audit.page import faults
from disclosures.matching import LinkEvaluation, Rulebook
from disclosures.models import Deal, Finding, Programme, Scan, Wording
from tests.factories import make_article, make_author, make_section, make_user, make_wording

DUMMY = "django_tasks.backends.dummy.DummyBackend"
START = datetime(2040, 1, 1, 12, tzinfo=UTC)
Kind = Finding.Kind

ADDRESSES = [
    "https://amazon.com/dp/1?tag=ours-20",
    "https://www.amazon.com/dp/1?tag=theirs-20",
    "//AMAZON.com/dp/2",
    "https://notamazon.com/dp/1",
    "https://ebay.com/i/3?campid=7",
    "/out/?url=https%3A%2F%2Fwww.amazon.com%2Fdp%2F1%3Ftag%3Dours-20",
    "https://bit.ly/x",
    "/anime/",
    "mailto:desk@example.com",
]
PIECES = [
    "<p>Words.</p>",
    "<h2>A subhead</h2>",
    "<p>We earn a commission when you buy through our links.</p>",
    '<p>See <a href="{}">this</a>.</p>',
    "<table><tbody><tr><td><p><a href='{}'>Price</a></p></td></tr></tbody></table>",
    '<ul><li><p><a href="{}">One</a> and <a href="{}">two</a></p></li></ul>',
]
PROGRAMMES = [
    {"name": "Amazon", "patterns": "amazon.com", "ids_in": "tag", "own_ids": "ours-*"},
    {"name": "Amazon", "patterns": "amazon.com?tag", "ids_in": "tag", "shorteners": "bit.ly"},
    {"name": "eBay", "patterns": "ebay.com?campid", "ids_in": "campid"},
    {"name": "eBay", "patterns": "ebay.com", "active": False},
    {"name": "eBay", "patterns": "ebay.com", "channels": ["feed"]},
    {"name": "Ours", "patterns": "/out/", "targets_in": "url", "passes_on": True},
]

links = st.sampled_from(ADDRESSES)
bodies = st.lists(
    st.builds(
        lambda piece, one, two: piece.format(one, two), st.sampled_from(PIECES), links, links
    ),
    min_size=3,
    max_size=6,
).map("".join)
deals = st.sampled_from(ADDRESSES[:3])
rules = st.sampled_from(PROGRAMMES)
stories = st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.just("publish"), stories, bodies),
    st.tuples(st.just("schedule"), stories, bodies),
    st.tuples(st.just("withdraw"), stories),
    st.tuples(st.just("pay"), stories, st.lists(links, max_size=2)),
    st.tuples(st.just("connect"), stories, st.sampled_from(["", "gifted", "sponsored"])),
    st.tuples(st.just("rule"), rules),
    st.tuples(st.just("rule"), rules),
    st.tuples(st.just("word"), st.sampled_from(["", "UK"]), st.integers(0, 3)),
    st.tuples(st.just("own"), st.integers(0, 3)),
    st.tuples(st.just("deal"), deals, st.integers(-1, 1), st.booleans()),
    st.tuples(st.just("deal"), deals, st.integers(-1, 1), st.booleans()),
    st.tuples(st.just("wait"), st.integers(1, 3)),
    st.tuples(st.just("scan")),
)


class Addresses(HTMLParser):
    """Every address that a page or a body links to, in order: read without our own code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs).get("href") or "")


class Plain:
    """A simple reading of the current programmes, deals and wordings: the expected results."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        programmes = Programme.objects.order_by("pk")
        deals = [deal.deal for deal in Deal.objects.order_by("entered_at", "id")]
        self.rules = Rulebook([p.rule for p in programmes], deals, ["testserver", "localhost"])

    def evaluate(self, edition: Edition, address: str) -> LinkEvaluation:
        reading = self.rules.read(address)
        return LinkEvaluation(
            reading,
            paid=address in edition.paid_links and bool(reading.steps),
            deal=self.rules.deals.get(reading.normalised),
        )

    def earns(self, edition: Edition, address: str) -> bool:
        evaluation = self.evaluate(edition, address)
        return evaluation.earns and not evaluation.is_text("page", self.now)

    def ledger(self, edition: Edition) -> list[tuple]:
        found = []
        for position, address in enumerate(Addresses(edition.body).found):
            evaluation = self.evaluate(edition, address)
            reading, rule = evaluation.reading, evaluation.reading.rule
            programme = rule.programme if rule else None
            found.append(
                (position, address, reading.target, programme, reading.tracking_id, evaluation.paid)
            )
        return found

    def texts(self, edition: Edition) -> tuple[set[str], set[str]]:
        """Return the wordings that the page must show, and those that it must not, of all there ever were."""
        shown = [a for a in Addresses(edition.body).found if self.earns(edition, a)]
        rules = [self.evaluate(edition, address).reading.rule for address in shown]
        needs = {("affiliate", None)} if shown else set()
        needs |= {("affiliate", rule.programme) for rule in rules if rule}
        needs |= {(edition.connection, None)} if edition.connection else set()
        must = {self.wording(edition, *need) for need in needs} - {None}
        every = set(Wording.objects.values_list("text", flat=True))
        return must, every - must

    def wording(self, edition: Edition, kind: str, programme: int | None) -> str | None:
        place = edition.section.jurisdiction
        meant = [
            wording
            for wording in Wording.objects.filter(kind=kind, programme=programme)
            if wording.jurisdiction in ("", place)
            and wording.valid_from <= self.now
            and (wording.valid_to is None or self.now < wording.valid_to)
        ]
        return max(meant, key=lambda w: w.jurisdiction != "").text if meant else None

    def odd(self, edition: Edition) -> list[tuple[str, str]]:
        """Return the findings on links that a full scan would list."""
        found = []
        for address in Addresses(edition.body).found:
            evaluation = self.evaluate(edition, address)
            reading, rule, deal = evaluation.reading, evaluation.reading.rule, evaluation.deal
            own = rule.own_ids if rule else ()
            if own and not any(fnmatchcase(reading.tracking_id, one) for one in own):
                found.append((Kind.WRONG_ID, address))
            if reading.retired:
                found.append((Kind.RETIRED, address))
            if reading.steps and reading.steps[0].host in self.rules.shorteners:
                found.append((Kind.SHORTENER, address))
            if deal and deal.ends_at <= self.now and not deal.unlink:
                found.append((Kind.DEAL_OVER, address))
        return sorted(found)


class Audit(TestCase):
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.tuples(bodies, bodies), st.lists(steps, min_size=4, max_size=12), st.booleans())
    def test_what_is_on_record_is_what_a_full_reading_gives(self, first, sequence, at_once):
        with time_machine.travel(START, tick=False) as clock:
            self.editor, self.clock = make_user("Editor"), clock
            author = make_author()
            self.stories = [
                make_article(
                    section=make_section(slug=f"desk{place.lower()}", jurisdiction=place),
                    slug=f"story{place.lower()}",
                    authors=[author],
                )
                for place in ("", "UK")
            ]
            make_wording(text="We earn from what you buy.")
            for kind in ("gifted", "sponsored"):
                make_wording(kind=kind, text=f"A {kind} story.", mark="")
            # Scans wait until the test carries them out.
            with self.settings(TASKS={"default": {"BACKEND": DUMMY}}):
                self.rule(PROGRAMMES[0])
                for story, body in enumerate(first):
                    self.publish(story, body)
                for step, *arguments in sequence:
                    getattr(self, step)(*arguments)
                    if step == "wait" or at_once:
                        self.scan()
                    # Not after each step: another sequence ends with it.
                    if step == "wait":
                        self.compare()
                self.scan()
                self.compare()

    def change(self, story: int, **fields) -> Article:
        Article.objects.filter(pk=self.stories[story].pk).update(**fields)
        return Article.objects.get(pk=self.stories[story].pk)

    def publish(self, story, body):
        self.carry_out(publishing.publish, self.change(story, body=body))

    def schedule(self, story, body):
        at = datetime.now(UTC) + timedelta(hours=1)
        self.carry_out(publishing.schedule, self.change(story, body=body), at=at)

    def withdraw(self, story):
        self.carry_out(publishing.withdraw, self.stories[story], reason="Wrong.")

    def pay(self, story, addresses):
        self.carry_out(publishing.publish, self.change(story, paid_links=addresses))

    def connect(self, story, connection):
        article = self.change(story, connection=connection, connection_with="Sony")
        self.carry_out(publishing.publish, article)

    def carry_out(self, action, article, **options) -> None:
        with suppress(publishing.Refused):
            action(article, by=self.editor, **options)

    def rule(self, fields):
        defaults = {"active": True, "channels": ["page"], "shorteners": "", "own_ids": ""}
        found = Programme.objects.filter(name=fields["name"]).first() or Programme()
        for name, value in (defaults | fields).items():
            setattr(found, name, value)
        found.save()

    def word(self, jurisdiction, hours):
        self.add_wording(hours, jurisdiction=jurisdiction, label="Ad")

    def own(self, hours):
        if programme := Programme.objects.first():
            self.add_wording(hours, programme=programme)

    def add_wording(self, hours, **fields):
        text = f"We earn by wording {Wording.objects.count()}."
        begins = datetime.now(UTC) + timedelta(hours=hours)
        if not Wording.objects.filter(valid_from=begins).exists():
            make_wording(text=text, valid_from=begins, **fields)

    def deal(self, address, hours, unlink):
        ends = datetime.now(UTC) + timedelta(hours=hours)
        Deal.objects.create(address=address, ends_at=ends, unlink=unlink)

    def wait(self, hours):
        self.clock.shift(timedelta(hours=hours))

    def scan(self):
        for waiting in Scan.objects.running():
            tasks.scan.call(waiting.pk)

    def compare(self) -> None:
        plain, queries, links, required = Plain(), ComplianceQueries(), {}, 0
        listed = self.listed(queries)
        for edition in Edition.objects.live().select_related("section"):
            names = ("position", "address", "target", "programme", "tracking_id", "paid")
            ledger = edition.links.current().filter(field="body").order_by("position")
            assert list(ledger.values_list(*names)) == plain.ledger(edition)
            assert sorted(listed.get(edition.pk, [])) == plain.odd(edition)
            self.look_at_page(edition, plain)
            earning = [a for a in Addresses(edition.body).found if plain.earns(edition, a)]
            links |= {edition.pk: len(earning)} if earning else {}
            required += bool(earning or edition.connection)
        audit = coverage.audit()
        assert {row.edition: row.links for row in audit.busiest} == links
        total = audit.total
        assert (total.earning, total.required) == (len(links), required)
        assert (total.undisclosed, total.broken) == (0, 0)

    def listed(self, queries) -> dict[int, list[tuple[str, str]]]:
        found: dict[int, list[tuple[str, str]]] = {}
        for kind in (Kind.WRONG_ID, Kind.RETIRED, Kind.SHORTENER, Kind.DEAL_OVER):
            for row in rows(queries, FindingFilter(kind)):
                address = row.detail.rpartition(": ")[2]
                found.setdefault(row.edition, []).append((kind, address))
        return found

    def look_at_page(self, edition, plain) -> None:
        page = Client().get(edition.get_absolute_url()).content.decode()
        shown = {a for a in Addresses(edition.body).found if plain.earns(edition, a)}
        must, must_not = plain.texts(edition)
        if shown:
            assert must
            assert not list(faults(page, shown.__contains__, must))
        assert not [text for text in must if text not in page]
        assert not [text for text in must_not if text in page]
        assert not edition.findings.filter(kind__in=Finding.BROKEN).exists()

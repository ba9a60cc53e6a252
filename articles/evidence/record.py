"""Proof: what a page told its readers at an instant, from what is kept of it and can't be changed.

The record follows from the edition, the rules and the wordings of that instant, so whoever asks twice
gets the same, letter for letter. Its digest is what two people compare.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from articles.content import blocks, story_page
from articles.content.disclosures import audience_of, judge_of
from articles.evidence import signing
from articles.evidence.single_file import standalone
from articles.models import Edition, Notice, interests_of
from disclosures.matching import Judgement, Rulebook
from disclosures.models import RuleChange, Site, Wording
from disclosures.rules.rulebook import rulebook_at
from disclosures.wordings.selection import Disclosure

# What was found when records began was given this date: how long it had held, nobody knows.
BEFORE_RECORDS = datetime(2000, 1, 1, tzinfo=UTC)


class NothingShown(Exception):
    """No story was live at that address at that instant; the message says what readers got."""


@dataclass(frozen=True)
class Proof:
    """A self-contained HTML file, its record with the digest (SHA-256, hex), and the page in it."""

    html: str
    page: str
    record: dict[str, Any]
    digest: str

    @property
    def filename(self) -> str:
        slug = self.record["path"].strip("/").replace("/", "-")
        at = datetime.fromisoformat(self.record["instant"])
        return f"proof-{slug}-{at:%Y%m%dT%H%M%SZ}.html"


def prove(path: str, at: datetime) -> Proof:
    """What the page at `path` (`anime/a-slug`) told its readers at an instant.

    Nothing counts that was entered after the instant, whatever date it bears. Words around the story
    that are kept once for all pages (names, bios, alt texts, credits, the site's own look) are
    today's; the file says so.

    Raises:
        NothingShown: no story was live there then.
    """
    edition = story_page.story_editions(at).select_related("printed_by").filter(path=path).first()
    if edition is None:
        raise NothingShown(_instead(path, at))
    if edition.printed_at > at:
        raise NothingShown(
            f"The story there bears the date {_utc(edition.live_from)}, but was printed only at "
            f"{_utc(edition.printed_at)}. It was dated back, and readers had nothing of it before."
        )
    site, rules = Site.at(at), rulebook_at(at)
    _take_back(edition, site, at)
    jurisdiction = edition.section.jurisdiction_at(at) if edition.section else ""
    page = story_page.of_edition(edition, at, rules=rules, jurisdiction=jurisdiction, related=False)
    record = _record(edition, page, rules, at)
    record["audience"] = vars(audience_of(None, jurisdiction=jurisdiction))
    record["site"] = vars(site)
    shown = _page(page, path)
    return Proof(signing.sealed(record, shown), shown, record, signing.digest_of(record))


def path_in(address: str) -> str:
    """`anime/a-slug`, from a whole address, a path, or itself.

    Raises:
        ValueError: with a sentence, for what is no address.
    """
    try:
        path = unquote(urlsplit(address).path).strip("/")
    except ValueError:
        path = "\0"
    if "\0" in path:
        raise ValueError("That is no address. Write it as readers have it, such as /anime/a-slug/.")
    return path


def faults(file: str) -> list[str]:
    """What of a proof's file was changed since it was made, or isn't as the database has it.

    A file whose seal is of another key may be whole, but nobody can tell: that is a fault too.
    """
    proof = signing.opened(file)
    if isinstance(proof, str):
        return [proof]
    found = list(proof.changes())
    if found:
        return found
    try:
        at = datetime.fromisoformat(proof.record["instant"])
        now = prove(path_in(proof.record["path"]), at)
    except (KeyError, TypeError, ValueError, AttributeError, NothingShown) as problem:
        return [f"The database knows nothing of it. {problem}"]
    if now.record != proof.record:
        differing = [name for name in now.record if now.record[name] != proof.record.get(name)]
        return [f"The database says otherwise of: {', '.join(differing) or 'what it knows not'}."]
    if not proof.is_sealed:
        same = "is" if now.page == proof.page else "isn’t"
        return [
            "The database says the same as the record. But nobody can vouch for the page in the frame, "
            "nor for when the file was made: the seal isn’t of this site’s SECRET_KEY. They were "
            f"changed, or the key was. The page {same} the one that would be made today."
        ]
    return []


def _take_back(edition: Any, site: Site, at: datetime) -> None:
    """Give an edition that `story_editions` gave what was known at the instant, and that alone."""
    rows = Wording.objects.in_force(at).known(at).rows()
    for row in rows:
        for name in ("text", "label"):
            row[name] = row[name].replace("{site}", site.name)
    edition.wording_rows = rows
    interests = interests_of(edition, at, known=at).select_related("author")
    edition.interest_rows = [
        {"author": interest.author.name_at(at), "text": interest.text} for interest in interests
    ]
    known = Notice.objects.filter(article=edition.article_id, at__lte=at)
    keys = set(known.values_list("pk", flat=True))
    edition.notice_rows = [row for row in edition.notice_rows if row["id"] in keys]


def _record(
    edition: Any, page: story_page.StoryPage, rules: Rulebook, at: datetime
) -> dict[str, Any]:
    judge = judge_of(edition, rules)
    disclosures = page.disclosed.disclosures
    wordings = Wording.objects.in_bulk([s.wording for s in disclosures if s.wording])
    return {
        "path": f"/{edition.path}/",
        "instant": _utc(at),
        "edition": _of_edition(edition),
        "disclosures": [
            _of_disclosure(disclosure, wordings.get(disclosure.wording or 0))
            for disclosure in disclosures
        ],
        "links": [
            _of_link(position, address, judge(address), at, position in page.disclosed.left_out)
            for position, address in enumerate(blocks.links(edition.body))
        ],
        "corrections": [
            {"kind": c.kind, "text": c.text, "place": c.place, "since": _utc(c.live_from)}
            for c in page.notices
        ],
        "rules": [_of_rule(change) for change in RuleChange.objects.in_force(at)],
    }


def _of_edition(edition: Any) -> dict[str, Any]:
    return {
        "story": edition.article_id,
        "number": edition.number,
        "headline": edition.headline,
        "standfirst": edition.standfirst,
        "body": edition.body,
        "connection": edition.connection,
        "connection_with": edition.connection_with,
        "paid_links": edition.paid_links,
        "live_from": _utc(edition.live_from),
        "published_at": _utc(edition.published_at),
        "printed_at": _utc(edition.printed_at),
        "printed_by": edition.printed_by.get_username(),
    }


def _of_disclosure(disclosure: Disclosure, wording: Wording | None) -> dict[str, Any]:
    """What readers were told, and the wording it was made of, whose end may have been set later."""
    if wording is None:
        return {"kind": disclosure.kind, "as_shown": disclosure.text}
    shown = {name: getattr(wording, name) for name in Wording.SHOWN}
    dates = {"valid_from": _utc(wording.valid_from), "entered_at": _utc(wording.entered_at)}
    return shown | dates | {"as_shown": disclosure.text}


def _of_link(
    position: int, address: str, judgement: Judgement, at: datetime, left_out: bool
) -> dict[str, Any]:
    reading = judgement.reading
    text = judgement.is_text("page", at)
    shown_as = "nothing" if left_out else "text" if text else "link"
    return {
        "position": position,
        "address": address,
        "leads_to": reading.normalised,
        "commercial": judgement.earns,
        "programme": reading.rule.name if reading.rule else None,
        "programmes": [rule.name for rule in reading.rules],
        "tracking_id": reading.tracking_id,
        "marked_as_paid": judgement.paid,
        "rel": judgement.rel if shown_as == "link" else [],
        "shown_as": shown_as,
    }


def _of_rule(change: RuleChange) -> dict[str, Any]:
    since = _utc(change.at) if change.at > BEFORE_RECORDS else None
    return {"programme": change.programme_id, "since": since} | change.values


def _page(page: story_page.StoryPage, path: str) -> str:
    """The story's page as one HTML text that needs nothing beside it."""
    request = HttpRequest()
    request.method, request.path = "GET", f"/{path}/"
    host = next((h.lstrip(".") for h in settings.ALLOWED_HOSTS if h != "*"), "localhost")
    request.META |= {"SERVER_NAME": host, "SERVER_PORT": "80", "HTTP_HOST": host}
    return standalone(render_to_string("articles/story.html", {"page": page}, request))


def _instead(path: str, at: datetime) -> str:
    """What readers got at an address where no story was live."""
    begun = Edition.objects.begun(at).filter(path=path).order_by("-live_from").first()
    if begun is None:
        return "No story had been published at that address by then; it answered 404."
    now_at = Edition.objects.live(at).filter(article=begun.article_id).first()
    if now_at is not None:
        return f"The story stood at {now_at.get_absolute_url()} then; the address led there (301)."
    # The reason is the last edition's, which may have stood at another address.
    last = Edition.objects.begun(at).filter(article=begun.article_id).order_by("-live_from")[0]
    return f"The story had been withdrawn; the address answered 410: {last.withdrawal_reason}"


def _utc(instant: datetime) -> str:
    return instant.astimezone(timezone.get_fixed_timezone(0)).isoformat()

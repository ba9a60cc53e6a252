"""Evidence files: what a page said at an instant, built from rows that can't be changed.

The edition, rules and wordings of the instant fully determine the record, so building it again gives
the same bytes. Two people can compare its digest.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, override

from articles.content import story_page
from articles.content.body import Body
from articles.content.disclosures import audience_of, evaluator_of
from articles.evidence import seals, signing, verifier
from articles.evidence.single_file import standalone
from articles.models import Edition, EditionByline, InterestScope, Notice, interests_of
from authors.models import NameChange
from disclosures.channels import Channel
from disclosures.matching import LinkEvaluation, Rulebook
from disclosures.models import RuleChange, Site, SiteChange, Wording
from disclosures.rules.rulebook import rulebook_at
from disclosures.wordings.selection import Disclosure
from newsroom import clock


class NothingShown(Exception):
    """No story was live at the address at the instant; the message says what readers got."""


@dataclass(frozen=True)
class EvidenceFile:
    """A self-contained HTML file, its page and record, and the record's digest (SHA-256, hex)."""

    content: bytes
    page: str
    record: dict[str, Any]
    digest: str
    is_signed: bool

    @property
    def html(self) -> str:
        """The file's content as text."""
        return self.content.decode()

    @property
    def filename(self) -> str:
        """A file name with the path and the instant."""
        slug = self.record["path"].strip("/").replace("/", "-")
        at = datetime.fromisoformat(self.record["instant"])
        return f"evidence-{slug}-{at:%Y%m%dT%H%M%SZ}.html"


def make_evidence(path: str, at: datetime) -> EvidenceFile:
    """Build the file that shows what the page at `path` (`anime/a-slug`) said at an instant.

    Rows entered after the instant don't count, whatever date they bear. Text around the story that
    has no history (names, bios, alt texts, credits, the site's design) is as of today; the file says
    so. Without a key the file is unsigned and says so.

    Raises:
        NothingShown: no story was live there then.
        BadKey: a key is set, but it can't be used.
        StorageAway: the page's pictures can't be fetched now.
    """
    key = signing.current_key()
    record, page, rows = _build(path, at)
    statement: dict[str, Any] = {
        "format": verifier.FORMAT,
        "made_at": _utc(clock.now()),
        "record": record,
        "record_sha256": verifier.digest(record),
        "page_sha256": hashlib.sha256(page.encode()).hexdigest(),
        "rows": rows,
        "days": seals.seals_of(rows),
    }
    content = _render(statement, page, key and key[1])
    content = signing.signed(content, *key) if key else content + verifier.END.partition(b"\n")[2]
    return EvidenceFile(content, page, record, statement["record_sha256"], key is not None)


def _build(path: str, at: datetime) -> tuple[dict[str, Any], str, list[dict[str, Any]]]:
    """Return the record, the page, and the database rows that the record is built from.

    Raises:
        NothingShown: no story was live there then.
    """
    edition = story_page.story_editions(at).filter(path=path).first()
    if edition is None:
        raise NothingShown(_reason_not_live(path, at))
    if edition.printed_at > at:
        raise NothingShown(
            gettext(
                "The story there bears the date {live_from}, but was printed only at {printed_at}. "
                "It was dated back, and readers had nothing of it before."
            ).format(live_from=_utc(edition.live_from), printed_at=_utc(edition.printed_at))
        )
    site, rules = Site.at(at), rulebook_at(at)
    _restrict_to_known(edition, site, at)
    jurisdiction = edition.section.jurisdiction_at(at) if edition.section else ""
    page = story_page.of_edition(edition, at, rules=rules, jurisdiction=jurisdiction)
    record = _record(edition, page, rules, at)
    audience = audience_of(None, jurisdiction=jurisdiction, language=edition.language)
    record["audience"] = {
        name: value for name, value in vars(audience).items() if value or name != "story_language"
    }
    record["site"] = vars(site)
    return record, _page(page, path), _rows(edition, page, at)


def path_in(address: str) -> str:
    """Return the path (`anime/a-slug`) from a whole address or a path.

    Raises:
        ValueError: `address` isn't an address; the message says how to write one.
    """
    try:
        path = unquote(urlsplit(address).path).strip("/")
    except ValueError:
        path = "\0"
    if "\0" in path:
        raise ValueError(
            gettext("That is no address. Write it as readers have it, such as /anime/a-slug/.")
        )
    return path


def verify_file(content: bytes) -> list[str]:
    """Return the problems found when verifying an evidence file; empty if it verifies.

    The file is first verified without the database, as anybody can do with
    `articles/evidence/verifier.py`, and then compared with the database.
    """
    statement = verifier.statement_in(verifier.split(content)[0])
    problems = verifier.problems(content, signing.published())
    if statement is None or (problems and verifier.split(content)[1] is not None):
        return problems
    try:
        record = statement["record"]
        at = datetime.fromisoformat(record["instant"])
        now, _, _ = _build(path_in(record["path"]), at)
    except (KeyError, TypeError, ValueError, AttributeError, NothingShown) as problem:
        return [*problems, f"The database knows nothing of it. {problem}"]
    if now != record:
        differing = [name for name in now if now[name] != record.get(name)]
        problems.append(f"The database differs in: {', '.join(differing) or 'more than it has'}.")
    elif problems:
        problems.append("The database says the same as its record.")
    return problems


def _restrict_to_known(edition: Any, site: Site, at: datetime) -> None:
    """Restrict the rows of an edition from `story_editions` to those known at the instant."""
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
    evaluate = evaluator_of(edition, rules)
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
            _of_link(position, address, evaluate(address), at, position in page.disclosed.left_out)
            for position, address in enumerate(Body(edition.body).links)
        ],
        "notices": [
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
        # Left out where it is the site's, as in the records of former days.
        **({"language": edition.language} if edition.language else {}),
        "connection": edition.connection,
        "connection_with": edition.connection_with,
        "paid_links": edition.paid_links,
        "live_from": _utc(edition.live_from),
        "published_at": _utc(edition.published_at),
        "printed_at": _utc(edition.printed_at),
        # The primary key, because a login can be renamed.
        "printed_by": edition.printed_by_id,
    }


def _of_disclosure(disclosure: Disclosure, wording: Wording | None) -> dict[str, Any]:
    """Return a disclosure as shown, with its wording.

    The wording's end is left out, because it may have been set after the instant.
    """
    if wording is None:
        return {"kind": disclosure.kind, "as_shown": disclosure.text}
    shown = {name: getattr(wording, name) for name in Wording.SHOWN}
    dates = {"valid_from": _utc(wording.valid_from), "entered_at": _utc(wording.entered_at)}
    return shown | dates | {"as_shown": disclosure.text}


def _of_link(
    position: int, address: str, evaluation: LinkEvaluation, at: datetime, left_out: bool
) -> dict[str, Any]:
    reading = evaluation.reading
    text = evaluation.is_text(Channel.PAGE, at)
    shown_as = "nothing" if left_out else "text" if text else "link"
    return {
        "position": position,
        "address": address,
        "leads_to": reading.normalised,
        "commercial": evaluation.earns,
        "programme": reading.rule.name if reading.rule else None,
        "programmes": [rule.name for rule in reading.rules],
        "tracking_id": reading.tracking_id,
        "marked_as_paid": evaluation.paid,
        "rel": evaluation.rel if shown_as == "link" else [],
        "shown_as": shown_as,
    }


def _of_rule(change: RuleChange) -> dict[str, Any]:
    return {"programme": change.programme_id, "since": _utc(change.at)} | change.values


def _rows(edition: Any, page: story_page.StoryPage, at: datetime) -> list[dict[str, Any]]:
    """Return the rows that the evidence rests on, each with its Merkle path in a daily seal."""
    authors = list(
        EditionByline.objects.filter(content_object=edition).values_list("author", flat=True)
    )
    wordings = [s.wording for s in page.disclosed.disclosures if s.wording]
    interests = interests_of(edition, at, known=at)
    scopes = InterestScope.objects.filter(interest__in=interests, entered_at__lte=at)
    names = NameChange.objects.filter(author__in=authors, at__lte=at)
    jurisdictions = edition.section.jurisdictions.filter(at__lte=at).order_by("-at", "-id")[:1]
    of_notices = [row["id"] for row in edition.notice_rows]
    keys: dict[str, Iterable[int]] = {
        "articles_edition": [edition.pk],
        "articles_editionbyline": edition.bylines.values_list("pk", flat=True),
        "articles_notice": of_notices,
        "articles_jurisdictionchange": jurisdictions.values_list("pk", flat=True),
        "authors_interest": interests.values_list("pk", flat=True),
        "articles_interestscope": scopes.values_list("pk", flat=True),
        "authors_namechange": names.values_list("pk", flat=True),
        "disclosures_wording": wordings,
        "disclosures_rulechange": RuleChange.objects.in_force(at).values_list("pk", flat=True),
        "disclosures_sitechange": SiteChange.objects.filter(at__lte=at).values_list(
            "pk", flat=True
        )[:1],
    }
    return [row for table, found in keys.items() for row in seals.included(table, found)]


def _render(statement: dict[str, Any], page: str, key: str | None) -> bytes:
    """Render the file up to its signature."""
    record = statement["record"]
    at = datetime.fromisoformat(record["instant"])
    connections = dict(Edition._meta.get_field("connection").flatchoices)
    context = {
        "record": record,
        "statement": statement,
        "statement_json": verifier.canonical(statement).decode().replace("<", "\\u003c"),
        "page": page,
        "at": at,
        "connection": connections.get(record["edition"]["connection"]),
        "printed_by": get_user_model().objects.get(pk=record["edition"]["printed_by"]),
        "is_to_come": at > datetime.fromisoformat(statement["made_at"]),
        "unsealed": sum(row["day"] is None for row in statement["rows"]),
        "key": key,
    }
    # In English everywhere: who checks a file need not read the site's language.
    with override("en"):
        file = render_to_string("admin/articles/edition/evidence_file.html", context)
    # Signing appends the signature, then the end tags.
    begin = file.rpartition("</body>")[0]
    return f"{begin.strip()}\n".encode()


def _page(page: story_page.StoryPage, path: str) -> str:
    """Render the story's page as self-contained HTML."""
    request = HttpRequest()
    request.method, request.path = "GET", f"/{path}/"
    host = next((h.lstrip(".") for h in settings.ALLOWED_HOSTS if h != "*"), "localhost")
    request.META |= {"SERVER_NAME": host, "SERVER_PORT": "80", "HTTP_HOST": host}
    return standalone(render_to_string("articles/story.html", {"page": page}, request))


def _reason_not_live(path: str, at: datetime) -> str:
    """Return a sentence on what readers got at a path without a live story: 404, 301 or 410."""
    editions = Edition.objects.filter(printed_at__lte=at)
    begun = editions.begun(at).filter(path=path).order_by("-live_from").first()
    if begun is None:
        return gettext("No story had been published at that address by then; it answered 404.")
    now_at = editions.live(at).filter(article=begun.article_id).first()
    if now_at is not None:
        return gettext("The story stood at {address} then; the address led there (301).").format(
            address=now_at.get_absolute_url()
        )
    # The last edition has the reason; its address may have been another.
    last = editions.begun(at).filter(article=begun.article_id).order_by("-live_from")[0]
    return gettext("The story had been withdrawn; the address answered 410: {reason}").format(
        reason=last.withdrawal_reason
    )


def _utc(instant: datetime) -> str:
    return instant.astimezone(timezone.get_fixed_timezone(0)).isoformat()

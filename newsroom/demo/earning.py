"""Load the demo's programmes (from the packs), wordings (from the suggestions), a deal that is over,
and clicks. All are backdated, so that evidence of last month differs from today's."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db.models import Min
from django.utils import timezone

from disclosures.models import Click, Deal, Link, Programme, RuleChange, Wording
from disclosures.rules.packs import Pack, pack
from disclosures.wordings.suggestions import suggestion
from newsroom.demo.reading import instant, read

# Days for which clicks are recorded.
CLICKED = 28


def prepare() -> None:
    """Create programmes, wordings and deals; call it before the first story is published."""
    content = read("disclosures.toml")
    for entry in content["programme"]:
        _programme(entry, pack(entry["pack"]))
    for entry in content["wording"]:
        suggested = suggestion(entry["kind"], entry.get("jurisdiction", ""))
        words = {name: getattr(suggested, name) for name in ("text", "mark", "marks", "label")}
        given = {name: entry[name] for name in words if name in entry}
        _wording(
            words | given,
            entry["since"],
            entry.get("until"),
            kind=suggested.kind,
            jurisdiction=entry.get("jurisdiction", ""),
        )
    for entry in content["deal"]:
        Deal.objects.create(address=entry["address"], ends_at=instant(entry["ends"]))


def _programme(entry: dict[str, Any], shipped: Pack) -> None:
    """Create a programme from its pack and the demo's ids.

    Its rule changes are recorded with dates of their own, so not by `Programme.save`."""
    known = asdict(shipped)
    fields = {
        name: "\n".join(known[name]) for name in ("patterns", "ids_in", "targets_in", "shorteners")
    }
    for name in ("own_ids", "shorteners"):
        fields[name] = "\n".join(filter(None, [fields.get(name, ""), *entry.get(name, ())]))
    plain = {name: known[name] for name in ("name", "nofollow", "needs_wording", "forbids_prices")}
    programme = Programme(**fields, **plain, channels=list(shipped.channels))
    programme.full_clean()
    Programme.objects.bulk_create([programme])
    _on_record(programme, entry["since"])
    if "ended" in entry:
        Programme.objects.filter(pk=programme.pk).update(active=False)
        programme.active = False
        _on_record(programme, entry["ended"])
    if shipped.wording:
        words = {"text": shipped.wording, "learn_more": ""}
        _wording(words, entry["since"], None, kind="affiliate", programme=programme)


def _on_record(programme: Programme, since: str) -> None:
    RuleChange.objects.create(programme=programme, at=instant(since), values=programme.values())


def _wording(words: dict[str, str], since: str, until: str | None, **slot: Any) -> None:
    """Create a wording as the desk would have accepted it at that time."""
    begin = instant(since)
    wording = Wording(
        **words,
        **slot,
        valid_from=begin,
        valid_to=instant(until) if until else None,
        entered_at=begin,
    )
    wording.full_clean()
    wording.save()


def click() -> None:
    """Record clicks on links of editions: more on new stories and on a story's first links."""
    today = timezone.localdate()
    links = Link.objects.shown().commercial().filter(field=Link.Field.BODY)
    clicks = []
    for link in links.annotate(since=Min("edition__published_at")).order_by("pk"):
        begin = timezone.localdate(link.since)
        for age in range(1, min(CLICKED, (today - begin).days) + 1):
            day = today - timedelta(days=age)
            # A plausible number that is the same each time the demo is loaded.
            count = (link.position * 5 + day.toordinal() * 7) % 9 + 12 // ((day - begin).days + 1)
            if count := count - link.position:
                clicks.append(Click(link=link, day=day, count=max(0, count)))
    Click.objects.bulk_create(click for click in clicks if click.count)

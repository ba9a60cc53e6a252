"""Authors, tags, pictures and ledger rows that the stories of an archive share.

These few rows are written by Django; archive.py writes the stories by COPY.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.stories import OTHERS, SHOPS, STORY, Link, Picture

AUTHORS, TAGS, PICTURES = 200, 5_000, 300
# A placeholder in a form of address that the rules read like a number.
SAMPLE = "987654321"


@dataclass(frozen=True)
class LedgerRow:
    """The ledger's row for a form of address, with `{}` for the number; `hosts` and so on are fixed."""

    target: str
    normalised: str
    hosts: list[str]
    programme: int | None
    via: list[int]
    tracking_id: str

    def columns(self, link: Link) -> list[Any]:
        """Return the columns from `address` to `tracking_id` for a link."""
        texts = [text.replace("{}", link.value) for text in (self.target, self.normalised)]
        return [link.address, *texts, self.hosts, self.programme, self.via, self.tracking_id]


def make_authors() -> list[int]:
    """Create the authors; return their keys."""
    from authors.models import Author

    return [
        Author.objects.create(
            name=f"Contributor {number}",
            slug=f"contributor-{number}",
            role="Contributing writer",
            bio="Writes about what there is to see, to hear and to play.",
        ).pk
        for number in range(AUTHORS)
    ]


def make_tags() -> list[int]:
    """Create the tags; return their keys."""
    from articles.models import Tag

    tags = [Tag(name=f"Subject {number}", slug=f"subject-{number}") for number in range(TAGS)]
    return [tag.pk for tag in Tag.objects.bulk_create(tags)]


def make_pictures(seed: int) -> list[Picture]:
    """Create rows for pictures that share the files of the demo's; return them for use in bodies."""
    from images.models import Image

    chance = Random(seed)
    kept = list(Image.objects.exclude(alt="").exclude(credit="").order_by("pk"))
    rows = []
    for number in range(PICTURES):
        image = kept[number % len(kept)]
        token = f"archive-{number:03}-{chance.getrandbits(40):010x}"
        share_files(image.token, token)
        image.pk, image.token = None, token
        image._state.adding = True
        rows.append(Image(**{f.attname: getattr(image, f.attname) for f in image._meta.fields}))
    return [
        Picture(row.pk, row.url_at(row.widths[min(3, len(row.widths) - 1)], "jpg"))
        for row in Image.objects.bulk_create(rows)
    ]


def share_files(token: str, copy: str) -> None:
    """Hard-link a picture's files under another token, if the storage has files on a disk."""
    from django.core.files.storage import default_storage

    from images import files

    with suppress(NotImplementedError, FileNotFoundError):
        target = Path(default_storage.path(files.folder(copy)))
        source = Path(default_storage.path(files.folder(token)))
        for file in source.iterdir():
            target.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.link(file, target / file.name)


def make_ledger() -> dict[str, LedgerRow]:
    """Classify each form of address under the rules in force; return its ledger row."""
    from disclosures.ledger import Entry
    from disclosures.matching import LinkEvaluator
    from disclosures.rules.rulebook import rulebook
    from newsroom import clock

    evaluate, now, found = LinkEvaluator(rulebook()), clock.now(), {}
    for kind in (*SHOPS, *OTHERS, STORY):
        link = Entry("body", 0, "", evaluate(kind.form.replace("{}", SAMPLE))).link(0, now)
        found[kind.form] = LedgerRow(
            target=link.target.replace(SAMPLE, "{}"),
            normalised=link.normalised.replace(SAMPLE, "{}"),
            hosts=link.hosts,
            programme=link.programme_id,
            via=link.via,
            tracking_id=link.tracking_id,
        )
    return found

"""`manage.py evidence_key`: make the key that signs evidence, and publish its public key."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from articles.evidence import signing


class Command(BaseCommand):
    help = (
        "Make the evidence key in EVIDENCE_KEY_FILE, if there is none, and publish its public half. Run "
        "it as the role that owns the tables."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rotate",
            action="store_true",
            help="replace the key; files that the former one signed still verify",
        )
        parser.add_argument(
            "--print",
            action="store_true",
            help="print a new private key for a secret store, and do nothing else",
        )

    def handle(self, *, rotate: bool, **options: Any) -> None:
        if options["print"]:
            self.stdout.write(signing.new_key().decode(), ending="")
            return
        name = settings.EVIDENCE_KEY_FILE
        if not name and not settings.EVIDENCE_KEY:
            raise CommandError("Set EVIDENCE_KEY_FILE to where the key is, or is to be.")
        if name and not settings.EVIDENCE_KEY:
            self.make(Path(name), rotate)
        elif rotate:
            raise CommandError("Put a new key into EVIDENCE_KEY instead: evidence_key --print")
        try:
            key = signing.private_key()
            published = signing.publish(key) if key else None
        except signing.BadKey as problem:
            raise CommandError(str(problem)) from None
        except DatabaseError as error:
            raise CommandError(
                f"Only the role that owns the tables can publish a key. {error}"
            ) from None
        self.stdout.write(f"Evidence is signed with the key {published and published.name}.")

    def make(self, path: Path, rotate: bool) -> None:
        """Write a new key to `path` if there is none; with `rotate`, replace the existing one.

        Raises:
            CommandError: the file can't be written.
        """
        if path.exists() and not rotate:
            return
        new = path.with_name(path.name + ".new")
        try:
            new.unlink(missing_ok=True)
            signing.write_key(new, signing.new_key())
            new.replace(path)
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from None

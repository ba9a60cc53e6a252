"""The command `manage.py grant_app_role newsroom_app`, run as the owner after each `migrate`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from newsroom.grants import CannotGrant, grant


class Command(BaseCommand):
    help = "Give a database role exactly what the application needs, and take all else from it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="such as newsroom_app; it must exist")

    def handle(self, *, role: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                tables = grant(connection, role)
        except CannotGrant as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{role} may now use {tables} tables, and owns none.")

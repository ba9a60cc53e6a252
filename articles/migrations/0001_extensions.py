"""What PostgreSQL needs before the first table; written by hand, unlike 0002_initial."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    # For constraints that no two spans of time overlap, for one story, address or slot.
    operations = [BtreeGistExtension()]

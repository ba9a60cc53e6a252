"""The extension that the library's search needs; written by hand, unlike 0002_initial."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    # For indexes of parts of words.
    operations = [TrigramExtension()]

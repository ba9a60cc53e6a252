"""Guards are declared in `newsroom/guards.py` and put in force after each `migrate`."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations: list = []

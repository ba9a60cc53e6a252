"""Guards are declared in `newsroom/guards.py` and put in force after each `migrate`."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0003_rules_on_record")]

    operations: list = []

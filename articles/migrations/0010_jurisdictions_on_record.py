"""The jurisdictions of before there was a record of them."""

from datetime import UTC, datetime

from django.db import migrations

# They had no dates; they are taken to have held from here on.
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


def put_on_record(apps, schema_editor):
    JurisdictionChange = apps.get_model("articles", "JurisdictionChange")
    for section in apps.get_model("articles", "Section").objects.all():
        JurisdictionChange.objects.create(
            section=section, jurisdiction=section.jurisdiction, at=BEFORE_ALL
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_jurisdictions")]

    operations = [
        migrations.RunPython(put_on_record, migrations.RunPython.noop),
    ]

"""The rules of before there was a record of them."""

from datetime import UTC, datetime

from django.db import migrations

# Rules had no dates before; they are taken to have held from here on.
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


def put_on_record(apps, schema_editor):
    RuleChange = apps.get_model("disclosures", "RuleChange")
    for programme in apps.get_model("disclosures", "Programme").objects.all():
        fields = [f.attname for f in programme._meta.concrete_fields if not f.primary_key]
        values = {name: getattr(programme, name) for name in fields}
        RuleChange.objects.create(programme=programme, at=BEFORE_ALL, values=values)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0002_ledger")]

    operations = [migrations.RunPython(put_on_record, migrations.RunPython.noop)]

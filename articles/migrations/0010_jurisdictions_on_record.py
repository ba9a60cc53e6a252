"""The jurisdictions of before there was a record of them, and the guard of that record."""

from datetime import UTC, datetime

from django.db import migrations

# They had no dates; they are taken to have held from here on.
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)

# A section that never had a story may go, and its record with it: so only rewriting is refused.
GUARD = """
CREATE TRIGGER articles_refuse_change BEFORE UPDATE ON articles_jurisdictionchange
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change();
"""
DROP = "DROP TRIGGER articles_refuse_change ON articles_jurisdictionchange"


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
        migrations.RunSQL(GUARD, DROP),
    ]

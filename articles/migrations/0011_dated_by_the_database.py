"""The transaction that printed an edition, which alone may add parts to it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_jurisdictions_on_record")]

    operations = [
        migrations.AddField(
            "edition", "printed_in", models.BigIntegerField(default=0, editable=False)
        ),
    ]

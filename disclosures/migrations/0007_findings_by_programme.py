"""Whose links a finding is about; and an index of the commercial links that stand."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0006_search_by_tracking_id"),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="programme",
            field=models.ForeignKey(
                help_text="Whose link it is about.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="disclosures.programme",
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(
                    ("last_seen", None),
                    models.Q(("programme__isnull", False), ("paid", True), _connector="OR"),
                ),
                fields=["edition", "programme"],
                name="link_commercial",
            ),
        ),
    ]

"""Whose rules each section follows, on record: proofs need those of then."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_trust")]

    operations = [
        migrations.CreateModel(
            name="JurisdictionChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("jurisdiction", models.CharField(blank=True, max_length=2)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jurisdictions",
                        to="articles.section",
                    ),
                ),
            ],
            options={"ordering": ["-at", "-id"]},
        ),
    ]

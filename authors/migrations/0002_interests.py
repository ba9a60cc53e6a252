"""Authors' standing interests, dated; what readers have been told is guarded by PostgreSQL."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("authors", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        help_text=(
                            "A sentence for readers, such as: Ana Ruiz owns shares in Studio Bones."
                        ),
                        max_length=300,
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        help_text="Empty: at once. It can't be told from before.",
                        verbose_name="told from",
                    ),
                ),
                (
                    "until",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: as long as nobody ends it.",
                        null=True,
                        verbose_name="told until",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="authors.author",
                    ),
                ),
            ],
            options={
                "ordering": ["since", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                        name="interest_ends_after_it_begins",
                        violation_error_message="It can't end before it begins.",
                    )
                ],
            },
        ),
    ]

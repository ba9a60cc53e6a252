"""Links that pages show as plain text, so that nothing counts them as commercial."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0007_findings_by_programme"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="link",
            name="link_commercial",
        ),
        migrations.AddField(
            model_name="link",
            name="plain",
            field=models.BooleanField(
                default=False,
                help_text="Pages show its words alone: its deal is over, or its programme forbids pages.",
                verbose_name="plain text",
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(
                    ("last_seen", None),
                    ("plain", False),
                    models.Q(("programme__isnull", False), ("paid", True), _connector="OR"),
                ),
                fields=["edition", "programme"],
                name="link_commercial",
            ),
        ),
    ]

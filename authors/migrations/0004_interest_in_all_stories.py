"""An interest is told in all of its author's stories, as before, or where it is chosen for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("authors", "0003_names_on_record"),
    ]

    operations = [
        migrations.AddField(
            model_name="interest",
            name="all_stories",
            field=models.BooleanField(
                default=True,
                help_text="Off: told only in the sections, tags and stories that are chosen for it.",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_own_fields_of_stories")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["live_from"], name="edition_begins"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live_until__isnull", False)),
                fields=["live_until"],
                name="edition_ends",
            ),
        ),
    ]

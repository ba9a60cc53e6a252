from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("images", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="image",
            name="version",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="Counts the saves, to notice two editors at once.",
            ),
        ),
    ]

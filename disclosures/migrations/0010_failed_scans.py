"""What ended a scan before it was done, and editions that could not be scanned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0009_dated_by_the_database")]

    operations = [
        migrations.AddField(
            model_name="scan",
            name="problem",
            field=models.CharField(
                blank=True, help_text="What ended it before it was done.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="finding",
            name="kind",
            field=models.CharField(
                choices=[
                    ("missing", "No disclosure"),
                    ("late", "Disclosure after the first link"),
                    ("hidden", "Hidden disclosure"),
                    ("doubled", "Two disclosures"),
                    ("needless", "Disclosure without a link"),
                    ("unread", "Could not be scanned"),
                    ("outdated", "Hand-written disclosure"),
                    ("wrong id", "Wrong or no tracking id"),
                    ("retired", "Link of an ended programme"),
                    ("shortener", "Forbidden shortener"),
                    ("price", "Price beside a link"),
                    ("many", "Many commercial links"),
                    ("deal over", "Deal past its end"),
                ],
                max_length=10,
            ),
        ),
    ]

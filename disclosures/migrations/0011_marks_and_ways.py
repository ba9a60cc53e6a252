"""Which links a wording marks; the programmes on a link's way beside the one that pays."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0010_failed_scans"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="via",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                help_text="The keys of the other programmes on its way; that one pays, these have rules too.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="marks",
            field=models.CharField(
                choices=[
                    ("all", "Every commercial link"),
                    ("apart", "Links apart from the text: in tables and below subheads"),
                    ("none", "No link"),
                ],
                default="apart",
                help_text="If the text says that links are marked, choose every commercial link. Only the general wording for affiliate links puts marks beside them.",
                max_length=5,
                verbose_name="links that get the mark",
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
                    ("unmarked", "Link without its mark"),
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
        migrations.AlterField(
            model_name="wording",
            name="mark",
            field=models.CharField(
                blank=True,
                help_text="In brackets beside links: paid link.",
                max_length=40,
                verbose_name="inline mark",
            ),
        ),
    ]

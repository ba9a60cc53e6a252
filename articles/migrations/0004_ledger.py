"""What a story declares of itself; blocks and hosts go: pages derive them, the ledger knows them."""

from django.db import migrations, models

import articles.models.copy
import articles.models.taxonomy


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_roles"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="edition",
            name="edition_hosts",
        ),
        # With a default, so that the way back has something to put there; the former release's
        # command `rebuild_blocks` then derives them.
        migrations.AlterField("edition", "blocks", models.JSONField(default=list)),
        migrations.RemoveField("edition", "blocks"),
        migrations.RemoveField(
            model_name="edition",
            name="hosts",
        ),
        migrations.AddField(
            model_name="article",
            name="connection",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sponsored", "Sponsored"),
                    ("gifted", "About something gifted or lent"),
                    ("partner", "Made with an advertiser"),
                ],
                help_text="A tie that readers wouldn’t expect: it is told at the top of the story.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="connection_with",
            field=models.CharField(
                blank=True,
                help_text="Who paid, gave or made it with us, as readers know them.",
                max_length=120,
                verbose_name="with",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="paid_links",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Addresses in the body that we are paid for though no programme tells.",
                validators=[articles.models.copy.validate_addresses],
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="connection",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sponsored", "Sponsored"),
                    ("gifted", "About something gifted or lent"),
                    ("partner", "Made with an advertiser"),
                ],
                help_text="A tie that readers wouldn’t expect: it is told at the top of the story.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="connection_with",
            field=models.CharField(
                blank=True,
                help_text="Who paid, gave or made it with us, as readers know them.",
                max_length=120,
                verbose_name="with",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="paid_links",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Addresses in the body that we are paid for though no programme tells.",
                validators=[articles.models.copy.validate_addresses],
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="jurisdiction",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "None in particular"),
                    ("US", "United States"),
                    ("UK", "United Kingdom"),
                    ("EU", "European Union"),
                ],
                default=articles.models.taxonomy.site_jurisdiction,
                help_text="Whose rules its disclosures follow. A change shows on all its pages at once.",
                max_length=2,
            ),
        ),
    ]

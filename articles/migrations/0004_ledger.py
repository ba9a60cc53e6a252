"""What a story declares of itself; blocks and hosts go: pages derive them, the ledger knows them."""

from django.db import migrations, models

import articles.models.copy
import articles.models.taxonomy

# Only an edition's end may change; see 0002.
GUARD = """
CREATE OR REPLACE FUNCTION articles_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['live_until', 'withdrawal_reason'%s];
BEGIN
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'edition %% is printed: its copy can''t be changed; print another edition', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.live_until <= clock_timestamp() AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        RAISE EXCEPTION 'edition %% has ended: what readers saw can''t be changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_guards"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="edition",
            name="edition_hosts",
        ),
        # With a default, so that the way back has something to put there; the former release's
        # command `rebuild_blocks` then derives them.
        migrations.AlterField("edition", "blocks", models.JSONField(default=list)),
        migrations.RunSQL(GUARD % "", GUARD % ", 'blocks'"),
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

"""The words of stories for searches; the SQL is written by hand. newsroom/word_triggers.py keeps them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations, models

# Of today's code: should it need other tables one day, every test fails here, and this text moves into
# this file.
from articles.models.words import WRITE, WRITE_DRAFTS

# English forms of words, and no accents. Another language is a matter of the dictionary
# (docs/operations.md).
CONFIGURE = """
CREATE TEXT SEARCH CONFIGURATION newsroom (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION newsroom
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION newsroom
    ALTER MAPPING FOR numword, numhword, hword_numpart WITH unaccent, simple;
"""
# A vector holds a megabyte at most; bodies have no more than 300,000 bytes (newsroom/html_limits.py).
# PostgreSQL takes "Film/TV" for the name of a file, one word. In a body's tags a space does no harm.
WORDS_OF = """
CREATE FUNCTION articles_words_of(headline text, standfirst text, body text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('newsroom', translate(headline, '/', ' ')), 'A')
        || setweight(to_tsvector('newsroom', translate(standfirst, '/', ' ')), 'B')
        || setweight(to_tsvector('newsroom',
            regexp_replace(left(body, 300000), '(\\w)/(\\w)', '\\1 \\2', 'g')), 'D')
$$
"""
DROP_WORDS_OF = "DROP FUNCTION articles_words_of(text, text, text)"
ALL_DRAFTS = WRITE_DRAFTS.replace("= ANY(%(drafts)s)", "> 0")
ALL_EDITIONS = WRITE.replace("= ANY(%(editions)s)", "> 0")
UNCONFIGURE = "DROP TEXT SEARCH CONFIGURATION newsroom"


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_words_of_stories"),
    ]

    operations = [
        UnaccentExtension(),
        migrations.RunSQL(CONFIGURE, UNCONFIGURE),
        migrations.CreateModel(
            name="DraftWords",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "verbose_name": "words of a draft",
                "verbose_name_plural": "words of a draft",
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="draft_words")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        name="search_word_parts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionWords",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="articles.edition",
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("review", "Review"),
                            ("opinion", "Opinion"),
                            ("analysis", "Analysis"),
                            ("guide", "Guide"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(null=True)),
                ("title", django.contrib.postgres.search.SearchVectorField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "section",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
            ],
            options={
                "verbose_name": "words of an edition",
                "verbose_name_plural": "words of an edition",
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="edition_text"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["title"], name="edition_title"
                    ),
                ],
            },
        ),
        migrations.RunSQL(WORDS_OF, DROP_WORDS_OF),
        migrations.RunSQL(ALL_DRAFTS, migrations.RunSQL.noop),
        migrations.RunSQL(ALL_EDITIONS, migrations.RunSQL.noop),
    ]

"""The words of stories for searches, and the triggers that keep them; the SQL is written by hand."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations, models

from articles.models.words import WRITE

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
KEEP = """
CREATE FUNCTION articles_words_of(headline text, standfirst text, body text) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('newsroom', headline), 'A')
        || setweight(to_tsvector('newsroom', standfirst), 'B')
        || setweight(to_tsvector('newsroom', left(body, 300000)), 'D')
$$;
CREATE FUNCTION articles_write_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (NEW.headline, NEW.standfirst, NEW.body)
        IS DISTINCT FROM (OLD.headline, OLD.standfirst, OLD.body)
    THEN
        INSERT INTO articles_draftwords (article_id, words)
            VALUES (NEW.id, articles_words_of(NEW.headline, NEW.standfirst, NEW.body))
            ON CONFLICT (article_id) DO UPDATE SET words = EXCLUDED.words;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_write_draft AFTER INSERT OR UPDATE OF headline, standfirst, body
    ON articles_article FOR EACH ROW EXECUTE FUNCTION articles_write_draft();

CREATE FUNCTION articles_end_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_editionwords SET live_until = NEW.live_until WHERE edition_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_end_words AFTER UPDATE OF live_until ON articles_edition
    FOR EACH ROW WHEN (NEW.live_until IS DISTINCT FROM OLD.live_until)
    EXECUTE FUNCTION articles_end_words();

INSERT INTO articles_draftwords (article_id, words)
    SELECT id, articles_words_of(headline, standfirst, body) FROM articles_article;
"""
LET_GO = """
DROP TRIGGER articles_end_words ON articles_edition;
DROP FUNCTION articles_end_words();
DROP TRIGGER articles_write_draft ON articles_article;
DROP FUNCTION articles_write_draft();
DROP FUNCTION articles_words_of(text, text, text);
"""
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
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
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
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="edition_text"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["title"], name="edition_title"
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
        migrations.RunSQL(ALL_EDITIONS, migrations.RunSQL.noop),
    ]

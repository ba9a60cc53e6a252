"""A picture in a draft's body can't be deleted under it: each is a row with a foreign key."""

import django.db.models.deletion
from django.db import migrations, models

# Written by a trigger, so that every way of writing a body counts. It shares a lock on the picture's
# row, which a deletion needs alone: the two can't both go through.
LINK = """
CREATE FUNCTION articles_link_pictures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.body = OLD.body THEN
        RETURN NULL;
    END IF;
    DELETE FROM articles_articlepicture WHERE article_id = NEW.id;
    INSERT INTO articles_articlepicture (article_id, image_id)
        SELECT NEW.id, image.id FROM images_image image
        WHERE image.id IN (
            SELECT key[1]::bigint FROM regexp_matches(NEW.body, 'data-file="(\\d{1,18})"', 'g') key
        )
        FOR KEY SHARE OF image;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_link_pictures AFTER INSERT OR UPDATE OF body ON articles_article
    FOR EACH ROW EXECUTE FUNCTION articles_link_pictures();

INSERT INTO articles_articlepicture (article_id, image_id)
    SELECT DISTINCT article.id, image.id
    FROM articles_article article,
        regexp_matches(article.body, 'data-file="(\\d{1,18})"', 'g') key,
        images_image image
    WHERE image.id = key[1]::bigint;
"""
UNLINK = """
DROP TRIGGER articles_link_pictures ON articles_article;
DROP FUNCTION articles_link_pictures();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("images", "0002_version"),
        ("articles", "0013_draft_versions"),
        ("articles", "0013_interest_scopes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticlePicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_links",
                        to="articles.article",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="article_links",
                        to="images.image",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture of a draft",
                "verbose_name_plural": "pictures of drafts",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "image"), name="article_picture_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(LINK, UNLINK),
    ]

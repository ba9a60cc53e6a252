"""The rows that keep a picture in a draft's body from being deleted; written by hand."""

from django.db import migrations

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
"""
UNLINK = """
DROP TRIGGER articles_link_pictures ON articles_article;
DROP FUNCTION articles_link_pictures();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_initial")]

    operations = [migrations.RunSQL(LINK, UNLINK)]

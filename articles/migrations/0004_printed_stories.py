"""The triggers that keep `Article.is_printed` equal to what a story's editions say; written by hand."""

from django.db import migrations

# The first trigger computes the value whenever it is written, so a stale one is never stored. The
# others have it written when editions change. They lock the stories first: of two transactions that
# print and cancel at once, the second must count the first one's edition.
KEEP = """
CREATE FUNCTION articles_is_printed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_printed := EXISTS (
        SELECT FROM articles_edition edition
        WHERE edition.article_id = NEW.id AND edition.live_until IS DISTINCT FROM edition.live_from
    );
    RETURN NEW;
END $$;
CREATE TRIGGER articles_is_printed BEFORE INSERT OR UPDATE OF is_printed ON articles_article
    FOR EACH ROW EXECUTE FUNCTION articles_is_printed();

CREATE FUNCTION articles_note_printed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM articles_article WHERE id IN (SELECT article_id FROM changed)
        ORDER BY id FOR NO KEY UPDATE;
    UPDATE articles_article story SET is_printed = NOT story.is_printed
        WHERE story.id IN (SELECT article_id FROM changed) AND story.is_printed <> EXISTS (
            SELECT FROM articles_edition edition
            WHERE edition.article_id = story.id
                AND edition.live_until IS DISTINCT FROM edition.live_from
        );
    RETURN NULL;
END $$;
CREATE TRIGGER articles_note_printed_insert AFTER INSERT ON articles_edition
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION articles_note_printed();
CREATE TRIGGER articles_note_printed_update AFTER UPDATE ON articles_edition
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION articles_note_printed();
"""
LET_GO = """
DROP TRIGGER articles_note_printed_update ON articles_edition;
DROP TRIGGER articles_note_printed_insert ON articles_edition;
DROP FUNCTION articles_note_printed();
DROP TRIGGER articles_is_printed ON articles_article;
DROP FUNCTION articles_is_printed();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_pictures_of_drafts")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]

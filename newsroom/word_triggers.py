"""The triggers that keep the words of stories, by which searches find them (articles/models/words.py).

They run with the privileges of the tables' owner, so that an upgrade's former version can go on saving
stories before the application's role may write the words itself.
"""

from newsroom.triggers import Declared, Trigger

WRITE_DRAFT = """
BEGIN
    IF TG_OP = 'INSERT' OR (NEW.headline, NEW.standfirst, NEW.body)
        IS DISTINCT FROM (OLD.headline, OLD.standfirst, OLD.body)
    THEN
        INSERT INTO articles_draftwords (article_id, words)
            VALUES (NEW.id, articles_words_of(NEW.headline, NEW.standfirst, NEW.body))
            ON CONFLICT (article_id) DO UPDATE SET words = EXCLUDED.words;
    END IF;
    RETURN NULL;
END """
DELETE_DRAFT = """
BEGIN
    DELETE FROM articles_draftwords WHERE article_id = OLD.id;
    RETURN OLD;
END """
END_WORDS = """
BEGIN
    IF NEW.live_until IS DISTINCT FROM OLD.live_until THEN
        UPDATE articles_editionwords SET live_until = NEW.live_until WHERE edition_id = NEW.id;
    END IF;
    RETURN NULL;
END """

DECLARED = Declared(
    functions={
        "write_draft_words": WRITE_DRAFT,
        "delete_draft_words": DELETE_DRAFT,
        "end_edition_words": END_WORDS,
    },
    triggers=[
        Trigger(
            "articles_article",
            "write_words",
            "write_draft_words",
            "AFTER INSERT OR UPDATE OF headline, standfirst, body ON {table}",
            "ROW",
            1 + 4 + 16,
        ),
        Trigger(
            "articles_article",
            "delete_words",
            "delete_draft_words",
            "BEFORE DELETE ON {table}",
            "ROW",
            1 + 2 + 8,
        ),
        Trigger(
            "articles_edition",
            "end_words",
            "end_edition_words",
            "AFTER UPDATE OF live_until ON {table}",
            "ROW",
            1 + 16,
        ),
    ],
    as_owner=True,
)
install, missing = DECLARED.install, DECLARED.missing

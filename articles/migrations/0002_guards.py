"""What PostgreSQL itself refuses: changing or deleting what was printed, whoever asks."""

from django.db import migrations

# An edition's end and what is derived may change, everything else never: the list names the
# exceptions, so a field that is added to the copy later is guarded without a word here.
GUARD_EDITION = """
CREATE FUNCTION articles_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['live_until', 'withdrawal_reason', 'blocks'];
BEGIN
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'edition % is printed: its copy can''t be changed; print another edition', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.live_until <= clock_timestamp() AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        RAISE EXCEPTION 'edition % has ended: what readers saw can''t be changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER articles_guard_edition BEFORE UPDATE ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION articles_guard_edition();

CREATE FUNCTION articles_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER articles_refuse_delete BEFORE DELETE ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION articles_refuse_change();
"""
DROP_EDITION = """
DROP TRIGGER articles_refuse_delete ON articles_edition;
DROP TRIGGER articles_guard_edition ON articles_edition;
DROP FUNCTION articles_guard_edition();
"""
APPEND_ONLY = (
    "articles_editionbyline",
    "articles_editiontag",
    "articles_editionrelated",
    "articles_editionpicture",
    "articles_event",
)


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER articles_refuse_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()",
        f"DROP TRIGGER articles_refuse_change ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        migrations.RunSQL("", "DROP FUNCTION articles_refuse_change()"),
        migrations.RunSQL(GUARD_EDITION, DROP_EDITION),
        *[guard(table) for table in APPEND_ONLY],
    ]

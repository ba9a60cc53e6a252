"""When an edition was printed, a notice written, a section's rules changed: nobody chooses the date."""

from django.db import migrations

# Not earlier than now: what enters the record today tells nothing of yesterday. Jurisdictions are
# besides later than the one before, whatever the clocks of two machines say.
GUARD = """
CREATE FUNCTION articles_date_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.printed_at := greatest(NEW.printed_at, clock_timestamp());
    RETURN NEW;
END $$;
CREATE TRIGGER articles_date_edition BEFORE INSERT ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION articles_date_edition();

CREATE FUNCTION articles_date_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := greatest(NEW.at, clock_timestamp());
    RETURN NEW;
END $$;
CREATE TRIGGER articles_date_notice BEFORE INSERT ON articles_notice
    FOR EACH ROW EXECUTE FUNCTION articles_date_notice();

CREATE FUNCTION articles_date_jurisdiction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM articles_section WHERE id = NEW.section_id FOR UPDATE;
    NEW.at := greatest(NEW.at, clock_timestamp(), (
        SELECT max(at) + interval '1 microsecond' FROM articles_jurisdictionchange
        WHERE section_id = NEW.section_id
    ));
    RETURN NEW;
END $$;
CREATE TRIGGER articles_date_jurisdiction BEFORE INSERT ON articles_jurisdictionchange
    FOR EACH ROW EXECUTE FUNCTION articles_date_jurisdiction();
"""
DROP = """
DROP TRIGGER articles_date_jurisdiction ON articles_jurisdictionchange;
DROP FUNCTION articles_date_jurisdiction();
DROP TRIGGER articles_date_notice ON articles_notice;
DROP FUNCTION articles_date_notice();
DROP TRIGGER articles_date_edition ON articles_edition;
DROP FUNCTION articles_date_edition();
"""


# An end can't be moved into the past, but for a minute: the application's clock may be behind.
GUARD_EDITION = """
CREATE OR REPLACE FUNCTION articles_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['live_until', 'withdrawal_reason'];
BEGIN
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'edition % is printed: its copy can''t be changed; print another edition', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.live_until <= clock_timestamp() AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        RAISE EXCEPTION 'edition % has ended: what readers saw can''t be changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.live_until IS DISTINCT FROM OLD.live_until
        AND NEW.live_until < clock_timestamp() - interval '1 minute' THEN
        RAISE EXCEPTION 'edition % can''t end at a time that has passed: readers saw it', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
# As migration 0004 made it.
FORMER_EDITION = """
CREATE OR REPLACE FUNCTION articles_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['live_until', 'withdrawal_reason'];
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
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_jurisdictions_on_record")]

    operations = [
        migrations.RunSQL(GUARD, DROP),
        migrations.RunSQL(GUARD_EDITION, FORMER_EDITION),
    ]

"""What the site was, on record; and dates of what enters the record, which nobody can choose."""

import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models

# Later than the row before it, whatever the clocks of two machines say, and not earlier than now: so
# proofs, which go by the date, see what pages see, which go by the number; and what enters the record
# today tells nothing of yesterday. A later date is let be: it proves nothing of the past.
# The lock is the one on the rules, as `disclosures.models.programme.RULES` has it.
DATE_RULES = """
CREATE FUNCTION disclosures_date() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    dated text := TG_ARGV[0];
    latest timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(219529477);
    EXECUTE format('SELECT max(%I) + interval ''1 microsecond'' FROM %I', dated, TG_TABLE_NAME)
        INTO latest;
    RETURN jsonb_populate_record(NEW, jsonb_build_object(
        dated, greatest((to_jsonb(NEW) ->> dated)::timestamptz, clock_timestamp(), latest)
    ));
END $$;

CREATE TRIGGER disclosures_date BEFORE INSERT ON disclosures_rulechange
    FOR EACH ROW EXECUTE FUNCTION disclosures_date('at');
CREATE TRIGGER disclosures_date BEFORE INSERT ON disclosures_deal
    FOR EACH ROW EXECUTE FUNCTION disclosures_date('entered_at');
CREATE TRIGGER disclosures_date BEFORE INSERT ON disclosures_sitechange
    FOR EACH ROW EXECUTE FUNCTION disclosures_date('at');
CREATE TRIGGER disclosures_refuse_change BEFORE UPDATE OR DELETE ON disclosures_sitechange
    FOR EACH ROW EXECUTE FUNCTION disclosures_refuse_change();
"""
DROP_RULES = """
DROP TRIGGER disclosures_refuse_change ON disclosures_sitechange;
DROP TRIGGER disclosures_date ON disclosures_sitechange;
DROP TRIGGER disclosures_date ON disclosures_deal;
DROP TRIGGER disclosures_date ON disclosures_rulechange;
DROP FUNCTION disclosures_date();
"""

# The words are fixed from the instant they are in force. An end has the minute still: who adds a
# wording "at once" ends the former by the application's clock, which may be behind.
GUARD_WORDING = """
CREATE OR REPLACE FUNCTION disclosures_guard_wording() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    settled timestamptz := clock_timestamp() - interval '1 minute';
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.entered_at := greatest(NEW.entered_at, clock_timestamp());
        RETURN NEW;
    END IF;
    IF OLD.valid_from > clock_timestamp() THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to' THEN
            NEW.entered_at := greatest(OLD.entered_at, NEW.entered_at, clock_timestamp());
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'wording % has been in force: it stays on record', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to' THEN
        RAISE EXCEPTION 'wording % is in force: add another that takes its place', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.valid_to IS DISTINCT FROM OLD.valid_to
        AND (OLD.valid_to <= settled OR NEW.valid_to <= settled) THEN
        RAISE EXCEPTION 'wording %: what readers saw can''t be changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER disclosures_guard_wording
    BEFORE INSERT OR UPDATE OR DELETE ON disclosures_wording
    FOR EACH ROW EXECUTE FUNCTION disclosures_guard_wording();
"""
# As migration 0004 made it.
FORMER_WORDING = """
CREATE OR REPLACE FUNCTION disclosures_guard_wording() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    settled timestamptz := clock_timestamp() - interval '1 minute';
BEGIN
    IF OLD.valid_from > settled THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'wording % has been in force: it stays on record', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to' THEN
        RAISE EXCEPTION 'wording % is in force: add another that takes its place', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.valid_to IS DISTINCT FROM OLD.valid_to
        AND (OLD.valid_to <= settled OR NEW.valid_to <= settled) THEN
        RAISE EXCEPTION 'wording %: what readers saw can''t be changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER disclosures_guard_wording
    BEFORE UPDATE OR DELETE ON disclosures_wording
    FOR EACH ROW EXECUTE FUNCTION disclosures_guard_wording();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0008_plain_links")]

    operations = [
        migrations.CreateModel(
            name="SiteChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "hosts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255), size=None
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"ordering": ["-at", "-id"], "default_permissions": ()},
        ),
        migrations.RunSQL(DATE_RULES, DROP_RULES),
        migrations.RunSQL(GUARD_WORDING, FORMER_WORDING),
    ]

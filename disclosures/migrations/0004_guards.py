"""What PostgreSQL itself refuses: rewriting what readers were told, and by which rules."""

from django.db import migrations

# A wording in force keeps its words; its end may be set while it is still to come. The minute is for
# an application whose clock is behind the database's.
GUARD_WORDING = """
CREATE FUNCTION disclosures_guard_wording() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER disclosures_guard_wording BEFORE UPDATE OR DELETE ON disclosures_wording
    FOR EACH ROW EXECUTE FUNCTION disclosures_guard_wording();
"""
DROP_WORDING = """
DROP TRIGGER disclosures_guard_wording ON disclosures_wording;
DROP FUNCTION disclosures_guard_wording();
"""

# A link's row ends once, and is otherwise never changed.
GUARD_LEDGER = """
CREATE FUNCTION disclosures_guard_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.last_seen IS NOT NULL
        OR to_jsonb(NEW) - 'last_seen' IS DISTINCT FROM to_jsonb(OLD) - 'last_seen' THEN
        RAISE EXCEPTION 'the ledger is only added to' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER disclosures_guard_ledger BEFORE UPDATE OR DELETE ON disclosures_link
    FOR EACH ROW EXECUTE FUNCTION disclosures_guard_ledger();

CREATE FUNCTION disclosures_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER disclosures_refuse_change BEFORE UPDATE OR DELETE ON disclosures_rulechange
    FOR EACH ROW EXECUTE FUNCTION disclosures_refuse_change();
CREATE TRIGGER disclosures_refuse_change BEFORE UPDATE OR DELETE ON disclosures_deal
    FOR EACH ROW EXECUTE FUNCTION disclosures_refuse_change();
"""
DROP_LEDGER = """
DROP TRIGGER disclosures_refuse_change ON disclosures_deal;
DROP TRIGGER disclosures_refuse_change ON disclosures_rulechange;
DROP FUNCTION disclosures_refuse_change();
DROP TRIGGER disclosures_guard_ledger ON disclosures_link;
DROP FUNCTION disclosures_guard_ledger();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0003_rules_on_record")]

    operations = [
        migrations.RunSQL(GUARD_WORDING, DROP_WORDING),
        migrations.RunSQL(GUARD_LEDGER, DROP_LEDGER),
    ]

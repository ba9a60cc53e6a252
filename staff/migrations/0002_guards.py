"""PostgreSQL keeps the record of sign-ins: no row changes, or goes before 90 days."""

from django.db import migrations

GUARD = """
CREATE FUNCTION staff_guard_sign_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '90 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the record of sign-ins is not changed, and kept for 90 days'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER staff_guard_sign_in BEFORE UPDATE OR DELETE ON staff_signin
    FOR EACH ROW EXECUTE FUNCTION staff_guard_sign_in();
"""
DROP = """
DROP TRIGGER staff_guard_sign_in ON staff_signin;
DROP FUNCTION staff_guard_sign_in();
"""


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, DROP)]

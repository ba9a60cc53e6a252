"""What authors were called, on record; and when an interest was entered, which nobody can choose."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def put_on_record(apps, schema_editor):
    NameChange = apps.get_model("authors", "NameChange")
    authors = apps.get_model("authors", "Author").objects.all()
    NameChange.objects.bulk_create(NameChange(author=a, name=a.name) for a in authors)


# Not earlier than now, and later than the row before it. An author whom nothing names may go, and
# the record with them: so only rewriting is refused.
DATE_NAME = """
CREATE FUNCTION authors_date_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM authors_author WHERE id = NEW.author_id FOR UPDATE;
    NEW.at := greatest(NEW.at, clock_timestamp(), (
        SELECT max(at) + interval '1 microsecond' FROM authors_namechange
        WHERE author_id = NEW.author_id
    ));
    RETURN NEW;
END $$;

CREATE TRIGGER authors_date_name BEFORE INSERT OR UPDATE ON authors_namechange
    FOR EACH ROW EXECUTE FUNCTION authors_date_name();
"""
DROP_NAME = """
DROP TRIGGER authors_date_name ON authors_namechange;
DROP FUNCTION authors_date_name();
"""
GUARD_INTEREST = """
CREATE OR REPLACE FUNCTION authors_guard_interest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.entered_at := greatest(NEW.entered_at, clock_timestamp());
        RETURN NEW;
    END IF;
    IF OLD.since > clock_timestamp() THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        NEW.entered_at := greatest(OLD.entered_at, NEW.entered_at, clock_timestamp());
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'until' IS DISTINCT FROM to_jsonb(OLD) - 'until' THEN
        RAISE EXCEPTION 'interest % has been told to readers: end it, and add another', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- A minute's grace: the application's clock is not the database's.
    IF NEW.until IS DISTINCT FROM OLD.until
        AND least(OLD.until, NEW.until) < clock_timestamp() - interval '1 minute' THEN
        RAISE EXCEPTION 'interest %: readers were told of it, or not, at a time that has passed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER authors_guard_interest
    BEFORE INSERT OR UPDATE OR DELETE ON authors_interest
    FOR EACH ROW EXECUTE FUNCTION authors_guard_interest();
"""
# As migration 0002 made it.
FORMER_INTEREST = """
CREATE OR REPLACE FUNCTION authors_guard_interest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.since > clock_timestamp() THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'until' IS DISTINCT FROM to_jsonb(OLD) - 'until' THEN
        RAISE EXCEPTION 'interest % has been told to readers: end it, and add another', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- A minute's grace: the application's clock is not the database's.
    IF NEW.until IS DISTINCT FROM OLD.until
        AND least(OLD.until, NEW.until) < clock_timestamp() - interval '1 minute' THEN
        RAISE EXCEPTION 'interest %: readers were told of it, or not, at a time that has passed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER authors_guard_interest
    BEFORE UPDATE OR DELETE ON authors_interest
    FOR EACH ROW EXECUTE FUNCTION authors_guard_interest();
"""


class Migration(migrations.Migration):
    dependencies = [("authors", "0002_interests")]

    operations = [
        migrations.CreateModel(
            name="NameChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="authors.author",
                    ),
                ),
            ],
            options={"ordering": ["-at", "-id"], "default_permissions": ()},
        ),
        # Interests of before have none: they are known from the instant they were told from.
        migrations.AddField(
            model_name="interest",
            name="entered_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="interest",
            name="entered_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, null=True
            ),
        ),
        migrations.RunPython(put_on_record, migrations.RunPython.noop),
        migrations.RunSQL(DATE_NAME, DROP_NAME),
        migrations.RunSQL(GUARD_INTEREST, FORMER_INTEREST),
    ]

"""Authors' standing interests, dated; what readers have been told is guarded by PostgreSQL."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

GUARD = """
CREATE FUNCTION authors_guard_interest() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER authors_guard_interest BEFORE UPDATE OR DELETE ON authors_interest
    FOR EACH ROW EXECUTE FUNCTION authors_guard_interest();
"""
DROP = """
DROP TRIGGER authors_guard_interest ON authors_interest;
DROP FUNCTION authors_guard_interest();
"""


class Migration(migrations.Migration):
    dependencies = [("authors", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        help_text=(
                            "A sentence for readers, such as: Ana Ruiz owns shares in Studio Bones."
                        ),
                        max_length=300,
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        help_text="Empty: at once. It can't be told from before.",
                        verbose_name="told from",
                    ),
                ),
                (
                    "until",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: as long as nobody ends it.",
                        null=True,
                        verbose_name="told until",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="authors.author",
                    ),
                ),
            ],
            options={
                "ordering": ["since", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                        name="interest_ends_after_it_begins",
                        violation_error_message="It can't end before it begins.",
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARD, DROP),
    ]

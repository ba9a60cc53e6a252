"""In which sections, tags and stories an interest is told; guarded like the interest itself."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

GUARD = """
CREATE FUNCTION articles_guard_interest_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.entered_at := greatest(NEW.entered_at, clock_timestamp());
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM authors_interest
               WHERE id = OLD.interest_id AND since <= clock_timestamp()) THEN
        RAISE EXCEPTION 'interest % has been told to readers there: end it, and add another',
            OLD.interest_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.entered_at := greatest(OLD.entered_at, NEW.entered_at, clock_timestamp());
    RETURN NEW;
END $$;

CREATE TRIGGER articles_guard_interest_scope
    BEFORE INSERT OR UPDATE OR DELETE ON articles_interestscope
    FOR EACH ROW EXECUTE FUNCTION articles_guard_interest_scope();
"""
DROP = """
DROP TRIGGER articles_guard_interest_scope ON articles_interestscope;
DROP FUNCTION articles_guard_interest_scope();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_scan_what_was_printed_before"),
        ("authors", "0004_interest_in_all_stories"),
    ]

    operations = [
        migrations.CreateModel(
            name="InterestScope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entered_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "interest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scopes",
                        to="authors.interest",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.tag",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("section", None), ("story__isnull", False), ("tag", None)),
                            models.Q(("section", None), ("story", None), ("tag__isnull", False)),
                            models.Q(("section__isnull", False), ("story", None), ("tag", None)),
                            _connector="OR",
                        ),
                        name="interest_scope_is_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("section__isnull", False)),
                        fields=("interest", "section"),
                        name="interest_scope_section_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("tag__isnull", False)),
                        fields=("interest", "tag"),
                        name="interest_scope_tag_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("story__isnull", False)),
                        fields=("interest", "story"),
                        name="interest_scope_story_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, DROP),
    ]

"""Keep what saves of drafts replace; know a new story's form again; log marks for disclosure."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_scan_what_was_printed_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["-saved_at", "-id"],
                "permissions": [
                    ("publish_article", "Can publish and schedule stories"),
                    ("withdraw_article", "Can withdraw stories"),
                    ("correct_article", "Can publish corrections"),
                    (
                        "disclose_article",
                        "Can mark stories and links as paid, gifted or made with a partner",
                    ),
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.AddField(
            model_name="article",
            name="form_key",
            field=models.UUIDField(
                editable=False,
                help_text="The key of the form it was written in, so that sending it twice makes one story.",
                null=True,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("published", "Published"),
                    ("scheduled", "Scheduled"),
                    ("withdrawn", "Withdrawn"),
                    ("plans cancelled", "Plans cancelled"),
                    ("restored", "Put back into the draft"),
                    ("disclosed", "Marked for disclosure"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="DraftVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(help_text="The draft's own count of saves."),
                ),
                ("copy", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("saved_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_drafts",
                        to="articles.article",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["article", "-id"], name="draft_version_newest"),
                    models.Index(fields=["replaced_at"], name="draft_version_replaced"),
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER articles_refuse_change BEFORE UPDATE ON articles_draftversion "
            "FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()",
            "DROP TRIGGER articles_refuse_change ON articles_draftversion",
        ),
    ]

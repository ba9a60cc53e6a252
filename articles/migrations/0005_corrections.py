"""Corrections, which are only ever added, and what type of work a story is."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

GENRE = {
    "blank": True,
    "choices": [
        ("news", "News"),
        ("review", "Review"),
        ("opinion", "Opinion"),
        ("analysis", "Analysis"),
        ("guide", "Guide"),
    ],
    "help_text": "Readers are told beside the headline.",
    "max_length": 10,
    "verbose_name": "type of work",
}


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_ledger"),
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
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.AddField("article", "genre", models.CharField(**GENRE)),
        migrations.AddField("edition", "genre", models.CharField(**GENRE)),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correction", "Correction"),
                            ("clarification", "Clarification"),
                            ("update", "Update"),
                            ("editors-note", "Editor’s note"),
                            ("retraction", "Retraction"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(help_text="Plain words.", max_length=1000)),
                (
                    "place",
                    models.CharField(
                        choices=[("top", "Above the story"), ("end", "Below the story")],
                        max_length=3,
                    ),
                ),
                (
                    "live_from",
                    models.DateTimeField(editable=False, help_text="When readers first see it."),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="When it was written."
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        help_text="The first that carries it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["live_from", "id"],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("live_from"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="notice_latest",
                    ),
                    models.Index(
                        fields=["article"],
                        condition=models.Q(kind="retraction"),
                        name="notice_retraction",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(text=""), name="notice_says_something"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(kind="retraction") | models.Q(place="top"),
                        name="notice_retracts_on_top",
                    ),
                ],
            },
        ),
    ]

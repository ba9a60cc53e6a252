"""Policy pages and public histories."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_corrections"),
        ("authors", "0002_interests"),
    ]

    operations = [
        migrations.AddField(
            model_name="section",
            name="public_history",
            field=models.BooleanField(
                default=False,
                help_text="Readers can compare the editions of its stories, former words included.",
            ),
        ),
        migrations.CreateModel(
            name="Policy",
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
                            ("mission", "Mission and coverage"),
                            ("ethics", "Ethics"),
                            ("corrections", "Corrections"),
                            ("ownership", "Ownership and funding"),
                            ("disclosure", "Disclosure of interests"),
                            ("verification", "Verification and fact-checking"),
                            ("sources", "Unnamed sources"),
                            ("diversity", "Diversity"),
                            ("feedback", "Feedback from readers"),
                            ("masthead", "Masthead"),
                        ],
                        help_text=(
                            "Where it stands (/about/ethics/) and what search engines are told it is."
                        ),
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={"verbose_name_plural": "policies", "ordering": ["title"]},
        ),
    ]

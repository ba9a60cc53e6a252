"""Policy pages, public histories, and who may correct, keep policies and authors' interests."""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

EVERYTHING = ("view", "add", "change", "delete")
ROLES = ("Editor", "Administrator")
GRANTS = {
    "articles.article": ("correct",),
    "articles.policy": EVERYTHING,
    "authors.interest": EVERYTHING,
}


def grant(apps, schema_editor):
    """Editors and administrators; a role that somebody renamed or removed stays as it is."""
    # Permissions come after the last migration, and the roles need them now.
    for label in ("articles", "authors"):
        config = current_apps.get_app_config(label)
        create_permissions(config, verbosity=0, using=schema_editor.connection.alias)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions(apps))


def take_back(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*permissions(apps))


def permissions(apps):
    Permission = apps.get_model("auth", "Permission")
    for model, verbs in GRANTS.items():
        app, _, name = model.partition(".")
        for verb in verbs:
            yield Permission.objects.get(content_type__app_label=app, codename=f"{verb}_{name}")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_corrections"),
        ("authors", "0002_interests"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
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
        migrations.RunPython(grant, take_back),
    ]

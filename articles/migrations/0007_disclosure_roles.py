"""What disclosure staff, and administrators with them, may do with the ledger and the wordings."""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

GRANTS = {
    "wording": ("delete",),
    "deal": ("view", "add"),
    "link": ("view",),
    "click": ("view",),
    "finding": ("view",),
    "scan": ("view", "add"),
}


def permissions(apps):
    Permission = apps.get_model("auth", "Permission")
    names = [f"{verb}_{model}" for model, verbs in GRANTS.items() for verb in verbs]
    return Permission.objects.filter(content_type__app_label="disclosures", codename__in=names)


def grant(apps, schema_editor):
    # Permissions come after the last migration, and the grants are made of them.
    create_permissions(
        current_apps.get_app_config("disclosures"),
        verbosity=0,
        using=schema_editor.connection.alias,
    )
    for group in apps.get_model("auth", "Group").objects.filter(
        name__in=["Disclosure staff", "Administrator"]
    ):
        group.permissions.add(*permissions(apps))


def revoke(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(
        name__in=["Disclosure staff", "Administrator"]
    ):
        group.permissions.remove(*permissions(apps))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_trust"),
        ("disclosures", "0004_guards"),
    ]

    operations = [migrations.RunPython(grant, revoke)]

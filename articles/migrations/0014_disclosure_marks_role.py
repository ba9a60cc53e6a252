"""Disclosure staff, and administrators with them, mark stories and links for disclosure."""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = ["Disclosure staff", "Administrator"]
CODENAMES = ["disclose_article"]


def permissions(apps):
    Permission = apps.get_model("auth", "Permission")
    return Permission.objects.filter(content_type__app_label="articles", codename__in=CODENAMES)


def grant(apps, schema_editor):
    # Permissions come after the last migration, and the grants are made of them.
    create_permissions(
        current_apps.get_app_config("articles"),
        verbosity=0,
        using=schema_editor.connection.alias,
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions(apps))


def revoke(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*permissions(apps))


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_draft_versions")]

    operations = [migrations.RunPython(grant, revoke)]

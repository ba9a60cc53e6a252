"""Give the groups and users who might change policies the same rights to site pages.

RenameModel leaves permissions under their old names. They stay: the version before still asks for them.
"""

from django.db import migrations

VERBS = ("add", "change", "delete", "view")


def copy_rights(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label="articles", model="sitepage")
    for verb in VERBS:
        old = Permission.objects.filter(
            content_type__app_label="articles", codename=f"{verb}_policy"
        ).first()
        if old is None:
            continue
        new, _ = Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{verb}_sitepage",
            defaults={"name": f"Can {verb} site page"},
        )
        new.group_set.add(*old.group_set.all())
        new.user_set.add(*old.user_set.all())


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_promoted_results"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("staff", "0001_initial"),
    ]

    operations = [migrations.RunPython(copy_rights, migrations.RunPython.noop)]

"""The newsroom's roles as groups. Made once; what an administrator changes later stays changed."""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

EVERYTHING = ("view", "add", "change", "delete")
WRITE = ("view", "add", "change")
ROLES = {
    "Writer": {
        "articles.article": WRITE,
        "articles.tag": ("view", "add"),
        "articles.section": ("view",),
        "authors.author": ("view",),
        "images.image": ("view", "add"),
    },
    "Editor": {
        "articles.article": (*EVERYTHING, "publish", "withdraw", "correct"),
        "articles.edition": ("view",),
        "articles.policy": EVERYTHING,
        "articles.tag": EVERYTHING,
        "articles.section": EVERYTHING,
        "authors.author": EVERYTHING,
        "authors.interest": EVERYTHING,
        "authors.link": EVERYTHING,
        "images.image": EVERYTHING,
    },
    "Disclosure staff": {
        "articles.article": ("view",),
        "articles.edition": ("view",),
        "images.image": ("view",),
        "disclosures.programme": WRITE,
        "disclosures.wording": EVERYTHING,
        "disclosures.deal": ("view", "add"),
        "disclosures.link": ("view",),
        "disclosures.click": ("view",),
        "disclosures.finding": ("view",),
        "disclosures.scan": ("view", "add"),
        "disclosures.linkcheck": ("view", "check"),
    },
}
# What an administrator manages: everything above, and who may sign in.
ADMINISTRATOR = {"auth.user": WRITE, "auth.group": EVERYTHING}


def make_roles(apps, schema_editor):
    # Permissions come after the last migration, and the roles are made of them.
    for config in current_apps.get_app_configs():
        if config.label in ("articles", "authors", "images", "disclosures", "auth"):
            create_permissions(config, verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    roles = dict(ROLES)
    merged = {}
    for grants in [*ROLES.values(), ADMINISTRATOR]:
        for model, verbs in grants.items():
            merged[model] = sorted({*merged.get(model, ()), *verbs})
    roles["Administrator"] = merged
    for name, grants in roles.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*permissions(apps, grants))


def permissions(apps, grants):
    Permission = apps.get_model("auth", "Permission")
    for model, verbs in grants.items():
        app, _, name = model.partition(".")
        for verb in verbs:
            yield Permission.objects.get(content_type__app_label=app, codename=f"{verb}_{name}")


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=[*ROLES, "Administrator"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_initial"),
        ("authors", "0001_initial"),
        ("images", "0001_initial"),
        ("disclosures", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]

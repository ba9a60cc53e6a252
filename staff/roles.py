"""The roles that come with the software, and what each may do: one table, set after each `migrate`.

Roles are Django groups. The table names permissions and imports no models, so it may speak of every
app. A newsroom that wants another role makes a group of its own, which nothing here touches.
"""

import logging
from typing import Any

log = logging.getLogger(__name__)

MANAGE = ("view", "add", "change", "delete")
WRITE = ("view", "add", "change")

WRITER = {
    "articles.article": WRITE,
    "articles.tag": ("view", "add"),
    "articles.section": ("view",),
    "authors.author": ("view",),
    "images.image": ("view", "add"),
}
EDITOR = {
    "articles.article": (*MANAGE, "publish", "withdraw", "correct"),
    "articles.edition": ("view",),
    "articles.policy": MANAGE,
    "articles.section": MANAGE,
    "articles.tag": MANAGE,
    "authors.author": MANAGE,
    "authors.interest": MANAGE,
    "authors.link": MANAGE,
    "images.image": MANAGE,
}
DISCLOSURE_STAFF = {
    "articles.article": ("view", "disclose"),
    "articles.edition": ("view",),
    "disclosures.click": ("view",),
    "disclosures.deal": ("view", "add"),
    "disclosures.finding": ("view",),
    "disclosures.link": ("view",),
    "disclosures.linkcheck": ("view", "check"),
    "disclosures.programme": WRITE,
    "disclosures.scan": ("view", "add"),
    "disclosures.wording": MANAGE,
    "images.image": ("view",),
}
# A user is deactivated, never deleted. Groups and their permissions are for superusers alone.
ACCOUNTS = {
    "auth.group": ("view",),
    "staff.signin": ("view",),
    "staff.user": WRITE,
}


def permissions(*tables: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the tables' permissions by their full names, such as `articles.publish_article`."""
    return frozenset(
        f"{app}.{verb}_{model}"
        for table in tables
        for name, verbs in table.items()
        for app, model in [name.split(".")]
        for verb in verbs
    )


ROLES = {
    "Writer": permissions(WRITER),
    "Editor": permissions(EDITOR),
    "Disclosure staff": permissions(DISCLOSURE_STAFF),
    "Administrator": permissions(WRITER, EDITOR, DISCLOSURE_STAFF, ACCOUNTS),
}


def apply_roles(apps: Any, using: str) -> None:
    """Give each role's group exactly the permissions of the table; make the group if it is missing.

    Args:
        apps: the registry of models as far as `migrate` went. While it is on its way back, some
            permissions, or the groups themselves, don't exist; those are left out.
    """
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        known = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:
        return
    ids = {
        f"{app}.{codename}": key
        for key, app, codename in known.values_list("pk", "content_type__app_label", "codename")
    }
    for name, wanted in ROLES.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.set([ids[permission] for permission in wanted if permission in ids])
        if missing := sorted(wanted - ids.keys()):
            log.info("%s: no such permission yet: %s", name, ", ".join(missing))

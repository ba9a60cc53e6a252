"""The built-in roles and their permissions: one table, applied after each `migrate`.

Roles are Django groups. The table names permissions and imports no models, so it can cover every
app. A newsroom that needs another role creates a group, which this module never changes.
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
    "articles.series": ("view",),
    "authors.author": ("view",),
    "images.image": ("view", "add"),
}
EDITOR = {
    "articles.article": (*MANAGE, "publish", "withdraw", "correct"),
    "articles.edition": ("view",),
    # Who may change a front also publishes it.
    "articles.front": WRITE,
    "articles.read": ("view",),
    "articles.promotedresult": MANAGE,
    "articles.searchmiss": ("view",),
    "articles.section": MANAGE,
    "articles.series": MANAGE,
    "articles.sitepage": MANAGE,
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
# `articles.override_checks`: publish despite errors of rules that are the publisher's choice.
OVERRIDE: dict[str, tuple[str, ...]] = {"articles.checks": ("override",)}
# Users are deactivated, never deleted. Only superusers manage groups and their permissions.
ACCOUNTS = {
    "auth.group": ("view",),
    "staff.signin": ("view",),
    "staff.user": WRITE,
}


def permissions(*tables: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the tables' permissions by their full names, such as `articles.publish_article`."""
    return frozenset(
        f"{app}.{action}_{model}"
        for table in tables
        for name, actions in table.items()
        for app, model in [name.split(".")]
        for action in actions
    )


ROLES = {
    "Writer": permissions(WRITER),
    "Editor": permissions(EDITOR),
    "Disclosure staff": permissions(DISCLOSURE_STAFF),
    "Administrator": permissions(WRITER, EDITOR, DISCLOSURE_STAFF, OVERRIDE, ACCOUNTS),
}


def apply_roles(apps: Any, using: str) -> None:
    """Give each role's group exactly the permissions of the table; create missing groups.

    Args:
        apps: the model registry in the state that `migrate` reached. After a backward migration
            some permissions, or the groups themselves, may not exist; those are skipped.
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
    for name, permitted in ROLES.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.set([ids[permission] for permission in permitted if permission in ids])
        if missing := sorted(permitted - ids.keys()):
            log.info("%s: no such permission yet: %s", name, ", ".join(missing))

from django.conf import settings
from django.contrib.admin import AdminSite


class Desk(AdminSite):
    """Django's admin as the editors' desk: the same registry, our name and templates."""

    site_title = settings.SITE_NAME
    site_header = settings.SITE_NAME
    index_title = "The desk"
    enable_nav_sidebar = False
    password_change_template = "admin/password_change_form.html"  # noqa: S105  (a file's name)

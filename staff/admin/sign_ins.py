from allauth.account.models import EmailAddress
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.admin_bases import ReadOnlyAdmin
from staff.models import SignIn

# Unused: a user has one e-mail address, on the user's own page.
admin.site.unregister(EmailAddress)


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    """The record of sign-ins, read-only: PostgreSQL refuses changes."""

    list_display = ["at", "event", "who", "address", "browser"]
    list_filter = ["kind", "at"]
    list_select_related = ["user"]
    search_fields = ["user__username__istartswith", "network__startswith"]
    search_help_text = _("A username or an address")
    show_full_result_count = False
    fields = ["at", "kind", "who", "address", "browser"]
    about = _("Who signed in and out, and who was refused.")

    @admin.display(description=_("Event"), ordering="kind")
    def event(self, sign_in: SignIn) -> str:
        return sign_in.get_kind_display()

    @admin.display(description=_("User"))
    def who(self, sign_in: SignIn) -> str:
        return sign_in.user.username if sign_in.user else gettext("A name that nobody has")

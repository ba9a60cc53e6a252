"""The desk's list of what readers searched for in vain."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import SearchMiss
from newsroom.admin_bases import ReadOnlyAdmin
from newsroom.pagination import CappedPaginator


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin):
    """Each question of a day that no live story answered: what readers expect to find here."""

    search_placeholder = _("Words that readers searched for")
    list_display = ["text", "times", "day"]
    list_filter = ["day"]
    search_fields = ["text"]
    ordering = ["-day", "-times", "text"]
    paginator = CappedPaginator
    show_full_result_count = False
    actions = None
    list_display_links = None

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns; the link to promote a story only for who may."""
        may_promote = request.user.has_perm("articles.add_promotedresult")
        return [*self.list_display, "promote"] if may_promote else self.list_display

    @admin.display(description=_("promoted result"))
    def promote(self, miss: SearchMiss) -> SafeString:
        """Return the link to a new promoted result for this search."""
        address = reverse("admin:articles_promotedresult_add")
        return format_html(
            '<a href="{}?{}" aria-label="{}">{}</a>',
            address,
            urlencode({"searches": miss.text}),
            gettext("Promote a story for “%(search)s”") % {"search": miss.text},
            gettext("Promote a story"),
        )

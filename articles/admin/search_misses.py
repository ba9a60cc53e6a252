"""The desk's list of what readers searched for in vain."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import PromotedResult, SearchMiss
from articles.models.promoted import folded
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
        return [*self.list_display, _promoting()] if may_promote else self.list_display


def _promoting() -> Callable[[SearchMiss], SafeString]:
    """Return the column with the story that is promoted for a search by now, or the link to promote one."""

    @cache
    def promoted() -> dict[str, PromotedResult]:
        current = PromotedResult.objects.current().select_related("story")
        return {search: each for each in current for search in each.compared}

    @admin.display(description=_("promoted result"))
    def promoted_result(miss: SearchMiss) -> SafeString:
        if found := promoted().get(folded(miss.text)):
            address = reverse("admin:articles_promotedresult_change", args=[found.pk])
            return format_html('<a href="{}">{}</a>', address, found.story)
        return format_html(
            '<a href="{}?{}" aria-label="{}">{}</a>',
            reverse("admin:articles_promotedresult_add"),
            urlencode({"searches": miss.text}),
            gettext("Promote a story for “%(search)s”") % {"search": miss.text},
            gettext("Promote a story"),
        )

    return promoted_result

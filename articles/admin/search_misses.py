"""The desk's list of what readers searched for in vain."""

from django.contrib import admin

from articles.models import SearchMiss
from newsroom.admin_bases import ReadOnlyAdmin
from newsroom.pagination import CappedPaginator


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin):
    """Each question of a day that no live story answered: what readers expect to find here."""

    list_display = ["text", "times", "day"]
    list_filter = ["day"]
    search_fields = ["text"]
    ordering = ["-day", "-times", "text"]
    paginator = CappedPaginator
    show_full_result_count = False
    actions = None
    list_display_links = None

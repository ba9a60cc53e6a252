"""The desk's list of reads: each story with its total of an hour, and of the 24 hours up to now."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Subquery, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Read
from newsroom import clock
from newsroom.admin_bases import ReadOnlyAdmin
from newsroom.pagination import CappedPaginator


@admin.register(Read)
class ReadAdmin(ReadOnlyAdmin):
    """Every story's reads of each hour, the newest hour first."""

    about = _("Which stories are read, by the hour.")
    list_display = ["article", "hour", "count", "within_a_day"]
    list_filter = ["hour"]
    search_fields = ["article__headline"]
    ordering = ["-hour", "-count"]
    list_select_related = ["article"]
    paginator = CappedPaginator
    show_full_result_count = False
    actions = None
    list_display_links = None

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the totals, each with its story's of the last 24 hours."""
        of_story = Read.objects.within_a_day(clock.now()).filter(article=OuterRef("article"))
        day = of_story.order_by().values("article").annotate(total=Sum("count")).values("total")
        return super().get_queryset(request).annotate(day=Subquery(day))

    @admin.display(description=_("reads in the last 24 hours"))
    def within_a_day(self, read: Any) -> int:
        return read.day or 0

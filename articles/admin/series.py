"""The desk's list and form of series."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, gettext_lazy

from articles.admin.public_picture import WithPublicPicture
from articles.models import Edition, Series
from newsroom.admin_keys import WithChoices
from newsroom.pagination import CappedPaginator

# The parts that the form lists.
LISTED = 100


@admin.register(Series)
class SeriesAdmin(WithChoices, admin.ModelAdmin):
    """The series. A story is put into one in its own form."""

    form = WithPublicPicture
    fields = ["name", "slug", "intro", "picture", "is_finished", "parts"]
    list_display = ["name", "slug", "is_finished"]
    search_fields = ["name"]
    autocomplete_fields = ["picture"]
    paginator = CappedPaginator
    show_full_result_count = False

    def view_on_site(self, series: Series) -> str:
        return series.get_absolute_url()

    def get_readonly_fields(self, request: HttpRequest, obj: Series | None = None) -> Any:
        """Freeze the slug once an edition is in the series, so that readers' links keep working."""
        return ["slug", "parts"] if obj and obj.editions.exists() else ["parts"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Series | None = None) -> Any:
        return {} if obj else {"slug": ["name"]}

    @admin.display(description=gettext_lazy("live parts"))
    def parts(self, series: Series) -> Any:
        """List the live parts in reading order, each with a link to its draft."""
        if series.pk is None:
            return gettext("Choose the series in the form of each story.")
        live = Edition.objects.live().filter(series=series).in_reading_order().defer("body")
        rows = [
            (
                reverse("admin:articles_article_change", args=[edition.article_id]),
                f"{edition.series_part}. " if edition.series_part else "",
                edition.headline,
            )
            for edition in live[:LISTED]
        ]
        if not rows:
            return gettext(
                "None yet: readers don’t see the series. Choose it in the form of each story."
            )
        items = format_html_join("", '<li><a href="{}">{}{}</a></li>', rows)
        return format_html("<ul>{}</ul>", items)

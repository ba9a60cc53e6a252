"""The read-only desk for the ledger: every published link and its classification."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disclosures.addresses import normalise_host
from disclosures.models import Click, Link
from disclosures.rules.rulebook import rulebook
from newsroom.admin_bases import ReadOnlyAdmin
from newsroom.live import live
from newsroom.pagination import CappedPaginator


class StatusFilter(admin.SimpleListFilter):
    """A filter by status; the default is links on live pages."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("past", gettext("Past or to come")), ("all", gettext("All on record"))]

    def choices(self, changelist: Any) -> Any:
        now, *others = super().choices(changelist)
        yield now | {"display": gettext("On pages now")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "all":
            return queryset
        if self.value() == "past":
            return queryset.filter(~live(of="edition") | Q(last_seen__isnull=False))
        return queryset.shown()


class Earning(admin.SimpleListFilter):
    """A filter for commercial links."""

    title = _("commercial")
    parameter_name = "commercial"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("Yes")), ("no", gettext("No"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.commercial()
        return queryset.filter(programme=None, paid=False) if self.value() == "no" else queryset


def condition_for(term: str) -> Q:
    """Build the condition for a search term, such that an index serves it.

    The term is an address, which finds all links to its page; a host; or the beginning of a tracking
    id.
    """
    if "." not in term and "/" not in term:
        return Q(tracking_id__startswith=term)
    host = normalise_host(term)
    if host is not None:
        return Q(hosts__contains=[host])
    is_bare = "//" not in term and not term.startswith("/")
    return Q(normalised=rulebook().read(f"https://{term}" if is_bare else term).normalised)


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    list_display = ["link", "story", "earns_by", "tracking_id", "seen", "clicks"]
    list_filter = [
        StatusFilter,
        Earning,
        "programme",
        "paid",
    ]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["address"]
    search_help_text = _("A page’s address, a host such as amazon.com, or a tracking id.")
    list_select_related = ["edition", "programme"]
    list_per_page = 50
    ordering = ["-id"]
    paginator = CappedPaginator
    show_full_result_count = False
    fields = [
        "address",
        "target",
        "normalised",
        "story",
        "place",
        "programme",
        "tracking_id",
        "paid",
        "first_seen",
        "last_seen",
        "clicks",
    ]
    readonly_fields = ["story", "place", "clicks"]
    about = _("Every link that was printed, and what it was taken for.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Link], search_term: str
    ) -> tuple[QuerySet[Link], bool]:
        term = search_term.strip()
        return (queryset.filter(condition_for(term)) if term else queryset), False

    @admin.display(description=_("Link"))
    def link(self, link: Link) -> str:
        return link.address if len(link.address) < 90 else f"{link.address[:90]}…"

    @admin.display(description=_("Story"))
    def story(self, link: Link) -> SafeString:
        edition: Any = link.edition
        if edition.is_live():
            return format_html('<a href="{}">{}</a>', edition.get_absolute_url(), edition.headline)
        not_live = gettext("edition {number}, not live").format(number=edition.number)
        return format_html('{} <span class="quiet">{}</span>', edition.headline, not_live)

    @admin.display(description=_("Place"))
    def place(self, link: Link) -> str:
        return gettext("{field}, link {position}").format(
            field=link.get_field_display(), position=link.position + 1
        )

    @admin.display(description=_("Earns by"))
    def earns_by(self, link: Link) -> str:
        if link.programme is not None:
            return (
                gettext("{programme}, marked as paid").format(programme=link.programme)
                if link.paid
                else str(link.programme)
            )
        return gettext("Marked as paid") if link.paid else "–"

    @admin.display(description=_("Seen"))
    def seen(self, link: Link) -> str:
        first = _day(link.first_seen)
        if link.last_seen is None:
            return gettext("Since {date}").format(date=first)
        return gettext("{first} to {last}").format(first=first, last=_day(link.last_seen))

    @admin.display(description=_("Followed"))
    def clicks(self, link: Link) -> str:
        followed: int = link.followed  # type: ignore[attr-defined]  # annotated below
        return f"{intcomma(followed)}×" if link.is_commercial else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Link]:
        days = Click.objects.filter(link=OuterRef("pk")).order_by().values("link")
        followed = Subquery(days.annotate(sum=Sum("count")).values("sum"))
        links = super().get_queryset(request).defer("edition__body", "edition__note")
        return links.annotate(followed=Coalesce(followed, 0))


def _day(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), gettext("j M Y"))

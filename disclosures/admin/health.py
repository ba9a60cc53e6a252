"""The desk for link health: problems of linked pages, and the stories that link to them."""

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from disclosures.linkcheck.tasks import check_links
from disclosures.models import Link, LinkCheck
from newsroom import clock
from newsroom.admin_bases import ReadOnlyAdmin

# The most stories named per page; further ones are counted.
STORIES = 5


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    about = _("What the pages behind commercial links answer.")
    list_display = ["page_short", "health", "sentence", "stories", "failures", "checked_at"]
    list_filter = ["health"]
    search_fields = ["page", "final"]
    show_full_result_count = False
    list_per_page = 50
    actions = ["check_now"]
    fields = [
        "open_page",
        "health",
        "sentence",
        "status",
        "final",
        "stories",
        "failures",
        "checked_at",
        "next_check_at",
    ]
    readonly_fields = ["open_page", "stories"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkCheck]:
        return LinkCheck.objects.current()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Load the stories of all listed pages in one query."""
        changes = super().get_changelist_instance(request)
        found = stories_of([check.page for check in changes.result_list])
        for check in changes.result_list:
            check.stories_found = found[check.page]
        return changes

    @admin.display(description=_("Page"), ordering="page")
    def page_short(self, check: LinkCheck) -> str:
        text = check.page.removeprefix("https://")
        return text if len(text) <= 60 else text[:59] + "…"

    @admin.display(description=_("Open the page"))
    def open_page(self, check: LinkCheck) -> SafeString:
        """Return a link to the page without our id, so that staff don't click for us."""
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', check.page)

    @admin.display(description=_("Stories that link to it"))
    def stories(self, check: LinkCheck) -> SafeString:
        known: list[tuple[int, str]] | None = getattr(check, "stories_found", None)
        found = stories_of([check.page])[check.page] if known is None else known
        named = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            (
                (reverse("admin:articles_edition_change", args=[edition]), headline)
                for edition, headline in found[:STORIES]
            ),
        )
        more = len(found) - STORIES
        if more <= 0:
            return named
        return format_html(gettext("{stories} and {number} more"), stories=named, number=more)

    @admin.action(description=_("Check now"), permissions=["check"])
    def check_now(self, request: HttpRequest, checks: QuerySet[LinkCheck]) -> None:
        """Make the chosen pages due and enqueue their checks."""
        chosen = list(checks.values_list("pk", flat=True))
        LinkCheck.objects.filter(pk__in=chosen).update(next_check_at=clock.now())
        check_links.enqueue(chosen)
        text = ngettext(
            "{number} page will be checked in the background. A host gets one request every few seconds.",
            "{number} pages will be checked in the background. A host gets one request every few seconds.",
            len(chosen),
        ).format(number=len(chosen))
        self.message_user(request, text, messages.SUCCESS)

    def has_check_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("disclosures.check_linkcheck")


def stories_of(pages: list[str]) -> defaultdict[str, list[tuple[int, str]]]:
    """Map each page to the key and headline of every live edition that links to it."""
    links = Link.objects.shown().commercial().filter(normalised__in=pages)
    rows = links.values_list("normalised", "edition_id", "edition__headline").distinct()
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for page, edition, headline in rows.order_by("-edition_id"):
        found[page].append((edition, headline))
    return found

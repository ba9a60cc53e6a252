"""The desk for deals. Rows are append-only, so every former deal stays on record."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from disclosures.models import Deal, Link
from disclosures.rules.rulebook import rulebook
from disclosures.wordings.succession import date_in_words
from newsroom import clock
from newsroom.admin_bases import AppendOnlyAdmin
from newsroom.date_times import LocalDateTimeField

# The most stories named on a deal's page; further ones are only counted.
NAMED = 20


class DealForm(forms.ModelForm):
    ends_at = LocalDateTimeField(
        label=_("Ends at"),
        help_text=format_lazy(
            _("A time that has passed: at once. Times are in {zone}."), zone=settings.TIME_ZONE
        ),
    )

    class Meta:
        model = Deal
        fields = ("address", "ends_at", "unlink")
        widgets = {"address": forms.TextInput(attrs={"class": "vTextField", "inputmode": "url"})}


def concerned(deal: Deal) -> Any:
    """Return the live stories with links to the deal's page, with the number of links in each."""
    page = rulebook().read(deal.address).normalised
    links = Link.objects.shown().filter(normalised=page).order_by()
    stories = links.values("edition_id", "edition__headline", "edition__path")
    return stories.annotate(links=Count("pk"))


def what_follows(deal: Deal, found: Any) -> str:
    """Describe what will happen to the links in the stories `found`, as returned by `concerned`."""
    stories = len(found)
    links = sum(story["links"] for story in found)
    if not links:
        return gettext(
            "No story that readers see links there now. The deal counts for stories published later."
        )
    counted = ngettext("one link", "{number} links", links).format(number=intcomma(links))
    where = ngettext("in one story", "in {number} stories", stories)
    begin = date_in_words(deal.ends_at)
    if deal.ends_at <= clock.now():
        sentence = (
            gettext("Plain text from now on, by itself: {links}.")
            if deal.unlink
            else gettext("Still a link, but listed by the audit from now on: {links}.")
        )
    else:
        sentence = (
            gettext("Plain text from {date}, by itself: {links}.")
            if deal.unlink
            else gettext("Still a link, but listed by the audit from {date}: {links}.")
        )
    links_where = f"{counted} {where.format(number=intcomma(stories))}"
    return sentence.format(links=links_where, date=begin)


@admin.register(Deal)
class DealAdmin(AppendOnlyAdmin):
    """Deals: staff replace one by adding another for the same address."""

    form = DealForm
    list_display = ["address", "ends_at", "then", "entered_at"]
    search_fields = ["address"]
    show_full_result_count = False
    about = _("When an offer ends, its links become plain text.")

    @admin.display(description=_("Then"))
    def then(self, deal: Deal) -> str:
        over = deal.ends_at <= clock.now()
        if not deal.unlink:
            return (
                gettext("Listed by the audit") if over else gettext("Will be listed by the audit")
            )
        return gettext("Plain text") if over else gettext("Will be plain text")

    def save_model(self, request: HttpRequest, obj: Deal, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        messages.info(request, what_follows(obj, concerned(obj)))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Add to the page the stories that a deal affects, and whether a later one replaced it."""
        deal: Deal | None = kwargs.get("obj")
        if deal is not None:
            stories = concerned(deal)
            rules = rulebook()
            current = rules.deals.get(rules.read(deal.address).normalised)
            context |= {
                "stories": stories.order_by("-links", "-edition_id")[:NAMED],
                "follows": what_follows(deal, stories),
                "replaced": current != deal.deal,
            }
        return super().render_change_form(request, context, *args, **kwargs)

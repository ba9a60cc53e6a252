"""The desk's list of stories that come first for certain searches."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition, PromotedResult
from articles.models.promoted import LONGEST, MOST, SHORTEST, folded
from newsroom import clock
from newsroom.admin_keys import WithChoices
from newsroom.date_times import LocalDateTimeField
from newsroom.opened_forms import OpenedForm


class PromotedResultForm(OpenedForm):
    searches = forms.CharField(
        label=_("Searches"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=PromotedResult._meta.get_field("searches").help_text,
    )

    until = LocalDateTimeField(
        label=PromotedResult._meta.get_field("until").verbose_name,
        required=False,
        help_text=PromotedResult._meta.get_field("until").help_text,
    )

    class Meta:
        model = PromotedResult
        fields = ("searches", "story", "position", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["searches"] = "\n".join(self.instance.searches)

    def clean_searches(self) -> list[str]:
        """Return the searches as they were typed, each once.

        Raises:
            ValidationError: there is none, there are too many, or one is too short or too long.
        """
        typed = (" ".join(line.split()) for line in self.cleaned_data["searches"].splitlines())
        lines = list(filter(None, typed))
        if len(lines) > MOST:
            raise ValidationError(
                gettext("Write at most %(most)s searches. These are %(number)s.")
                % {"most": MOST, "number": len(lines)}
            )
        searches: dict[str, str] = {}
        for line in lines:
            if len(folded(line)) < SHORTEST or max(len(line), len(folded(line))) > LONGEST:
                raise ValidationError(
                    gettext(
                        "A search has %(least)s to %(most)s letters or digits. Change “%(search)s”."
                    )
                    % {"least": SHORTEST, "most": LONGEST, "search": line[:LONGEST]}
                )
            searches.setdefault(folded(line), line)
        return list(searches.values())

    def clean_story(self) -> Article:
        """Return the story.

        Raises:
            ValidationError: it is a new choice, and readers don't see it now or later.
        """
        story: Article = self.cleaned_data["story"]
        is_shown = Edition.objects.printed().not_ended().filter(article=story).exists()
        if "story" in self.changed_data and not is_shown:
            raise ValidationError(gettext("This story isn’t live or scheduled. Publish it first."))
        return story

    def clean_until(self) -> Any:
        """Return the end; raise ValidationError for a new one that has passed."""
        until = self.cleaned_data["until"]
        if until and "until" in self.changed_data and until <= clock.now():
            raise ValidationError(gettext("That time has passed. Choose a later one."))
        return until

    def clean(self) -> Any:
        """Return the cleaned data; add an error if a search leads to the story already."""
        cleaned = super().clean() or {}
        if "searches" in cleaned and "story" in cleaned:
            searches = {folded(each): each for each in cleaned["searches"]}
            same = PromotedResult.objects.filter(
                story=cleaned["story"], compared__overlap=list(searches)
            )
            if other := same.exclude(pk=self.instance.pk).first():
                twice = next(each for key, each in searches.items() if key in other.compared)
                sentence = gettext("“%(search)s” leads to this story already.")
                self.add_error("searches", sentence % {"search": twice})
        return cleaned


@admin.register(PromotedResult)
class PromotedResultAdmin(WithChoices, admin.ModelAdmin):
    """The searches with their stories, in the order in which several are shown."""

    about = _("Stories that readers see first when they search for certain words.")
    form = PromotedResultForm
    fields = ["searches", "story", "position", "until"]
    autocomplete_fields = ["story"]
    list_display = ["for_searches", "story", "status", "position", "until"]
    list_select_related = ["story"]
    search_fields = ["story__headline", "compared"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows, each with whether its story is live."""
        live = Edition.objects.live().filter(article=OuterRef("story"))
        return super().get_queryset(request).annotate(is_live=Exists(live))

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Return the rows with each word in the headline or, as searches are compared, in a search."""
        for word in search_term.split():
            found = Q(story__headline__icontains=word)
            if plain := folded(word):
                found |= Q(compared__icontains=plain)
            queryset = queryset.filter(found)
        return queryset, False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the search that a link of the list of searches without results names."""
        return {"searches": request.GET.get("searches", "")[:LONGEST]}

    @admin.display(description=_("searches"))
    def for_searches(self, promoted: Any) -> str:
        return ", ".join(promoted.searches)

    @admin.display(description=_("status"))
    def status(self, promoted: Any) -> str:
        """Return why readers don't see the story, or that they do."""
        if promoted.until and promoted.until <= clock.now():
            return gettext("Ended")
        return gettext("Shown") if promoted.is_live else gettext("Not live")

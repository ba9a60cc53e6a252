"""The form with which disclosure staff edit a draft's disclosure fields, and no others."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.actions import person
from articles.admin.forms import DISCLOSED
from articles.admin.links import outside_links
from articles.content.body import Body
from articles.models import Article, Event
from articles.publishing import drafts
from disclosures.rules.rulebook import rulebook


class DisclosureForm(forms.ModelForm):
    """A draft's declared connection, and the links that we are paid for."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    connection = forms.ChoiceField(
        label=_("Connection"),
        required=False,
        choices=[("", _("None")), *Article.Connection.choices],
        help_text=Article._meta.get_field("connection").help_text,
    )
    paid_links = forms.MultipleChoiceField(
        label=_("Links we are paid for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Links of affiliate programmes are known by their rules and aren’t listed."),
    )

    class Meta:
        model = Article
        fields = DISCLOSED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        links = outside_links(self.instance, Body(self.instance.body), rulebook())
        self.known = [link.address for link in links if not link.can_be_marked]
        offered = [(link.address, link.address) for link in links if link.can_be_marked]
        cast(forms.MultipleChoiceField, self.fields["paid_links"]).choices = offered
        self.fields["version"].initial = self.instance.version
        self.was = {name: getattr(self.instance, name) for name in DISCLOSED}

    def clean_paid_links(self) -> list[str]:
        """Keep the marks of links that the list doesn't offer, because a programme covers them."""
        kept = [address for address in self.instance.paid_links if address in self.known]
        return [*kept, *self.cleaned_data["paid_links"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("connection") and not cleaned.get("connection_with", "").strip():
            self.add_error(
                "connection_with", gettext("Say who paid for it, gave it, or made it with us.")
            )
        if cleaned.get("version") != self.instance.version:
            answer = cast(QueryDict, self.data).copy()
            answer["version"] = str(self.instance.version)
            self.data = answer
            at = date_format(timezone.localtime(self.instance.saved_at), gettext("H:i, j F"))
            raise ValidationError(
                gettext(
                    "{who} saved this story at {at}, after you opened this page. Its links are shown "
                    "as they are now; your choices are still here, not saved. Check it again, then "
                    "save."
                ).format(who=self.instance.saved_by or gettext("Somebody"), at=at)
            )
        return cleaned

    @property
    def is_other(self) -> bool:
        """True if the form changes anything."""
        return self.was != {name: self.cleaned_data[name] for name in DISCLOSED}

    def in_words(self) -> str:
        """Return a summary of the disclosure fields for the story's log, at most 300 letters."""
        connection = (
            Article.Connection(self.instance.connection).label if self.instance.connection else ""
        )
        marked = len(self.instance.paid_links)
        summary = (
            f"{connection}: {self.instance.connection_with}"
            if connection
            else gettext("No connection")
        )
        links = ngettext("{number} paid link", "{number} paid links", marked).format(number=marked)
        return f"{summary}; {links}"[:300]


def disclose(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the form and save it in the draft; readers see the change after publication."""
    if not request.user.has_perm("articles.disclose_article"):
        raise PermissionDenied
    with transaction.atomic():
        story = Article.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if story is None:
            raise Http404(gettext("There is no such story."))
        form = DisclosureForm(request.POST or None, instance=story)
        if request.method == "POST" and form.is_valid():
            _save(request, form)
            return HttpResponseRedirect(_after(model_admin, request, story))
    context = model_admin.admin_site.each_context(request) | {
        "title": gettext("Disclosure of “{story}”").format(story=story),
        "form": form,
        "story": story,
        "opts": Article._meta,
        "readable": model_admin.has_view_permission(request, story),
    }
    return TemplateResponse(request, "admin/articles/article/disclose.html", context)


def _save(request: HttpRequest, form: DisclosureForm) -> None:
    story, by = form.instance, person(request)
    if not form.is_other:
        messages.info(request, gettext("Nothing was changed, so nothing was saved."))
        return
    drafts.change(story, by=by, **{name: form.cleaned_data[name] for name in DISCLOSED})
    Event.objects.create(
        article=story,
        action=Event.Action.DISCLOSED,
        by=by,
        at=story.saved_at,
        effective=story.saved_at,
        note=form.in_words(),
    )
    live = story.editions.live().exists()
    messages.success(
        request,
        gettext("Saved in the draft. Readers see it when an editor publishes the story.")
        if live
        else gettext("Saved in the draft."),
    )


def _after(model_admin: ModelAdmin, request: HttpRequest, story: Article) -> str:
    """Return the address of the story's form, or of this form if the user may not open that."""
    page = "change" if model_admin.has_view_permission(request, story) else "disclose"
    return reverse(f"admin:articles_article_{page}", args=[story.pk])

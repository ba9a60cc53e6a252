"""The desk's form for site pages. They have no drafts: readers see each save at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_prose_editor.widgets import ProseEditorWidget

from articles.admin.forms import BODY_ATTRIBUTES
from articles.admin.scripts import with_modules
from articles.content.body import Body
from articles.models import SitePage
from disclosures.matching import LinkEvaluator
from disclosures.models import Wording
from disclosures.rules.rulebook import rulebook
from newsroom.html import clean
from newsroom.opened_forms import OpenedForm


class SitePageForm(OpenedForm):
    class Meta:
        model = SitePage
        fields = ("title", "slug", "body", "place", "position")
        widgets = {"body": ProseEditorWidget(attrs=BODY_ATTRIBUTES)}

    def clean_slug(self) -> str:
        """Return the address in small letters, as readers type it."""
        slug: str = self.cleaned_data["slug"]
        return slug.lower()

    def clean_body(self) -> str:
        """Return the sanitized body.

        Raises:
            ValidationError: it is empty, has a picture or a broken link, or needs a wording that
                isn't in force.
        """
        body = Body(clean(self.cleaned_data["body"]))
        if not body.html:
            raise ValidationError(_("Write the page."))
        if body.pictures or body.has_foreign_pictures:
            raise ValidationError(_("A site page shows no pictures. Remove the picture."))
        for problem in body.link_problems():
            raise ValidationError(problem)
        earns = body.derive(LinkEvaluator(rulebook())).earns
        if earns and not Wording.objects.in_force().general().exists():
            raise ValidationError(
                _(
                    "The body has links that may earn a commission, but no affiliate wording is in "
                    "force. Ask the disclosure staff to add one."
                )
            )
        return body.html


@admin.register(SitePage)
class SitePageAdmin(admin.ModelAdmin):
    form = SitePageForm
    fields = ["title", "slug", "body", "place", "position"]
    list_display = ["title", "address", "place", "position", "updated_at"]
    list_filter = ["place"]

    @admin.display(description=gettext_lazy("Address"), ordering="slug")
    def address(self, site_page: SitePage) -> str:
        return site_page.get_absolute_url()

    def view_on_site(self, site_page: SitePage) -> str:
        return site_page.get_absolute_url()

    def get_readonly_fields(self, request: HttpRequest, obj: SitePage | None = None) -> Any:
        """Freeze the address of a saved page, to which others link."""
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: SitePage | None = None) -> Any:
        return {} if obj else {"slug": ["title"]}

    def save_model(
        self, request: HttpRequest, obj: SitePage, form: forms.ModelForm, change: bool
    ) -> None:
        """Save the page if anything changed; its date changes with its words alone."""
        words = {"title": obj.title, "body": obj.body}
        if change and SitePage.objects.filter(pk=obj.pk, **words).exists():
            obj.save(update_fields=["place", "position"])
        else:
            super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["media"] = with_modules(context["media"], request)
        return super().render_change_form(request, context, *args, **kwargs)

"""The desk's form for policies. They have no drafts: readers see each save at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django_prose_editor.widgets import ProseEditorWidget

from articles.admin.forms import BODY_ATTRIBUTES
from articles.admin.scripts import with_modules
from articles.content.body import Body
from articles.models import Policy
from disclosures.matching import LinkEvaluator
from disclosures.models import Wording
from disclosures.rules.rulebook import rulebook
from newsroom.html import clean


class PolicyForm(forms.ModelForm):
    class Meta:
        model = Policy
        fields = ("kind", "title", "body")
        widgets = {"body": ProseEditorWidget(attrs=BODY_ATTRIBUTES)}

    def clean_body(self) -> str:
        """Return the sanitized body.

        Raises:
            ValidationError: it is empty, has a picture or a broken link, or needs a wording that
                isn't in force.
        """
        body = Body(clean(self.cleaned_data["body"]))
        if not body.html:
            raise ValidationError("Write the policy.")
        if body.pictures or body.has_foreign_pictures:
            raise ValidationError("A policy's page shows no pictures. Remove the picture.")
        for problem in body.link_problems():
            raise ValidationError(problem)
        earns = body.derive(LinkEvaluator(rulebook())).earns
        if earns and not Wording.objects.in_force().general().exists():
            raise ValidationError(
                "The body has links that may earn a commission, but no affiliate wording is in "
                "force. Ask the disclosure staff to add one."
            )
        return body.html


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin):
    form = PolicyForm
    fields = ["kind", "title", "body"]
    list_display = ["title", "kind", "updated_at"]

    def view_on_site(self, policy: Policy) -> str:
        return policy.get_absolute_url()

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> Any:
        """Freeze the kind of a saved policy: its address follows from it and must not change."""
        return ["kind"] if obj else []

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """Save the policy if anything changed: its page shows the date of the last change."""
        same = {"title": obj.title, "body": obj.body}
        if not (change and Policy.objects.filter(pk=obj.pk, **same).exists()):
            super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["media"] = with_modules(context["media"], request)
        return super().render_change_form(request, context, *args, **kwargs)

"""The links of a text while it is typed: evaluated by the rules in force, and nothing is saved."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from articles.admin.forms import PaidLinksField
from articles.admin.links import EvaluatedLink, panel_context
from articles.content import story_page
from articles.content.body import Body
from articles.content.disclosures import DisclosedBody, evaluator_of
from articles.models import Article, Section
from disclosures.rules.rulebook import rulebook
from newsroom.html import clean
from newsroom.html_limits import TooMuchHtml

# Far more than any text has that a person wrote.
MOST_ADDRESSES = 2_000


class AddressesField(forms.JSONField):
    """The addresses of links as JSON."""

    def to_python(self, value: Any) -> Any:
        """Return the parsed value; also what is nested too deeply, or a number of thousands of digits, is invalid."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise ValidationError("The addresses must be a list of strings.") from None


class TypedForm(forms.Form):
    """The parts of the story's form on which its links and disclosures depend."""

    story = forms.ModelChoiceField(Article.objects.only("pk"), required=False)
    body = forms.CharField(required=False, strip=False)
    section = forms.ModelChoiceField(Section.objects.all(), required=False)
    connection = forms.ChoiceField(choices=[("", ""), *Article.Connection.choices], required=False)
    connection_with = forms.CharField(required=False)
    paid_links = PaidLinksField(required=False)
    addresses = AddressesField(required=False)

    def clean_body(self) -> str:
        """Return the HTML as saving would store it."""
        try:
            return clean(self.cleaned_data["body"])
        except TooMuchHtml as error:
            raise ValidationError(str(error), code="too_much") from None

    def clean_addresses(self) -> list[str]:
        """Return the links' addresses as the editor has them, before any cleaning."""
        found = self.cleaned_data["addresses"] or []
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise ValidationError("The addresses must be a list of strings.")
        if len(found) > MOST_ADDRESSES:
            raise ValidationError(
                f"This text has {len(found):,} different links, and {MOST_ADDRESSES:,} is the most."
            )
        return list(dict.fromkeys(found))

    def draft(self) -> Article:
        """Return the draft as it would be after saving, without its rows; it must not be saved."""
        fields = self.cleaned_data
        return Article(
            pk=fields["story"].pk if fields["story"] else None,
            body=fields["body"],
            section=fields["section"],
            connection=fields["connection"],
            connection_with=fields["connection_with"].strip(),
            paid_links=fields["paid_links"],
        )


def may_write(model_admin: ModelAdmin, request: HttpRequest) -> bool:
    """Return whether the user may begin a story or change one."""
    may_add = model_admin.has_add_permission(request)
    return may_add or model_admin.has_change_permission(request)


def typed_links(model_admin: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Evaluate a typed text's links; return them, the panel's HTML, and what readers would see.

    Authors' interests are those of the bylines that are saved.
    """
    if not may_write(model_admin, request):
        raise PermissionDenied
    form = TypedForm(request.POST)
    if not form.is_valid():
        sentences = [error for errors in form.errors.values() for error in errors]
        return JsonResponse({"error": " ".join(map(str, sentences))}, status=400)
    article, rules = form.draft(), rulebook()
    body = Body(article.body)
    disclosed = story_page.disclosed_draft(article, body, rules)
    evaluate = evaluator_of(article, rules)
    typed = [EvaluatedLink(each, evaluate(each)) for each in form.cleaned_data["addresses"]]
    shown = [EvaluatedLink(each, evaluate(each)) for each in body.links]
    context = panel_context(article, body, rules, disclosed) | {
        "has_change_permission": True,
        "is_typed": True,
    }
    panel = render_to_string("admin/articles/article/links_found.html", context, request)
    return JsonResponse(
        {
            "links": [found for link in typed if (found := _marked(link))],
            "panel": panel,
            "disclosures": [disclosure.text for disclosure in disclosed.at_links],
            "summary": summary([link for link in shown if link.earns], disclosed),
        }
    )


def _marked(link: EvaluatedLink) -> dict[str, Any] | None:
    """Return how the editor marks a link; None for an ordinary one."""
    if not (link.name or link.is_text or link.explanation):
        return None
    mark = "text" if link.is_text else "earns" if link.earns else "former"
    name = "no link for readers" if link.is_text else link.name or "earns no more"
    return {
        "address": link.address,
        "mark": mark,
        "name": name,
        "explanation": link.explanation or "You marked it as paid.",
    }


def summary(links: list[EvaluatedLink], disclosed: DisclosedBody) -> str:
    """Return a sentence about the commercial links that pages show, in order; "" without any."""
    if not links:
        return ""
    names = dict.fromkeys(link.name for link in links if link.evaluation.reading.rule)
    count = "1 commercial link" if len(links) == 1 else f"{len(links)} commercial links"
    if names:
        count += f" ({', '.join(names)})"
    if not disclosed.at_links:
        return f"{count}. No wording is in force that readers could see, so it can’t be published."
    place = "it" if len(links) == 1 else "the first"
    return f"{count}. Readers see the disclosure before {place}."

"""The links of a text while it is typed: evaluated by the rules in force, and nothing is saved."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.forms import PaidLinksField
from articles.admin.links import EvaluatedLink, panel_context
from articles.content import story_page
from articles.content.body import Body
from articles.content.disclosures import DisclosedBody, evaluator_of
from articles.models import Article, Section
from disclosures.rules.rulebook import rulebook
from newsroom.html import clean
from newsroom.html_limits import TooMuchHtml
from newsroom.wrapped_links import unwrap

# Far more than any text has that a person wrote.
MOST_ADDRESSES = 2_000


class AddressesField(forms.JSONField):
    """The addresses of links as JSON."""

    def to_python(self, value: Any) -> Any:
        """Return the parsed value; also what is nested too deeply, or a number of thousands of digits, is invalid."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise ValidationError(_("The addresses must be a list of strings.")) from None


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
            raise ValidationError(_("The addresses must be a list of strings."))
        if len(found) > MOST_ADDRESSES:
            raise ValidationError(
                _("This text has {number} different links, and {most} is the most.").format(
                    number=intcomma(len(found)), most=intcomma(MOST_ADDRESSES)
                )
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


def typed_panel(posted: QueryDict, article: Article | None) -> dict[str, Any]:
    """Return the panel's context for an unsaved story form; a field that can't be read counts as empty.

    Its `unlisted` are the addresses marked as paid that the panel doesn't list. The page keeps them, so
    that a mark isn't lost if its link is listed again.
    """
    data = posted.copy()
    data["story"] = str(article.pk) if article else ""
    form = TypedForm(data)
    if not form.is_valid():
        for name in form.errors:
            data.pop(name, None)
        form = TypedForm(data)
        form.is_valid()
    typed, rules = form.draft(), rulebook()
    body = Body(typed.body)
    disclosed = story_page.disclosed_draft(typed, body, rules)
    context = panel_context(typed, body, rules, disclosed)
    listed = {unwrap(link.address) for link in context["links"]}
    unlisted = [each for each in posted.getlist("paid_links") if unwrap(each) not in listed]
    return context | {"is_typed": True, "unlisted": unlisted}


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
    name = _("no link for readers") if link.is_text else link.name or _("earns no more")
    return {
        "address": link.address,
        "mark": mark,
        "name": name,
        "explanation": link.explanation or _("You marked it as paid."),
    }


def summary(links: list[EvaluatedLink], disclosed: DisclosedBody) -> str:
    """Return a sentence about the commercial links that pages show, in order; "" without any."""
    if not links:
        return ""
    names = dict.fromkeys(link.name for link in links if link.evaluation.reading.rule)
    count = ngettext("{number} commercial link", "{number} commercial links", len(links)).format(
        number=len(links)
    )
    if names:
        count += f" ({', '.join(names)})"
    if not disclosed.at_links:
        sentence = _(
            "{links}. No wording is in force that readers could see, so it can’t be published."
        )
    elif len(links) == 1:
        sentence = _("{links}. Readers see the disclosure before it.")
    else:
        sentence = _("{links}. Readers see the disclosure before the first.")
    return sentence.format(links=count)

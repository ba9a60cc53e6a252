"""Kept forms: unsaved values that autosaves kept, offered again, put back into the form, or discarded."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from taggit.utils import parse_tags

from articles.admin import autosaves, merging, picture_words
from articles.models import Article, OpenForm
from articles.models.open_form import OPEN_FOR, as_key
from newsroom import clock
from newsroom.cache.readers import never_stored
from newsroom.keys import whole_number
from staff.models import User

# The parameter of the form's address with the key of the kept form to put back.
PARAMETER = "kept"
# The most kept forms that a form offers.
OFFERED = 5


@dataclass(frozen=True)
class Offer:
    """A kept form whose values differ from the draft.

    Args:
        differing: the names of the fields that differ, as a sentence has them.
        is_behind: the draft was saved after the kept form was opened.
    """

    form: OpenForm
    differing: str
    is_behind: bool


def find(request: HttpRequest, object_id: str | None) -> OpenForm | None:
    """Return the person's kept form that the address names, None without one; add a message if it is gone."""
    named = request.GET.get(PARAMETER, "") if request.method == "GET" else ""
    if not named:
        return None
    key = as_key(named)
    mine = OpenForm.objects.kept().filter(user=cast(User, request.user), key=key) if key else None
    found = mine.first() if mine is not None else None
    if found is None or str(found.article_id or "") != (object_id or ""):
        messages.warning(
            request,
            gettext(
                "Those words are no longer kept here: they were saved, discarded, or typed on in "
                "another window."
            ),
        )
        return None
    return found


def posted(form: OpenForm) -> QueryDict:
    """Return the kept values as the browser would post them."""
    data = QueryDict(mutable=True)
    for name, texts in form.values.items():
        data.setlist(name, texts)
    return data


def bound(form_class: Any, kept: OpenForm) -> Any:
    """Return a subclass of the story's form that is filled with the kept values, without errors."""

    class KeptForm(form_class):
        def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
            super().__init__(posted(kept) if data is None else data, *args, **kwargs)
            unvalidated(self)
            if data is not None:  # The values of another kept form, to be compared.
                return
            words = picture_words.kept(self.data, self.instance.picture)
            if words is not None and self.may_write_words(words.instance):
                unvalidated(words)
                self.picture_words = words

    return KeptForm


def unvalidated(form: Any) -> None:
    """Keep a bound form from validating: half-finished words aren't faults before they are saved."""
    form._errors, form.cleaned_data = ErrorDict(), {}


def unvalidated_rows(formset: Any) -> None:
    """Keep a bound formset and its forms from validating."""
    formset._errors, formset._non_form_errors = [], ErrorList()
    for form in formset.forms:
        unvalidated(form)


def context(
    model_admin: ModelAdmin, request: HttpRequest, article: Article | None, kept: OpenForm | None
) -> dict[str, Any]:
    """Return the context of a story's form about autosaves, kept forms and presence."""
    user, now = cast(User, request.user), clock.now()
    if article is None:
        mine = list(
            OpenForm.objects.of(None).kept().filter(user=user).order_by("-kept_at")[:OFFERED]
        )
        present = []
    else:
        forms: Any = list(autosaves.open_forms_with_own(article.pk, now - OPEN_FOR, user.pk))
        present = autosaves.present(forms, user, now)
        mine = [form for form in forms if form.own_values is not None][:OFFERED]
        for each in forms:
            each.values = each.own_values or {}
    own_key, source = _keys(request, kept)
    if request.method == "POST":
        mine = []  # A refused form has enough to say.
    mine = [form for form in mine if str(form.key) not in (own_key, source.partition(":")[0])]
    offers = (_offer(model_admin, request, article, form) for form in mine)
    address = (
        reverse("admin:articles_article_autosave_new")
        if article is None
        else reverse("admin:articles_article_autosave", args=[article.pk])
    )
    return {
        "autosave_url": address,
        "autosave_key": own_key,
        "autosave_from": source,
        "kept": kept,
        "kept_offers": [offer for offer in offers if offer],
        "presence": present,
    }


def _keys(request: HttpRequest, kept: OpenForm | None) -> tuple[str, str]:
    """Return the form's key, which a refused form keeps, and the kept form that was put back into it."""
    if kept is not None:
        return str(uuid4()), f"{kept.key}:{kept.sent}"
    own = as_key(request.POST.get(f"{autosaves.PREFIX}key", "")) or uuid4()
    return str(own), request.POST.get(f"{autosaves.PREFIX}from", "")


def _offer(
    model_admin: ModelAdmin, request: HttpRequest, article: Article | None, kept: OpenForm
) -> Offer | None:
    """Return the offer of a kept form, None if saving it would change nothing."""
    if article is None:
        return Offer(kept, "", is_behind=False)
    data = posted(kept)
    names = _differing(model_admin, request, article, data)
    if not names:
        return None
    known = [name for name in dict.fromkeys(names) if name in merging.values_of(article)]
    is_behind = data.get("version") != str(article.version)
    return Offer(kept, merging.listed(known or ["extra"]), is_behind)


def _differing(
    model_admin: ModelAdmin, request: HttpRequest, article: Article, data: QueryDict
) -> list[str]:
    """Return the names of the fields in which kept values differ from the stored draft."""
    form = model_admin.get_form(request, article, change=True)(data, instance=article)
    unvalidated(form)
    names = [name for name in form.changed_data if name not in ("version", "based_on", "tags")]
    stored = merging.values_of(article)
    if picture_words.kept(data, article.picture) and "picture" not in names:
        names.append("picture")
    # The field takes other orders of the same tags for a change.
    if (
        merging.comparable("tags", parse_tags(data.get("tags", "").replace('"', "")))
        != stored["tags"]
    ):
        names.append("tags")
    for part, named in (("bylines", ("author", "role")), ("related_links", ("story",))):
        if rows_of(data, part, named) != [[str(value) for value in row] for row in stored[part]]:
            names.append(part)
    return names


def rows_of(data: QueryDict, part: str, named: tuple[str, ...]) -> list[list[str]]:
    """Return the filled-in rows of a list as it would be posted, in their order."""
    rows = []
    for number in range(200):
        row = [data.get(f"{part}-{number}-{name}", "") for name in named]
        if row[0] and f"{part}-{number}-DELETE" not in data:
            position = data.get(f"{part}-{number}-position", "")
            place = whole_number(position, most=32_767)
            rows.append((32_768 if place is None else place, number, row))
    return [row for _, _, row in sorted(rows)]


def discard(model_admin: ModelAdmin, request: HttpRequest, key: str) -> HttpResponse:
    """Delete the person's kept form, and return to the story's form."""
    if not (model_admin.has_change_permission(request) or model_admin.has_add_permission(request)):
        raise PermissionDenied
    mine = OpenForm.objects.filter(user=cast(User, request.user))
    found = as_key(key)
    kept = mine.filter(key=found).first() if found else None
    address = reverse("admin:articles_article_add")
    if kept is not None:
        if kept.article_id:
            address = reverse("admin:articles_article_change", args=[kept.article_id])
        kept.delete()
    response = HttpResponseRedirect(address)
    never_stored(response)
    return response

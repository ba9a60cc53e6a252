"""The desk's fronts: the list, and the form with its buttons."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles import publishing
from articles.admin import front_pages
from articles.admin.actions import person
from articles.admin.draft_preview import set_policy
from articles.admin.front_forms import ContainerForm, FrontForm, PinRow, changed, data_of, new_data
from articles.models import HOME, Front, FrontEdition, Section
from articles.models.containers import Container, as_json
from articles.publishing import fronts
from articles.site.front_defaults import default_home, default_section
from newsroom import clock, time_words
from newsroom.cache.readers import never_stored
from newsroom.date_times import WordedTimeField
from newsroom.keys import whole_number

# A token that no container has, in the markup of which the script makes new ones.
NEW = "__new__"


class PublishForm(forms.Form):
    """The time and the note of an edition."""

    publish_at = WordedTimeField(
        label=gettext_lazy("When"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": gettext_lazy("Now"),
                "autocomplete": "off",
                "aria-describedby": "publish_at_help",
            }
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Note, for the desk"), required=False, max_length=fronts.LONGEST_NOTE
    )


@admin.register(Front)
class FrontAdmin(admin.ModelAdmin):
    """The fronts. Their form isn't Django's: its fields are containers, and it publishes."""

    about = gettext_lazy("The home page and the sections, as you arrange them.")
    fields = ["section"]
    list_display = ["where", "readers_get", "scheduled", "saved_at", "saved_by"]
    list_select_related = ["section", "saved_by"]
    sortable_by = ()
    actions = None

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Front]:
        same = FrontEdition.objects.annotate(place_key=Coalesce("section", HOME))
        same = same.filter(place_key=Coalesce(OuterRef("section"), HOME))
        waiting = same.waiting().order_by("live_from")
        return (
            super()
            .get_queryset(request)
            .annotate(
                live_number=Subquery(same.live().values("number")[:1]),
                next_at=Subquery(waiting.values("live_from")[:1]),
            )
        )

    @admin.display(description=gettext_lazy("Front"))
    def where(self, front: Front) -> str:
        return front.place

    @admin.display(description=gettext_lazy("Readers get"))
    def readers_get(self, front: Any) -> str:
        if not front.live_number:
            return _("the default front")
        return _("edition {number}").format(number=front.live_number)

    @admin.display(description=gettext_lazy("Next edition"))
    def scheduled(self, front: Any) -> str:
        if not front.next_at:
            return _("None scheduled")
        return _clock(front.next_at)

    # Adding

    def has_delete_permission(self, request: HttpRequest, obj: Front | None = None) -> bool:
        """Refuse: a front without a draft would have a history that nobody finds."""
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "section" and field:
            field.label, field.empty_label = _("Page"), _("Home page")
            field.help_text = _("Readers get its default front until you publish one.")
            field.queryset = Section.objects.filter(front=None)
            if Front.objects.of(HOME).exists():
                field.empty_label, field.required = _("Choose a section"), True
        return field

    def save_model(self, request: HttpRequest, obj: Front, form: Any, change: bool) -> None:
        """Save a new front with the containers that readers get now."""
        obj.containers = as_json(_default(obj))
        obj.saved_by = person(request)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Front, *args: Any) -> HttpResponse:
        return HttpResponseRedirect(_address(obj))

    # The form

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form, and carry out its buttons."""
        front = front_pages.readable(self, request, whole_number(object_id) or 0)
        if request.method != "POST":
            return self._form(request, front, FrontForm(data_of(front.parsed())))
        if not self.has_change_permission(request, front):
            raise PermissionDenied
        # The draft that the form was opened with: a form shown again must not claim a newer one.
        front.version = whole_number(request.POST.get("version", ""), most=2**31 - 1) or 0
        typed = {name: request.POST.get(name, "") for name in PublishForm.base_fields}
        options = PublishForm(initial=typed, label_suffix="")
        if "_default" in request.POST:
            form = FrontForm(data_of(_default(front)))
            return self._form(request, front, form, options, unsaved=True)
        if (data := changed(request.POST)) is not None:
            form = FrontForm(data)
            for each in form.containers:
                if each.token == data.get("_pin"):
                    each.rows.append(PinRow())
            return self._form(request, front, form, options, unsaved=True)
        return self._carry_out(request, front)

    def _carry_out(self, request: HttpRequest, front: Front) -> HttpResponse:
        form, options = FrontForm(request.POST), PublishForm(request.POST, label_suffix="")
        valid = [form.is_valid(), options.is_valid()]
        problems: list[str] = []
        if all(valid):
            try:
                with transaction.atomic():
                    message = self._write(request, front, form, options)
                messages.success(request, message)
                return HttpResponseRedirect(_address(front))
            except publishing.Refused as refused:
                problems = [str(problem.message) for problem in refused.problems]
            except fronts.Outdated as outdated:
                front = outdated.front
                problems = [_outdated(front)]
        return self._form(request, front, form, options, problems=problems, unsaved=True)

    def _write(
        self, request: HttpRequest, front: Front, form: FrontForm, options: PublishForm
    ) -> str:
        """Save the draft, publish it if that button was pressed, and return the message."""
        by, given = person(request), options.cleaned_data
        front = fronts.save(front, form.parsed(), by=by, version=front.version)
        if "_publish" not in request.POST:
            return _("The draft is saved. Readers see no change until you publish it.")
        at = given["publish_at"]
        edition = fronts.publish(front, by=by, at=at, note=given["note"])
        where = format_html('<a href="{}">{}</a>', front.get_absolute_url(), front.place)
        known = {"number": edition.number, "page": where}
        if at is None:
            return format_html(_("Published: edition {number} is on {page}."), **known)
        when = time_words.in_words(at)
        return format_html(
            _("Scheduled: edition {number} goes on {page}: {when}."), **known, when=when
        )

    def _form(
        self,
        request: HttpRequest,
        front: Front,
        form: FrontForm,
        options: PublishForm | None = None,
        *,
        problems: list[str] | None = None,
        unsaved: bool = False,
    ) -> HttpResponse:
        now = clock.now()
        new = QueryDict(mutable=True)
        new.update(new_data(NEW))
        editions = front.editions.printed().not_ended(now).order_by("live_from")
        context = self.admin_site.each_context(request) | {
            "title": _("Front: {name}").format(name=front.place),
            "front": front,
            "form": form,
            "options": options or PublishForm(label_suffix=""),
            "problems": [*(problems or []), *(form.errors if unsaved else [])],
            "has_errors": unsaved and request.method == "POST" and not form.is_valid(),
            "unsaved": unsaved,
            "advice": [] if unsaved else list(fronts.advice(front.parsed(), now)),
            "editions": list(editions.select_related("printed_by")),
            "now": now,
            "zone": time_words.zone_in_words(),
            "new": ContainerForm(new, NEW, []),
            "new_pin": PinRow(),
            "may_change": self.has_change_permission(request, front),
            "opts": self.opts,
        }
        response = TemplateResponse(request, "admin/articles/front/form.html", context)
        never_stored(response)
        set_policy(response, "frame-src")
        return response

    # The other pages

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Callable[..., Any], name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(partial(view, self))
            return path(route, wrapped, name=f"articles_front_{name}")

        return [
            at("options/", _safe(front_pages.options), "options"),
            at("<int:pk>/preview/", front_pages.preview, "preview"),
            at("<int:pk>/editions/", _safe(front_pages.editions), "editions"),
            at("<int:pk>/editions/act/", _posted(act), "act"),
            *super().get_urls(),
        ]


def act(model_admin: FrontAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel or restore the edition whose number was posted, and show the front's form."""
    front = front_pages.readable(model_admin, request, pk)
    chosen = request.POST.get("_cancel", request.POST.get("_restore", ""))
    number = whole_number(chosen, most=2**31 - 1) or 0
    edition = front.editions.filter(number=number).first()
    try:
        if edition is None:
            raise publishing.Refused([publishing.Problem("", _("There is no such edition."))])
        if "_cancel" in request.POST:
            fronts.cancel(edition, by=person(request))
            sentence = _("Edition {number} is cancelled. Readers keep what they get before it.")
            messages.success(request, sentence.format(number=number))
        else:
            fronts.restore(edition, by=person(request), discard="discard" in request.POST)
            sentence = _("The draft is edition {number} again. Publish it to show it to readers.")
            messages.success(request, sentence.format(number=number))
    except publishing.Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:articles_front_editions", args=[front.pk]))
    return HttpResponseRedirect(_address(front))


def _safe(view: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model_admin, request, *args, **kwargs: require_safe(partial(view, model_admin))(
        request, *args, **kwargs
    )


def _posted(view: Callable[..., Any]) -> Callable[..., Any]:
    return lambda model_admin, request, *args, **kwargs: require_POST(partial(view, model_admin))(
        request, *args, **kwargs
    )


def _default(front: Front) -> list[Container]:
    if front.section_id:
        return default_section()
    return default_home(Section.objects.public())


def _outdated(front: Front) -> str:
    """Return the sentence on a draft that somebody saved meanwhile."""
    return _(
        "{name} saved this front ({time}) after you opened it. Nothing of yours was saved; it is below. "
        "To see theirs, open the front in another tab. Save again to replace it."
    ).format(name=front.saved_by or _("Somebody"), time=_clock(front.saved_at))


def _clock(at: datetime) -> str:
    """Return a day and a time as the language writes them."""
    here = timezone.localtime(at)
    return f"{date_format(here)}, {time_format(here.time())}"


def _address(front: Front) -> str:
    return reverse("admin:articles_front_change", args=[front.pk])

"""Inline rows of the story form: ordered lists of authors and related stories.

Each list is saved as a whole.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import merging
from articles.models import Article, ArticleByline, ArticleRelated
from newsroom.admin_bases import FewRows
from newsroom.admin_keys import WithChoices, without_links
from newsroom.keys import possible_keys
from newsroom.translation import Text


class PartForm(forms.ModelForm):
    """One row of the list; it never represents an existing database row."""

    position = forms.IntegerField(required=False, min_value=0, max_value=32_767)

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out foreign keys, whose rows the form's fields have just read."""
        chosen = {n for n, f in self.fields.items() if isinstance(f, forms.ModelChoiceField)}
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # no stub
        return excluded | chosen

    def validate_unique(self) -> None:
        """Skip the check: the save deletes any row that this one would collide with."""

    def validate_constraints(self) -> None:
        """Skip the check, for the same reason. PartFormSet rejects duplicate posted rows."""


class PartFormSet(BaseInlineFormSet):
    """A story's rows as one ordered list; saving replaces the stored rows with the posted ones.

    Nothing refers to a draft's rows, so they need no identity. The posted rows are therefore saved
    correctly even if the stored rows changed after the form was opened, or a posted key belongs to
    another story.
    """

    # The field that holds the author or story of a row, and the error message for a duplicate.
    names: str
    twice: Text
    keeps_stored = False

    @property
    def part(self) -> str:
        """The name of the rows' manager: `bylines`."""
        return str(self.fk.remote_field.get_accessor_name())

    def initial_form_count(self) -> int:
        """Return 0 for a posted form, so that every row is new and none is queried."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.names in form.fields:
            form.fields[self.names].known = self._known
        if self.is_bound or index is None:
            # A posted key may belong to another row by now, so ignore keys.
            form.fields.pop("id")

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """Return a row's form without its key, which Django has used by now."""
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # no stub
        form.fields.pop("id", None)
        return form

    def get_queryset(self) -> Any:
        """Return the story's rows; if they were prefetched, they aren't read again."""
        return super().get_queryset() if self.instance.pk is None else self._stored.all()

    @property
    def _stored(self) -> Any:
        return getattr(self.instance, self.part)

    @cached_property
    def _known(self) -> dict[str, Any]:
        """The authors or stories that the rows name, by key as text, in at most one query."""
        if not self.is_bound:
            rows = self.get_queryset() if self.instance.pk else ()
            return {str(getattr(row, f"{self.names}_id")): getattr(row, self.names) for row in rows}
        model: Any = self.model
        field = model._meta.get_field(self.names)
        prefixes = map(self.add_prefix, range(self.total_form_count()))
        posted = {self.data.get(f"{prefix}-{self.names}", "") for prefix in prefixes} - {""}
        keys = possible_keys(field.target_field, posted)
        found = field.related_model._default_manager.filter(pk__in=keys) if keys else ()
        return {str(row.pk): row for row in found}

    def validate_unique(self) -> None:
        """Raise ValidationError if the list has the same author or story twice."""
        seen = set()
        for form in self._filled_in():
            if (named := form.cleaned_data.get(self.names)) is None:
                continue
            if named in seen:
                raise ValidationError(self.twice.format(named))
            seen.add(named)

    def clean(self) -> None:
        """Merge the rows of a stale form as one field (merging.py).

        Raises:
            ValidationError: the list has a row twice; or both editors changed it, and no choice was
                posted yet.
        """
        super().clean()
        merge = merging.merge_of(self.instance)
        if merge is None or any(self.errors):
            return
        rows = [list(_values(form.instance).values()) for form in self._in_order()]
        self.keeps_stored = merge.side(self.part, rows) == "theirs"
        if self.part in merge.conflicts:
            raise ValidationError(merge.refusal([self.part]), code="conflict")

    def save(self, commit: bool = True) -> list[Any]:
        """Replace the story's rows with the posted ones, numbered from 0; return the new rows.

        If the values and order are the same, or a merge keeps the stored rows, nothing is written.
        """
        before = list(self._stored.all())
        after = before if self.keeps_stored else [form.instance for form in self._in_order()]
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        numbers = [row.position for row in before]
        if [_values(row) for row in before] == [_values(row) for row in after] and (
            numbers == sorted(set(numbers))
        ):
            return before
        self._note_changes(before, after)
        self._stored.all().delete()
        for number, row in enumerate(after):
            row.content_object, row.position = self.instance, number
        self._stored.bulk_create(after)
        return after

    def _filled_in(self) -> Iterator[Any]:
        """Yield the forms of valid rows that are filled in and not marked for deletion."""
        for form in self.forms:
            if form.has_changed() and form.is_valid() and not form.cleaned_data.get("DELETE"):
                yield form

    def _in_order(self) -> list[Any]:
        """Return the filled-in forms by position; those without one come last."""

        def place(form: Any) -> tuple[bool, int]:
            number = form.cleaned_data.get("position")
            return number is None, number or 0

        return sorted(self._filled_in(), key=place)

    def _note_changes(self, before: list[Any], after: list[Any]) -> None:
        """Fill in the lists from which Django writes its log of changes."""
        former = {getattr(row, f"{self.names}_id"): row for row in before}
        for number, row in enumerate(after):
            was = former.pop(getattr(row, f"{self.names}_id"), None)
            if was is None:
                self.new_objects.append(row)
            elif _values(was) != _values(row):
                self.changed_objects.append((row, ["role"]))
            elif was.position != number:
                self.changed_objects.append((row, ["position"]))
        self.deleted_objects = list(former.values())


def _values(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.values().items() if name != "position"}


class BylineFormSet(PartFormSet):
    names = "author"
    twice = _("{} is on the story twice. Remove one of the two rows.")


class RelatedFormSet(PartFormSet):
    names = "story"
    twice = _("“{}” is picked twice. Remove one of the two rows.")


class PartInline(FewRows, admin.StackedInline):
    """An inline for rows of a story's copy; write permission is that of the story."""

    form = PartForm
    template = "admin/rows.html"
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_links(super().formfield_for_dbfield(db_field, request, **kwargs))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article") or self._may_write(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def _may_write(self, request: HttpRequest, story: Article | None) -> bool:
        action = "change" if story else "add"
        return request.user.has_perms([f"articles.{action}_article"])


class BylineInline(WithChoices, PartInline):
    model = ArticleByline
    formset = BylineFormSet
    autocomplete_fields = ["author"]
    fields = ["author", "role", "position"]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["choices"] = db_field.get_choices(blank_choice=[("", gettext("No role"))])
        kwargs["help_text"] = ""  # the rows show none
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        # A posted form brings its own number of rows.
        return 0 if obj and (request.method == "POST" or obj.bylines.all()) else 1


class RelatedInline(WithChoices, PartInline):
    model = ArticleRelated
    formset = RelatedFormSet
    fk_name = "content_object"
    autocomplete_fields = ["story"]
    fields = ["story", "position"]

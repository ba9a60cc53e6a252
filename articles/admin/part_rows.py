"""The rows of a story's form: authors and related stories, each an ordered list saved as a whole."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from articles.models import Article, ArticleByline, ArticleRelated
from newsroom.admin_keys import WithChoices


class PartForm(forms.ModelForm):
    """One row. It stands for a place in the list, never for a row that is in the database."""

    position = forms.IntegerField(required=False, min_value=0, max_value=32_767)

    def validate_unique(self) -> None:
        """Skip it: the row that this one would collide with goes when the list is saved."""

    def validate_constraints(self) -> None:
        """Skip it, for the same reason. PartFormSet looks for doubles among the posted rows."""


class PartFormSet(BaseInlineFormSet):
    """A story's rows as one ordered list: saving replaces those in the database with those posted.

    A draft's rows are referred to by nothing, so they need no identity. A form that was opened
    before somebody else changed the rows, or another story's rows by the same author, can't
    interfere with what is posted.
    """

    # The field that says whom or what a row names, and the sentence for one that is named twice.
    names: str
    twice: str

    def initial_form_count(self) -> int:
        """Return 0 for posted rows: each is read as it is, none is looked up."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.is_bound:
            # A posted key may be anybody's by now, so none is read.
            form.fields.pop("id")

    def validate_unique(self) -> None:
        """Refuse a list that names somebody twice."""
        seen = set()
        for form in self._filled_in():
            if (named := form.cleaned_data.get(self.names)) is None:
                continue
            if named in seen:
                raise ValidationError(self.twice.format(named))
            seen.add(named)

    def save(self, commit: bool = True) -> list[Any]:
        """Replace the story's rows with the posted ones, numbered from 0; return the new rows.

        Rows that say the same in the same order are left alone.
        """
        manager = getattr(self.instance, self.fk.remote_field.get_accessor_name())
        before = list(manager.all())
        after = [form.instance for form in self._in_order()]
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
        numbers = [row.position for row in before]
        if [_says(row) for row in before] == [_says(row) for row in after] and (
            numbers == sorted(set(numbers))
        ):
            return before
        self._note_changes(before, after)
        manager.all().delete()
        for number, row in enumerate(after):
            row.content_object, row.position = self.instance, number
            row.save(force_insert=True)
        return after

    def _filled_in(self) -> Iterator[Any]:
        """Yield the forms of rows that name somebody and aren't to be removed."""
        for form in self.forms:
            if form.has_changed() and form.is_valid() and not form.cleaned_data.get("DELETE"):
                yield form

    def _in_order(self) -> list[Any]:
        """Sort the rows as they were shown: by number, those without one last."""

        def place(form: Any) -> tuple[bool, int]:
            number = form.cleaned_data.get("position")
            return number is None, number or 0

        return sorted(self._filled_in(), key=place)

    def _note_changes(self, before: list[Any], after: list[Any]) -> None:
        """Fill in the lists that Django's log of changes is written from."""
        former = {getattr(row, f"{self.names}_id"): row for row in before}
        for number, row in enumerate(after):
            was = former.pop(getattr(row, f"{self.names}_id"), None)
            if was is None:
                self.new_objects.append(row)
            elif _says(was) != _says(row):
                self.changed_objects.append((row, ["role"]))
            elif was.position != number:
                self.changed_objects.append((row, ["position"]))
        self.deleted_objects = list(former.values())


def _says(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.values().items() if name != "position"}


class BylineFormSet(PartFormSet):
    names = "author"
    twice = "{} is on the story twice. Remove one of the two rows."


class RelatedFormSet(PartFormSet):
    names = "story"
    twice = "“{}” is picked twice. Remove one of the two rows."


class PartInline(admin.StackedInline):
    """Rows of a story's copy. Who may write the story may write them."""

    form = PartForm
    template = "admin/rows.html"
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article") or self._may_write(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def _may_write(self, request: HttpRequest, story: Article | None) -> bool:
        verb = "change" if story else "add"
        return request.user.has_perms([f"articles.{verb}_article"])


class BylineInline(WithChoices, PartInline):
    model = ArticleByline
    formset = BylineFormSet
    autocomplete_fields = ["author"]
    fields = ["author", "role", "position"]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["choices"] = db_field.get_choices(blank_choice=[("", "No role")])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        return 0 if obj and obj.bylines.exists() else 1


class RelatedInline(WithChoices, PartInline):
    model = ArticleRelated
    formset = RelatedFormSet
    fk_name = "content_object"
    autocomplete_fields = ["story"]
    fields = ["story", "position"]

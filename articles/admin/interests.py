"""The scope of an author's interests: the author's form with sections, tags and stories.

It is in this app because `authors` may not import sections, tags or stories.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from articles.models import Article, InterestScope, Section, Tag
from authors.admin import AuthorAdmin, InterestForm, InterestInline, LinkInline
from authors.models import Author

# The fields of the form, each with the scope's column and the model of its choices.
CHOICES: dict[str, tuple[str, type[Model]]] = {
    "sections": ("section", Section),
    "tags": ("tag", Tag),
    "stories": ("story", Article),
}


class Choose(AutocompleteSelectMultiple):
    """Django's autocomplete widget, with a placeholder that names the field."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-placeholder": f"{self.field.verbose_name.capitalize()} …"}


def _field(name: str) -> forms.ModelMultipleChoiceField:
    column, model = CHOICES[name]
    scope = InterestScope._meta.get_field(column)
    return forms.ModelMultipleChoiceField(
        model._default_manager.all(),
        label=capfirst(model._meta.verbose_name_plural),
        required=False,
        widget=Choose(scope, admin.site),
    )


class ScopedInterestForm(InterestForm):
    """An interest, and the stories with which it is disclosed.

    Once the interest has begun, its scope can be extended but not reduced.
    """

    where = forms.ChoiceField(
        label=gettext_lazy("Where it is shown"),
        choices=[
            ("", gettext_lazy("Choose where it is shown")),
            ("all", gettext_lazy("In all of the author’s stories")),
            ("some", gettext_lazy("Only in these sections, tags and stories")),
        ],
        error_messages={"required": gettext_lazy("Choose in which stories it is shown.")},
    )
    sections, tags, stories = _field("sections"), _field("tags"), _field("stories")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        has_begun = self.instance.has_begun
        self.initial["where"] = "all" if self.instance.all_stories else "some"
        self.fields["where"].disabled = has_begun
        scopes = list(self.instance.scopes.all())
        for name, (column, _) in CHOICES.items():
            keys = [key for scope in scopes if (key := getattr(scope, f"{column}_id"))]
            self.initial[name] = keys
            self.fields[name].disabled = has_begun and self.instance.all_stories

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        where = cleaned.get("where")
        chosen = [row for name in CHOICES for row in cleaned.get(name) or ()]
        if where == "some" and not chosen:
            self.add_error("sections", gettext("Choose at least one section, tag or story."))
        if where == "all" and chosen:
            self.add_error(
                "where",
                gettext("Remove the sections, tags and stories below, or choose only these."),
            )
        if self.instance.pk is not None and self.instance.has_begun:
            self._refuse_smaller_scope(cleaned)
        self.instance.all_stories = where != "some"
        return cleaned

    def _refuse_smaller_scope(self, cleaned: dict[str, Any]) -> None:
        """Raise ValidationError if a section, tag or story of a begun interest was removed."""
        for name in CHOICES:
            kept = {row.pk for row in cleaned.get(name) or ()}
            if not set(self.initial[name]) <= kept:
                raise ValidationError(
                    gettext(
                        "Readers have seen it there. End this interest and add another instead of taking a "
                        "section, tag or story away."
                    )
                )

    def _save_m2m(self) -> None:
        """Save the scopes with the interest: delete the removed ones and create the new ones."""
        super()._save_m2m()  # type: ignore[misc]  # Django's, without a stub
        for name, (column, _) in CHOICES.items():
            chosen = {row.pk for row in self.cleaned_data[name]}
            scopes = self.instance.scopes.exclude(**{column: None})
            known = set(scopes.values_list(column, flat=True))
            for key in sorted(known - chosen):
                scopes.filter(**{column: key}).delete()
            for key in sorted(chosen - known):
                InterestScope.objects.create(interest=self.instance, **{f"{column}_id": key})


class ScopedInterestInline(InterestInline):
    form = ScopedInterestForm
    fields = ["text", "where", "sections", "tags", "stories", "since", "until"]


admin.site.unregister(Author)


@admin.register(Author)
class ScopedAuthorAdmin(AuthorAdmin):
    """The author admin, with the scope of each interest."""

    inlines = [LinkInline, ScopedInterestInline]

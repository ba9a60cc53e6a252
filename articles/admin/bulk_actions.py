"""The actions that can be taken on several stories: their form, and their work on one story."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.models import Article, Section, Tag, tagging
from articles.publishing import Problem, Refused, drafts
from newsroom.translation import Text
from staff.models import User


class BulkForm(forms.Form):
    """The fields of an action; by default none."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class WithdrawForm(BulkForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Readers who follow a link to one of the stories see it."),
        error_messages={"required": _("Give the reason; readers who follow a link see it.")},
    )


class StageForm(BulkForm):
    stage = forms.ChoiceField(
        label=_("Workflow state"), choices=Article.Stage.choices, initial=Article.Stage.REVIEW
    )


class TagsForm(BulkForm):
    tags = forms.CharField(
        label=_("Tags"),
        max_length=1000,
        help_text=_("With commas between them. The stories keep the tags that they have."),
        error_messages={"required": _("Name at least one tag.")},
    )

    def clean_tags(self) -> list[str]:
        names = tagging.split(self.cleaned_data["tags"])
        longest = Tag._meta.get_field("name").max_length or 0
        if not names:
            raise ValidationError(gettext("Name at least one tag."))
        for name in names:
            if len(name) > longest:
                raise ValidationError(
                    gettext("“{name}…” is too long for a tag. Put commas between the tags.").format(
                        name=name[:30]
                    )
                )
        return names


class SectionForm(BulkForm):
    section = forms.ModelChoiceField(
        label=_("Section"),
        queryset=Section.objects.all(),
        empty_label=_("Choose a section"),
        error_messages={"required": _("Choose a section.")},
    )


@dataclass(frozen=True)
class BulkAction:
    """An action on several stories.

    Attributes:
        label, verb, past: its name on the list, on the button that confirms it, above its results.
        permission: what the user needs, as Django's admin names it (`has_…_permission`).
        run: does it to one locked story; returns a sentence, or raises Refused.
        about: a sentence for the confirmation.
        danger: readers lose something.
    """

    name: str
    label: Text
    verb: Text
    past: Text
    permission: str
    form: type[BulkForm]
    run: Callable[[Article, User, dict[str, Any]], str]
    about: Text
    danger: bool = False


def publish(article: Article, by: User, fields: dict[str, Any]) -> str:
    planned = article.editions.waiting().first()
    if planned is not None:
        time = date_format(timezone.localtime(planned.live_from), "DATETIME_FORMAT")
        sentence = gettext("It is scheduled for {time}. Open it to publish it earlier.").format(
            time=time
        )
        raise Refused([Problem("", sentence)])
    edition = publishing.publish(article, by=by)
    return gettext("Readers see edition {number}.").format(number=edition.number)


def withdraw(article: Article, by: User, fields: dict[str, Any]) -> str:
    publishing.withdraw(article, by=by, reason=fields["reason"])
    return gettext("Its address now answers with your reason.")


def set_stage(article: Article, by: User, fields: dict[str, Any]) -> str:
    stage = Article.Stage(fields["stage"])
    if article.stage == stage:
        return gettext("It was “{stage}” already.").format(stage=stage.label)
    drafts.change(article, by=by, stage=stage)
    return gettext("It is “{stage}” now.").format(stage=stage.label)


def add_tags(article: Article, by: User, fields: dict[str, Any]) -> str:
    added = drafts.add_tags(article, fields["tags"], by=by)
    if not added:
        return gettext("It had these tags already.")
    return gettext("Added to the draft: {added}.").format(added=", ".join(added))


def set_section(article: Article, by: User, fields: dict[str, Any]) -> str:
    section: Section = fields["section"]
    if article.section_id == section.pk:
        return gettext("It was in {section} already.").format(section=section)
    drafts.change(article, by=by, section=section)
    return gettext("The draft is in {section} now.").format(section=section)


DRAFTS_ONLY = _("This changes the drafts. Readers see it once each story is published.")
_ALL = [
    BulkAction(
        "publish",
        _("Publish"),
        _("Publish"),
        _("Published"),
        "publish",
        BulkForm,
        publish,
        _(
            "Readers see each of them at once, as an update if it is live already. Stories "
            "that can't be published, or are scheduled, stay as they are, and you learn why."
        ),
    ),
    BulkAction(
        "withdraw",
        _("Withdraw…"),
        _("Withdraw"),
        _("Withdrawn"),
        "withdraw",
        WithdrawForm,
        withdraw,
        _(
            "Their addresses answer that they were withdrawn, with your reason. What is "
            "planned for them is cancelled."
        ),
        danger=True,
    ),
    BulkAction(
        "stage",
        _("Workflow state…"),
        _("Change"),
        _("Workflow state changed"),
        "change",
        StageForm,
        set_stage,
        _("Readers notice nothing of it."),
    ),
    BulkAction(
        "tags", _("Add tags…"), _("Tag"), _("Tagged"), "change", TagsForm, add_tags, DRAFTS_ONLY
    ),
    BulkAction(
        "section",
        _("Section…"),
        _("Move"),
        _("Moved"),
        "change",
        SectionForm,
        set_section,
        DRAFTS_ONLY,
    ),
]
BULK = {action.name: action for action in _ALL}

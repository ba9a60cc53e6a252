"""Template tags of the desk: its front page, and parts of its forms."""

from typing import Any

from django import template
from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.helpers import AdminReadonlyField
from django.db.models import Model
from django.utils.safestring import SafeString

from articles.admin import badges
from articles.admin import first_steps as steps
from articles.audit.state import State, state
from articles.models import Article, Edition

register = template.Library()

SHOWN = 10
# The number of most recently saved stories among which unpublished changes are searched for.
LATELY = 30


@register.simple_tag(takes_context=True)
def desk_stories(context: dict[str, Any]) -> dict[str, Any]:
    """Return the groups of stories on the front page, in a constant number of queries.

    `latest` are the stories saved last, `review` those in review, `scheduled` those with an edition
    that isn't live yet, `changed` those among the latest with unpublished changes. The dict is
    empty for users who may not view stories.
    """
    user = context["request"].user
    if not (user.has_perm("articles.view_article") or user.has_perm("articles.change_article")):
        return {}
    waiting = Edition.objects.waiting().values("article")
    querysets = {
        "review": Article.objects.filter(stage=Article.Stage.REVIEW),
        "scheduled": Article.objects.filter(pk__in=waiting),
        "latest": Article.objects.all(),
    }
    found = {
        key: list(queryset.values_list("pk", flat=True)[:LATELY])
        for key, queryset in querysets.items()
    }
    stories = Article.objects.for_desk().select_related("picture")
    by_pk = stories.in_bulk({pk for pks in found.values() for pk in pks})
    groups: dict[str, Any] = {key: [by_pk[pk] for pk in pks] for key, pks in found.items()}
    groups["changed"] = [
        article for article in groups["latest"] if article.status == Article.Status.CHANGED
    ]
    return {key: stories[:SHOWN] for key, stories in groups.items()}


@register.simple_tag(takes_context=True)
def first_steps(context: dict[str, Any]) -> list[steps.Step]:
    """Return the first steps that are left for the user; none once all are done."""
    return steps.first_steps(context["request"].user)


@register.simple_tag(takes_context=True)
def audit_state(context: dict[str, Any]) -> State | None:
    """Return the audit's summary; None with DISCLOSURES off, and for users who may not see it."""
    may = settings.DISCLOSURES and context["request"].user.has_perm("disclosures.view_finding")
    return state() if may else None


@register.simple_tag(takes_context=True)
def read_only(context: dict[str, Any], field: AdminReadonlyField) -> str:
    """Return what a field says to whoever can't change it.

    Django links a field that names another row to that row's page, for everybody; here only for
    those who may open it.
    """
    row = getattr(field.form.instance, str(field.field["name"]), None)
    if isinstance(row, Model):
        admin = site._registry.get(type(row))
        if admin and not admin.has_view_permission(context["request"], row):
            return str(row)
    return field.contents()


@register.filter
def badge(article: Article) -> SafeString:
    """Render a story's status badge."""
    return badges.badge(article)


@register.filter
def saved(article: Article) -> SafeString:
    """Render when and by whom a story was last saved."""
    return badges.saved(article)


@register.filter
def thumbnail(article: Article) -> SafeString:
    """Render a story's thumbnail."""
    return badges.thumbnail(article)

"""The scope of an author's interest: the sections, tags or single stories that disclose it.

The authors app doesn't know sections, tags or stories, so the table is here.
"""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models.article import Article, ArticleByline, ArticleTag
from articles.models.edition import Edition, EditionByline, EditionTag
from articles.models.taxonomy import Section, Tag
from authors.models import Interest


class InterestScopeQuerySet(models.QuerySet["InterestScope"]):
    def known(self, at: datetime) -> Self:
        """Return the scopes that had been entered by an instant."""
        return self.filter(entered_at__lte=at)


class InterestScope(models.Model):
    """A section, tag or story in which an interest is disclosed.

    An interest that applies to all of its author's stories needs none. Triggers guard the rows
    (newsroom/guards.py): once the interest has begun, rows can only be added, and nobody can choose
    `entered_at`. To disclose it in fewer stories, end the interest and add another.
    """

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="scopes")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    story = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = InterestScopeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(section=None, tag=None, story__isnull=False)
                | Q(section=None, tag__isnull=False, story=None)
                | Q(section__isnull=False, tag=None, story=None),
                name="interest_scope_is_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    fields=["interest", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"interest_scope_{name}_once",
                )
                for name in ("section", "tag", "story")
            ),
        ]

    def __str__(self) -> str:
        return str(self.section or self.tag or self.story)


def interests_of(
    copy: Edition | Article | OuterRef, at: datetime | None = None, *, known: datetime | None = None
) -> "models.QuerySet[Interest]":
    """Return the interests that an edition or a draft must disclose at an instant (default: now).

    Args:
        copy: the edition or draft; `OuterRef("pk")` for a sub-query in a query of editions.
        known: include only interests and scopes that had been entered by this instant.
    """
    draft = isinstance(copy, Article)
    pk: Any
    section: Any
    story: Any
    bylines, tags = (ArticleByline, ArticleTag) if draft else (EditionByline, EditionTag)
    if isinstance(copy, OuterRef):
        # In the sub-queries below, the edition is two queries up.
        pk, section, story = (OuterRef(OuterRef(name)) for name in ("pk", "section", "article"))
    else:
        pk, section = copy.pk, copy.section_id
        story = copy.pk if isinstance(copy, Article) else copy.article_id
    by_its_authors = bylines.objects.filter(author=OuterRef("author"), content_object=pk)
    found, scopes = Interest.objects.in_force(at), InterestScope.objects.all()
    if known is not None:
        found, scopes = found.known(known), scopes.known(known)
    # A join, not another sub-query: in that one the edition would be three queries up.
    tagged = Q(**{f"tag__{tags._meta.get_field('tag').related_query_name()}__content_object": pk})
    bears = scopes.filter(interest=OuterRef("pk")).filter(
        Q(section=section) | Q(story=story) | tagged
    )
    return found.filter(Exists(by_its_authors)).filter(Q(all_stories=True) | Exists(bears))

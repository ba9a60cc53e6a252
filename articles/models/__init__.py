"""The newsroom's tables, one concept a module.

A package because the concepts are many; outsiders import from here. Modules depend downwards only:
taxonomy -> copy -> article -> draft_version, edition -> interests, notice, event; policy depends on none of them.
"""

from articles.models.article import (
    Article,
    ArticleByline,
    ArticlePicture,
    ArticleRelated,
    ArticleTag,
)
from articles.models.copy import Byline, Copy, Genre
from articles.models.draft_version import DraftVersion
from articles.models.edition import (
    Edition,
    EditionByline,
    EditionPicture,
    EditionRelated,
    EditionTag,
)
from articles.models.event import Event
from articles.models.interests import InterestScope, interests_of
from articles.models.notice import Notice
from articles.models.policy import Policy
from articles.models.taxonomy import JurisdictionChange, Section, Tag

__all__ = [
    "Article",
    "ArticleByline",
    "ArticlePicture",
    "ArticleRelated",
    "ArticleTag",
    "Byline",
    "Copy",
    "DraftVersion",
    "Edition",
    "EditionByline",
    "EditionPicture",
    "EditionRelated",
    "EditionTag",
    "Event",
    "InterestScope",
    "JurisdictionChange",
    "Notice",
    "Genre",
    "Policy",
    "Section",
    "Tag",
    "interests_of",
]

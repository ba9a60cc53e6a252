"""The newsroom's tables, one concept a module.

A package because the concepts are many; outsiders import from here. Modules depend downwards only:
taxonomy -> copy -> article -> edition -> interests, notice, event; policy stands beside them.
"""

from articles.models.article import Article, ArticleByline, ArticleRelated, ArticleTag
from articles.models.copy import Byline, Copy, Genre
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
    "ArticleRelated",
    "ArticleTag",
    "Byline",
    "Copy",
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

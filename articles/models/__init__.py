"""The models of articles, one concept per module.

Import them from this package. Modules import downwards only: taxonomy, series -> copy -> article ->
draft_version, open_form, edition -> front, interests, notice, event, preview_link, promoted, reads,
words, similar. `site_page` imports a field from copy; bulk_run, containers, evidence and search_miss
import none of them.
"""

from articles.models.article import (
    Article,
    ArticleByline,
    ArticlePicture,
    ArticleRelated,
    ArticleTag,
)
from articles.models.bulk_run import BulkRun
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
from articles.models.evidence import DaySeal, EvidenceKey, Timestamp
from articles.models.front import HOME, Front, FrontEdition
from articles.models.interests import InterestScope, interests_of
from articles.models.notice import Notice
from articles.models.open_form import OpenForm
from articles.models.preview_link import PreviewLink
from articles.models.promoted import PromotedResult
from articles.models.reads import MostRead, Read, ReadMark, ReadSalt
from articles.models.search_miss import SearchMiss
from articles.models.series import Series
from articles.models.similar import SimilarStory, StoryTerms, TermCount
from articles.models.site_page import SitePage
from articles.models.taxonomy import JurisdictionChange, Section, Tag
from articles.models.words import DraftWords, EditionWords, SearchWord

__all__ = [
    "Article",
    "ArticleByline",
    "ArticlePicture",
    "ArticleRelated",
    "ArticleTag",
    "BulkRun",
    "Byline",
    "Copy",
    "DaySeal",
    "DraftVersion",
    "DraftWords",
    "Edition",
    "EditionByline",
    "EditionPicture",
    "EditionRelated",
    "EditionTag",
    "EditionWords",
    "Event",
    "EvidenceKey",
    "Front",
    "FrontEdition",
    "HOME",
    "InterestScope",
    "JurisdictionChange",
    "MostRead",
    "Notice",
    "Genre",
    "OpenForm",
    "PreviewLink",
    "PromotedResult",
    "Read",
    "ReadMark",
    "ReadSalt",
    "SearchMiss",
    "SearchWord",
    "Section",
    "Series",
    "SitePage",
    "SimilarStory",
    "StoryTerms",
    "Tag",
    "TermCount",
    "Timestamp",
    "interests_of",
]

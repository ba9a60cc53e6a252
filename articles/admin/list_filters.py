"""The story list's filters. An index serves each of them, however large the archive."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from articles.models import Article, ArticleByline, Edition
from authors.models import Author
from newsroom import clock
from newsroom.keys import whole_number
from staff.models import User

# Authors whose names have the typed part; more than these, and the name says nothing.
MOST_AUTHORS = 1_000


class StatusFilter(admin.SimpleListFilter):
    """A filter by publication status, computed from the editions in the database."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("draft", gettext("Draft")),
            ("scheduled", gettext("Scheduled")),
            ("live", gettext("Live")),
            ("withdrawn", gettext("Withdrawn")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        # Few stories are scheduled or withdrawn. An index finds them from the editions.
        waiting = Q(pk__in=Edition.objects.waiting().values("article"))
        withdrawn = Edition.objects.begun().exclude(withdrawal_reason="")
        live = Exists(Edition.objects.live().filter(article=OuterRef("pk")))
        conditions: dict[str, list[Any]] = {
            "draft": [Q(is_printed=False)],
            "scheduled": [waiting],
            "live": [live],
            "withdrawn": [Q(pk__in=withdrawn.values("article")), ~live],
        }
        return queryset.filter(*conditions.get(self.value() or "", []))


class MineFilter(admin.SimpleListFilter):
    """A filter for the signed-in user's stories, see `mine`."""

    title = gettext_lazy("whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", gettext("Mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() != "1" or not isinstance(request.user, User):
            return queryset
        return queryset.filter(pk__in=mine(request.user))


class SavedFilter(admin.SimpleListFilter):
    """A filter by the date on which a draft was last saved."""

    title = gettext_lazy("saved")
    parameter_name = "saved"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("today", gettext("Today")),
            ("7", gettext("Last 7 days")),
            ("30", gettext("Last 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        now = timezone.localtime(clock.now())
        begins = {
            "today": now.replace(hour=0, minute=0, second=0, microsecond=0),
            "7": now - timedelta(days=7),
            "30": now - timedelta(days=30),
        }
        begin = begins.get(self.value() or "")
        return queryset.filter(saved_at__gte=begin) if begin else queryset


class AuthorFilter(admin.SimpleListFilter):
    """A filter by author: a field for a name or a part of one, which also takes an author's key."""

    title = gettext_lazy("author")
    parameter_name = "author"
    template = "admin/articles/article/author_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        # Django applies only filters with choices. This one's are typed.
        return [("", "")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        typed = self.typed
        if not typed:
            return queryset
        if (key := whole_number(typed)) is not None:
            keys = [key]
        else:
            # By keys, PostgreSQL knows how many stories these authors have. A join hides it.
            named = Author.objects.filter(name__icontains=typed)
            named = named.annotate(is_whole=Q(name__iexact=typed)).order_by("-is_whole")
            rows = list(named.values_list("pk", "is_whole")[:MOST_AUTHORS])
            keys = [key for key, is_whole in rows if is_whole] or [key for key, _ in rows]
        return queryset.filter(pk__in=_with_byline(author__in=keys))

    @property
    def typed(self) -> str:
        return " ".join((self.value() or "").split())[:120]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield what the template shows: the name in the field, and the other filters."""
        name = self.typed
        if (key := whole_number(name)) is not None:
            name = Author.objects.filter(pk=key).values_list("name", flat=True).first() or ""
        others = {
            key: value for key, value in changelist.params.items() if key not in ("author", "p")
        }
        yield {
            "name": name,
            "others": others,
            "without": changelist.get_query_string(remove=["author"]) if self.typed else "",
        }


def mine(user: User) -> QuerySet[Any, Any]:
    """Return the keys of a user's stories.

    They are those with the user's author in the byline (`Author.user`), and those that the user
    saved last.
    """
    written = _with_byline(author__user=user)
    return written.union(Article.objects.filter(saved_by=user).order_by().values("pk"))


def _with_byline(**condition: Any) -> QuerySet[Any, Any]:
    """Return the keys of the stories with a byline that meets a condition."""
    rows: QuerySet[Any, Any] = ArticleByline.objects.filter(**condition)
    return rows.order_by().values("content_object")

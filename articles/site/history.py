"""The public history page: a story's former editions, in sections that publish them."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from articles.content import diff
from articles.content.changes import changes
from articles.content.disclosures import disclosures_at_top
from articles.models import Edition
from articles.models.querysets import EditionQuerySet
from articles.site.views import moved_or_gone
from newsroom import clock
from newsroom.cache.keys import path_key, showing
from newsroom.cache.readers import for_readers
from newsroom.pagination import paginate


@dataclass(frozen=True)
class Entry:
    """An edition and its changes. Without a former edition there is nothing to compare."""

    edition: Edition
    former: Edition | None

    @property
    def headline(self) -> SafeString | None:
        """The headline with its changed words marked; None if it is the same."""
        return self._words("headline")

    @property
    def standfirst(self) -> SafeString | None:
        """The standfirst with its changed words marked; None if it is the same."""
        return self._words("standfirst")

    @property
    def body(self) -> list[SafeString] | None:
        """The body's changed lines; None if the bodies are too long to compare."""
        return diff.bodies(self.former.body, self.edition.body) if self.former else []

    @property
    def others(self) -> list[str]:
        """Sentences about the other changes, such as links and pictures."""
        return changes(self.former, self.edition) if self.former else []

    def _words(self, field: str) -> SafeString | None:
        if self.former is None:
            return None
        before, after = getattr(self.former, field), getattr(self.edition, field)
        return diff.words(before, after) if before != after else None


@require_safe
@for_readers("page")
def history(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """Serve the former editions of a live story, newest first.

    404 if its section doesn't publish them; 301 if the story moved.
    """
    path = f"{section}/{slug}"
    with showing() as shows:
        shows("path", path_key(path))
        live = Edition.objects.live().filter(path=path).select_related("section").first()
        if live is not None:
            shows("article", live.article_id)
    if live is None:
        answer = moved_or_gone(request, path)
        moved = isinstance(answer, HttpResponsePermanentRedirect)
        return HttpResponsePermanentRedirect(f"{answer['Location']}history/") if moved else answer
    if live.section is None or not live.section.public_history:
        raise Http404("This section doesn't show what its stories said before.")
    with showing() as shows:
        shows("article", live.article_id)
        shown = readable(live.article_id).order_by("-live_from")
        page = paginate(shown, request.GET.get("page") or "1")
        before = shown.filter(live_from__lt=page.rows[-1].live_from).first()
        compared = [*page.rows, before] if before else page.rows
        prefetch_related_objects(compared, "bylines__author", "notices")
        bylines = [byline for edition in compared for byline in edition.bylines.all()]
        shows("author", *(byline.author_id for byline in bylines))
    entries = [
        Entry(edition, former)
        for edition, former in zip(page.rows, [*page.rows[1:], before], strict=True)
    ]
    at_top = disclosures_at_top(live) if live.connection else []
    context = {"live": live, "page": page, "entries": entries, "disclosures": at_top}
    return render(request, "articles/history.html", context)


def readable(article_id: int) -> EditionQuerySet:
    """Return the editions that readers may see: those since the story was last withdrawn.

    The history must not show withdrawn text again.
    """
    now = clock.now()
    editions = Edition.objects.begun(now).filter(article_id=article_id)
    withdrawn = editions.exclude(withdrawal_reason="").filter(live_until__lte=now)
    last = withdrawn.order_by("-live_until").values_list("live_until", flat=True).first()
    return editions.filter(live_from__gte=last) if last else editions

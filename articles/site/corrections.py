"""The public list of corrections: every visible one, on a page and in an RSS feed.

A correction stays listed when its story is withdrawn, since readers may have believed the story.
The list then omits the headline, which was withdrawn with the story.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from articles.models import Edition, Notice
from newsroom.cache.keys import showing
from newsroom.cache.readers import for_readers
from newsroom.html import for_xml
from newsroom.languages import feed_language
from newsroom.pagination import paginate

IN_FEED = 50


def listed(at: datetime | None = None) -> QuerySet[Notice]:
    """Return the visible corrections, newest first.

    Each has `language`, in which it was written, and `story`: the headline, path and language of the live
    edition, or None if the story isn't live.
    """
    live = Edition.objects.live(at).filter(article=OuterRef("article"))
    shown = JSONObject(headline="headline", path="path", language="language")
    return (
        Notice.objects.visible(at)
        .newest_first()
        .annotate(story=Subquery(live.values(json=shown)[:1]), language=F("edition__language"))
    )


def address_of(correction: Any) -> str:
    """Return the URL path, with fragment, of a correction from `listed`.

    It leads to the live story; if there is none, to the page of all corrections.
    """
    page = f"/{correction.story['path']}/" if correction.story else reverse("corrections")
    return f"{page}#_correction-{correction.pk}"


@require_safe
@for_readers("page")
def corrections(request: HttpRequest) -> HttpResponse:
    """Serve the paginated list of corrections."""
    with showing() as shows:
        shows("articles_notice")
        page = paginate(listed(), request.GET.get("page") or "1")
        shows("article", *(correction.article_id for correction in page.rows))
    for correction in page.rows:
        correction.address = address_of(correction)  # type: ignore[attr-defined]  # for the template
    return render(request, "articles/corrections.html", {"page": page})


@require_safe
@for_readers()
def feed(request: HttpRequest) -> HttpResponse:
    """Serve the newest corrections as RSS 2.0. A `guid` stays the same when its story moves."""
    page = request.build_absolute_uri(reverse("corrections"))
    name = gettext("Corrections")
    rss = Rss201rev2Feed(
        title=for_xml(f"{name} · {settings.SITE_NAME}"),
        link=page,
        description=gettext("What we got wrong or had to make clearer."),
        language=feed_language(),
        feed_url=request.build_absolute_uri(reverse("corrections-feed")),
    )
    with showing() as shows:
        shows("articles_notice")
        newest = listed()[:IN_FEED]
        shows("article", *(correction.article_id for correction in newest))
    for correction in newest:
        story: Any = correction.story  # type: ignore[attr-defined]  # annotated
        about = story["headline"] if story else gettext("a story that has been withdrawn")
        rss.add_item(
            title=for_xml(f"{correction.get_kind_display()}: {about}"),
            link=request.build_absolute_uri(address_of(correction)),
            description=for_xml(linebreaks(correction.text, autoescape=True)),
            pubdate=correction.live_from,
            unique_id=f"{page}#_correction-{correction.pk}",
            unique_id_is_permalink=False,
        )
    return HttpResponse(rss.writeString("utf-8"), content_type=rss.content_type)

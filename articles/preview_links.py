"""Preview links: making and revoking them, and the pages that their holders read.

A preview link is the one exception to the rule that no draft reaches a reader without a login. So it
has a module of its own, and the code that serves readers (articles/site) still reads no draft.
"""

import re
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.content import story_page
from articles.content.blocks import Picture
from articles.content.cards import ProductCard
from articles.content.story_page import StoryPage
from articles.models import Article, PreviewLink
from articles.models.preview_link import digest_of
from articles.publishing import Problem, Refused
from articles.publishing.drafts import lock
from articles.site.views import rendition_response
from images.models import Image
from newsroom import clock
from newsroom.cache.readers import never_stored
from staff.models import User

# The choices of days for which a link works.
DAYS = (1, 3, 7, 14, 30)
DEFAULT_DAYS = 7
# Programs of chats, social networks and search engines, which fetch an address with GET as soon as it is in
# a message, to show everybody there what is behind it. Cubot makes phones.
PROGRAMS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|facebookexternalhit|whatsapp|embedly", re.IGNORECASE
)


def make(article: Article, *, by: User, recipient: str, days: int) -> tuple[PreviewLink, str]:
    """Make a link that shows the draft for some days; return it, and its address's path.

    The path holds the token, which is stored nowhere, so this is the only time that it is known.

    Raises:
        Refused: the user may not change stories, nobody is named as the recipient, the days aren't one
            of the choices, or the story has too many links.
    """
    recipient = recipient.strip()
    with transaction.atomic():
        article = lock(article)
        now = clock.now()
        problems = [] if _may(by) else [NOT_ALLOWED]
        if not recipient:
            problems.append(Problem("preview_for", gettext("Say who the preview link is for.")))
        elif len(recipient) > 100 or not recipient.isprintable():
            problems.append(
                Problem(
                    "preview_for",
                    gettext("Name who the preview link is for in up to 100 characters."),
                )
            )
        if days not in DAYS:
            problems.append(
                Problem("preview_days", gettext("Choose how long the preview link works."))
            )
        if article.preview_links.unended(now).count() >= PreviewLink.MOST:
            problems.append(TOO_MANY)
        if problems:
            raise Refused(problems)
        token = secrets.token_urlsafe(32)
        link = PreviewLink.objects.create(
            article=article,
            digest=digest_of(token),
            recipient=recipient,
            created_at=now,
            created_by=by,
            expires_at=now + timedelta(days=days),
        )
        _log(
            article,
            by,
            gettext("Made a preview link for {recipient}, for {days} days.").format(
                recipient=recipient, days=days
            ),
        )
    return link, reverse("preview-link", args=[token])


def revoke(link: PreviewLink, *, by: User) -> None:
    """End a link from now on; one that was revoked before stays as it is.

    Raises:
        Refused: the user may not change stories.
    """
    if not _may(by):
        raise Refused([NOT_ALLOWED])
    with transaction.atomic():
        live = PreviewLink.objects.filter(pk=link.pk, revoked_at=None)
        if live.update(revoked_at=clock.now(), revoked_by=by):
            _log(
                link.article,
                by,
                gettext("Revoked the preview link for {recipient}.").format(
                    recipient=link.recipient
                ),
            )


NOT_ALLOWED = Problem("", _("You don't have the permission to change stories."))
TOO_MANY = Problem(
    "",
    format_lazy(
        _("The story has {most} preview links. Revoke one that isn't needed any more."),
        most=PreviewLink.MOST,
    ),
)


def _may(by: User) -> bool:
    return by.has_perm("articles.change_article")


def _log(article: Article, by: User, message: str) -> None:
    """Write to Django's log of the desk.

    Not to the story's events: a story with events can't be deleted, and a draft that was only shown
    to a source can.
    """
    LogEntry.objects.log_actions(by.pk, [article], CHANGE, message, single_object=True)


# The pages


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the draft to the holder of a link that works; else a page that says nothing about a story."""
    link = _working(token)
    if link is None:
        return _private(render(request, "articles/preview_ended.html", status=404))
    if PROGRAMS.search(request.headers.get("User-Agent", "")):
        return _private(render(request, "articles/preview_unopened.html"))
    if _is_opened(request):
        opened = PreviewLink.objects.filter(pk=link.pk)
        opened.update(opened=F("opened") + 1, last_opened_at=clock.now())
    page = story_page.of_draft(link.article)
    for image in _pictures(page):
        image.served_below = f"{request.path}images/"
    context: dict[str, Any] = {"page": page, "preview_of": link.article, "preview_link": link}
    return _private(render(request, "articles/story.html", context))


@require_safe
def picture(request: HttpRequest, token: str, image: str, width: int, format: str) -> HttpResponse:
    """Serve a picture of the draft to the holder of a link that works.

    The public address of a picture answers 404 until a live story shows it.
    """
    link = _working(token)
    found = _picture_of(link.article, image) if link else None
    if found is None:
        raise Http404(gettext("No draft that you may read shows this picture."))
    return _private(rendition_response(found, width, format, public=False))


def _working(token: str) -> PreviewLink | None:
    """Return the link with this token if it works now.

    The database compares digests, so the time that it takes says nothing about a token.
    """
    links = PreviewLink.objects.working(clock.now()).select_related("article__section")
    return links.select_related("article__picture").filter(digest=digest_of(token)).first()


def _is_opened(request: HttpRequest) -> bool:
    """Return whether a person outside the desk reads the page, as far as a request shows it.

    HEAD isn't counted, since mail filters and link checkers send it, nor what a browser fetches
    ahead, nor a user of the desk who tries the link. The count is an indication and no proof of who
    has read: a link can be passed on, and a program can name itself a browser.
    """
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.method == "GET" and not ahead and not request.user.is_authenticated


def _pictures(page: StoryPage) -> list[Image]:
    """Return the pictures that the page shows of the draft itself, without those of other stories."""
    shown = [page.copy.picture]
    shown += [b.image for b in page.blocks if isinstance(b, Picture | ProductCard)]
    shown += [byline.author.portrait for byline in page.bylines]
    return [image for image in shown if image is not None]


def _picture_of(article: Article, token: str) -> Image | None:
    """Return the picture with this token if the draft or an author of its bylines shows it."""
    of_authors = article.bylines.values("author__portrait")
    shown = Q(pk=article.picture_id) | Q(article_links__article=article) | Q(pk__in=of_authors)
    return Image.objects.filter(shown, token=token).first()


def _private(response: HttpResponse) -> HttpResponse:
    """Forbid caches, search engines and other sites to learn the page or its address."""
    never_stored(response)
    # The pages and videos that the story links to would get the secret address.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

"""Views for readers. They query live editions only, so none can show a draft."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from articles.content import story_page
from articles.content.disclosures import disclose_links
from articles.content.shown import show_cards, show_story
from articles.models import Edition, Section, Tag
from articles.site import lists
from articles.site.lists import found_or_404
from authors.models import Author
from images.files import StorageAway
from images.models import Image
from images.renditions import CONTENT_TYPES
from newsroom import clock
from newsroom.cache.keys import path_key, showing
from newsroom.cache.readers import for_readers
from newsroom.compiled import Found
from newsroom.pagination import Page, paginate

# Cache lifetime of a rendition served in place of one that isn't ready, in seconds.
STAND_IN_SECONDS = 10


def story_list(request: HttpRequest, editions: Found[Edition], *key: object) -> Page[Edition]:
    """Return a page of `editions` for cards; the request's `page` selects it.

    `key` is the kind and row of the key that stands for the list (newsroom/cache/tables.py).
    """
    with showing() as shows:
        shows(*key)
        page = paginate(editions, request.GET.get("page") or "1")
        show_cards(shows, page.rows)
    return page


def public_section(slug: str) -> Section:
    """Return a section with a live story. Raises Http404 if there is none with this slug."""
    with showing() as shows:
        shows("articles_section")
        return found_or_404(lists.public_section(slug, clock.now()))


@require_safe
@for_readers("page")
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve a tag's stories; 404 while none is live.

    A tag's name may disclose a draft, so a tag on drafts only doesn't exist for readers.
    """
    tag = tag_or_404(slug)
    page = story_list(request, lists.tagged(tag.pk, clock.now()), "tag-list", tag.pk)
    if not page.rows:
        raise Http404("No story has this tag.")
    return render(request, "articles/tag.html", {"page": page, "tag": tag})


def tag_or_404(slug: str) -> Tag:
    """Return a tag, whether or not a live story has it. Raises Http404."""
    with showing() as shows:
        tag = found_or_404(lists.tag(slug))
        shows("tag", tag.pk)
        if tag.picture_id:
            shows("image", tag.picture_id)
    return tag


@require_safe
@for_readers("page")
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve an author's stories; 404 while none is live.

    Before that, the page could disclose a colleague who hasn't been announced.
    """
    author = author_or_404(slug)
    editions = lists.by_author(author.pk, clock.now())
    page = story_list(request, editions, "author-list", author.pk)
    if not page.rows:
        raise Http404("No story is by this author.")
    evaluations, disclosures = disclose_links([link.url for link in author.links.all()])
    context = {
        "page": page,
        "author": author,
        "links": [
            (link, evaluation, shown, mark)
            for link, (evaluation, shown, mark) in zip(author.links.all(), evaluations, strict=True)
        ],
        "disclosures": disclosures,
    }
    return render(request, "authors/author.html", context)


def author_or_404(slug: str) -> Author:
    """Return an author, with or without live stories. Raises Http404."""
    with showing() as shows:
        author = found_or_404(lists.author(slug, clock.now()))
        shows("author", author.pk)
        if author.portrait_id:
            shows("image", author.portrait_id)
    return author


@require_safe
@for_readers()
def story(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """Serve a story's page; 301 if the story moved, 410 with the reason if it was withdrawn."""
    path = f"{section}/{slug}"
    with showing() as shows:
        shows("path", path_key(path))
        edition = story_page.story_at(path, clock.now()).first()
        if edition is not None:
            page = story_page.of_edition(edition, further=True)
            show_story(shows, page)
    if edition is None:
        return moved_or_gone(request, path)
    return render(request, "articles/story.html", {"page": page})


def moved_or_gone(request: HttpRequest, path: str) -> HttpResponse:
    """Return the response for a path without a live story, based on former editions there.

    It is 301 to the story's current address, or 410 with the reason if the story was withdrawn.

    Raises:
        Http404: no story was ever live here.
    """
    with showing() as shows:
        shows("path", path_key(path))
        former = lists.begun_at(path, clock.now()).first()
        if former is None:
            raise Http404("No story has this address.")
        shows("article", former.article_id)
        of_story = Edition.objects.filter(article_id=former.article_id)
        current = of_story.live().first()
        if current is not None:
            return HttpResponsePermanentRedirect(current.get_absolute_url())
        last = of_story.begun().order_by("-live_from").first()
    return render(request, "410.html", {"edition": last}, status=410)


@require_safe
def image(request: HttpRequest, token: str, width: int, format: str) -> HttpResponse:
    """Serve a rendition: to everybody if a live story shows the picture, otherwise to staff only.

    A request never encodes a picture; it serves what a worker has made.
    """
    image = get_object_or_404(Image, token=token)
    public = is_shown(image)
    if not public and not request.user.has_perm("images.view_image"):
        raise Http404("No story shows this picture.")
    return rendition_response(image, width, format, public=public)


def rendition_response(image: Image, width: int, format: str, *, public: bool) -> HttpResponse:
    """Return a rendition, or 503 while there is none; a public one may be kept by caches.

    Raises:
        Http404: the picture doesn't come in this size.
    """
    if format not in CONTENT_TYPES or width not in image.widths:
        raise Http404("The picture doesn't come in this size.")
    try:
        rendition = image.rendition(width, format)
    except StorageAway:
        return not_ready(
            gettext("The picture can’t be fetched right now. Try again in a few seconds."), 5
        )
    if rendition is None:
        return not_ready(gettext("The picture is being prepared. Try again in a minute."), 60)
    response = HttpResponse(rendition.content, content_type=CONTENT_TYPES[rendition.format])
    if not public:
        response.headers["Cache-Control"] = "private, no-store"
    elif (rendition.width, rendition.format) == (width, format):
        # The bytes at an address never change. Shared caches revalidate each minute, because the
        # picture stops being public once no live story shows it.
        response.headers["Cache-Control"] = "public, max-age=31536000, s-maxage=60, immutable"
    else:
        # Another size or format is served until a worker has made this one.
        response.headers["Cache-Control"] = f"public, max-age={STAND_IN_SECONDS}"
    return response


def not_ready(sentence: str, seconds: int) -> HttpResponse:
    """Return 503 for a picture that can't be sent, and the seconds after which to try again."""
    response = HttpResponse(sentence, "text/plain; charset=utf-8", status=503)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_shown(image: Image) -> bool:
    """Return whether a live story shows the picture, or the page of its author, series or tag."""
    live = Edition.objects.live()
    return (
        live.filter(picture=image).exists()
        or live.filter(picture_links__image=image).exists()
        or live.filter(bylines__author__portrait=image).exists()
        or live.filter(series__picture=image).exists()
        or live.filter(tag_links__tag__picture=image).exists()
    )

"""The reader's pages: request, live editions, template. None of them can reach a draft."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.content import story_page
from articles.content.disclosures import disclose_links
from articles.models import Edition, Section, Tag
from articles.models.querysets import EditionQuerySet
from authors.models import Author
from images.models import Image
from images.renditions import CONTENT_TYPES
from newsroom.caching import for_readers
from newsroom.pagination import paginate


def story_list(
    request: HttpRequest, editions: EditionQuerySet, template: str, **context: Any
) -> HttpResponse:
    page = paginate(editions.for_cards(), request.GET.get("page") or "1")
    return render(request, template, {"page": page} | context)


@require_safe
@for_readers
def home(request: HttpRequest) -> HttpResponse:
    return story_list(request, Edition.objects.live().latest_first(), "articles/home.html")


@require_safe
@for_readers
def section(request: HttpRequest, slug: str) -> HttpResponse:
    section = get_object_or_404(Section, slug=slug)
    editions = section.editions.live().latest_first()
    return story_list(request, editions, "articles/section.html", section=section)


@require_safe
@for_readers
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag's stories. A tag that is only on drafts doesn't exist for readers: its name may tell."""
    tag = get_object_or_404(Tag, slug=slug)
    page = paginate(
        Edition.objects.live().latest_tagged(tag).for_cards(), request.GET.get("page") or "1"
    )
    if not page.rows:
        raise Http404("No story has this tag.")
    return render(request, "articles/tag.html", {"page": page, "tag": tag})


@require_safe
@for_readers
def author(request: HttpRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(
        Author.objects.with_interests().select_related("portrait").prefetch_related("links"),
        slug=slug,
    )
    editions = Edition.objects.live().latest_by(author)
    judgements, told = disclose_links([link.url for link in author.links.all()])
    return story_list(
        request,
        editions,
        "authors/author.html",
        author=author,
        links=[
            (link, judgement, shown, mark)
            for link, (judgement, shown, mark) in zip(author.links.all(), judgements, strict=True)
        ],
        told=told,
    )


@require_safe
@for_readers
def story(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """A story's page; where it moved, 301; where it was withdrawn, 410 with the reason."""
    path = f"{section}/{slug}"
    edition = story_page.story_editions().filter(path=path).first()
    if edition is None:
        return moved_or_gone(request, path)
    return render(request, "articles/story.html", {"page": story_page.of_edition(edition)})


def moved_or_gone(request: HttpRequest, path: str) -> HttpResponse:
    """What to answer at an address where nothing is live: editions remember where they stood.

    Raises:
        Http404: no story was ever live here.
    """
    former = Edition.objects.begun().filter(path=path).order_by("-live_from").first()
    if former is None:
        raise Http404("No story has this address.")
    of_story = Edition.objects.filter(article_id=former.article_id)
    current = of_story.live().first()
    if current is not None:
        return HttpResponsePermanentRedirect(current.get_absolute_url())
    last = of_story.begun().order_by("-live_from").first()
    return render(request, "410.html", {"edition": last}, status=410)


@require_safe
def image(request: HttpRequest, token: str, width: int, format: str) -> HttpResponse:
    """A rendition, for whoever may see the picture: all if something live shows it, else the desk."""
    image = get_object_or_404(Image, token=token)
    if format not in CONTENT_TYPES or width not in image.widths:
        raise Http404("The picture doesn't come in this size.")
    public = is_shown(image)
    if not public and not request.user.has_perm("images.view_image"):
        raise Http404("No story shows this picture.")
    response = HttpResponse(image.rendition(width, format), content_type=CONTENT_TYPES[format])
    response.headers["Cache-Control"] = (
        # The bytes at an address never change; shared caches ask each minute whether it is shown.
        "public, max-age=31536000, s-maxage=60, immutable" if public else "private, no-store"
    )
    return response


def is_shown(image: Image) -> bool:
    """Whether readers can meet the picture: in a live story or as an author's portrait."""
    live = Edition.objects.live()
    return (
        live.filter(picture=image).exists()
        or live.filter(picture_links__image=image).exists()
        or image.portrait_of.exists()
    )

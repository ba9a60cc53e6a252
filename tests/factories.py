"""Factories: valid rows in one call, with the values that a test gives."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage

from articles import publishing
from articles.models import Article, ArticleByline, Edition, Section
from authors.models import Author
from disclosures.models import Programme, Wording
from images.models import Image
from staff.models import User

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_numbers = count(1)


def make_user(role: str = "", **fields: Any) -> User:
    """A login on the desk; `role` is a group's name."""
    fields = {"username": f"user-{next(_numbers)}", "is_staff": True} | fields
    user = User.objects.create_user(password="secret", **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def picture_bytes(format: str = "JPEG", size: tuple[int, int] = (64, 40), **options: Any) -> bytes:
    buffer = io.BytesIO()
    PillowImage.new("RGB", size, "teal").save(buffer, format, **options)
    return buffer.getvalue()


def xmp_of(properties: str) -> bytes:
    """Return an XMP packet with `properties`, as agencies put it into their pictures."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">
{properties}
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


def make_image(content: bytes | None = None, **fields: Any) -> Image:
    fields = {"alt": "A lighthouse at dusk", "credit": "Ana Ruiz"} | fields
    return Image.objects.create(file=ContentFile(content or picture_bytes(), "upload"), **fields)


def make_author(**fields: Any) -> Author:
    number = next(_numbers)
    return Author.objects.create(**({"name": f"Author {number}", "slug": f"a-{number}"} | fields))


def make_section(**fields: Any) -> Section:
    number = next(_numbers)
    return Section.objects.create(**({"name": f"Desk {number}", "slug": f"desk-{number}"} | fields))


def make_article(
    *, authors: list[Author] | None = None, tags: Sequence[str] = (), **fields: Any
) -> Article:
    """A draft that passes every gate."""
    number = next(_numbers)
    defaults = {
        "headline": f"Headline {number}",
        "standfirst": f"Standfirst {number}",
        "slug": f"story-{number}",
        "body": f"<p>Body {number}.</p>",
    }
    if "section" not in fields:
        defaults["section"] = Section.objects.first() or make_section()
    article = Article.objects.create(**(defaults | fields))
    for position, author in enumerate(authors if authors is not None else [make_author()]):
        ArticleByline.objects.create(content_object=article, author=author, position=position)
    article.tags.add(*tags)
    return article


def touch(article: Article) -> Article:
    """Change a draft, so that there is something to publish; return it."""
    article.standfirst = f"Standfirst {next(_numbers)}"
    article.save(update_fields=["standfirst"])
    return article


def make_edition(article: Article | None = None, *, days_ago: float = 1, **fields: Any) -> Edition:
    """A live edition; of a new story unless `article` is given, which is published anew.

    An edition has to say something new, so the standfirst changes where nothing else has.
    """
    by = User.objects.filter(groups__name="Editor").first() or make_user("Editor")
    if article is not None:
        live = article.editions.live().first()
        if live and Article.objects.get(pk=article.pk).copy() == live.copy():
            touch(article)
        return publishing.publish(article, by=by)
    live_from = timezone.now() - timedelta(days=days_ago)
    return publishing.publish(make_article(**fields), by=by, live_from=live_from)


def make_programme(**fields: Any) -> Programme:
    fields = {"name": "Amazon", "patterns": "amazon.com\namzn.to", "ids_in": "tag"} | fields
    return Programme.objects.create(**fields)


def make_wording(**fields: Any) -> Wording:
    fields = {
        "text": "We earn from links in this story.",
        "mark": "paid link",
        "valid_from": LONG_AGO,
    } | fields
    return Wording.objects.create(**fields)

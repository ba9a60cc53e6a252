"""The desk by its forms, for tests of any package to use in a line."""

import html

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.admin import merging
from articles.models import Article
from tests.factories import make_user

# The fields of a wording, as its form on the desk posts them.
WORDING = {
    "kind": "affiliate",
    "text": "We earn when you buy through our links.",
    "mark": "paid link",
    "label": "Ad",
    "learn_more": "/disclosures/",
}


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def form_of(article: Article | None = None, **changes) -> dict:
    """Return the fields that the story's form posts: the draft's, with changes."""
    bylines = list(article.bylines.all()) if article else []
    related = list(article.related_links.all()) if article else []
    data = {
        "headline": article.headline if article else "",
        "standfirst": article.standfirst if article else "",
        "body": article.body if article else "",
        "slug": article.slug if article else "",
        "section": (article.section_id or "") if article else "",
        "genre": article.genre if article else "",
        "tags": ", ".join(article.tags.names()) if article else "",
        "series": (article.series_id or "") if article else "",
        "series_part": (article.series_part or "") if article else "",
        "picture": (article.picture_id or "") if article else "",
        "picture_alt": article.picture_alt if article else "",
        "picture_caption": article.picture_caption if article else "",
        "picture_focus": article.picture_focus if article else "",
        "videos": "",
        "connection": article.connection if article else "",
        "connection_with": article.connection_with if article else "",
        "paid_links": article.paid_links if article else [],
        "stage": "writing",
        "embargo_until_0": "",
        "embargo_until_1": "",
        "version": article.version if article else "",
        "based_on": merging.marks_of(article) if article else "",
    }
    for prefix, rows, key in (("bylines", bylines, "author"), ("related_links", related, "story")):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            data |= {
                f"{prefix}-{number}-id": row.pk,
                f"{prefix}-{number}-content_object": article.pk,
                f"{prefix}-{number}-{key}": getattr(row, f"{key}_id"),
                f"{prefix}-{number}-position": row.position,
            }
    return data | changes


def change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def post(client: Client, article: Article, **changes):
    return client.post(change_url(article), form_of(article, **changes), follow=True)


def chosen(response, side: str = "mine") -> dict[str, str]:
    """Return the fields that choose a side ("mine", "theirs") in each conflict of a refused form."""
    conflicts = response.context["conflicts"]
    return {f"merge-{each.name}": f"{side}-{each.against}" for each in conflicts}


def messages(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def text_of(response: HttpResponse) -> str:
    """Return a page's HTML with its entities as characters."""
    return html.unescape(response.content.decode())

"""The addresses that the story's form asks while somebody writes. None of them changes anything."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin import ModelAdmin
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_POST, require_safe

from articles.admin.publish_sheet import times
from articles.admin.story_search import story_search
from articles.admin.tag_suggestions import tag_suggestions
from articles.admin.typed_links import typed_links


def urls(model_admin: ModelAdmin) -> list[URLPattern]:
    """Return the URL patterns, below those of the list of stories."""

    def at(
        route: str, view: Callable[..., Any], method: Callable[..., Any], name: str
    ) -> URLPattern:
        wrapped = model_admin.admin_site.admin_view(method(partial(view, model_admin)))
        return path(route, wrapped, name=name)

    return [
        at("links/", typed_links, require_POST, "articles_article_typed_links"),
        at("stories/", story_search, require_safe, "articles_article_stories"),
        at("times/", times, require_safe, "articles_article_times"),
        at("tags/", tag_suggestions, require_safe, "articles_article_tags"),
    ]

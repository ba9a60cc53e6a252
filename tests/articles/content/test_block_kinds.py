"""A publisher's own kind of block: registered, shown on pages and in feeds, disclosed as any other."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from articles.content import blocks
from articles.content.blocks import Block, inner_html, register
from articles.content.body import Body
from articles.content.hand_written import text_of
from articles.models import Edition, SitePage
from tests.articles.content.test_blocks import EVALUATE, PAID
from tests.factories import make_edition, make_programme, make_wording

pytestmark = pytest.mark.django_db

RECIPE = f'<blockquote><p>Recipe: two eggs, <a href="{PAID}">a pan</a>.</p></blockquote>'


@dataclass(frozen=True)
class Recipe(Block):
    template_name = "recipes/block.html"

    html: str

    @classmethod
    def match(cls, element):
        is_recipe = element.tag == "blockquote" and text_of(element).startswith("Recipe:")
        return [cls(inner_html(element))] if is_recipe else None


@pytest.fixture(autouse=True)
def recipes(settings, tmp_path) -> Iterator[None]:
    """Register the block, and put its template where Django looks for a publisher's."""
    template = tmp_path / "recipes/block.html"
    template.parent.mkdir()
    template.write_text('<div class="recipe">{{ site_name }} {{ block.html|safe }}</div>\n')
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [tmp_path, *engines[0]["DIRS"]]
    settings.TEMPLATES = engines
    register(Recipe)
    yield
    blocks.unregister(Recipe)


def test_a_registered_kind_is_tried_first_and_disclosed_as_any_other():
    found = Body(f"<p>a</p>{RECIPE}<blockquote><p>b</p></blockquote>").derive(EVALUATE).blocks
    assert [type(block).__name__ for block in found] == ["Html", "Disclosures", "Recipe", "Html"]
    assert 'rel="sponsored"' in found[2].html


def test_registering_twice_is_registering_once():
    assert register(Recipe) is Recipe
    assert blocks._kinds.count(Recipe) == 1


def test_readers_get_it_on_pages_policies_and_in_feeds(client, settings):
    make_programme()
    make_wording()
    make_edition(slug="pans", body=RECIPE)
    SitePage.objects.create(slug="ethics", title="Ethics", body=RECIPE)

    page = client.get(Edition.objects.get(slug="pans").get_absolute_url()).content.decode()
    feed = client.get("/feed.xml").content.decode()
    policy = client.get("/about/ethics/").content.decode()

    # A page's template has the page's variables; a feed has none.
    assert f'<div class="recipe">{settings.SITE_NAME} <p>Recipe:' in page
    assert f'<div class="recipe">{settings.SITE_NAME} <p>Recipe:' in policy
    assert 'class="recipe"' in feed
    for html in (page, policy):
        assert html.index('class="disclosure"') < html.index('class="recipe"')

"""A story's page offers no story twice, and only live ones."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from articles.content.further import MORE, RELATED, Candidates, chosen
from articles.content.story_page import of_draft
from articles.models import ArticleRelated, Edition, SimilarStory
from tests.factories import make_article, make_edition, make_section, make_user

KEYS = st.integers(1, 12)


@given(
    picks=st.lists(KEYS, max_size=6, unique=True),
    similar=st.lists(KEYS, max_size=12, unique=True),
    following=st.none() | KEYS,
    live=st.dictionaries(KEYS, st.booleans()),
    shown=st.sets(KEYS, max_size=3),
)
def test_no_story_is_offered_twice_and_all_are_live(picks, similar, following, live, shown):
    stories = {key: SimpleNamespace(key=key, is_retracted=live[key]) for key in live}
    candidates = Candidates(picks, similar, following)
    further = chosen(candidates, stories, shown=shown)

    offered = [story.key for story in further.related + further.more]
    assert len(set(offered)) == len(offered)
    live_picks = [key for key in picks if key in live]
    assert offered[: len(live_picks)] == live_picks
    filled = set(offered[len(live_picks) :])
    assert not filled & (shown | {following})
    assert not any(live[key] for key in filled)
    assert len(further.related) <= max(RELATED, len(live_picks) + 1)
    assert len(further.more) <= MORE
    assert not further.more or len(further.related) >= RELATED
    # The page cache hears of every candidate that could change what is offered.
    known = {story.key for story in further.offered} | set(further.hidden)
    assert {key for key in candidates.keys if key not in live} <= known


# Pages

pytestmark = pytest.mark.usefixtures("newsroom")
LINK = re.compile(r'<a [^>]*?href="(/[\w-]+/[\w-]+/)"')


def offered(client, address: str) -> dict[str, list[str]]:
    """Return the addresses in each group of a page by the heading's id."""
    page = client.get(address).content.decode()
    groups = {}
    for name in ("_related", "_next", "_more"):
        _, _, rest = page.partition(f'id="{name}"')
        groups[name] = LINK.findall(
            rest.partition("</nav>" if name == "_next" else "</section>")[0]
        )
    return groups


def test_every_story_offers_two_groups_that_share_no_story(client, newsroom):
    for edition in Edition.objects.live():
        groups = offered(client, edition.get_absolute_url())
        found = groups["_related"] + groups["_more"]
        assert len(groups["_related"]) >= RELATED
        assert len(groups["_more"]) == MORE
        assert len(set(found)) == len(found)
        assert edition.get_absolute_url() not in found + groups["_next"]


def test_the_editors_picks_come_first(client, newsroom):
    article = newsroom.story("two-fights-before-breakfast")
    picks = [f"/{link.story.path}/" for link in article.related_links.all()]
    assert offered(client, f"/{article.path}/")["_related"][: len(picks)] == picks


def test_a_withdrawn_story_is_offered_nowhere_and_a_restored_one_again(client, newsroom):
    article = newsroom.story("two-fights-before-breakfast")
    address = f"/{article.path}/"
    row = SimilarStory.objects.filter(story=article)[0]
    row.score = 1e9
    row.save()
    ArticleRelated.objects.filter(story=row.other).delete()
    best = f"/{row.other.path}/"
    shown = [each for group in offered(client, address).values() for each in group]
    assert best in shown

    editor = newsroom.user("editor")
    publishing.withdraw(row.other, by=editor, reason="Wrong.")
    shown = [each for group in offered(client, address).values() for each in group]
    assert best not in shown

    publishing.publish(row.other, by=editor)
    shown = [each for group in offered(client, address).values() for each in group]
    assert best in shown


def test_a_scheduled_story_is_not_offered_before_its_time(client):
    story = make_edition(body="<p>Quagga, quagga.</p>")
    later = make_article(headline="Not yet", body="<p>Quagga, quagga.</p>")
    publishing.schedule(later, by=make_user("Editor"), at=timezone.now() + timedelta(hours=1))
    assert later.pk in SimilarStory.objects.filter(story=story.article).values_list(
        "other_id", flat=True
    )
    assert "Not yet" not in client.get(story.get_absolute_url()).content.decode()


def test_a_retracted_story_is_offered_only_if_an_editor_picks_it(client, newsroom):
    story = make_edition(body="<p>Quagga, quagga.</p>").article
    wrong = make_edition(headline="Zebras", body="<p>Quagga, quagga.</p>", days_ago=0.5).article
    address, bad = f"/{story.path}/", f"/{wrong.path}/"
    assert bad in offered(client, address)["_related"]
    publishing.publish(
        wrong, by=newsroom.user("editor"), notice=publishing.NewNotice("retraction", "Invented.")
    )
    groups = offered(client, address)
    assert bad not in groups["_related"] + groups["_more"]


def test_a_story_with_a_card_in_the_body_is_not_offered_again(client):
    other = make_edition(headline="Zebras", body="<p>Quagga, quagga.</p>")
    card = (
        f'<figure class="story" data-story="{other.article_id}"><a href="/x/y/">Zebras</a></figure>'
    )
    story = make_edition(body=f"<p>Quagga, quagga.</p>{card}")
    groups = offered(client, story.get_absolute_url())
    assert other.get_absolute_url() not in groups["_related"] + groups["_more"]


def test_the_next_story_is_the_next_older_one_of_the_section(client, newsroom):
    section = make_section(slug="zoo")
    oldest, middle, newest = (make_edition(section=section, days_ago=days) for days in (9, 5, 1))
    following = [
        offered(client, edition.get_absolute_url())["_next"] for edition in (newest, middle, oldest)
    ]
    assert following == [[middle.get_absolute_url()], [oldest.get_absolute_url()], []]
    publishing.withdraw(middle.article, by=newsroom.user("editor"), reason="Wrong.")
    assert offered(client, newest.get_absolute_url())["_next"] == [oldest.get_absolute_url()]
    page = client.get(newest.get_absolute_url()).content.decode()
    assert f'rel="next" href="{oldest.get_absolute_url()}"' in page


def test_of_stories_published_at_one_instant_each_has_its_turn(client):
    section, at = make_section(slug="zoo"), timezone.now() - timedelta(days=3)
    by = make_user("Editor")
    editions = [
        publishing.publish(make_article(section=section), by=by, live_from=at) for _ in range(3)
    ]
    address, visited = editions[-1].get_absolute_url(), []
    while address:
        visited.append(address)
        address = next(iter(offered(client, address)["_next"]), "")
    assert visited == [edition.get_absolute_url() for edition in reversed(editions)]


def test_a_preview_offers_the_same(client, newsroom):
    article = newsroom.story("why-it-rains-in-the-future")
    further = of_draft(article).further
    groups = offered(client, f"/{article.path}/")
    assert [f"/{each.path}/" for each in further.related] == groups["_related"]
    assert [f"/{each.path}/" for each in further.more] == groups["_more"]
    assert further.next is not None
    assert [f"/{further.next.path}/"] == groups["_next"]


def test_a_draft_that_was_never_published_offers_the_editors_picks(newsroom):
    article = newsroom.story("two-games-that-own-a-watch")
    further = of_draft(article).further
    assert [each.article_id for each in further.related] == [
        link.story_id for link in article.related_links.all()
    ]
    assert further.more == []

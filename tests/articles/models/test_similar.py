"""Similar stories: which ones are found, and how good they are."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import publishing
from articles.content.further import MORE, RELATED
from articles.models import Article, Edition, SimilarStory, StoryTerms, TermCount
from articles.models.similar import COUNT_SERVES, MOST
from articles.publishing.similar import find_all, find_similar
from benchmarks.related import RANKINGS, labels, precision, ranked_by
from tests.factories import make_article, make_edition, make_section, make_user

pytestmark = pytest.mark.usefixtures("newsroom")

# A text that no story of the magazine has words of.
QUAGGAS = "<p>Quaggas graze. A quagga is a zebra; okapis aren’t. Quagga, okapi, quagga.</p>"


def similar_to(story: Article) -> list[str]:
    return [row.other.headline for row in story.similar.select_related("other")]


def test_they_are_better_than_shared_tags_and_than_text_alone():
    precisions = {name: precision(ranked_by(sql)) for name, sql in RANKINGS.items()}
    ours = precisions.pop("ours")
    assert ours >= 0.75
    assert all(ours >= other + 0.05 for other in precisions.values()), precisions


def test_every_live_story_of_the_magazine_has_labels_which_are_of_live_ones():
    live = set(Edition.objects.live().values_list("slug", flat=True))
    assert labels().keys() == live
    for story, others in labels().items():
        assert set(others) <= live - {story}
        assert len(set(others)) == len(others) >= 3


def test_a_story_with_the_same_rare_words_comes_first_on_both_pages():
    first = make_edition(headline="Zebras", body=QUAGGAS).article
    second = make_edition(headline="Stripes", body=QUAGGAS, days_ago=0.5).article
    assert similar_to(first)[0] == "Stripes"
    assert similar_to(second)[0] == "Zebras"
    assert not SimilarStory.objects.filter(story=second, other=second).exists()


def test_a_shared_rare_tag_counts():
    first = make_edition(headline="One", body="<p>Anvils, anvils.</p>", tags=["Okapis"]).article
    make_edition(headline="Two", body="<p>Bellows, bellows.</p>", tags=["Okapis"])
    assert similar_to(first)[0] == "Two"


def test_of_two_that_are_as_similar_the_newer_one_comes_first():
    story = make_edition(headline="One", body=QUAGGAS).article
    make_edition(headline="Old", body=QUAGGAS, days_ago=2000)
    make_edition(headline="New", body=QUAGGAS, days_ago=2)
    assert similar_to(story)[:2] == ["New", "Old"]


def test_a_story_keeps_the_most_similar_ones_however_many_there_are():
    stories = [
        make_edition(headline=f"Quagga {number}", body=QUAGGAS).article
        for number in range(MOST + 3)
    ]
    for story in stories:
        kept = SimilarStory.objects.filter(story=story)
        assert kept.count() == MOST
        assert all(headline.startswith("Quagga") for headline in similar_to(story))


def test_an_update_that_is_about_something_else_leaves_its_neighbours():
    other = make_edition(headline="Zebras", body=QUAGGAS, section=make_section(slug="zoo")).article
    article = make_edition(headline="Stripes", body=QUAGGAS).article
    before = SimilarStory.objects.get(story=other, other=article).score
    article.body = "<p>Anvils and bellows, anvils and bellows.</p>"
    article.save()
    publishing.publish(article, by=make_user("Editor"))
    after = SimilarStory.objects.filter(story=other, other=article).first()
    assert after is None or after.score < before * 0.6
    assert "quagga" not in StoryTerms.objects.get(article=article).terms


def test_running_the_task_again_changes_nothing():
    article = make_edition(body=QUAGGAS).article

    def rows():
        return list(SimilarStory.objects.order_by("pk").values_list())

    find_similar.enqueue(article.pk)
    before = rows()
    find_similar.enqueue(article.pk)
    assert rows() == before


def test_a_small_update_writes_no_row_of_other_stories(newsroom):
    """Each written row drops a page from the page cache."""
    article = newsroom.story("why-it-rains-in-the-future")
    before = set(SimilarStory.objects.exclude(story=article).values_list())
    article.body += "<p>It rains.</p>"
    article.save()
    publishing.publish(article, by=make_user("Editor"))
    changed = set(SimilarStory.objects.exclude(story=article).values_list()) - before
    assert not changed


def test_a_draft_and_a_cancelled_edition_have_no_terms():
    draft, article = make_article(body=QUAGGAS), make_article(body=QUAGGAS)
    editor = make_user("Editor")
    publishing.schedule(article, by=editor, at=timezone.now() + timedelta(hours=1))
    StoryTerms.objects.all().delete()
    publishing.cancel_plans(article, by=editor)
    StoryTerms.objects.write([draft.pk, article.pk])
    find_similar.enqueue(draft.pk)
    assert not StoryTerms.objects.exists()
    assert not SimilarStory.objects.filter(story=draft).exists()


def test_a_story_is_found_by_its_live_words_after_its_plans_are_cancelled(time_machine):
    article, editor = make_edition(body=QUAGGAS, headline="Zebras").article, make_user("Editor")
    article.body = "<p>Something else.</p>"
    article.save()
    publishing.schedule(article, by=editor, at=timezone.now() + timedelta(hours=1))
    publishing.cancel_plans(article, by=editor)
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert "Zebras" in similar_to(make_edition(body=QUAGGAS).article)


def test_a_withdrawn_story_is_no_longer_found():
    gone = make_edition(headline="Zebras", body=QUAGGAS)
    publishing.withdraw(gone.article, by=make_user("Editor"), reason="Wrong.")
    story = make_edition(body=QUAGGAS).article
    assert "Zebras" not in similar_to(story)


def test_terms_are_counted_again_after_a_day():
    assert not TermCount.objects.is_due()
    counted = TermCount.objects.get(term="")
    assert counted.stories == Edition.objects.filter(live_until=None).count()
    assert TermCount.objects.get(term="anim").stories > 1
    TermCount.objects.update(counted_at=timezone.now() - COUNT_SERVES)
    make_edition(body=QUAGGAS)
    assert TermCount.objects.get(term="").stories == counted.stories + 1


def test_the_command_finds_what_the_tasks_found():
    make_edition(headline="Zebras", body=QUAGGAS)
    story = make_edition(body=QUAGGAS).article
    SimilarStory.objects.all().delete()
    StoryTerms.objects.all().delete()
    out = StringIO()
    call_command("find_similar", stdout=out)
    count = Edition.objects.not_ended().values("article").distinct().count()
    assert out.getvalue() == f"Found the similar stories of {count} stories.\n"
    assert similar_to(story)[0] == "Zebras"
    assert find_all() == count


@pytest.mark.empty_database(reason="the first story of a new site")
def test_the_first_story_of_a_site_has_none():
    assert similar_to(make_edition().article) == []


def test_the_tasks_leave_each_story_of_a_small_site_with_enough(newsroom):
    stories = set(Edition.objects.live().values_list("article_id", flat=True))
    for story in stories:
        find_similar.func(story)
    for story in stories:
        assert SimilarStory.objects.filter(story=story, other__in=stories).count() >= RELATED + MORE

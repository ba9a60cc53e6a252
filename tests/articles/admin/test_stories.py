"""Stories on the desk: what is lost when something is wrong (nothing)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.content.changes import changes
from articles.models import Article, Edition
from tests.desk import change_url, chosen, form_of, messages, post, signed_in
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_section,
    make_user,
    touch,
)

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def test_a_story_from_empty_form_to_published(newsroom, editor):
    section, author, picture = make_section(), make_author(), make_image()
    byline = {
        "bylines-TOTAL_FORMS": 1,
        "bylines-0-author": author.pk,
        "bylines-0-role": "words",
        "bylines-0-position": 0,
    }

    response = editor.post(
        reverse("admin:articles_article_add"),
        form_of(
            headline="A  new\nstory",
            standfirst="Why",
            body="<p>Words about <em>Akira</em>.</p><script>x</script>",
            section=section.pk,
            tags="Mecha, mecha, Film",
            picture=picture.pk,
            videos="https://youtu.be/aqz-KE-bpKQ  Big Buck Bunny\n\n",
            _publish="1",
            **byline,
        ),
        follow=True,
    )

    assert "Published" in messages(response)
    edition = newsroom.new(Edition).live().get()
    assert edition.headline == "A new story"
    assert edition.path == f"{section.slug}/a-new-story"
    assert edition.body == "<p>Words about <em>Akira</em>.</p>"
    assert sorted(edition.tags.names()) == ["Film", "Mecha"]
    assert edition.videos == [{"url": "https://youtu.be/aqz-KE-bpKQ", "title": "Big Buck Bunny"}]
    assert edition.bylines.get().author == author


def test_a_half_finished_draft_is_saved_with_what_it_lacks(newsroom, editor):
    response = editor.post(
        reverse("admin:articles_article_add"),
        form_of(headline="Half", _publish="1"),
        follow=True,
    )

    article = newsroom.new(Article).get()
    assert article.headline == "Half"
    assert not newsroom.new(Edition).exists()
    message = messages(response)
    for problem in ("Write the body.", "Choose a section.", "Add at least one author."):
        assert problem in message
        assert problem in response.content.decode()


def test_editing_a_live_story_shows_readers_nothing_until_it_is_published(editor):
    edition = make_edition(headline="Before")
    response = post(editor, edition.article, headline="After", _continue="1")
    page = response.content.decode()
    assert "Live, with unpublished changes" in page
    # What readers see can be put back, if what was typed since may go.
    assert 'name="_restore" value="1"' in page
    assert 'name="discard"' in page
    assert edition.article.editions.live().get().headline == "Before"

    edition.article.refresh_from_db()
    post(editor, edition.article, _publish="1")

    assert edition.article.editions.live().get().headline == "After"


def test_scheduling_takes_the_browsers_time(editor):
    article = make_article()
    at = timezone.localtime() + timedelta(days=2)

    response = post(editor, article, publish_at=at.strftime("%Y-%m-%dT%H:%M"), _schedule="1")

    assert "goes live at" in messages(response)
    assert article.editions.get().live_from == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "Choose the day and time"),
        ("tomorrow", "Add the hour"),
        ("2001-01-01T00:00", "That time has passed"),
    ],
)
def test_a_bad_time_saves_the_draft_and_says_what_to_do(editor, at, sentence):
    article = make_article()

    response = post(editor, article, headline="Kept", publish_at=at, _schedule="1")

    assert sentence in messages(response)
    article.refresh_from_db()
    assert article.headline == "Kept"
    assert not article.editions.exists()


def test_withdrawing_asks_for_the_reason(editor):
    edition = make_edition()
    assert "Give the reason" in messages(post(editor, edition.article, _withdraw="1"))
    editions = edition.article.editions
    assert editions.live().exists()

    edition.article.refresh_from_db()
    post(editor, edition.article, withdraw_reason="Unverified", _withdraw="1")

    assert not editions.live().exists()
    assert editions.get().withdrawal_reason == "Unverified"


def test_cancelling_plans_and_putting_an_edition_back(editor):
    article = make_edition(headline="First").article
    post(editor, article, headline="Second", _publish="1")
    article.refresh_from_db()
    at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    post(editor, article, headline="Third", publish_at=at, _schedule="1")
    article.refresh_from_db()

    response = post(editor, article, _cancel_plans="1")
    assert "plans are cancelled" in messages(response)
    assert not article.editions.waiting().exists()

    article.refresh_from_db()
    post(editor, article, _restore="1")
    article.refresh_from_db()
    assert article.headline == "First"
    assert article.editions.live().get().headline == "Second"
    assert "no such edition" in messages(post(editor, article, _restore="99"))


def test_a_story_is_taken_down_even_if_its_draft_can_not_be_saved(editor):
    edition = make_edition()

    response = post(
        editor, edition.article, videos="no address", withdraw_reason="Legal", _withdraw="1"
    )

    assert not edition.article.editions.live().exists()
    assert "Withdrawn" in messages(response)
    assert response.context["adminform"].form.errors["videos"]


def test_a_withdrawal_at_a_time_is_logged_as_one(editor):
    article = make_edition().article
    at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    response = post(editor, article, withdraw_reason="Licence", withdraw_at=at, _withdraw="1")
    assert "will be withdrawn at" in messages(response)
    assert article.editions.live().exists()


def test_a_stale_form_is_saved_though_its_rows_were_replaced_by_the_same(editor):
    article = make_edition(authors=[make_author(), make_author()]).article
    form = form_of(article, headline="Mine")
    publishing.restore(article.editions.get(), by=make_user("Editor"))
    assert editor.post(change_url(article), form).status_code == 302

    article.refresh_from_db()
    assert article.headline == "Mine"
    assert article.bylines.count() == 2


def test_bylines_can_change_places_names_and_go(editor):
    one, two, three = make_author(), make_author(), make_author()
    article = make_article(authors=[one, two])
    form = form_of(article) | {
        "bylines-0-author": two.pk,
        "bylines-0-position": 0,
        "bylines-1-author": three.pk,
        "bylines-1-position": 1,
    }
    editor.post(change_url(article), form)
    assert [byline.author for byline in article.bylines.all()] == [two, three]

    article.refresh_from_db()
    form = form_of(article)
    number = [byline.author for byline in article.bylines.all()].index(two)
    editor.post(change_url(article), form | {f"bylines-{number}-DELETE": "on"})
    assert two not in [byline.author for byline in article.bylines.all()]


def test_an_embargo_can_not_be_set_behind_a_scheduled_edition(editor):
    article = make_article()
    publishing.schedule(article, by=make_user("Editor"), at=timezone.now() + timedelta(hours=1))
    until = (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    response = post(editor, article, embargo_until=until)
    assert "Cancel what is planned first" in response.content.decode()
    article.refresh_from_db()
    assert article.embargo_until is None


def test_two_editors_never_silently_overwrite_each_other(editor):
    article = make_article(headline="Opened by both")
    form = form_of(article)
    other = signed_in("Editor")
    other.post(change_url(article), form | {"headline": "Theirs", "_continue": "1"})

    response = editor.post(change_url(article), form | {"headline": "Mine", "_publish": "1"})

    article.refresh_from_db()
    assert article.headline == "Theirs"
    assert not article.editions.exists()
    page = response.content.decode()
    assert "saved this story at" in page
    assert "Mine" in page

    editor.post(change_url(article), form | {"headline": "Mine"} | chosen(response))
    article.refresh_from_db()
    assert article.headline == "Mine"


@pytest.mark.parametrize("button", ["_publish", "_schedule", "_withdraw", "_cancel_plans"])
def test_a_writer_saves_drafts_but_the_actions_are_refused_on_the_server(button):
    article = make_edition().article
    writer = signed_in("Writer")
    assert f'name="{button}"' not in writer.get(change_url(article)).content.decode()

    response = post(
        writer,
        article,
        headline="Writer's words",
        publish_at="2090-01-01T00:00",
        withdraw_reason="x",
        **{button: "1"},
    )

    assert "permission" in messages(response)
    article.refresh_from_db()
    assert article.headline == "Writer's words"
    assert article.editions.live().get().headline != "Writer's words"


def test_the_preview_is_the_page_but_nobodys_to_keep(editor):
    article = make_article(headline="Half-finished", authors=[], section=None, picture=make_image())
    preview = reverse("admin:articles_article_preview", args=[article.pk])

    response = editor.get(preview)

    assert "<h1>Half-finished</h1>" in response.content.decode()
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert "noindex" in response["X-Robots-Tag"]
    assert Client().get(preview).status_code == 302
    assert signed_in("Disclosure staff").get(preview).status_code == 200
    assert editor.get(reverse("admin:articles_article_preview", args=[10**6])).status_code == 404
    assert editor.post(preview).status_code == 405


@pytest.mark.parametrize(
    "videos",
    [
        "https://evil.test/x Title",
        "https://youtu.be/aqz-KE-bpKQ",
        "javascript:alert(1) x",
        "https://[x title",
    ],
)
def test_a_bad_video_line_is_reported_and_the_form_kept(editor, videos):
    article = make_article()
    response = post(editor, article, headline="Typed", videos=videos)
    page = response.content.decode()
    assert "Typed" in page
    assert videos.split()[0] in page
    assert response.context["adminform"].form.errors["videos"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Going Out", ["Going Out"]),
        (" Night  Walks ,odes,, ODES ,東京", ["Night Walks", "odes", "東京"]),
        ('The "Sea"', ['The "Sea"']),
        ("★, ☆", ["★", "☆"]),
        ("", []),
    ],
)
def test_tags_have_commas_between_them_and_nothing_else(editor, typed, names):
    article = make_article()
    post(editor, article, tags=typed)
    assert sorted(article.tags.names()) == sorted(names)
    page = editor.get(change_url(article))
    shown = page.context["adminform"].form["tags"].value()
    assert {tag.tag.name if hasattr(tag, "tag") else str(tag) for tag in shown} == set(names)


def test_a_tag_that_is_too_long_is_reported(editor):
    article = make_article()
    response = post(editor, article, tags="ok, " + "x" * 101)
    assert response.context["adminform"].form.errors["tags"]
    assert not article.tags.exists()


def test_too_many_tags_are_reported(editor):
    """Each is looked up and made, so a body that was pasted into the field would hold the server."""
    article = make_article()
    response = post(editor, article, tags=", ".join(f"tag {number}" for number in range(101)))
    [error] = response.context["adminform"].form.errors["tags"]
    assert error == "A story can have at most 100 tags, and these are 101. Take some out."
    assert not article.tags.exists()


def test_what_was_printed_can_not_be_deleted(editor):
    draft, printed = make_article(), make_edition().article
    delete = reverse("admin:articles_article_delete", args=[printed.pk])
    assert editor.post(delete, {"post": "yes"}).status_code == 403
    both = {"action": "delete_selected", "_selected_action": [draft.pk, printed.pk], "post": "yes"}
    editor.post(reverse("admin:articles_article_changelist"), both)
    assert Article.objects.filter(pk=printed.pk).exists()

    editor.post(reverse("admin:articles_article_delete", args=[draft.pk]), {"post": "yes"})

    assert not Article.objects.filter(pk=draft.pk).exists()


def test_the_list_takes_the_same_queries_for_one_story_and_for_many(editor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(reverse("admin:articles_article_changelist")).status_code == 200
        return len(captured)

    make_edition(tags=["One"], picture=make_image())
    few = queries()
    for _ in range(8):
        article = make_edition(tags=["One"], picture=make_image()).article
        publishing.publish(touch(article), by=make_user("Editor"))
        make_article(picture=make_image())
    assert queries() == few


@pytest.mark.parametrize("status", ["draft", "scheduled", "live", "withdrawn", "nonsense"])
def test_the_list_is_filtered_by_what_readers_have(newsroom, editor, status):
    by = make_user("Editor")
    stories = {"draft": make_article(), "scheduled": make_article(), "live": make_edition().article}
    publishing.schedule(stories["scheduled"], by=by, at=timezone.now() + timedelta(days=1))
    stories["withdrawn"] = make_edition().article
    publishing.withdraw(stories["withdrawn"], by=by, reason="Wrong")

    response = editor.get(reverse("admin:articles_article_changelist"), {"status": status})

    new = newsroom.new(Article)
    found = {story for story in response.context["cl"].queryset if story in new}
    assert found == ({stories[status]} if status in stories else set(stories.values()))


@pytest.mark.parametrize("field", ["headline", "standfirst", "body", "tags", "videos"])
@pytest.mark.parametrize(
    "text",
    ["\x00", "\U0001f600", "\u202e" * 50],
)
def test_odd_characters_are_saved_or_refused_but_never_crash(editor, field, text):
    article = make_article()
    response = editor.post(change_url(article), form_of(article, **{field: f"a{text}b"}))
    assert response.status_code in (200, 302)


def test_an_address_that_readers_have_stays(editor):
    edition = make_edition(tags=["Mecha"])
    printed = [edition.section, edition.tags.get(), edition.bylines.get().author]
    for row in printed:
        name = row._meta.label_lower.replace(".", "_")
        page = editor.get(reverse(f"admin:{name}_change", args=[row.pk])).content.decode()
        assert 'name="name"' in page
        assert 'name="slug"' not in page
    fresh = make_author()
    url = reverse("admin:authors_author_change", args=[fresh.pk])
    assert 'name="slug"' in editor.get(url).content.decode()


def test_a_writer_sends_a_story_to_review_and_publishing_takes_it_out(editor):
    article = make_article()
    writer = signed_in("Writer")
    assert 'name="_review"' in writer.get(change_url(article)).content.decode()
    assert "Sent to review" in messages(post(writer, article, _review="1"))
    article.refresh_from_db()
    assert article.stage == Article.Stage.REVIEW

    post(editor, article, _publish="1")

    article.refresh_from_db()
    assert article.stage == Article.Stage.WRITING


def test_a_headline_that_makes_no_address_gets_the_storys_number(editor):
    article = make_article(slug="")
    post(editor, article, headline="日本語の見出し", slug="")
    article.refresh_from_db()
    assert article.slug == f"story-{article.pk}"


def test_a_headline_that_is_too_long_is_reported_and_kept(editor):
    article = make_article()
    response = post(editor, article, headline="x" * 570)
    page = response.content.decode()
    assert "it has 570" in page
    assert "x" * 570 in page
    assert "maxlength" not in page.partition('id="id_headline"')[0].rpartition("<")[2]


def test_the_form_tells_what_was_done_by_whom(editor):
    article = make_edition().article
    post(editor, article, withdraw_reason="The studio asked.", _withdraw="1")
    page = editor.get(change_url(article)).content.decode()
    done = page[page.index("What was done") :]
    assert done.index("Withdrawn") < done.index("The studio asked.") < done.index("Published")


def test_titles_for_other_sites_are_published_and_compared(editor):
    article = make_edition().article
    titles = {"search_title": "For search", "social_title": "For friends"}
    response = post(editor, article, description="One\r\nline", _publish="1", **titles)
    assert "Published" in messages(response)
    live = article.editions.live().get()
    assert (live.search_title, live.social_title) == ("For search", "For friends")
    assert live.description == "One line"
    former = article.editions.get(number=1)
    sentence = "Its title or description in search results or on social networks was changed."
    assert sentence in changes(former, live)


def test_a_title_that_is_too_long_is_refused_and_kept(editor):
    article = make_article()
    long = "x" * 121
    response = editor.post(change_url(article), form_of(article, search_title=long, _continue="1"))
    page = response.content.decode()
    assert "at most 120 characters" in page and long in page


@pytest.mark.parametrize(
    ("headline", "slug", "follows"),
    [
        ("Bones on Mars", "bones-on-mars", True),
        ("Bones on Mars", "chosen", False),
        ("進撃の巨人", "story-{pk}", True),
        ("", "", True),
    ],
)
def test_an_address_that_nobody_chose_follows_the_headline(headline, slug, follows):
    article = make_article(headline=headline)
    article.slug = slug.format(pk=article.pk)
    article.save()
    page = signed_in("Writer").get(change_url(article)).content.decode()
    assert ("data-follows-headline" in page) is follows


def test_the_address_of_a_story_that_readers_had_follows_nothing():
    article = make_edition(headline="Bones on Mars", slug="bones-on-mars").article
    page = signed_in("Editor").get(change_url(article)).content.decode()
    assert 'name="slug"' in page
    assert "data-follows-headline" not in page


def test_a_refused_form_keeps_an_address_that_was_chosen():
    article = make_article(headline="Bones", slug="bones")
    answer = post(signed_in("Writer"), article, slug="chosen", tags="x" * 200)
    page = answer.content.decode()
    assert "too long for a tag" in page
    assert "data-follows-headline" not in page

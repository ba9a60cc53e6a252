"""The words of the featured picture, written in the story's form."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Edition
from images.models import Image
from tests.desk import change_url, form_of, messages, post, signed_in, text_of
from tests.factories import make_article, make_edition, make_image, make_user

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def words_url(image: Image) -> str:
    return reverse("admin:articles_article_picture_words", args=[image.pk])


def fields_of(image: Image, **changes: object) -> dict[str, object]:
    """Return what the browser posts for a picture's words: as shown, as typed, and their owner."""
    shown = {"alt": image.alt, "caption": image.caption, "credit": image.credit}
    posted: dict[str, object] = {f"picture_words-{name}": value for name, value in shown.items()}
    posted |= {f"initial-picture_words-{name}": value for name, value in shown.items()}
    posted |= {"picture_words-of": image.pk, "picture_words-opened": image.version}
    return posted | {f"picture_words-{name}": value for name, value in changes.items()}


def test_words_typed_with_the_story_are_published_with_it(editor, newsroom):
    picture = make_image(alt="", credit="")
    article = make_article(picture=picture)

    response = post(
        editor,
        article,
        _publish="1",
        **fields_of(picture, alt="A red robot", credit="Studio B", caption="In Mars’s dust"),
    )

    assert "Published" in messages(response)
    picture.refresh_from_db()
    assert (picture.alt, picture.credit) == ("A red robot", "Studio B")
    page = Client().get(newsroom.new(Edition).live().get().get_absolute_url()).content.decode()
    assert "Studio B" in page and 'alt="A red robot"' in page


def test_words_that_nobody_changed_are_not_saved(editor):
    picture = make_image()
    post(editor, make_article(picture=picture), **fields_of(picture))
    before = picture.version
    picture.refresh_from_db()
    assert picture.version == before


def test_what_a_colleague_wrote_stays_if_the_editor_changed_nothing(editor):
    picture = make_image(caption="Old")
    posted = fields_of(picture)
    Image.objects.filter(pk=picture.pk).update(caption="New", version=7)
    response = post(editor, make_article(picture=picture), **posted)
    assert "was changed successfully" in messages(response)
    picture.refresh_from_db()
    assert picture.caption == "New"


def test_two_who_change_the_words_get_a_message_before_one_replaces_the_other(editor):
    picture = make_image(caption="Old")
    article = make_article(picture=picture)
    posted = fields_of(picture, caption="Mine")
    Image.objects.filter(pk=picture.pk).update(caption="Theirs", version=7)

    response = editor.post(change_url(article), form_of(article, _continue="1") | posted)

    page = response.content.decode()
    assert "Somebody saved this picture" in page and "“Theirs”" in page
    assert ">\nMine</textarea>" in page  # what was typed is still there
    picture.refresh_from_db()
    assert picture.caption == "Theirs"
    again = posted | {"picture_words-opened": 7}
    assert "was changed successfully" in messages(post(editor, article, **again))
    picture.refresh_from_db()
    assert picture.caption == "Mine"


def test_words_of_a_picture_that_is_no_longer_chosen_are_left_alone(editor):
    former, chosen = make_image(alt="Former"), make_image(alt="Chosen")
    article = make_article(picture=chosen)
    post(editor, article, **fields_of(former, alt="Typed"))
    former.refresh_from_db()
    chosen.refresh_from_db()
    assert (former.alt, chosen.alt) == ("Former", "Chosen")


def test_readers_keep_a_credit(editor):
    picture = make_edition(picture=make_image()).picture
    article = picture.editions.get().article
    response = editor.post(
        change_url(article), form_of(article, _continue="1") | fields_of(picture, credit="")
    )
    assert "Credit: Readers see this picture" in response.content.decode()
    picture.refresh_from_db()
    assert picture.credit


@pytest.mark.parametrize("value", ["x" * 301, "nul\x00"])
def test_impossible_words_are_refused_and_kept(editor, value):
    picture = make_image(alt="A robot")
    article = make_article(picture=picture)
    response = editor.post(
        change_url(article),
        form_of(article, headline="Typed too", _continue="1") | fields_of(picture, alt=value),
    )
    page = response.content.decode()
    assert "Alt text: " in page and "Typed too" in page
    picture.refresh_from_db()
    assert picture.alt == "A robot"


@pytest.mark.parametrize("of", ["", "x", "-1", "9" * 40])
def test_an_impossible_owner_changes_nothing(editor, of):
    picture = make_image(alt="A robot")
    posted = fields_of(picture, alt="Typed") | {"picture_words-of": of}
    assert "was changed" in messages(post(editor, make_article(picture=picture), **posted))
    picture.refresh_from_db()
    assert picture.alt == "A robot"


def test_a_writer_may_write_the_words_of_an_upload_but_not_of_what_readers_see():
    user = make_user("Writer")
    writer = Client()
    writer.force_login(user)
    own, printed = make_image(), make_edition(picture=make_image()).picture
    Image.objects.filter(pk=own.pk).update(uploaded_by=user)

    assert "<textarea" in writer.get(words_url(own)).content.decode()
    shown = writer.get(words_url(printed)).content.decode()
    assert "<textarea" not in shown and printed.credit in shown

    article = make_article(picture=printed)
    response = writer.post(
        change_url(article), form_of(article, _continue="1") | fields_of(printed, alt="Typed")
    )
    assert "may not change this picture" in response.content.decode()
    printed.refresh_from_db()
    assert printed.alt != "Typed"


def test_only_those_who_see_the_library_see_words():
    image = make_image()
    assert Client().get(words_url(image)).status_code == 302
    assert signed_in("Editor").get(words_url(image)).status_code == 200
    missing = reverse("admin:articles_article_picture_words", args=[10**15])
    assert signed_in("Editor").get(missing).status_code == 404
    assert signed_in("Editor").post(words_url(image)).status_code == 405


# The words and the crop that a story has for its picture instead of the library's


def test_a_story_has_its_own_words_and_crop_and_the_library_keeps_its_own(editor, newsroom):
    picture = make_image(alt="A tin robot", caption="In the dust", credit="Studio B")
    article = make_article(picture=picture)
    words = {"picture_alt": " The robot\nthat left ", "picture_caption": "Gone since Monday"}

    response = post(editor, article, _publish="1", picture_focus="top-left", **words)

    assert "Published" in messages(response)
    picture.refresh_from_db()
    assert (picture.alt, picture.caption, picture.focus) == ("A tin robot", "In the dust", "centre")
    edition = newsroom.new(Edition).live().get()
    reader = Client()
    story = reader.get(edition.get_absolute_url()).content.decode()
    assert 'alt="The robot that left"' in story and "A tin robot" not in story
    assert "Gone since Monday" in story and "In the dust" not in story and "Studio B" in story
    card = reader.get("/").content.decode()
    assert 'alt="The robot that left"' in card and 'class="focus-top-left"' in card
    feed = reader.get("/feed.xml").content.decode()
    assert "The robot that left" in feed and "A tin robot" not in feed

    # Another story with the picture has the library's words.
    other = make_edition(picture=picture)
    assert 'alt="A tin robot"' in reader.get(other.get_absolute_url()).content.decode()


def test_a_change_in_the_library_reaches_the_stories_without_words_of_their_own():
    picture = make_image(alt="A robot", caption="In the dust")
    own, others = make_edition(picture=picture, picture_alt="Ours"), make_edition(picture=picture)
    Image.objects.filter(pk=picture.pk).update(alt="A rover", focus="bottom")
    reader = Client()
    assert 'alt="Ours"' in reader.get(own.get_absolute_url()).content.decode()
    assert 'alt="A rover"' in reader.get(others.get_absolute_url()).content.decode()
    assert 'class="focus-bottom"' in reader.get("/").content.decode()


def test_the_form_shows_the_librarys_words_where_the_story_has_none(editor):
    picture = make_image(alt="A “red” robot", caption="In the dust")
    page = text_of(editor.get(change_url(make_article(picture=picture, picture_caption="Gone"))))
    assert 'placeholder="A “red” robot"' in page
    assert ">\nGone</textarea>" in page
    shown = text_of(editor.get(words_url(picture)))
    assert "every story with this picture" in shown and 'data-alt="A “red” robot"' in shown


def test_what_was_said_of_another_picture_is_taken_out_and_kept_in_the_former_draft(editor):
    first, second = make_image(), make_image()
    own = {"picture_alt": "The first", "picture_caption": "First", "picture_focus": "top"}
    article = make_article(picture=first, **own)

    response = post(editor, article, picture=second.pk, **own)

    assert "“The first” and “First” was about the former picture" in messages(response)
    article.refresh_from_db()
    assert (article.picture, article.picture_alt, article.picture_focus) == (second, "", "")
    assert article.former_drafts.get().copy["picture_alt"] == "The first"

    # What was changed with the picture is about the new one.
    post(editor, article, picture=first.pk, picture_alt="The first again")
    article.refresh_from_db()
    assert article.picture_alt == "The first again"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("picture_alt", "x" * 301, "at most 300 characters"),
        ("picture_caption", "nul\x00", "Null characters"),
        ("picture_focus", "outside", "not one of the available choices"),
    ],
)
def test_impossible_words_of_a_story_are_refused_and_kept(editor, field, value, sentence):
    article = make_article(picture=make_image())
    posted = form_of(article, headline="Typed too", _continue="1", **{field: value})
    page = text_of(editor.post(change_url(article), posted))
    assert sentence in page and "Typed too" in page
    article.refresh_from_db()
    assert getattr(article, field) == ""


def test_a_writer_may_describe_a_picture_in_a_story_though_not_in_the_library():
    writer = signed_in("Writer")
    printed = make_edition(picture=make_image(alt="A robot")).picture
    article = make_article(picture=printed)
    assert "was changed" in messages(post(writer, article, picture_alt="Ours"))
    article.refresh_from_db()
    assert article.picture_alt == "Ours"

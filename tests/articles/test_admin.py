"""The desk: what each role may do, what is lost when something is wrong (nothing)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, Edition
from disclosures.models import Programme, Wording
from images.models import Image
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_section,
    make_user,
    make_wording,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def form_of(article: Article | None = None, **changes) -> dict:
    """What the story form posts: the draft as it is, with changes."""
    bylines = list(article.bylines.all()) if article else []
    related = list(article.related_links.all()) if article else []
    data = {
        "headline": article.headline if article else "",
        "standfirst": article.standfirst if article else "",
        "body": article.body if article else "",
        "slug": article.slug if article else "",
        "section": (article.section_id or "") if article else "",
        "tags": ", ".join(article.tags.names()) if article else "",
        "picture": (article.picture_id or "") if article else "",
        "videos": "",
        "stage": "writing",
        "embargo_until_0": "",
        "embargo_until_1": "",
        "version": article.version if article else "",
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


def messages(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_story_from_empty_form_to_published(editor):
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
    edition = Edition.objects.live().get()
    assert edition.headline == "A new story"
    assert edition.path == f"{section.slug}/a-new-story"
    assert edition.body == "<p>Words about <em>Akira</em>.</p>"
    assert sorted(edition.tags.names()) == ["Film", "Mecha"]
    assert edition.videos == [{"url": "https://youtu.be/aqz-KE-bpKQ", "title": "Big Buck Bunny"}]
    assert edition.bylines.get().author == author


def test_a_half_finished_draft_is_saved_and_told_what_it_lacks(editor):
    response = editor.post(
        reverse("admin:articles_article_add"),
        form_of(headline="Half", _publish="1"),
        follow=True,
    )

    article = Article.objects.get()
    assert article.headline == "Half"
    assert not Edition.objects.exists()
    told = messages(response)
    for problem in ("Write the body.", "Choose a section.", "Add at least one author."):
        assert problem in told
        assert problem in response.content.decode()


def test_editing_a_live_story_shows_readers_nothing_until_it_is_published(editor):
    edition = make_edition(headline="Before")
    response = post(editor, edition.article, headline="After", _continue="1")
    assert "Live, with unpublished changes" in response.content.decode()
    assert Edition.objects.live().get().headline == "Before"

    edition.article.refresh_from_db()
    post(editor, edition.article, _publish="1")

    assert Edition.objects.live().get().headline == "After"


def test_scheduling_takes_the_browsers_time(editor):
    article = make_article()
    at = timezone.localtime() + timedelta(days=2)

    response = post(editor, article, publish_at=at.strftime("%Y-%m-%dT%H:%M"), _schedule="1")

    assert "goes live at" in messages(response)
    assert Edition.objects.get().live_from == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("", "Choose the day and time"),
        ("tomorrow", "Enter a valid date/time"),
        ("2001-01-01T00:00", "That time has passed"),
    ],
)
def test_a_bad_time_saves_the_draft_and_says_what_to_do(editor, at, told):
    article = make_article()

    response = post(editor, article, headline="Kept", publish_at=at, _schedule="1")

    assert told in messages(response)
    article.refresh_from_db()
    assert article.headline == "Kept"
    assert not Edition.objects.exists()


def test_withdrawing_asks_for_the_reason(editor):
    edition = make_edition()
    assert "Give the reason" in messages(post(editor, edition.article, _withdraw="1"))
    assert Edition.objects.live().exists()

    edition.article.refresh_from_db()
    post(editor, edition.article, withdraw_reason="Unverified", _withdraw="1")

    assert not Edition.objects.live().exists()
    assert Edition.objects.get().withdrawal_reason == "Unverified"


def test_cancelling_plans_and_putting_an_edition_back(editor):
    article = make_edition(headline="First").article
    post(editor, article, headline="Second", _publish="1")
    article.refresh_from_db()
    at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    post(editor, article, publish_at=at, _schedule="1")
    article.refresh_from_db()

    response = post(editor, article, _cancel_plans="1")
    assert "plans are cancelled" in messages(response)
    assert not Edition.objects.waiting().exists()

    article.refresh_from_db()
    post(editor, article, _restore="1")
    article.refresh_from_db()
    assert article.headline == "First"
    assert Edition.objects.live().get().headline == "Second"
    assert "no such edition" in messages(post(editor, article, _restore="99"))


def test_a_story_is_taken_down_even_if_its_draft_can_not_be_saved(editor):
    edition = make_edition()

    response = post(
        editor, edition.article, videos="no address", withdraw_reason="Legal", _withdraw="1"
    )

    assert not Edition.objects.live().exists()
    assert "Withdrawn" in messages(response)
    assert response.context["adminform"].form.errors["videos"]


def test_a_withdrawal_at_a_time_is_told_as_one(editor):
    article = make_edition().article
    at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    response = post(editor, article, withdraw_reason="Licence", withdraw_at=at, _withdraw="1")
    assert "will be withdrawn at" in messages(response)
    assert Edition.objects.live().exists()


def test_after_a_conflict_over_bylines_the_form_can_be_saved(editor):
    article = make_edition(authors=[make_author(), make_author()]).article
    form = form_of(article, headline="Mine")
    publishing.restore(article.editions.get(), by=make_user("Editor"))
    first = editor.post(change_url(article), form)
    assert "saved this story at" in first.content.decode()

    decided = form | {"version": first.context["adminform"].form["version"].value()}
    assert editor.post(change_url(article), decided).status_code == 302

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
    assert not Edition.objects.exists()
    page = response.content.decode()
    assert "saved this story at" in page
    assert "Mine" in page

    decided = response.context["adminform"].form["version"].value()
    editor.post(change_url(article), form | {"headline": "Mine", "version": decided})
    article.refresh_from_db()
    assert article.headline == "Mine"


@pytest.mark.parametrize("verb", ["_publish", "_schedule", "_withdraw", "_cancel_plans"])
def test_a_writer_saves_drafts_but_the_verbs_are_refused_on_the_server(verb):
    article = make_edition().article
    writer = signed_in("Writer")
    assert f'name="{verb}"' not in writer.get(change_url(article)).content.decode()

    response = post(
        writer,
        article,
        headline="Writer's words",
        publish_at="2090-01-01T00:00",
        withdraw_reason="x",
        **{verb: "1"},
    )

    assert "permission" in messages(response)
    article.refresh_from_db()
    assert article.headline == "Writer's words"
    assert Edition.objects.live().get().headline != "Writer's words"


MAY_OPEN = {
    "Writer": {"articles/article/add/", "images/image/add/", "images/image/pick/"},
    "Editor": {
        "articles/article/add/",
        "articles/section/add/",
        "articles/edition/",
        "authors/author/add/",
        "images/image/add/",
        "images/image/pick/",
    },
    "Disclosure staff": {
        "articles/edition/",
        "images/image/pick/",
        "disclosures/programme/add/",
        "disclosures/wording/add/",
    },
    "Administrator": {
        "articles/article/add/",
        "articles/section/add/",
        "articles/edition/",
        "authors/author/add/",
        "images/image/add/",
        "images/image/pick/",
        "disclosures/programme/add/",
        "disclosures/wording/add/",
        "auth/user/add/",
    },
}


@pytest.mark.parametrize("role", MAY_OPEN)
def test_each_role_opens_its_doors_and_no_other(role):
    client = signed_in(role)
    for door in MAY_OPEN["Administrator"]:
        expected = 200 if door in MAY_OPEN[role] else 403
        assert client.get(f"/admin/{door}").status_code == expected, door
    assert client.get("/admin/").status_code == 200


def test_a_login_that_is_not_staff_gets_nowhere():
    client = Client()
    client.force_login(make_user("Editor", is_staff=False))
    article = make_article(headline="Secret")
    for path in (change_url(article), reverse("admin:articles_article_preview", args=[article.pk])):
        assert client.get(path).status_code == 302


def test_the_proof_is_the_page_but_nobodys_to_keep(editor):
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


def test_save_and_preview_shows_what_was_just_typed(editor):
    article = make_article()
    response = post(editor, article, headline="Just typed", _preview="1")
    assert "<h1>Just typed</h1>" in response.content.decode()


@pytest.mark.parametrize(
    "videos",
    [
        "https://evil.test/x Title",
        "https://youtu.be/aqz-KE-bpKQ",
        "javascript:alert(1) x",
        "https://[x title",
    ],
)
def test_a_bad_video_line_is_told_and_the_form_kept(editor, videos):
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
        (" Going  Out ,essays,, ESSAYS ,東京", ["Going Out", "essays", "東京"]),
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


def test_a_tag_that_is_too_long_is_told(editor):
    article = make_article()
    response = post(editor, article, tags="ok, " + "x" * 101)
    assert response.context["adminform"].form.errors["tags"]
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
        publishing.publish(article, by=make_user("Editor"))
        make_article(picture=make_image())
    assert queries() == few


@pytest.mark.parametrize("standing", ["draft", "scheduled", "live", "withdrawn", "nonsense"])
def test_the_list_is_filtered_by_what_readers_have(editor, standing):
    by = make_user("Editor")
    stories = {"draft": make_article(), "scheduled": make_article(), "live": make_edition().article}
    publishing.schedule(stories["scheduled"], by=by, at=timezone.now() + timedelta(days=1))
    stories["withdrawn"] = make_edition().article
    publishing.withdraw(stories["withdrawn"], by=by, reason="Wrong")

    response = editor.get(reverse("admin:articles_article_changelist"), {"standing": standing})

    found = set(response.context["cl"].queryset)
    assert found == ({stories[standing]} if standing in stories else set(stories.values()))


# Pictures


def upload(client: Client, content: bytes, **fields):
    file = SimpleUploadedFile("holiday.jpg", content, content_type="image/jpeg")
    data = {"file": file, "alt": "A teal field", "credit": "Bo Lind"} | fields
    return client.post(reverse("admin:images_image_add"), data)


def test_a_picture_is_taken_by_its_content_and_a_bad_one_is_refused_with_a_sentence(editor):
    assert upload(editor, picture_bytes("WEBP")).status_code == 302
    image = Image.objects.get()
    assert (image.format, image.width, image.height) == ("webp", 64, 40)

    response = upload(editor, b"<?php echo 1;")

    assert "Upload a JPEG, PNG, WebP, AVIF or GIF" in response.content.decode()
    assert Image.objects.count() == 1


def test_alt_text_or_the_word_that_it_is_decorative(editor):
    assert "mark it as decorative" in upload(editor, picture_bytes(), alt="").content.decode()
    assert not Image.objects.exists()
    assert upload(editor, picture_bytes(), alt="", decorative="on").status_code == 302


def test_a_pictures_file_stays_and_its_words_are_mended(editor):
    image = make_image()
    url = reverse("admin:images_image_change", args=[image.pk])
    file = SimpleUploadedFile("b.png", picture_bytes("PNG"))
    editor.post(url, {"file": file, "alt": "Mended", "credit": "Bo Lind"})
    name = image.file.name
    image.refresh_from_db()
    assert (image.alt, image.file.name) == ("Mended", name)


def test_the_picker_finds_pictures_and_survives_a_bad_page_number(editor):
    make_image(alt="A lighthouse")
    make_image(alt='A "train" <at> night')
    pick = reverse("admin:images_image_pick")
    page = editor.get(pick, {"q": "train", "CKEditorFuncNum": '-1"><script>'}).content.decode()
    assert "lighthouse" not in page
    assert "A &quot;train&quot; &lt;at&gt; night" in page
    assert "><script>" not in page
    assert editor.get(pick, {"page": "x", "q": "a\x00b"}).status_code == 200


# Affiliate programmes


def test_a_programme_that_changes_changes_the_pages_that_mention_it():
    make_wording()
    staff = signed_in("Disclosure staff")
    edition = make_edition(body='<p><a href="https://shop.example/1">Buy</a></p>')
    other = make_edition()
    url = edition.get_absolute_url()
    assert 'rel="sponsored"' not in Client().get(url).content.decode()
    data = {"name": "Shop", "hosts": "shop.example", "parameter": "", "active": "on"}

    staff.post(reverse("admin:disclosures_programme_add"), data)

    page = Client().get(url).content.decode()
    assert 'rel="sponsored"' in page
    assert "We earn from links in this story." in page
    assert "We earn from links" not in Client().get(other.get_absolute_url()).content.decode()

    change = reverse("admin:disclosures_programme_change", args=[Programme.objects.get().pk])
    staff.post(change, data | {"active": ""})
    page = Client().get(url).content.decode()
    assert "sponsored" not in page
    assert "We earn from links" not in page


def test_hosts_that_are_none_are_refused_and_kept_in_the_form():
    staff = signed_in("Disclosure staff")
    make_wording()
    response = staff.post(
        reverse("admin:disclosures_programme_add"),
        {"name": "Shop", "hosts": "https://shop.example/", "active": "on"},
    )
    page = response.content.decode()
    assert "without https://" in page
    assert "https://shop.example/" in page


def test_a_programme_waits_for_a_wording():
    staff = signed_in("Disclosure staff")
    data = {"name": "Shop", "hosts": "shop.example", "active": "on"}
    add = reverse("admin:disclosures_programme_add")
    assert "Add a wording first" in staff.post(add, data).content.decode()
    assert not Programme.objects.exists()

    make_wording()

    assert staff.post(add, data).status_code == 302


def test_a_wording_in_force_can_not_be_reworded_or_deleted():
    staff = signed_in("Disclosure staff")
    wording = make_wording(text="As told")
    url = reverse("admin:disclosures_wording_change", args=[wording.pk])
    staff.post(url, {"text": "Reworded", "learn_more": "/x/"})
    delete = reverse("admin:disclosures_wording_delete", args=[wording.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    assert Wording.objects.get().text == "As told"


def test_a_wording_begins_now_or_later_and_moves_to_no_gap():
    staff = signed_in("Disclosure staff")
    add = reverse("admin:disclosures_wording_add")
    data = {"text": "We earn.", "learn_more": "/disclosures/"}
    past = staff.post(add, data | {"valid_from_0": "2001-01-01", "valid_from_1": "00:00"})
    assert "That time has passed" in past.content.decode()
    script = staff.post(add, data | {"learn_more": "javascript:alert(1)"})
    assert "Begin with / or https://" in script.content.decode()
    later = make_wording(valid_from=timezone.now() + timedelta(days=2))
    change = reverse("admin:disclosures_wording_change", args=[later.pk])
    moved = staff.post(change, data | {"valid_from_0": "2099-01-01", "valid_from_1": "00:00"})
    assert "Begin earlier, not later" in moved.content.decode()

    assert staff.post(add, data | {"valid_from_0": "", "valid_from_1": ""}).status_code == 302
    assert Wording.objects.in_force().get().text == "We earn."


def test_an_administrator_makes_logins_but_no_superuser():
    client = signed_in("Administrator")
    me = User.objects.get(groups__name="Administrator")
    root = make_user(is_superuser=True)
    form = {"username": me.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    form |= {"groups": [group.pk for group in me.groups.all()]}
    dates = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00", "last_login_0": ""}

    client.post(reverse("admin:auth_user_change", args=[me.pk]), form | dates)

    me.refresh_from_db()
    assert not me.is_superuser
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.post(password, {"password1": "x", "password2": "x"}).status_code == 403
    assert client.get(reverse("admin:auth_user_add")).status_code == 200


def test_a_writer_mends_a_pictures_words_only_before_readers_see_them():
    writer = make_user("Writer")
    client = Client()
    client.force_login(writer)
    image = make_image(uploaded_by=writer)
    url = reverse("admin:images_image_change", args=[image.pk])
    words = {"alt": "Mended", "credit": ""}
    client.post(url, words)
    image.refresh_from_db()
    assert (image.alt, image.credit) == ("Mended", "")

    Image.objects.filter(pk=image.pk).update(credit="Bo Lind")
    make_edition(picture=image)
    assert client.post(url, words | {"alt": "Rewritten"}).status_code == 403
    response = signed_in("Editor").post(url, words)
    assert "without a credit" in response.content.decode()
    image.refresh_from_db()
    assert (image.alt, image.credit) == ("Mended", "Bo Lind")


def test_the_next_wording_takes_over_at_its_instant(client):
    make_programme()
    make_wording(text="Old wording")
    tomorrow = timezone.now() + timedelta(days=1)
    make_wording(text="New wording", valid_from=tomorrow)
    make_edition(body='<p><a href="https://amazon.com/1">Buy</a></p>', slug="s")
    assert "Old wording" in client.get(Edition.objects.get().get_absolute_url()).content.decode()
    assert Wording.objects.in_force(tomorrow).get().text == "New wording"


# What goes wrong, said so that it can be mended


def test_a_login_without_the_permission_is_told_so():
    response = signed_in("Writer").get("/admin/disclosures/programme/add/")
    assert response.status_code == 403
    assert "Your login may not do this" in response.content.decode()


def test_a_form_that_is_too_old_says_what_to_do():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Editor"))
    response = client.post(reverse("admin:articles_article_add"), form_of())
    assert response.status_code == 403
    assert "what you typed is still there" in response.content.decode()


def test_a_text_that_is_too_long_is_refused_with_a_way_back(editor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    article = make_article()
    response = editor.post(change_url(article), form_of(article, body="x" * 20_000))
    assert response.status_code == 400
    assert "go back, and make it shorter" in response.content.decode()


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

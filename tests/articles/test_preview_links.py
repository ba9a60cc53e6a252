"""Preview links: who may make them, who reads what through them, and when they end."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles import preview_links, publishing
from articles.models import Article, PreviewLink
from newsroom import clock
from newsroom.cache.keys import Collection
from newsroom.cache.readers import COLLECTION
from newsroom.cache.serving import page_of, reads_of
from tests.desk import change_url, messages, post, signed_in, text_of
from tests.factories import make_article, make_author, make_edition, make_image, make_user

pytestmark = pytest.mark.usefixtures("newsroom")
SENTENCE = "It has expired, was revoked, or isn’t complete."


def made(article: Article, **options) -> tuple[PreviewLink, str]:
    return preview_links.make(
        article, by=make_user("Writer"), **{"recipient": "Lawyer", "days": 7} | options
    )


def is_ended(path: str) -> bool:
    """Return whether a link's page says that it doesn't work, and nothing about a story."""
    response = Client().get(path)
    if response.status_code == 200:
        return False
    assert response.status_code == 404
    assert SENTENCE in text_of(response)
    assert "Half-finished" not in text_of(response)
    return True


@pytest.fixture
def draft() -> Article:
    return make_article(headline="Half-finished", standfirst="Not yet true")


@pytest.fixture
def travel(monkeypatch):
    """A function that moves the clock of the site ahead."""

    def ahead(**by: float) -> None:
        then = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: then)

    return ahead


# What the holder of a link reads


def test_the_holder_reads_the_draft_as_it_is_then_and_nobody_else_does(draft):
    link, path = made(draft)
    reader = Client()

    response = reader.get(path)

    assert "<h1>Half-finished</h1>" in text_of(response)
    assert "An unpublished draft." in text_of(response)
    shown = re.search(r'works until <time datetime="([^"]+)"', text_of(response))
    assert shown and shown[1].startswith(link.expires_at.strftime("%Y-%m-%dT%H:%M"))
    assert not response.cookies
    Article.objects.filter(pk=draft.pk).update(headline="Finished")
    assert "<h1>Finished</h1>" in text_of(reader.get(path))
    assert reader.get(f"/{draft.path}/").status_code == 404
    assert reader.get(reverse("admin:articles_article_preview", args=[draft.pk])).status_code == 302


def test_no_cache_search_engine_or_linked_site_learns_of_it(draft):
    _, path = made(draft)
    for address in (path, "/preview/unknown/"):
        response = Client().get(address)
        assert set(response["Cache-Control"].split(", ")) == {"no-store", "private"}
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
    page = Client().get(path).content.decode()
    # Chats and social networks show these to everybody who sees the address.
    for word in ('property="og:', 'rel="canonical"', "application/ld+json", 'name="description"'):
        assert word not in page
    for public in ("/robots.txt", "/sitemap.xml", "/sitemap-stories.xml", "/"):
        text = Client().get(public).content.decode()
        assert "preview/" not in text and draft.slug not in text


def test_the_page_cache_never_keeps_it(draft):
    _, path = made(draft)
    assert reads_of(path) is None
    collection = Collection()
    response = Client().get(path, **{COLLECTION: collection})
    headers = [(name.lower(), value) for name, value in response.items()]
    assert page_of(collection, (200, headers, response.content)) is None


def test_a_published_storys_link_still_shows_the_draft(draft):
    _, path = made(draft)
    publishing.publish(draft, by=make_user("Editor"))
    Article.objects.filter(pk=draft.pk).update(headline="The next version")
    assert "<h1>The next version</h1>" in text_of(Client().get(path))
    assert "<h1>Half-finished</h1>" in text_of(Client().get(f"/{draft.path}/"))


def test_the_drafts_own_pictures_are_served_below_the_link_and_only_there():
    images = [make_image(), make_image(), make_image()]
    body = f'<p>Words</p><figure><img data-file="{images[1].pk}"></figure>'
    author = make_author(portrait=images[2])
    _, path = made(make_article(picture=images[0], body=body, authors=[author]))
    other = make_article(picture=make_image())
    reader = Client()
    page = reader.get(path).content.decode()
    for image in images:
        public = image.url_at(image.widths[0], "jpg")
        secret = f"{path.rstrip('/')}{public}"
        assert secret in page and f'"{public}' not in page
        assert reader.get(public).status_code == 404
        response = reader.get(secret)
        assert response["Content-Type"] == "image/jpeg"
        assert set(response["Cache-Control"].split(", ")) == {"no-store", "private"}
        assert response["Referrer-Policy"] == "no-referrer"
        assert reader.get(secret.replace(path, "/preview/unknown/")).status_code == 404
    foreign = other.picture.url_at(other.picture.widths[0], "jpg")
    assert reader.get(f"{path.rstrip('/')}{foreign}").status_code == 404
    PreviewLink.objects.update(revoked_at=clock.now(), revoked_by=make_user())
    assert reader.get(secret).status_code == 404


# When a link ends


def test_a_link_expires_at_its_instant(draft, travel):
    _, path = made(draft, days=1)
    travel(hours=23, minutes=59)
    assert not is_ended(path)
    travel(minutes=1)
    assert is_ended(path)


def test_a_revoked_link_and_a_deleted_storys_link_have_ended(draft):
    link, path = made(draft)
    preview_links.revoke(link, by=make_user("Editor"))
    assert is_ended(path)
    _, path = made(draft)
    assert not is_ended(path)
    editor = signed_in("Editor")
    editor.post(reverse("admin:articles_article_delete", args=[draft.pk]), {"post": "yes"})
    assert not Article.objects.filter(pk=draft.pk).exists()
    assert is_ended(path)


def test_a_withdrawal_ends_the_links_made_before_it(travel):
    by, article = make_user("Editor"), make_edition(headline="Half-finished").article
    _, before = made(article)
    publishing.withdraw(article, by=by, reason="Wrong", at=clock.now() + timedelta(hours=2))
    assert not is_ended(before)
    travel(hours=3)
    assert is_ended(before)
    page = signed_in("Editor").get(change_url(article))
    assert [row.works for row in page.context["preview_links"]] == [False]
    assert "Ended by withdrawal" in text_of(page)

    _, after = made(article)

    assert not is_ended(after)
    publishing.publish(article, by=by)
    assert is_ended(before) and not is_ended(after)


@pytest.mark.parametrize(
    "token", ["0", "x" * 3000, "%ff%fe", "%00", "%F0%9F%99%82", "a'b\"<script>", "٣", "%2F"]
)
def test_a_bad_token_is_answered_like_an_unknown_one(token):
    response = Client().get(f"/preview/{token}/")
    # A token with a slash isn't one, so that address has the site's own page.
    assert response.status_code == 404
    assert (SENTENCE in text_of(response)) == (token != "%2F")
    assert Client().get("/preview//").status_code == 404


def test_a_token_is_long_and_stored_nowhere(draft):
    _, path = made(draft)
    token = path.split("/")[2]
    assert len(token) == 43
    link = PreviewLink.objects.values().get(article=draft)
    logged = LogEntry.objects.values_list("change_message", flat=True)
    assert token not in str(link) + str([*logged])
    assert Client().get(path.replace(token, token.swapcase())).status_code == 404
    assert Client().get(path.replace(token, link["digest"])).status_code == 404
    assert Client().post(path).status_code == 405


# Counting


def test_only_a_readers_get_is_counted(draft):
    link, path = made(draft)
    bots = ["Slackbot-LinkExpanding 1.0", "TelegramBot (like TwitterBot)", "WhatsApp/2.23.2"]
    assert Client().head(path).status_code == 200
    for agent in bots:
        response = Client(headers={"user-agent": agent}).get(path)
        assert "Open this link in a browser" in text_of(response)
        assert "Half-finished" not in text_of(response)
    Client(headers={"sec-purpose": "prefetch;prerender"}).get(path)
    signed_in("Writer").get(path)
    link.refresh_from_db()
    assert (link.opened, link.last_opened_at) == (0, None)

    for agent in ("Mozilla/5.0 (X11; Linux) Firefox/140", "Mozilla/5.0 (Android; CUBOT X18)"):
        Client(headers={"user-agent": agent}).get(path)

    link.refresh_from_db()
    assert link.opened == 2
    assert abs(link.last_opened_at - clock.now()) < timedelta(seconds=10)
    page = text_of(signed_in("Writer").get(change_url(draft)))
    assert "Opened 2 times, last on" in " ".join(page.split())


# The panel of the story's form


@pytest.mark.parametrize("role", ["Writer", "Editor", "Administrator"])
def test_who_may_change_the_story_makes_sees_and_revokes_links(draft, role):
    client = signed_in(role)

    response = post(client, draft, _make_preview_link="1", preview_for=" Ms Öz ", preview_days="3")

    address = re.search(r'value="(http://testserver/preview/[^"]+)"', messages(response))
    assert address
    path = urlsplit(address[1]).path
    link = draft.preview_links.get()
    assert (link.recipient, link.expires_at - link.created_at) == ("Ms Öz", timedelta(days=3))
    assert not is_ended(path)
    page = text_of(client.get(change_url(draft)))
    assert "Ms Öz" in page and "Opened once, last on" in " ".join(page.split())
    assert path not in page, "the address is shown once"

    response = post(client, draft, _revoke_preview_link=link.pk)

    assert "The preview link for Ms Öz doesn’t work any more." in messages(response)
    assert is_ended(path)
    link.refresh_from_db()
    assert link.revoked_by == response.context["user"]
    log = LogEntry.objects.filter(object_id=draft.pk, change_message__contains="preview link")
    assert [entry.change_message for entry in log.order_by("pk")] == [
        "Made a preview link for Ms Öz, for 3 days.",
        "Revoked the preview link for Ms Öz.",
    ]


def test_others_neither_see_nor_make_nor_revoke_links(draft):
    link, path = made(draft)
    staff = signed_in("Disclosure staff")
    assert "Preview links" not in text_of(staff.get(change_url(draft)))
    for data in ({"_make_preview_link": "1"}, {"_revoke_preview_link": link.pk}):
        assert staff.post(change_url(draft), data).status_code == 403
        assert Client().post(change_url(draft), data).status_code == 302
    for act in (
        lambda: preview_links.make(draft, by=make_user(), recipient="Me", days=7),
        lambda: preview_links.revoke(link, by=make_user()),
    ):
        with pytest.raises(publishing.Refused, match="permission to change stories"):
            act()
    assert draft.preview_links.count() == 1
    assert not is_ended(path)
    editor = signed_in("Editor")
    editor.get(change_url(draft), {"_revoke_preview_link": link.pk})
    assert not is_ended(path), "only POST revokes"


@pytest.mark.parametrize(
    ("recipient", "days", "sentence"),
    [
        ("  ", "7", "Say who the preview link is for."),
        ("x" * 101, "7", "in up to 100 characters"),
        ("a\x00b", "7", "in up to 100 characters"),
        ("Lawyer", "", "Choose how long the preview link works."),
        ("Lawyer", "365", "Choose how long the preview link works."),
        ("Lawyer", "9" * 5000, "Choose how long the preview link works."),
    ],
)
def test_bad_input_is_refused_in_a_sentence_and_kept(draft, recipient, days, sentence):
    response = post(
        signed_in("Editor"),
        draft,
        headline="Saved all the same",
        _make_preview_link="1",
        preview_for=recipient,
        preview_days=days,
    )
    assert sentence in messages(response)
    assert response.context["preview_link_form"].initial["preview_for"] == recipient
    draft.refresh_from_db()
    assert draft.headline == "Saved all the same"
    assert not draft.preview_links.exists()


@pytest.mark.parametrize("key", ["", "0", "abc", "9" * 30])
def test_a_link_of_another_story_or_none_is_not_revoked(draft, key):
    link, path = made(make_article())
    response = post(signed_in("Editor"), draft, _revoke_preview_link=key or link.pk)
    assert "There is no such preview link." in messages(response)
    assert not is_ended(path)


def test_a_story_has_a_limited_number_of_links_and_lists_all_that_work(draft):
    by = make_user("Editor")
    links = [
        preview_links.make(draft, by=by, recipient=f"Reader {n}", days=30)[0]
        for n in range(PreviewLink.MOST)
    ]
    with pytest.raises(publishing.Refused, match="20 preview links"):
        made(draft)
    for _ in range(PreviewLink.MOST + 5):
        preview_links.revoke(links.pop(0), by=by)
        links.append(preview_links.make(draft, by=by, recipient="Another", days=1)[0])

    listed = signed_in("Editor").get(change_url(draft)).context["preview_links"]

    assert {row.id for row in listed if row.works} == {link.pk for link in links}
    assert len(listed) == 2 * PreviewLink.MOST


def test_a_link_is_revoked_although_the_draft_in_the_form_has_mistakes(draft):
    link, path = made(draft)
    response = post(
        signed_in("Editor"), draft, headline="x" * 500, _revoke_preview_link=str(link.pk)
    )
    assert response.context["adminform"].form.errors
    assert is_ended(path)
    assert [row.works for row in response.context["preview_links"]] == [False]


def test_the_database_refuses_a_link_that_never_works_or_nobody_revoked(draft):
    link, _ = made(draft)
    for wrong in ({"expires_at": link.created_at}, {"revoked_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PreviewLink.objects.filter(pk=link.pk).update(**wrong)

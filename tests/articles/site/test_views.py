"""The reader's pages: what stands on them, and what they answer when it isn't there."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import ArticleRelated, Edition, Tag
from newsroom.pagination import LAST_PAGE, PER_PAGE
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_programme,
    make_section,
    make_user,
    make_wording,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user("Editor")


def full_story(**fields):
    """A story with everything a page can show."""
    make_programme()
    make_wording(text="We earn from links.", learn_more="/disclosures/")
    inside = make_image(alt="A drawing desk", credit="Bo Lind", source="https://bo.example/")
    body = (
        "<p>First <em>Cowboy Bebop</em>.</p><h2>Second</h2>"
        f'<figure class="figure"><img src="/x" data-file="{inside.pk}"><figcaption>A <em>cel</em></figcaption></figure>'
        '<p><a href="https://amazon.com/dp/1">Buy it</a></p>'
    )
    authors = [
        make_author(
            name="Kirsten Carey",
            slug="kirsten-carey",
            pronouns="she/her",
            bio="Covers anime.",
            portrait=make_image(alt="Portrait"),
        ),
        make_author(name="Sam Hale"),
    ]
    article = make_article(
        body=body,
        authors=authors,
        tags=["Mecha", "Bones"],
        picture=make_image(alt="A crimson android", credit="Studio B"),
        videos=[{"title": "Trailer", "url": "https://youtu.be/aqz-KE-bpKQ"}],
        **fields,
    )
    for number in range(3):
        related = make_edition(
            headline=f"Related {number}", picture=make_image(alt=f"Rel {number}")
        )
        ArticleRelated.objects.create(
            content_object=article, story=related.article, position=3 - number
        )
    return article


def test_the_story_page_shows_all_of_the_edition(client, editor):
    edition = publishing.publish(full_story(headline="Bones & <Mars>"), by=editor)

    page = client.get(edition.get_absolute_url()).content.decode()

    for shown in (
        "<h1>Bones &amp; &lt;Mars&gt;</h1>",
        'alt="A crimson android"',
        "Studio B",
        "<em>Cowboy Bebop</em>",
        '<h2 id="second">Second</h2>',
        'alt="A drawing desk"',
        "Bo Lind",
        "A <em>cel</em>",
        "Recommended videos",
        'href="https://www.youtube.com/watch?v=aqz-KE-bpKQ"',
        "We earn from links.",
        '<a href="/disclosures/" >Learn more<span class="visually-hidden"> about our disclosures</span></a>',
        'rel="sponsored"',
        'alt="Rel 0"',
        "Kirsten Carey",
        "she/her",
        "Covers anime.",
        'href="/tags/mecha/"',
        f'datetime="{edition.published_at.isoformat()[:16]}',
    ):
        assert shown in page, shown
    assert page.index("We earn from links.") < page.index("https://amazon.com/dp/1")
    related = page.split('id="_related"')[1].split("</section>")[0]
    assert re.findall(r"Related \d", related) == ["Related 2", "Related 1", "Related 0"]
    assert "<iframe" not in page


def test_four_queries_make_a_story_page_whatever_is_on_it(
    client, editor, django_assert_max_num_queries
):
    edition = publishing.publish(full_story(), by=editor)
    with django_assert_max_num_queries(4):
        assert client.get(edition.get_absolute_url()).status_code == 200


LISTS = ["/latest/", "/tags/tag/", "/authors/author/"]


@pytest.fixture
def shelf():
    """A section, an author and a tag to fill with stories."""
    section, author = make_section(slug="desk"), make_author(slug="author")

    def fill(count):
        for number in range(count):
            make_edition(
                days_ago=number + 1,
                section=section,
                authors=[author, make_author()],
                tags=["tag"],
                picture=make_image() if number % 3 == 0 else None,
            )

    return fill


def stories_in(page: str) -> list[str]:
    """Return the addresses of the stories in a list, in its order."""
    return re.findall(r'class="card-headline" ?><a href="([^"]+)"', page)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_the_same_few_queries_however_long(
    client, shelf, path, django_assert_max_num_queries
):
    shelf(10)
    with django_assert_max_num_queries(5) as short:
        assert client.get(path).status_code == 200
    shelf(PER_PAGE * 2)
    with django_assert_max_num_queries(len(short)):
        assert client.get(f"{path}?page=2").status_code == 200


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_paged_newest_first(client, shelf, path):
    shelf(PER_PAGE + 1)
    newest = [each.get_absolute_url() for each in Edition.objects.live().latest_first()]

    first = client.get(path).content.decode()
    second = client.get(path, {"page": "2"}).content.decode()

    assert stories_in(first) == newest[:PER_PAGE]
    assert 'rel="prev"' not in first and 'rel="next" href="?page=2"' in first
    assert stories_in(second) == newest[PER_PAGE:]
    assert f'rel="prev" href="{path}"' in second and 'rel="next"' not in second


@pytest.mark.parametrize("path", [*LISTS, "/desk/"])
@pytest.mark.parametrize(
    "number",
    [
        "0",
        "01",
        "00000000199999999999999999999",
        "000000001" + "9" * 5000,
        "-1",
        "x",
        "1.5",
        "²",
        "٣",
        "9" * 40,
        str(LAST_PAGE + 1),
        "2",
        "1\x00",
    ],
)
def test_a_bad_page_number_is_not_found(client, shelf, path, number):
    shelf(1)
    assert client.get(path, {"page": number}).status_code == 404


def test_an_empty_front_page_says_so(client):
    assert "No stories yet" in client.get("/").content.decode()


def test_sections_and_authors_whose_stories_are_all_drafts_do_not_exist(client, editor):
    section = make_section(name="Secret Desk", slug="secret")
    author = make_author(name="New Hire", slug="new-hire", portrait=make_image())
    article = make_article(section=section, authors=[author], slug="story")
    paths = ["/secret/", "/secret/feed.xml", "/authors/new-hire/"]

    def seen() -> bool:
        others = ("/", "/feed.xml", "/atom.xml", "/sitemap.xml", "/sitemap-stories.xml", "/about/")
        text = "".join(client.get(path).content.decode() for path in others)
        assert ("Secret Desk" in text) == ("/secret/" in text)
        named = "Secret Desk" in text
        statuses = {client.get(path).status_code for path in paths}
        assert statuses == ({200} if named else {404})
        assert picture_status(client, author.portrait) == (200 if named else 404)
        return named

    assert not seen()
    publishing.schedule(article, by=editor, at=timezone.now() + timedelta(days=1))
    assert not seen()
    publishing.publish(article, by=editor)
    assert seen()
    publishing.withdraw(article, by=editor, reason="Wrong")
    assert not seen()


def test_a_tag_that_is_only_on_drafts_does_not_exist(client, editor):
    article = make_article(tags=["Secret Project"])
    assert client.get("/tags/secret-project/").status_code == 404

    publishing.publish(article, by=editor)

    assert client.get("/tags/secret-project/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/nothing/", "/no/where/", "/tags/none/", "/authors/none/", "/a/b/c"]
)
def test_what_was_never_there_is_not_found(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-cache"
    assert "There is nothing at this address" in response.content.decode()


def test_a_story_that_moved_is_followed_from_every_address_it_had(client, editor):
    article = make_article(slug="first")
    old = publishing.publish(article, by=editor).get_absolute_url()
    article.slug = "second"
    article.save()
    newer = publishing.publish(article, by=editor).get_absolute_url()
    article.section = make_section(slug="elsewhere")
    article.save()
    newest = publishing.publish(article, by=editor).get_absolute_url()

    assert newest == "/elsewhere/second/"
    for path in (old, newer):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, newest)


def test_a_withdrawn_story_says_why_and_nothing_else(client, editor):
    edition = make_edition(headline="Retracted words")
    publishing.withdraw(edition.article, by=editor, reason="We can't stand <by> it.")

    response = client.get(edition.get_absolute_url())

    page = response.content.decode()
    assert response.status_code == 410
    assert "We can&#39;t stand &lt;by&gt; it." in page
    assert "Retracted words" not in page


def test_a_scheduled_story_is_not_there_before_its_time(client, editor):
    article = make_article()
    publishing.schedule(article, by=editor, at=timezone.now() + timedelta(hours=1))
    assert client.get(f"/{article.path}/").status_code == 404


def test_related_stories_that_are_not_live_are_left_out(client, editor):
    article = make_article()
    for story in (make_article(headline="A draft"), make_edition(headline="Gone").article):
        ArticleRelated.objects.create(content_object=article, story=story)
    publishing.withdraw(story, by=editor, reason="Wrong")
    edition = publishing.publish(article, by=editor)

    page = client.get(edition.get_absolute_url()).content.decode()

    assert "A draft" not in page
    assert "Gone" not in page


def test_reference_data_is_live(client, editor):
    edition = publishing.publish(full_story(), by=editor)
    for row, change in (
        (edition.picture, {"credit": "Mended credit"}),
        (edition.bylines.first().author, {"name": "Mended Name"}),
        (edition.tags.first(), {"name": "Mended tag"}),
    ):
        type(row).objects.filter(pk=row.pk).update(**change)

    page = client.get(edition.get_absolute_url()).content.decode()

    for mended in ("Mended credit", "Mended Name", "Mended tag"):
        assert mended in page


# Tags and authors


def test_a_tag_has_an_intro_a_picture_and_a_description(client):
    picture = make_image(alt="Two moons")
    make_edition(tags=["Mecha"])
    page = client.get("/tags/mecha/").content.decode()
    assert '<meta name="description" content="Stories about Mecha on' in page
    assert picture_status(client, picture) == 404

    Tag.objects.update(intro="Robots & <pilots>.\nAnd why.", picture=picture)
    page = client.get("/tags/mecha/").content.decode()
    assert '<meta name="description" content="Robots &amp; &lt;pilots&gt;. And why."' in page
    assert "<p>Robots &amp; &lt;pilots&gt;.<br>And why.</p>" in page
    assert 'alt="Two moons"' in page
    assert 'href="/tags/mecha/feed.xml"' in page
    assert picture_status(client, picture) == 200


def test_the_intro_of_a_tag_without_live_stories_is_no_page(client, editor):
    picture = make_image()
    edition = make_edition(tags=["Mecha"])
    Tag.objects.update(picture=picture)
    publishing.withdraw(edition.article, by=editor, reason="Wrong.")
    assert client.get("/tags/mecha/").status_code == 404
    assert picture_status(client, picture) == 404


def test_only_the_first_page_of_a_tag_has_intro_and_picture(client, shelf):
    shelf(PER_PAGE + 1)
    Tag.objects.update(intro="Robots.", picture=make_image(alt="Two moons"))
    second = client.get("/tags/tag/?page=2").content.decode()
    assert "<p>Robots.</p>" not in second and "Two moons" not in second


def test_an_author_has_a_description_a_feed_and_a_heading_of_their_stories(client):
    author = make_author(name="Ana Ruiz", slug="ana")
    make_edition(authors=[author])
    page = client.get("/authors/ana/").content.decode()
    assert '<meta name="description" content="Stories by Ana Ruiz on' in page
    assert '<h2 class="list-title">Stories by Ana Ruiz</h2>' in page
    assert 'aria-label="RSS feed of Ana Ruiz"' in page
    author.bio = "Writes about\nthe sea."
    author.save()
    page = client.get("/authors/ana/").content.decode()
    assert '<meta name="description" content="Writes about the sea."' in page


# Pictures


def picture_status(client, image, name="64.webp") -> int:
    return client.get(f"/images/{image.token}/{name}").status_code


def test_a_picture_is_shown_while_something_live_shows_it(client, editor):
    lead, inside, portrait = make_image(), make_image(), make_image()
    body = f'<p>a</p><figure><img src="/x" data-file="{inside.pk}"></figure>'
    article = make_article(picture=lead, body=body)
    assert picture_status(client, lead) == picture_status(client, inside) == 404

    publishing.publish(article, by=editor)
    assert picture_status(client, lead) == picture_status(client, inside) == 200

    publishing.withdraw(article, by=editor, reason="Wrong")
    assert picture_status(client, lead) == picture_status(client, inside) == 404

    make_edition(authors=[make_author(portrait=portrait)])
    assert picture_status(client, portrait) == 200


def test_the_desk_sees_every_picture_but_no_cache_keeps_it(client, editor):
    image = make_image()
    client.force_login(editor)

    response = client.get(f"/images/{image.token}/64.jpg")

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("name", ["65.webp", "64.gif", "0.webp", "1920.webp", "original.jpg"])
def test_a_picture_comes_in_its_sizes_only(client, name):
    image = make_image()
    make_edition(picture=image)
    assert picture_status(client, image, name) == 404


# Caches


def test_pages_may_be_kept_but_are_asked_for_again(client, editor):
    edition = make_edition()
    first = client.get(edition.get_absolute_url())
    assert first["Cache-Control"] == "public, no-cache"
    again = {"If-None-Match": first["ETag"]}
    assert client.get(edition.get_absolute_url(), headers=again).status_code == 304

    edition.article.headline = "Changed"
    edition.article.save()
    publishing.publish(edition.article, by=editor)

    assert client.get(edition.get_absolute_url(), headers=again).status_code == 200


def test_a_page_for_somebody_signed_in_is_theirs(client, editor):
    client.force_login(editor)
    assert client.get("/")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [*LISTS, "/desk/story/", "/disclosures/"])
def test_readers_can_only_read(client, shelf, path, method):
    shelf(1)
    assert getattr(client, method)(path).status_code == 405


def test_search_results_and_social_networks_have_titles_of_their_own(client, editor):
    own = make_edition(
        headline="Red",
        standfirst="Why <now>",
        search_title="Metallic Rouge: “what” it is",
        social_title="The <robot> show",
        description='A "short" summary',
    )
    page = client.get(own.get_absolute_url()).content.decode()
    assert "<title>Metallic Rouge: “what” it is ·" in page
    assert 'property="og:title" content="The &lt;robot&gt; show"' in " ".join(page.split())
    for name in ('name="description"', 'property="og:description"'):
        assert f'{name} content="A &#34;short&#34; summary"' in page
    assert "<h1>Red</h1>" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")
    assert '"description": "A \\"short\\" summary"' in page and '"headline": "Red"' in page


def test_without_them_the_headline_and_the_standfirst_are_used(client):
    plain = make_edition(headline="Red", standfirst="Why now")
    page = client.get(plain.get_absolute_url()).content.decode()
    assert "<title>Red ·" in page
    assert 'property="og:title" content="Red"' in " ".join(page.split())
    assert 'property="og:description" content="Why now"' in page

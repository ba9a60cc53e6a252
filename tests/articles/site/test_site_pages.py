"""The pages about the publication: on the desk, on their pages, in the footer."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import SitePage
from tests.desk import signed_in
from tests.factories import make_edition, make_image, make_programme, make_wording

pytestmark = pytest.mark.django_db

ADD = "admin:articles_sitepage_add"


def add(**typed):
    form = {"slug": "ethics", "title": "Ethics", "body": "<p>Fair.</p>", "position": "0"} | typed
    return signed_in("Editor").post(reverse(ADD), form)


def test_an_editor_writes_a_page_and_readers_find_it():
    assert add(body="<h2>Gifts</h2><p>None.</p><script>x</script>").status_code == 302
    assert '<a href="/about/ethics/">Ethics</a>' in Client().get("/about/").content.decode()
    page = Client().get("/about/ethics/").content.decode()
    assert '<h2 id="gifts">Gifts</h2>' in page
    assert "<script>x" not in page
    assert '<a href="/about/">' in Client().get("/").content.decode()


@pytest.mark.parametrize("path", ["/about/ownership/", "/about/nothing/", "/about/ETHICS/"])
def test_what_nobody_wrote_is_no_page(path):
    assert Client().get(path).status_code == 404
    assert Client().get("/about/").status_code == 200


def test_a_commercial_link_is_marked_and_disclosed():
    make_wording()
    make_programme()
    body = '<p>First.</p><p>See <a href="https://www.amazon.com/dp/1">this</a>.</p>'
    assert add(body=body).status_code == 302
    page = Client().get("/about/ethics/").content.decode()
    assert 'rel="sponsored"' in page
    assert page.index("We earn from links") < page.index("amazon.com")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"slug": "our rules"}, "Enter a valid “slug”"),
        ({"slug": "x" * 61}, "at most 60 characters"),
        ({"title": ""}, "This field is required"),
        ({"place": "masthead"}, "Select a valid choice"),
        ({"position": "-1"}, "greater than or equal to 0"),
        ({"body": "<p> </p><script>x</script>"}, "Write the page"),
        ({"body": '<p><a href="amazon.com">x</a></p>'}, "leads nowhere"),
        ({"body": '<p>x</p><img src="/x.jpg" alt="">'}, "shows no pictures"),
    ],
)
def test_what_is_wrong_is_reported_and_nothing_is_saved(typed, sentence):
    response = add(**typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not SitePage.objects.exists()


def test_a_picture_of_the_library_is_refused_too():
    picture = make_image()
    response = add(body=f'<figure><img src="/x" alt="" data-file="{picture.pk}"></figure>')
    assert "shows no pictures" in response.content.decode()


def test_a_commercial_link_needs_a_wording():
    make_programme()
    response = add(body='<p><a href="https://amzn.to/1">x</a></p>')
    assert "no affiliate wording is in force" in response.content.decode()


def test_an_address_is_taken_once_and_stays():
    add()
    assert "already exists" in add(title="Again").content.decode()
    change = reverse("admin:articles_sitepage_change", args=[SitePage.objects.get().pk])
    client = signed_in("Editor")
    client.post(
        change, {"slug": "ownership", "title": "Ours", "body": "<p>Fair.</p>", "position": "0"}
    )
    assert list(SitePage.objects.values_list("slug", "title")) == [("ethics", "Ours")]


@pytest.mark.parametrize("role", ["Writer", "Disclosure staff"])
def test_others_may_not_touch_site_pages(role):
    assert signed_in(role).get(reverse(ADD)).status_code == 403


def test_the_date_changes_with_the_words_alone():
    add()
    first = SitePage.objects.get()
    change = reverse("admin:articles_sitepage_change", args=[first.pk])
    posted = {"title": "Ethics", "body": "<p>Fair.</p>", "position": "3", "place": "legal"}

    signed_in("Editor").post(change, posted)
    found = SitePage.objects.get()
    assert (found.position, found.place, found.updated_at) == (3, "legal", first.updated_at)

    signed_in("Editor").post(change, posted | {"body": "<p>Fairer.</p>"})
    assert SitePage.objects.get().updated_at > first.updated_at


def test_two_editors_do_not_overwrite_each_other():
    add()
    change = reverse("admin:articles_sitepage_change", args=[SitePage.objects.get().pk])
    mine, theirs = signed_in("Editor"), signed_in("Editor")
    form = mine.get(change).context["adminform"].form
    opened = {"title": "Ethics", "body": "<p>Fair.</p>", "opened": form["opened"].value()}
    theirs.post(change, opened | {"position": "0", "body": "<p>Theirs.</p>"})

    shown = mine.post(change, opened | {"position": "7"})
    assert "saved this" in shown.content.decode()
    assert SitePage.objects.get().body == "<p>Theirs.</p>"
    # Who reads that and saves again means it.
    again = shown.context["adminform"].form["opened"].value()
    mine.post(change, opened | {"position": "7", "opened": again})
    found = SitePage.objects.get()
    assert (found.body, found.position) == ("<p>Fair.</p>", 7)


def footer(path="/"):
    page = Client().get(path).content.decode()
    return page[page.index('<footer class="colophon"') :]


@pytest.mark.parametrize("has_story", [True, False], ids=["with a section", "without a story"])
def test_pages_are_in_the_footer_in_their_place_and_order(has_story):
    if has_story:
        make_edition()
    add(slug="Imprint", title="Imprint", place="legal", position="2")
    add(slug="terms", title="<Terms>", place="legal", position="1")
    add(slug="team", title="The team", place="about")
    add(slug="privacy", title="Privacy")
    for path in ("/", "/about/imprint/", "/nothing/"):
        found = footer(path)
        about, legal = found.split('class="colophon-legal"')
        assert '<a href="/about/team/">The team</a>' in about
        assert legal.index("/about/terms/") < legal.index("/about/imprint/")
        assert "&lt;Terms&gt;" in legal
        assert "/about/privacy/" not in found
    assert '<a href="/about/privacy/">' in Client().get("/about/").content.decode()


def test_the_footer_takes_no_query_of_its_own(django_assert_num_queries):
    section = make_edition().section
    path = section.get_absolute_url()
    with CaptureQueriesContext(connection) as before:
        Client().get(path)
    queries = len(before)
    for number in range(20):
        add(slug=f"page-{number}", title=f"Page {number}", place="legal")
    with django_assert_num_queries(queries):
        assert Client().get(path).content.decode().count("/about/page-") == 20


def test_the_copyright_names_the_publisher_and_the_year(settings):
    settings.SITE_NAME, settings.SITE_PUBLISHER = "The Glow", ""
    year = timezone.localtime().year
    assert f"<p>© {year} The Glow</p>" in footer()
    settings.SITE_PUBLISHER = "Glow & Sons"
    assert f"<p>© {year} Glow &amp; Sons</p>" in footer()


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ("<h2>A</h2><p> </p><p>We are <em>fair</em>.</p>", "We are fair."),
        (f"<p>{'long ' * 50}</p>", f"{'long ' * 31}long…"),
    ],
)
def test_search_engines_get_the_first_paragraph(body, description):
    add(body=body)
    page = Client().get("/about/ethics/").content.decode()
    assert f'<meta name="description" content="{description}">' in page


@pytest.mark.parametrize("path", ["/", "/about/", "/corrections/", "/disclosures/", "/search/"])
def test_every_page_has_one_description(settings, path):
    settings.SITE_TAGLINE = "Stories & more"
    page = Client().get(path).content.decode()
    assert page.count('<meta name="description"') == 1

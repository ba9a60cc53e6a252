"""The desk's form of a front: what its buttons do, also without its script, and what it refuses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles import publishing
from articles.admin.front_forms import FrontForm, data_of
from articles.models import Front, Genre, Section, Tag
from articles.models.containers import Container, Layout, Pin, Source, as_json
from articles.publishing import fronts
from newsroom import clock
from tests.factories import make_edition, make_section, make_user

pytestmark = pytest.mark.usefixtures("newsroom")
HOUR = timedelta(hours=1)


@pytest.fixture
def front(newsroom):
    """The front of a new section, whose story is live."""
    edition = make_edition(section=make_section(name="Weather", slug="weather"), days_ago=40)
    containers = as_json([Container(count=3), Container(heading="Two")])
    return Front.objects.create(section=edition.section, containers=containers)


@pytest.fixture
def editor(newsroom):
    return newsroom.client("editor")


def address(front: Front, page: str = "change") -> str:
    return reverse(f"admin:articles_front_{page}", args=[front.pk])


def posted(front: Front, **changes: object) -> dict[str, object]:
    """Return what a browser posts of the front's draft."""
    data = dict(data_of(front.parsed()).lists())
    return data | {"version": front.version, "publish_at": "", "note": ""} | changes


def draft(front: Front) -> list[Container]:
    return Front.objects.get(pk=front.pk).parsed()


def said(response) -> str:
    page = html.fromstring(response.content.decode())
    places = page.find_class("messagelist") + page.find_class("errorlist")
    places += page.find_class("errornote")
    return " ".join(" ".join(each.text_content() for each in places).split())


def names(response) -> list[str]:
    page = html.fromstring(response.content.decode())
    form = page.get_element_by_id("containers")
    return [each.text_content() for each in form.find_class("container-name")]


def test_saving_changes_the_draft_and_nothing_for_readers(front, editor):
    data = posted(front, _save="1") | {"c1-heading": ["First"], "c1-count": ["7"]}
    response = editor.post(address(front), data, follow=True)
    assert "The draft is saved" in said(response)
    assert (draft(front)[0].heading, draft(front)[0].count) == ("First", 7)
    assert not front.editions.live().exists()


def test_publishing_saves_and_prints(front, editor):
    data = posted(front, _publish="1", note="Election") | {"c1-heading": ["Tonight"]}
    response = editor.post(address(front), data, follow=True)
    assert "Published: edition 1" in said(response)
    edition = front.editions.live().get()
    assert (edition.containers[0]["heading"], edition.note) == ("Tonight", "Election")
    assert "Tonight" in editor.get("/weather/").content.decode()


def test_scheduling_understands_the_words_of_the_publish_sheet(front, editor):
    for wrong in ("yesterday", "9", "x" * 99, "\x00", "in 9999999 days"):
        data = posted(front, _publish="1", publish_at=wrong)
        assert editor.post(address(front), data).status_code == 200
        assert not front.editions.exists()
    data = posted(front, _publish="1", publish_at="tomorrow 9:30")
    assert "Scheduled" in said(editor.post(address(front), data, follow=True))
    at = timezone.localtime(front.editions.waiting().get().live_from)
    assert (at.hour, at.minute) == (9, 30)
    assert front.editions.count() == 1


def test_the_order_of_containers_and_pins_is_that_of_the_page(front, editor):
    one, two = make_edition(headline="One"), make_edition(headline="Two")
    data = posted(front, _save="1", container=["c2", "c1"])
    data["c2-pin"] = [two.get_absolute_url(), f"https://news.example{one.get_absolute_url()}?a=b"]
    data["c2-until"] = ["2030-01-02T03:04", ""]
    editor.post(address(front), data)
    first, second = draft(front)
    assert (first.heading, second.count) == ("Two", 3)
    assert [pin.story for pin in first.pins] == [two.article_id, one.article_id]
    assert f"{timezone.localtime(first.pins[0].until):%Y-%m-%d %H:%M}" == "2030-01-02 03:04"


def test_without_a_script_buttons_change_the_form_and_save_nothing(front, editor):
    before = Front.objects.get(pk=front.pk).containers
    assert names(editor.post(address(front), posted(front, _up="c2"))) == ["Two", "Grid"]
    assert names(editor.post(address(front), posted(front, _down="c1"))) == ["Two", "Grid"]
    assert names(editor.post(address(front), posted(front, _down="c2"))) == ["Grid", "Two"]
    assert names(editor.post(address(front), posted(front, _remove="c1"))) == ["Two"]
    assert names(editor.post(address(front), posted(front, _add="1"))) == ["Grid", "Two", "Grid"]
    pinning = editor.post(address(front), posted(front, _pin="c1"))
    assert pinning.content.decode().count('name="c1-pin"') == 1
    default = names(editor.post(address(front), posted(front, _default="1")))
    assert default[0] == "Lead" and len(default) == 4
    assert Front.objects.get(pk=front.pk).containers == before


WRONG = [
    ({"c1-layout": "spiral"}, "spiral"),
    ({"c1-count": "0"}, "greater than or equal to 1"),
    ({"c1-count": "21"}, "less than or equal to 20"),
    ({"c1-count": "x" * 9999}, "whole number"),
    ({"c1-source": "section"}, "Choose what fills it."),
    ({"c1-source": "section", "c1-section": "999999999999999999999"}, "valid choice"),
    ({"c1-source": "tag", "c1-tag": "No such tag"}, "There is no tag “No such tag”"),
    ({"c1-source": "genre", "c1-genre": ""}, "Choose what fills it."),
    ({"c1-source": "none"}, "It would stay empty"),
    ({"c1-source": "most_read", "c1-pin": ["/a/b/"]}, "Remove the pins"),
    ({"c1-heading": "H" * 61}, "at most 60 characters"),
    ({"c1-pin": ["/no/such/"]}, "No live or scheduled story has this address"),
    ({"c1-pin": ["\x00http://[::1"]}, "No live or scheduled story has this address"),
    ({"c1-pin": [""], "c1-until": ["2030-01-01T00:00"]}, "Choose the story"),
    ({"c1-pin": ["x"] * 900}, "stories are pinned"),
    ({"container": []}, "at least one container"),
    ({"container": [f"t{n}" for n in range(500)]}, "at most 20 containers"),
    ({"note": "n" * 301}, "at most 300 characters"),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG, ids=lambda value: str(value)[:40])
def test_bad_input_is_refused_in_a_sentence_and_kept(front, editor, changes, sentence):
    response = editor.post(address(front), posted(front, _publish="1") | changes)
    assert response.status_code == 200
    assert sentence in said(response)
    assert Front.objects.get(pk=front.pk).version == 1
    assert not front.editions.exists()


def test_a_story_pinned_twice_or_until_no_time_is_marked(front, editor):
    story = make_edition().get_absolute_url()
    data = posted(front, _save="1") | {"c1-pin": [story], "c2-pin": [story]}
    assert "pinned twice" in said(editor.post(address(front), data))
    data = posted(front, _save="1") | {"c1-pin": [story], "c1-until": ["soon"]}
    assert "until which the pin holds" in said(editor.post(address(front), data))


def test_two_editors_do_not_overwrite_each_other(front, editor, newsroom):
    other = newsroom.client("admin")
    other.post(address(front), posted(front, _save="1") | {"c1-heading": ["Theirs"]})
    mine = posted(front, _publish="1") | {"c1-heading": ["Mine"]}
    response = editor.post(address(front), mine)
    assert "admin saved this front" in said(response)
    assert names(response)[0] == "Mine"
    assert draft(front)[0].heading == "Theirs" and not front.editions.exists()
    # Whoever reads that and saves again means it.
    again = mine | {"version": Front.objects.get(pk=front.pk).version}
    editor.post(address(front), again)
    assert draft(front)[0].heading == "Mine"


@pytest.mark.parametrize("first", [{"publish_at": "yesterday"}, {"_default": "1"}, {"_down": "c1"}])
def test_a_form_shown_again_does_not_overwrite_what_was_saved_meanwhile(
    front, editor, newsroom, first
):
    mine = posted(front, _publish="1") | {"c1-heading": ["Mine"]}
    fronts.save(front, [Container(heading="Theirs")], by=newsroom.user("admin"), version=1)
    shown = editor.post(address(front), mine | first)
    page = html.fromstring(shown.content.decode())
    (version,) = page.xpath("//input[@name='version']/@value")
    response = editor.post(address(front), mine | {"version": version})
    assert "admin saved this front" in said(response)
    assert draft(front)[0].heading == "Theirs" and not front.editions.exists()


@pytest.mark.parametrize("button", [{"_default": "1"}, {"_up": "c2"}, {"_kept": "1"}])
def test_the_buttons_that_change_the_form_keep_what_is_typed_about_publishing(
    front, editor, button
):
    typed = {"publish_at": "tomorrow 9", "note": "Election & more"}
    page = html.fromstring(editor.post(address(front), posted(front) | typed | button).content)
    assert {name: page.xpath(f"//input[@name='{name}']/@value")[0] for name in typed} == typed


def test_a_pin_survives_a_cancelled_update_that_would_have_moved_its_story(front, editor, newsroom):
    live = make_edition(section=front.section)
    later = clock.now() + HOUR
    draft_of_story = live.article
    draft_of_story.section = make_section(name="Maps", slug="maps")
    draft_of_story.save()
    publishing.schedule(draft_of_story, by=newsroom.user("editor"), at=later)
    publishing.cancel_plans(draft_of_story, by=newsroom.user("editor"))
    fronts.save(
        front, [Container(pins=[Pin(live.article_id)])], by=newsroom.user("editor"), version=1
    )
    front.refresh_from_db()
    response = editor.post(address(front), posted(front, _save="1"), follow=True)
    assert "The draft is saved" in said(response)


def test_a_section_goes_with_its_unpublished_front(newsroom):
    section = make_section(name="Mistake", slug="mistake")
    Front.objects.create(section=section, containers=as_json([Container()]))
    delete = reverse("admin:articles_section_delete", args=[section.pk])
    newsroom.client("admin").post(delete, {"post": "yes"})
    assert not Section.objects.filter(slug="mistake").exists()


def test_the_preview_shows_the_form_at_a_minute_and_stores_nothing(front, editor, newsroom):
    waiting = newsroom.story("islands-you-can-finish").editions.waiting().get()
    data = posted(front) | {"c1-pin": [waiting.get_absolute_url()], "c1-heading": ["Soon & near"]}
    now = editor.post(address(front, "preview"), data)
    later = f"{timezone.localtime(waiting.live_from + HOUR):%Y-%m-%d %H:%M}"
    then = editor.post(address(front, "preview"), data | {"preview_at": later})
    assert waiting.headline not in now.content.decode()
    assert waiting.headline in then.content.decode()
    assert "Soon &amp; near" in now.content.decode()
    assert {"private", "no-store"} <= set(then.headers["Cache-Control"].split(", "))
    assert then.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert draft(front)[0].heading == ""
    wrong = editor.post(address(front, "preview"), data | {"preview_at": "whenever"})
    assert "No preview" in wrong.content.decode()
    wrong = editor.post(address(front, "preview"), data | {"c1-count": "x"})
    assert "Correct what is marked" in wrong.content.decode()


def test_a_former_edition_is_viewed_and_restored(front, editor):
    user = make_user("Editor")
    first = fronts.publish(front, by=user)
    fronts.save(front, [Container(heading="Newer")], by=user, version=1)
    listed = editor.get(address(front, "editions")).content.decode()
    assert "Restore 1" in listed and "Replace unpublished changes" in listed
    old = editor.get(address(front, "preview") + "?edition=1").content.decode()
    assert "Newer" not in old
    assert "Newer" in editor.get(address(front, "preview")).content.decode()
    assert editor.get(address(front, "preview") + "?edition=99").status_code == 404

    act = address(front, "act")
    refused = editor.post(act, {"_restore": "1"}, follow=True)
    assert "would be lost" in said(refused)
    done = editor.post(act, {"_restore": "1", "discard": "on"}, follow=True)
    assert "The draft is edition 1 again" in said(done)
    assert Front.objects.get(pk=front.pk).containers == first.containers
    for wrong in ("0", "99", "x", "9" * 40):
        gone = editor.post(act, {"_restore": wrong}, follow=True)
        assert "There is no such edition" in said(gone)


def test_a_scheduled_edition_is_cancelled(front, editor):
    waiting = fronts.publish(front, by=make_user("Editor"), at=clock.now() + HOUR)
    act = address(front, "act")
    done = editor.post(act, {"_cancel": str(waiting.number)}, follow=True)
    assert "is cancelled" in said(done)
    waiting.refresh_from_db()
    assert waiting.is_cancelled
    assert editor.get(act).status_code == 405


def test_the_fields_offer_live_and_scheduled_stories_and_tags(front, editor, newsroom):
    options = reverse("admin:articles_front_options")
    waiting = newsroom.story("islands-you-can-finish").editions.waiting().get()
    found = editor.get(options, {"q": waiting.headline[:20]}).json()["options"]
    assert found[0]["value"] == waiting.get_absolute_url()
    assert "goes live" in found[0]["about"]
    draft_only = newsroom.story("handheld-in-the-cafe-window")
    assert not editor.get(options, {"q": draft_only.headline}).json()["options"]
    tag = Tag.objects.filter(editiontags__isnull=False).first()
    tags = editor.get(options, {"q": tag.name, "kind": "tags"}).json()["options"]
    assert tags[0]["value"] == tag.name
    assert editor.get(options, {"q": "\x00" * 300}).status_code == 200


def test_a_new_front_begins_with_what_readers_get_and_each_page_has_one(editor):
    section = make_section(name="Radio", slug="radio")
    add = reverse("admin:articles_front_add")
    response = editor.post(add, {"section": str(section.pk)}, follow=True)
    front = Front.objects.get(section=section)
    assert response.redirect_chain[-1][0] == address(front)
    assert draft(front)[0].layout == Layout.LEAD
    again = editor.post(add, {"section": str(section.pk)})
    assert again.status_code == 200 and Front.objects.filter(section=section).count() == 1


@pytest.mark.parametrize("who", ["writer", "disclosures"])
def test_other_roles_cannot_open_fronts(front, newsroom, who):
    client = newsroom.client(who)
    for page in ("change", "preview", "editions"):
        assert client.get(address(front, page)).status_code == 403
        assert client.post(address(front, page), posted(front)).status_code in (403, 405)
    assert client.get(reverse("admin:articles_front_options")).status_code == 403
    assert client.post(address(front, "act"), {"_restore": "1"}).status_code == 403


def test_a_front_that_is_not_there_is_not_found(editor):
    for key in ("999999999", "99999999999999999999", "x"):
        assert editor.get(f"/admin/articles/front/{key}/change/").status_code == 404
    assert editor.get("/admin/articles/front/999999999/preview/").status_code == 404


def test_the_list_says_what_readers_get_in_a_constant_number_of_queries(
    front, editor, django_assert_max_num_queries
):
    user = make_user("Editor")
    fronts.publish(front, by=user)
    fronts.publish(front, by=user, at=clock.now() + HOUR)
    listed = reverse("admin:articles_front_changelist")
    with django_assert_max_num_queries(12) as few:
        page = editor.get(listed).content.decode()
    assert "edition 1" in page
    for number in range(5):
        Front.objects.create(section=make_section(name=f"S{number}", slug=f"s{number}"))
    with django_assert_max_num_queries(len(few)):
        assert "the default front" in editor.get(listed).content.decode()


def test_the_form_takes_and_gives_every_container(newsroom):
    edition = make_edition()
    tag, section = Tag.objects.first(), Section.objects.first()
    every = [
        Container(
            Layout.LEAD,
            "H",
            pins=(Pin(edition.article_id, clock.now().replace(second=0, microsecond=0)),),
        ),
        Container(source=Source.TAG, tag=tag.pk),
        Container(source=Source.SECTION, section=section.pk),
        Container(source=Source.GENRE, genre=Genre.OPINION, count=20),
        Container(source=Source.NONE, pins=()),
    ]
    form = FrontForm(data_of(every[:-1]))
    assert form.is_valid()
    assert form.parsed() == every[:-1]
    assert not FrontForm(data_of(every)).is_valid()

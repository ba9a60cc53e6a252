"""Two saves of one story are merged by fields; of what both changed, nothing is lost."""

import json
import re
from types import SimpleNamespace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.admin import merging
from articles.models import Article, DraftVersion, Tag
from tests.articles.admin.test_part_rows import bylines, rows
from tests.desk import change_url, chosen, form_of, messages, signed_in
from tests.factories import make_article, make_author, make_edition, make_image, make_section

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


@pytest.fixture
def other() -> Client:
    return signed_in("Editor")


def saved(client: Client, article: Article, form: dict, **changes):
    answer = client.post(change_url(article), form | changes, follow=True)
    article.refresh_from_db()
    return answer


def flat(response) -> str:
    return " ".join(response.text.split())


def test_fields_that_only_one_of_two_changed_merge_by_themselves(editor, other):
    ana, ben = make_author(name="Ana"), make_author(name="Ben")
    section, picture, related = make_section(), make_image(), make_article()
    article = make_article(headline="Old", standfirst="Old", authors=[ana], tags=["One"])
    form = form_of(article)
    theirs = {"standfirst": "Theirs", "section": section.pk, "stage": "review", "tags": "One, Two"}
    theirs |= {"embargo_until": "2090-01-01T09:00"} | bylines(ben)
    saved(other, article, form, **theirs)

    mine = {"headline": "Mine", "picture": picture.pk, "body": "<p>Mine.</p>"}
    answer = saved(editor, article, form, **mine, **rows("related_links", "story", related))

    assert (article.headline, article.standfirst) == ("Mine", "Theirs")
    assert (article.section, article.picture) == (section, picture)
    assert article.body == "<p>Mine.</p>"
    assert article.stage == "review"
    assert article.embargo_until is not None
    assert sorted(article.tags.names()) == ["One", "Two"]
    assert [row.author for row in article.bylines.all()] == [ben]
    assert [row.story for row in article.related_links.all()] == [related]
    said = messages(answer)
    assert "saved this story at" in said
    for label in ("the standfirst", "the section", "the stage", "the embargo until", "the authors"):
        assert label in said
    # The draft that the merge replaced is kept as after any save.
    assert article.former_drafts.first().copy["standfirst"] == "Theirs"


def test_what_both_changed_is_shown_and_waits_for_a_choice(editor, other):
    ana, ben, cleo = (make_author(name=name) for name in ("Ana", "Ben", "Cleo"))
    article = make_article(headline="A quiet film", body="<p>One.</p><p>Two.</p>", authors=[ana])
    form = form_of(article)
    saved(
        other, article, form, headline="A loud film", body="<p>One.</p><p>Too.</p>", **bylines(ben)
    )

    mine = {"headline": "A quiet series", "body": "<p>One.</p><p>Two!</p>", **bylines(cleo)}
    answer = saved(editor, article, form, **mine)

    page = flat(answer)
    assert article.headline == "A loud film"
    assert "The headline and the body changed there and here" in page
    assert "The authors changed there and here" in page
    assert "<p>A <mark>loud film</mark></p><p>A <mark>quiet series</mark></p>" in page
    assert "<p><mark>Too.</mark></p><p><mark>Two!</mark></p>" in page
    assert "<p><mark>Ben</mark></p><p><mark>Cleo</mark></p>" in page
    # The form still has the editor's own words.
    assert "A quiet series</textarea>" in page

    # Without a choice for each, it waits.
    choices = chosen(answer)
    choices["merge-body"] = chosen(answer, "theirs")["merge-body"]
    part = {"merge-headline": choices["merge-headline"]}
    waiting = saved(editor, article, form, **mine, **part)
    assert "The body changed there and here" in flat(waiting)
    assert {each.name: each.chosen for each in waiting.context["conflicts"]} == {
        "headline": "mine",
        "body": "",
        "bylines": "",
    }

    said = messages(saved(editor, article, form, **mine, **choices))

    assert (article.headline, article.body) == ("A quiet series", "<p>One.</p><p>Too.</p>")
    assert [row.author for row in article.bylines.all()] == [cleo]
    assert "Your own text for the body is under “Former drafts”" in said
    kept = [former.copy for former in article.former_drafts.all()]
    assert any(copy["body"] == "<p>One.</p><p>Two!</p>" for copy in kept)
    assert any(copy["headline"] == "A loud film" for copy in kept)
    assert any(copy["bylines"][0]["author_id"] == ben.pk for copy in kept)


def choices_in(response, side: str = "") -> dict[str, str]:
    """Return the choices that the page would post; those of `side` if one is pressed in each."""
    radios = re.findall(r'name="(merge-\w+)" value="([^"]+)"( checked)?', flat(response))
    return {
        name: value
        for name, value, is_chosen in radios
        if is_chosen or value.startswith(side or "-")
    }


def test_conflicts_can_be_settled_one_at_a_time(editor, other):
    ana, ben = make_author(), make_author()
    article = make_article(headline="Old", standfirst="Old", authors=[])
    form = form_of(article)
    saved(other, article, form, headline="Theirs", standfirst="Theirs", **bylines(ana))
    mine = {"headline": "Mine", "standfirst": "Mine", **bylines(ben)}
    page = saved(editor, article, form, **mine)

    assert choices_in(page) == {}
    for name, side in (("headline", "mine"), ("standfirst", "theirs"), ("bylines", "mine")):
        pressed = {f"merge-{name}": choices_in(page, side)[f"merge-{name}"]}
        page = saved(editor, article, form, **mine, **choices_in(page) | pressed)

    assert (article.headline, article.standfirst) == ("Mine", "Theirs")
    assert [row.author for row in article.bylines.all()] == [ben]


def test_a_fault_elsewhere_keeps_the_choices(editor, other):
    article = make_article(headline="Old")
    form = form_of(article)
    saved(other, article, form, headline="Theirs")
    pressed = choices_in(saved(editor, article, form, headline="Mine"), "mine")
    faulty = bylines("no key") | pressed
    page = saved(editor, article, form, headline="Mine", **faulty)
    assert article.headline == "Theirs"
    assert choices_in(page) == pressed


def test_given_up_rows_and_tags_are_kept_as_a_former_draft(editor, other):
    ana, ben, story = make_author(), make_author(), make_article()
    make_article(tags=["Two", "Three"])
    article = make_article(tags=["One"])
    form = form_of(article)
    saved(other, article, form, tags="Two", **bylines(ana), **rows("related_links", "story", story))
    mine = {"tags": "Three", **bylines(ben), **rows("related_links", "story", make_article())}
    answer = saved(editor, article, form, **mine)

    saved(editor, article, form, **mine, **chosen(answer, "theirs"))

    assert list(article.tags.names()) == ["Two"]
    assert [row.author for row in article.bylines.all()] == [ana]
    given_up = next(
        former
        for former in article.former_drafts.all()
        if [row["author_id"] for row in former.copy["bylines"]] == [ben.pk]
    )
    saved(editor, article, form_of(article), _put_back=given_up.pk)
    assert list(article.tags.names()) == ["Three"]
    assert [row.author for row in article.bylines.all()] == [ben]


def test_what_a_former_draft_cannot_hold_is_repeated(editor, other):
    make_article(tags=["Known"])
    article = make_article(headline="Old", tags=["One"])
    form = form_of(article)
    theirs = {"tags": "Two", "stage": "review", "embargo_until": "2090-01-01T09:00"}
    saved(other, article, form, headline="Theirs", **theirs)
    mine = {"tags": "Known, Brand New", "embargo_until": "2091-02-03T09:00", "headline": "Mine"}
    answer = saved(editor, article, form, **mine)

    said = messages(saved(editor, article, form, **mine, **chosen(answer, "theirs")))

    assert "for the tags, “Known, Brand New”" in said
    assert "for the embargo until, “09:00, 3 February 2091”" in said
    assert "Your own text for the headline is under" in said
    given_up = next(f for f in article.former_drafts.all() if f.copy["headline"] == "Mine")
    assert [row["tag_id"] for row in given_up.copy["tag_links"]] == [
        Tag.objects.get(name="Known").pk
    ]


def test_no_former_draft_is_kept_of_nothing_that_it_can_hold(editor, other):
    article = make_article()
    form = form_of(article)
    saved(other, article, form, embargo_until="2090-01-01T09:00")
    mine = {"embargo_until": "2091-02-03T09:00"}
    answer = saved(editor, article, form, **mine)
    before = article.former_drafts.count()
    said = messages(saved(editor, article, form, **mine, **chosen(answer, "theirs")))
    assert "You had: for the embargo until, “09:00, 3 February 2091”" in said
    assert "is under “Former drafts”" not in said
    assert article.former_drafts.count() == before


def test_a_choice_made_against_an_older_text_counts_no_more(editor, other):
    article = make_article(headline="Old")
    form = form_of(article)
    saved(other, article, form, headline="Theirs")
    answer = saved(editor, article, form, headline="Mine")
    saved(other, article, form_of(article), headline="Theirs, again")

    again = saved(editor, article, form, headline="Mine", **chosen(answer))

    assert article.headline == "Theirs, again"
    assert "<mark>Theirs, again</mark>" in again.text


def test_one_person_in_two_tabs_is_told_so(editor):
    article = make_article(headline="Old", standfirst="Old")
    form = form_of(article)
    saved(editor, article, form, headline="There")
    said = messages(saved(editor, article, form, standfirst="Here"))
    assert "You saved this story in another window" in said
    assert (article.headline, article.standfirst) == ("There", "Here")


def test_nothing_is_published_that_nobody_has_read(editor, other):
    article = make_edition(headline="Old", standfirst="Old").article
    form = form_of(article)
    saved(other, article, form, headline="Theirs")

    said = messages(saved(editor, article, form, standfirst="Mine", _publish="1"))

    assert "read what was merged first" in said
    assert (article.headline, article.standfirst) == ("Theirs", "Mine")
    assert article.editions.count() == 1
    assert "Published" in messages(saved(editor, article, form_of(article), _publish="1"))


def test_a_form_without_marks_asks_for_everything_that_differs(editor, other):
    article = make_article(headline="Old", standfirst="Old")
    form = form_of(article) | {"based_on": ""}
    saved(other, article, form, headline="Theirs")
    for odd in ("", "[1]", "{", "[" * 9999, '{"headline": {"a": 1}}'):
        answer = saved(editor, article, form | {"based_on": odd}, standfirst="Mine")
        assert answer.status_code == 200
        assert article.headline == "Theirs"
    saved(editor, article, form, standfirst="Mine", **chosen(answer, "theirs"))
    assert (article.headline, article.standfirst) == ("Theirs", "Old")
    assert "Mine" in [former.copy["standfirst"] for former in DraftVersion.objects.all()]


def test_a_stale_form_with_a_fault_is_merged_once_the_fault_is_mended(editor, other):
    article = make_article(headline="Old", standfirst="Old")
    form = form_of(article)
    saved(other, article, form, headline="Theirs")
    answer = saved(editor, article, form, standfirst="Mine", videos="nonsense")
    assert answer.context["adminform"].form["version"].value() == "0"
    saved(editor, article, form, standfirst="Mine")
    assert (article.headline, article.standfirst) == ("Theirs", "Mine")


def test_the_marks_of_a_form_change_with_its_fields_and_not_with_their_writing(newsroom):
    article = make_article(headline="One", tags=["Mecha", "Film"], authors=[make_author()])
    before = json.loads(merging.marks_of(article))
    article.headline = " One "
    assert json.loads(merging.marks_of(article)) == before
    article.headline = "Two"
    after = json.loads(merging.marks_of(article))
    assert {name for name in before if before[name] != after[name]} == {"headline"}


values = st.dictionaries(
    st.sampled_from(["slug", "body", "genre"]), st.sampled_from("abc"), min_size=3
)


@given(base=values, theirs=values, mine=values, choice=st.sampled_from(["", "mine", "theirs"]))
def test_a_merge_never_loses_a_change(base, theirs, mine, choice):
    """Each field of the result is somebody's change; what both changed is chosen or refused."""
    stored = SimpleNamespace(saved_by=None, saved_at=None)
    merge = merging.Merge.__new__(merging.Merge)
    merge.stored, merge.theirs, merge.mine = stored, theirs, {}
    merge.base = {name: merging.mark(value) for name, value in base.items()}
    merge.choices = {n: f"{choice}-{merging.mark(v)}" for n, v in theirs.items() if choice}
    merge.taken, merge.given_up, merge.conflicts, merge.chosen = [], [], [], {}

    for name in base:
        result = {"mine": mine, "theirs": theirs}[merge.side(name, mine[name])][name]
        both = base[name] != mine[name] != theirs[name] != base[name]
        if mine[name] == base[name]:
            assert result == theirs[name]
        elif theirs[name] == base[name] or theirs[name] == mine[name]:
            assert result == mine[name]
        elif choice:
            assert result == {"mine": mine, "theirs": theirs}[choice][name]
        assert (name in merge.conflicts) == (both and not choice)
        assert (name in merge.given_up) == (both and choice == "theirs")

"""The audit reads what readers get: with a template emptied, it must notice."""

import copy
import io
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone

from articles.audit import pages
from articles.audit.reader import Reader, Unreadable
from articles.models import Edition
from disclosures.models import Finding, PageCheck
from tests.factories import make_author, make_edition, make_programme, make_section, make_wording

pytestmark = pytest.mark.django_db
PAID = '<p>Words.</p><p><a href="https://amazon.com/dp/1?tag=a-20">Buy</a></p>'
GENERAL, AMAZON = "We earn from links in this story.", "As an Amazon Associate we earn."


@pytest.fixture(autouse=True)
def amazon():
    make_wording(text=GENERAL)
    programme = make_programme(own_ids="a-20")
    make_wording(text=AMAZON, mark="", programme=programme)
    return programme


@pytest.fixture
def template(settings, tmp_path):
    """Put another template in the place of one of the site's."""

    def replace(name: str, change) -> None:
        source = Path(django_settings.BASE_DIR / "templates" / name).read_text()
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(change(source))
        engines = copy.deepcopy(settings.TEMPLATES)
        engines[0]["DIRS"] = [tmp_path, *engines[0]["DIRS"]]
        settings.TEMPLATES = engines

    return replace


def found(edition: Edition | None = None) -> set[str]:
    rows = Finding.objects.filter(source="page")
    return set((rows.filter(edition=edition) if edition else rows).values_list("kind", flat=True))


def run(*arguments: str) -> tuple[int, str]:
    """The command's exit code and what it wrote."""
    out = io.StringIO()
    try:
        call_command("check_pages", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def everything() -> Edition:
    """Stories with all that a page can have to say; the one with links is returned."""
    make_wording(kind="gifted", text="{partner} lent it.")
    make_wording(kind="sponsored", text="{partner} paid for this.")
    author = make_author(name="Ana Ruiz", slug="ana")
    author.interests.create(text="Ana Ruiz owns shares in Lux.")
    make_edition(connection="gifted", connection_with="Lux", authors=[author], body=PAID)
    video = {"url": "https://youtu.be/aaaaaaaaaaa", "title": "Lamps"}
    make_edition(connection="sponsored", connection_with="Lux", videos=[video])
    make_edition()
    make_edition(section=make_section(jurisdiction="UK"), body=PAID)
    return make_edition(body=PAID)


def test_what_the_site_makes_is_as_it_must_be():
    everything()

    code, said = run()

    assert (code, found()) == (0, set())
    # Five stories, three feeds, an author's page.
    assert said == "9 pages checked, 5 of them stories: 0 found.\n"
    record = PageCheck.objects.get()
    assert (record.pages, record.stories, record.found, record.problem) == (9, 5, 0, "")


# A place in the story's template before the disclosures.
TOP = '{{ notices_at("top", page.notices, page.copy.language) }}'


def around(before: str, after: str):
    """Return a change of the disclosure's component that puts HTML around what it shows."""

    def change(source: str) -> str:
        start, end = "{% macro disclosure_note(disclosures, inside=none) %}", "{% endmacro %}"
        assert start in source and end in source
        return source.replace(start, start + before).replace(end, after + end)

    return change


def doubled(source: str) -> str:
    start, shown, end = re.split(r"(?<=%})(?=\s*{% if disclosures %})|(?={% endmacro %})", source)
    return start + shown + shown + end


def test_with_the_disclosures_template_emptied_it_fails(template):
    edition = everything()
    template("components/disclosure.html", around("{# ", " #}"))

    code, said = run()

    assert code == 1
    assert found(edition) == {"missing"}
    assert f"/{edition.path}/: No disclosure: {GENERAL}" in said
    assert AMAZON in said
    assert "Lux lent it." in said and "Ana Ruiz owns shares in Lux." in said


@pytest.mark.parametrize(
    ("name", "change", "kind"),
    [
        ("components/disclosure.html", around("<details>", "</details>"), "hidden"),
        ("components/disclosure.html", doubled, "doubled"),
        ("components/disclosure.html", lambda s: s.replace("disclosure.text", "''"), "missing"),
        ("articles/blocks/disclosures.html", lambda s: "", "missing"),
        (
            "articles/blocks/html.html",
            lambda s: s.replace("block.html|safe", 'block.html|replace("sponsored", "")|safe'),
            "no rel",
        ),
        (
            "articles/story.html",
            lambda s: s.replace(TOP, f'<a href="https://amazon.com/x">x</a>{TOP}'),
            "late",
        ),
    ],
)
def test_whatever_a_template_does_to_a_disclosure_is_found(template, name, change, kind):
    edition = make_edition(body=PAID)
    template(name, change)
    assert run()[0] == 1
    assert kind in found(edition)


def test_a_notice_that_no_link_calls_for_is_found(template):
    edition = make_edition()
    notice = f'<p class="disclosure"><span>{GENERAL}</span></p>'
    template(
        "articles/story.html",
        lambda s: s.replace(TOP, f"{notice}{TOP}"),
    )
    assert run()[0] == 1
    assert found(edition) == {"needless"}


def test_a_feed_that_says_nothing_is_found(monkeypatch):
    edition = make_edition(body=PAID)
    monkeypatch.setattr("articles.content.blocks.plain_note", lambda disclosures: "")
    code, said = run()
    assert code == 1
    assert found(edition) == {"missing"}
    assert "In /feed.xml: " in said and "In /atom.xml: " in said and "In /feed.json: " in said


def test_an_authors_page_must_show_their_interest(template):
    author = make_author(slug="ana")
    author.interests.create(text="Ana Ruiz owns shares in Lux.")
    make_edition(authors=[author])
    make_author(slug="new-hire").interests.create(text="Nobody knows yet.")
    template("authors/author.html", lambda s: s.replace("author.interest_texts", "none"))

    code, said = run()

    assert code == 1
    assert "/authors/ana/: No disclosure: Ana Ruiz owns shares in Lux." in said
    assert PageCheck.objects.get().other_page_problems[0]["path"] == "/authors/ana/"


def test_an_interest_is_demanded_only_where_it_bears_on_the_story():
    author, games = make_author(), make_section()
    interest = author.interests.create(text="Ana Ruiz owns shares in Lux.", all_stories=False)
    interest.scopes.create(section=games)
    make_edition(authors=[author], body=PAID)
    make_edition(authors=[author], body=PAID, section=games)
    code, said = run()
    assert (code, found()) == (0, set()), said


def test_a_wording_that_claims_marks_is_held_to_them(template):
    section = make_section(jurisdiction="UK")
    make_wording(jurisdiction="UK", text="We earn here.", mark="ad", marks="all")
    edition = make_edition(section=section, body=PAID)
    assert run()[0] == 0
    template(
        "articles/blocks/html.html",
        lambda s: s.replace("block.html|safe", 'block.html|replace("(ad)", "")|safe'),
    )
    assert run()[0] == 1
    assert found(edition) == {"unmarked"}


def test_a_page_that_breaks_is_found_and_stops_no_other(template):
    edition = make_edition(body=PAID)
    template("articles/story.html", lambda s: s + "{% load nothing %}")
    assert run()[0] == 1
    assert found(edition) == {"unread"}


def test_later_checks_read_what_changed_and_what_was_wrong(template):
    old, wrong = make_edition(body=PAID), make_edition(body=PAID)
    assert run()[0] == 0
    Finding.objects.create(edition=wrong, kind="late", source="page", found_at=timezone.now())
    new = make_edition(body=PAID, days_ago=0)

    assert set(pages.chosen(False, 0)) == {wrong.pk, new.pk}
    assert set(pages.chosen(False, 1)) == {old.pk, wrong.pk, new.pk}
    assert run("--sample", "0")[0] == 0
    assert found() == set()


def test_what_a_scan_found_stays():
    edition = make_edition(body='<p><a href="https://amazon.com/1?tag=others-20">Buy</a></p>')
    assert run()[0] == 0
    assert set(edition.findings.values_list("kind", "source")) == {("wrong id", "scan")}


def test_the_audits_numbers_count_what_pages_lack(template):
    everything()
    template("components/disclosure.html", around("{# ", " #}"))
    with pytest.raises(SystemExit):
        call_command("audit_disclosures", "--scan", "--fail-over", "0", stdout=io.StringIO())


def test_the_reader_goes_by_address_and_middleware():
    edition = make_edition()
    reader = Reader()
    assert edition.headline in reader.read(edition.get_absolute_url())
    assert "Content-Security-Policy" in reader.get("/").headers
    with pytest.raises(Unreadable, match="/nothing/ answers 404"):
        reader.read("/nothing/")

"""Readers' templates: Jinja2 by way of Django, with a publisher's files before ours."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template
from django.utils import translation
from jinja2 import TemplateNotFound, UndefinedError

from newsroom.reader_templates import formatted, iso, make_environment, static, url
from tests.settings import BASE_DIR

HOSTILE = "</p><script>'\"&"


class Folders:
    """Stands for the loader that Django gives the environment."""

    def __init__(self, *searchpath):
        self.searchpath = searchpath


@pytest.fixture
def environment(tmp_path):
    def make(*folders: dict[str, str]):
        for number, files in enumerate(folders):
            for name, source in files.items():
                path = tmp_path / str(number) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(source)
        loader = Folders(*(tmp_path / str(number) for number in range(len(folders))))
        return make_environment(loader=loader, autoescape=True)

    return make


def test_a_template_that_extends_its_own_name_extends_the_next_file_of_that_name(environment):
    found = environment(
        {"a/story.html": '{% extends "a/story.html" %}{% block a %}1{{ super() }}{% endblock %}'},
        {"a/story.html": '{% extends "a/story.html" %}{% block a %}2{{ super() }}{% endblock %}'},
        {"a/story.html": "<p>{% block a %}3{% endblock %}</p>"},
    )
    assert found.get_template("a/story.html").render() == "<p>123</p>"


def test_a_component_may_wrap_the_next_one_of_its_name(environment):
    """The example is that of docs/make-it-yours.md."""
    wrapped = """{% from "card.html" import card as ours %}
{% macro card(edition) %}[{{ ours(edition, *varargs, **kwargs) }}]{% endmacro %}"""
    found = environment(
        {"card.html": wrapped},
        {
            "card.html": "{% macro card(a, b, c=3) %}<b>{{ a }}{{ b }}{{ c }}</b>{% endmacro %}",
            "page.html": '{% from "card.html" import card %}{{ card(1, 2, c=4) }}',
        },
    )
    assert found.get_template("page.html").render() == "[<b>124</b>]"


def test_a_template_that_extends_its_own_name_in_the_last_folder_is_not_found(environment):
    found = environment({"a.html": '{% extends "a.html" %}'})
    with pytest.raises(TemplateNotFound):
        found.get_template("a.html").render()


@pytest.mark.parametrize("name", ["admin/index.html", "staff/sign_in.html", "../manage.py"])
def test_templates_of_the_desk_and_files_elsewhere_are_not_readers(name):
    with pytest.raises(TemplateDoesNotExist):
        engines["jinja2"].get_template(name)


def test_the_desk_keeps_the_language_of_django():
    found = get_template("admin/base_site.html")
    assert found.backend is engines["django"]
    assert get_template("403.html").backend is engines["jinja2"]


def test_every_value_is_escaped_and_a_missing_one_is_empty(environment):
    page = {
        "page.html": '<p title="{{ text }}">{{ text }}{{ none.at.all }}{{ text|linebreaks }}</p>'
    }
    shown = environment(page).get_template("page.html").render(text=HOSTILE)
    assert "<script" not in shown and shown.count("&lt;script&gt;") == 3
    assert shown.count('"') == 2 and "'" not in shown


def test_a_missing_value_can_not_be_compared(environment):
    """So that a mistyped name in a condition fails instead of being false for ever."""
    found = environment({"page.html": "{% if page.nubmer > 1 %}{% endif %}"})
    with pytest.raises(UndefinedError):
        found.get_template("page.html").render(page={"number": 2})


def test_only_clean_html_is_marked_as_safe():
    """Bodies and feeds were cleaned; everything else is escaped."""
    templates = [*(BASE_DIR / "templates").rglob("*.html")]
    readers = [path for path in templates if not {"admin", "staff"} & {*path.parts}]
    found = {
        path.name
        for path in readers
        if "|safe" in path.read_text() or "autoescape" in path.read_text()
    }
    assert len(readers) > 30
    of_bodies = {"html.html", "pull_quote.html", "product.html", "footnotes.html"}
    assert found == of_bodies | {"wording_preview.html"}
    assert engines["jinja2"].env.autoescape is True


def test_templates_lose_their_indentation():
    engine = engines["jinja2"].env
    source, path, is_current = engine.loader.get_source(engine, "base.html")
    assert "\n" not in source.strip()
    assert path == str(BASE_DIR / "templates/base.html") and is_current()


def test_a_changed_file_is_read_again_while_debugging(environment, tmp_path):
    found = environment({"a.html": "1"})
    assert found.get_template("a.html").render() == "1"
    (tmp_path / "0/a.html").write_text("2, changed")
    assert found.get_template("a.html").render() == "2, changed"


def test_dates_are_shown_in_the_time_zone_of_the_site(settings):
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert formatted(at, "F j, Y, H:i") == "March 1, 2026, 23:30"
    assert iso(at) == "2026-03-01T23:30:00+0000"
    settings.TIME_ZONE = "Asia/Tokyo"
    assert formatted(at, "F j, Y, H:i") == "March 2, 2026, 08:30"
    assert iso(at) == "2026-03-02T08:30:00+0900"
    assert formatted(None, "F") == ""


def test_addresses_follow_the_settings(settings):
    assert url("tag", "a") == "/tags/a/"
    settings.ROOT_URLCONF = "tests.newsroom.test_reader_templates"
    assert url("tag", "a") == "/themes/a/"


def test_static_files_follow_the_storage(settings):
    assert static("css/site.css") == "/static/css/site.css"
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    options = storage | {"OPTIONS": {"base_url": "https://files.example/"}}
    settings.STORAGES = django_settings.STORAGES | {"staticfiles": options}
    assert static("css/site.css") == "https://files.example/css/site.css"


def _urls():
    from django.urls import path

    return [path("themes/<slug:slug>/", lambda request, slug: None, name="tag")]


urlpatterns = _urls()


def test_sentences_are_translated_and_values_are_escaped(environment):
    source = """{% trans name=name %}
  Dear <b>{{ name }}</b>,
  100 %
{% endtrans %}|{{ _("Search") }}|{% trans n=n %}{{ n }} row{% pluralize %}{{ n }} rows{% endtrans %}"""
    template = environment({"a.html": source}).get_template("a.html")

    shown = template.render(name=HOSTILE, n=2)

    assert shown == "Dear <b>&lt;/p&gt;&lt;script&gt;&#39;&#34;&amp;</b>, 100 %|Search|2 rows"
    with translation.override("de"):
        assert "|Suche|" in template.render(name="", n=1)


def test_dates_are_written_as_the_language_writes_them(environment):
    template = environment({"a.html": "{{ at|date }}|{{ at|date_time }}|{{ n|number }}"})
    values = {"at": datetime(2026, 11, 21, 8, 5, tzinfo=UTC), "n": 12345}

    english = template.get_template("a.html").render(values)
    with translation.override("de"):
        german = template.get_template("a.html").render(values)

    assert english == "November 21, 2026|November 21, 2026, 08:05|12,345"
    assert german == "21. November 2026|21. November 2026 08:05|12.345"

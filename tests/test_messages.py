"""The translations: complete, current, and with the placeholders and tags of the English sentences."""

import ast
import io
import re
from collections import Counter
from gettext import GNUTranslations

import pytest
from django.template import engines
from jinja2 import nodes
from lxml import html

from newsroom.templates import compact
from tests.messages import (
    DOMAINS,
    LOCALE,
    ROOT,
    as_mo,
    files,
    found_in,
    is_of_the_desk,
    read,
    sources,
    template_of,
    untranslated,
)

CATALOGS = [
    (path.name, domain)
    for path in sorted(LOCALE.iterdir())
    for domain in DOMAINS
    if files(domain, path.name)[0].exists()
]
# %(name)s and {name}, %s and {}, and tags with what they link to.
CALL = re.compile(r"\b(_|n?p?gettext(_lazy)?)\(")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?[a-z]\w*")


def catalogs():
    return pytest.mark.parametrize(("language", "domain"), CATALOGS)


def forms(message):
    return message.string if isinstance(message.string, (tuple, list)) else (message.string,)


def test_german_is_complete():
    assert ("de", "django") in CATALOGS


@catalogs()
def test_every_sentence_is_translated(language, domain):
    catalog = read(files(domain, language)[0], language, domain)

    assert {(each.context, each.id) for each in catalog} - {(None, "")} == {
        (each.context, each.id) for each in template_of(domain)
    } - {(None, "")}, "Run `make messages`, and translate what it adds."
    assert untranslated(catalog) == []
    assert [each.id for each in catalog if each.fuzzy] == []


@catalogs()
def test_translations_keep_placeholders_and_tags(language, domain):
    for message in read(files(domain, language)[0], language, domain):
        if not message.id:
            continue
        originals = (message.id,) if isinstance(message.id, str) else message.id
        allowed = [Counter(PLACEHOLDER.findall(text)) for text in originals]
        for form in forms(message):
            assert Counter(PLACEHOLDER.findall(form)) in allowed, message.id
            assert (form[0].isspace(), form[-1].isspace()) == (
                originals[0][0].isspace(),
                originals[0][-1].isspace(),
            ), message.id


@catalogs()
def test_the_compiled_catalog_is_current(language, domain):
    po, mo = files(domain, language)
    expected = GNUTranslations(io.BytesIO(as_mo(read(po, language, domain))))

    with mo.open("rb") as file:
        compiled = GNUTranslations(file)

    sentences = compiled._catalog.items() ^ expected._catalog.items()
    assert {key for key, _ in sentences} - {""} == set(), "Run `make messages`."


def test_sentences_of_all_kinds_of_files_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.messages.ROOT", tmp_path)
    desk = tmp_path / "templates/admin/page.html"
    readers = tmp_path / "templates/page.html"
    python = tmp_path / "articles/module.py"
    script = tmp_path / "static/js/desk.js"
    for path in (desk, readers, python, script):
        path.parent.mkdir(parents=True, exist_ok=True)
    desk.write_text(
        "<ul>\n    {% if x %}\n  <li title=\"{% translate 'It’s' %}\">{% blocktranslate trimmed count n=n %}"
        "\n  {{ n }} row\n{% plural %}\n  {{ n }} rows\n{% endblocktranslate %}\n{% endif %}"
    )
    readers.write_text(
        "<p>\n  {% trans name=x %}\n    Dear\n    {{ name }}\n  {% endtrans %}\n  {{ _('A \"b\"') }}"
        "{{ pgettext('verb', 'Close') }}{% trans n=n %}\n{{ n }} story{% pluralize %}{{ n }} stories"
        "{% endtrans %}</p>"
    )
    python.write_text('A = gettext_lazy("a")\nB = ngettext_lazy("%(n)s b", "%(n)s bs", 2)\n')
    script.write_text('const a = gettext("in a script")\n')

    found = {path.suffix + path.parent.name: list(found_in(path)) for path in (desk, readers)}
    sentences = {
        key: [(context, text) for _, text, _, context in rows] for key, rows in found.items()
    }

    assert sentences[".htmladmin"] == [(None, "It’s"), (None, ("%(n)s row", "%(n)s rows"))]
    assert sentences[".htmltemplates"] == [
        (None, "Dear %(name)s"),
        (None, 'A "b"'),
        ("verb", "Close"),
        (None, ("%(n)s story", "%(n)s stories")),
    ]
    assert [row[1] for row in found_in(python)] == ["a", ("%(n)s b", "%(n)s bs")]
    assert [row[1] for row in found_in(script)] == ["in a script"]


def test_no_sentence_hides_in_an_f_string():
    """Babel reads neither those nor what is in their braces."""
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("django")
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr)
        and CALL.search(ast.unparse(node))
        or isinstance(node, ast.Call)
        and CALL.match(ast.unparse(node))
        and any(isinstance(value, ast.JoinedStr) for value in node.args)
    ]

    assert hidden == []


# Modules whose sentences no editor or reader sees: for the console, the log, programs, and evidence; a sample
# story, tables for a terminal, and the site's settings.
TO_OTHERS = re.compile(
    "newsroom/|articles/evidence/|.*/(management|migrations)/|.*/checks.py|"
    "articles/(admin/(own_fields|previews)|audit/export|publishing/rules).py"
)
# Two words in a row at least, with a capital letter or a value first and a mark last.
SENTENCE = re.compile(r"(?=.*[’'\w]{2,} [’'\w]{2,})[“\[]?(\b[A-Z]|1).*[.:?!”\]]", re.DOTALL)


def unwrapped(path):
    """Yield the sentences of a module that aren't translated; a value within one is “1”."""
    tree = ast.parse(path.read_text())
    passed = set()
    for node in ast.walk(tree):
        if is_no_sentence_for_people(node):
            passed |= set(ast.walk(node))
    for node in ast.walk(tree):
        if node in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            passed |= set(ast.walk(node))
            text = "".join(v.value if isinstance(v, ast.Constant) else "1" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if SENTENCE.fullmatch(text):
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {text}"


def is_no_sentence_for_people(node):
    """Return whether a piece of code is a docstring, a translation, a log's line, or for programs."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.keyword(arg="help_text"):  # tests/newsroom/test_translation.py
            return True
        case ast.Call(func=function):
            name = ast.unparse(function)
            others = ("logger.", "httpcore.", "counted", "super().__init__")
            return bool(CALL.match(f"{name}(")) or name.startswith(others)
        case ast.Raise(exc=ast.Call(func=function)):
            return ast.unparse(function) in ("Http404", "TypeError", "ValueError")
    return False


def test_no_sentence_for_people_is_outside_of_translations():
    modules = [path for path in sources("django") if path.suffix == ".py"]
    checked = [path for path in modules if not TO_OTHERS.match(str(path.relative_to(ROOT)))]

    assert len(checked) > 100
    assert [sentence for path in checked for sentence in unwrapped(path)] == []


# Text that is the same in every language.
NAMES = {"RSS", "Atom", "JSON Feed", "Newsroom", "Bluesky", "Facebook", "WhatsApp"}
ATTRIBUTES = ("alt", "aria-label", "content", "placeholder", "title")
READERS = sorted(path for path in ROOT.glob("templates/**/*.html") if not is_of_the_desk(path))


def wordless(path):
    """Return a template's texts outside of translations, with every expression left out."""
    environment = engines["jinja2"].env
    tree = environment.parse(compact(path.read_text()))
    source = "".join(
        node.data if isinstance(node, nodes.TemplateData) else "1"
        for output in tree.find_all(nodes.Output)
        for node in output.nodes
    )
    page = html.fragment_fromstring(re.sub("<(/?)1", r"<\1h1", source), create_parent="main")
    yield from (text for text in page.itertext() if text)
    for element in page.iter("*"):
        kind = element.get("name") or element.get("property") or ""
        if kind not in ("viewport", "color-scheme", "robots", "og:type"):
            yield from (element.get(name, "") for name in ATTRIBUTES)


@pytest.mark.parametrize(
    "path", READERS, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
def test_readers_templates_have_no_sentence_outside_of_translations(path):
    words = [
        text.strip()
        for text in wordless(path)
        if re.search("[A-Za-z]{2}", text) and text.strip(" .,:1") not in NAMES
    ]

    assert words == []
    # Those within expressions: {{ "Retracted" if … }}
    quoted = re.findall(r"""(?<!_\()["']([A-Z][a-z]+[ a-z:,.]*)["']""", path.read_text())
    assert [text for text in quoted if not found(path, text)] == []


def found(path, sentence):
    return any(
        sentence in (text if isinstance(text, tuple) else (text,))
        for _, text, _, _ in found_in(path)
    )

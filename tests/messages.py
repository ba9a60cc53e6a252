"""The sentences of the interface and their translations: `make messages` brings locale/ up to date.

`make messages INTO=fr` starts another language. Babel reads Python, both template languages and scripts, and
compiles, so no machine needs the gettext tools; the compiled files are committed, so that a site needs no Babel.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.contrib.admin import site
from django.db.models import Model
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

from newsroom.templates import compact
from newsroom.translation import derived_names

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
APPS = ("articles", "authors", "disclosures", "images", "newsroom", "staff")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Comments that begin with it are for translators.
COMMENT = "Translators:"
DOMAINS = ("django", "djangojs")
# The headers of a new catalog.
NOBODY = {
    "project": "Newsroom",
    "version": "1",
    "msgid_bugs_address": "",
    "last_translator": "",
    "language_team": "",
}
TITLE = "# Newsroom's translation into %s; `make messages` keeps it current.\n#"


def sources(domain: str) -> Iterator[Path]:
    """Yield the files with a domain's sentences, in a stable order."""
    if domain == "djangojs":
        yield from sorted(ROOT.glob("static/js/*.js"))
        return
    for app in APPS:
        yield from sorted(
            path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
        )
    yield from sorted(ROOT.glob("templates/**/*.html"))


def found_in(path: Path) -> Iterator[tuple[int, object, list[str], str | None]]:
    """Yield the sentences of one file, as Babel's extractors return them."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        return extract("javascript", io.BytesIO(source.encode()), KEYWORDS, [COMMENT])
    if path.suffix == ".py":
        return extract("python", io.BytesIO(source.encode()), KEYWORDS, [COMMENT])
    if is_of_the_desk(path):
        # Django's own tool turns a template into something like Python; only its calls matter.
        python = re.sub(r"(?m)^\s+", "", templatize(source))
        return extract("python", io.BytesIO(python.encode()), KEYWORDS, [COMMENT])
    return jinja_sentences(source)


def jinja_sentences(source: str) -> Iterator[tuple[int, object, list[str], str | None]]:
    """Yield the sentences of a reader's template as the site looks them up: without indentation."""
    options = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}
    for line, function, messages, comments in babel_extract(
        io.BytesIO(compact(source).encode()), list(KEYWORDS), [COMMENT], options
    ):
        parts = messages if isinstance(messages, tuple) else (messages,)
        texts = [part for part in parts if isinstance(part, str)]
        if function in ("pgettext", "npgettext"):
            context, *texts = texts
        else:
            context = None
        if texts:
            yield line, tuple(texts[:2]) if len(texts) > 1 else texts[0], comments, context


def is_of_the_desk(path: Path) -> bool:
    """Return whether a template is in Django's language."""
    return path.relative_to(ROOT / "templates").parts[0] in ("admin", "staff")


def template_of(domain: str) -> Catalog:
    """Return a catalog with all sentences of a domain and no translations."""
    catalog = Catalog(project="Newsroom", charset="utf-8", fuzzy=False)
    if domain == "django":
        for model in models_of_the_desk():
            place = [(f"{model.__module__.replace('.', '/')}.py", 0)]
            for name in derived_names(model):
                catalog.add(name, None, place)
    for path in sources(domain):
        for _line, message, comments, context in found_in(path):
            # The empty sentence is the catalog's header.
            if message:
                place = [(str(path.relative_to(ROOT)), 0)]
                catalog.add(message, None, place, auto_comments=comments, context=context)
    return catalog


def models_of_the_desk() -> set[type[Model]]:
    """Return the models whose names and fields the desk shows."""
    admins = site._registry.values()
    return {admin.model for admin in admins} | {each.model for a in admins for each in a.inlines}


def files(domain: str, language: str) -> tuple[Path, Path]:
    """Return the paths of a catalog and of its compiled form."""
    folder = LOCALE / language / "LC_MESSAGES"
    return folder / f"{domain}.po", folder / f"{domain}.mo"


def read(path: Path, language: str, domain: str) -> Catalog:
    """Return the catalog of a file, or a new one if there is none."""
    if not path.exists():
        return Catalog(language, domain, header_comment=TITLE % language, fuzzy=False, **NOBODY)
    with path.open("rb") as file:
        return read_po(file, language, domain)


def renewed(domain: str, language: str) -> Catalog:
    """Return a language's catalog with exactly the sentences that the project has today."""
    catalog = read(files(domain, language)[0], language, domain)
    catalog.update(template_of(domain), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """Return a catalog as the text of a .po file, sorted so that two branches rarely touch one line."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, sort_output=True, include_lineno=False)
    return file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """Return a catalog as the bytes of a compiled .mo file."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the sentences without a translation, or without one of its plural forms."""
    lacking = []
    for message in catalog:
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and not all(forms):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def main() -> None:
    """Renew the catalogs of each language in locale/, and of those named as arguments."""
    languages = {path.name for path in LOCALE.iterdir() if path.is_dir()} | set(sys.argv[1:])
    for language in sorted(languages):
        for domain in DOMAINS:
            catalog = renewed(domain, language)
            if not len(catalog):
                continue
            po, mo = files(domain, language)
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_bytes(as_po(catalog))
            mo.write_bytes(as_mo(catalog))
            lacking = len(untranslated(catalog))
            print(f"{po.relative_to(ROOT)}: {len(catalog)} sentences, {lacking} not translated")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main()

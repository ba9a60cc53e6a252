"""The static files that `collectstatic` writes, in a folder of the test."""

import re

from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from articles.evidence import single_file
from newsroom.static_files import JOINED, PARTS
from tests.settings import STORAGES

# Hundreds of files of other packages would take Brotli a minute.
OTHERS = ["admin", "django_prose_editor", "account", "mfa", "js", "desk", "desk.css"]
JOINING = STORAGES | {"staticfiles": {"BACKEND": "newsroom.static_files.JoinedStylesStorage"}}


def test_readers_pages_link_one_stylesheet_that_holds_all(newsroom, client, tmp_path):
    linked = re.compile(r'rel="stylesheet" href="/static/([^"]+)"')
    apart = linked.findall(client.get("/").content.decode())
    with override_settings(STORAGES=JOINING, STATIC_ROOT=tmp_path):
        for _ in range(2):  # as after an upgrade
            call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=OTHERS)
        [name] = linked.findall(client.get("/").content.decode())
    joined = (tmp_path / name).read_text()

    assert apart == list(PARTS)
    assert name.startswith(JOINED.removesuffix(".css"))
    assert len(list(tmp_path.glob("css/readers*.css"))) == 2  # with and without the hash
    for part in PARTS:
        with open(finders.find(part)) as file:
            assert file.readline().strip() in joined
    embedded = single_file.standalone(f'<link rel="stylesheet" href="/static/{name}"><p>Words</p>')
    for part in PARTS:
        assert single_file._embedded(part) in embedded
    assert len(embedded) > 100_000
    fonts = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', joined)
    assert fonts and all((tmp_path / font).exists() for font in fonts)
    assert (tmp_path / f"{name}.gz").exists() and (tmp_path / f"{name}.br").exists()

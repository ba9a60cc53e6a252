"""The import maps of the forms that have the body's editor."""

import json
import re

import pytest
from django.urls import reverse

from tests.settings import BASE_DIR

SCRIPTS = BASE_DIR / "static/js"


@pytest.mark.parametrize("add", ["admin:articles_article_add", "admin:articles_sitepage_add"])
def test_a_page_maps_every_module_that_its_scripts_import(newsroom, add):
    page = newsroom.client("admin").get(reverse(add)).content.decode()
    [written] = re.findall(r'<script type="importmap"[^>]*>(.*?)</script>', page, re.S)
    mapped = set(json.loads(written)["imports"])
    imported = {
        module
        for script in re.findall(r"/js/(desk-[a-z-]+)", page)
        for module in re.findall(r'from "(desk/[a-z-]+)"', (SCRIPTS / f"{script}.js").read_text())
    }

    assert imported and imported <= mapped

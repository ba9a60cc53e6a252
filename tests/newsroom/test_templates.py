"""Templates lose their indentation when they are loaded, and nothing that a browser shows."""

import re

import pytest
from django.template import engines

from newsroom.templates import compact


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>\n", "<ul><li>One</li><li>Two</li></ul>"),
        ("<p>\n  Words <b>and</b>\n  <i>more</i>\n</p>", "<p>Words <b>and</b> <i>more</i></p>"),
        ("<p><a\n  href='/'\n  >Home</a>\n, at last</p>", "<p><a href='/'>Home</a> , at last</p>"),
        ("<p>\n  {% if a > b %}\n    <b>x</b>\n  {% endif %}\n</p>", None),
        ("<div\n  {% if a > b %}class='x'{% endif %}\n>\n  x\n</div>", None),
        ("<pre>\n  as\n  it is</pre>", "<pre>\n  as\n  it is</pre>"),
        ("<PRE>\n  as\n  it is</PRE>", "<PRE>\n  as\n  it is</PRE>"),
        ("<p>{% verbatim %}a\n  {{ b }}{% endverbatim %}</p>",) * 2,
        (
            "<p>\n  {% blocktranslate %}\n    Two\n    lines\n  {% endblocktranslate %}\n</p>",
            "<p>{% blocktranslate %}\n    Two\n    lines\n  {% endblocktranslate %}</p>",
        ),
        ("<h{{ n }}>\n  Title\n</h{{ n }}>", "<h{{ n }}>Title</h{{ n }}>"),
        ("one   two", "one   two"),
    ],
)
def test_only_line_breaks_that_no_browser_shows_go(source, sent):
    if sent is None:
        assert "\n" not in compact(source)
        assert "{% if a > b %}" in compact(source)
    else:
        assert compact(source).strip() == sent


def test_words_on_two_lines_stay_two_words():
    template = engines["django"].from_string(
        compact("<p>{{ a }}\n{{ b }}</p><span>{{ a }}\n</span>b")
    )

    assert template.render({"a": "1", "b": "2"}) == "<p>1 2</p><span>1 </span>b"


def test_our_templates_are_compacted_and_djangos_are_not():
    ours = engines["django"].get_template("admin/index.html").template.source
    djangos = engines["django"].get_template("admin/object_history.html").template.source

    # Django trims sentences to be translated when it reads them.
    ours = re.sub(r"(?s){% blocktranslate .*?{% endblocktranslate %}", "", ours)
    assert "\n" not in ours.strip()
    assert "\n" in djangos

"""The one cleaner, whatever is thrown at it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.html import clean


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("<p>Works are <em>titled</em>.</p>", "<p>Works are <em>titled</em>.</p>"),
        ("<p onclick=x()>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p><a href="javascript:x()">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a href=" jAvAsCrIpT:x()">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a href="data:text/html,x">a</a></p>', "<p><a>a</a></p>"),
        (
            '<p><a href="https://a.test/" rel="follow" target="_blank">a</a></p>',
            '<p><a href="https://a.test/">a</a></p>',
        ),
        ('<p style="color:red" class="x">a</p>', "<p>a</p>"),
        ("<h1>a</h1><iframe src=//evil.test></iframe>", "a"),
        ("<p>a<!-- note to self --></p>", "<p>a</p>"),
        ("<p>a\x00b</p>", "<p>ab</p>"),
        ('<figure class="figure x"><img src="/a" onerror="x()"></figure>', None),
        ("<p> </p><p><br></p>", ""),
        ("", ""),
    ],
)
def test_clean(dirty, cleaned):
    if cleaned is None:
        cleaned = '<figure class="figure"><img src="/a"></figure>'
    assert clean(dirty) == cleaned


fragments = st.one_of(
    st.text(max_size=10),
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<em>",
            "<a",
            'href="javascript:x"',
            "<script>",
            "</script>",
            "<style>",
            "<svg/onload=x>",
            "<math>",
            "<img",
            "src=x",
            "onerror=y>",
            "<b>",
            "-->",
            "<!--",
            "]]>",
            "<table>",
            "<td>",
            "&lt;",
            "&#x3c;script>",
            "<noscript>",
            "<template>",
            "<form>",
            "<input>",
            "<object>",
            "<p",
            "style=x>",
            "<a",
            'href="https://a.test/?a=1&b=2">',
            "</a>",
            "\x00",
        ]
    ),
)


@given(st.lists(fragments, max_size=12).map("".join))
def test_clean_html_stays_as_it_is_and_carries_no_script(html):
    once = clean(html)
    assert clean(once) == once
    tags = {tag.lower() for tag in re.findall(r"<([a-zA-Z][^\s/>]*)", once)}
    assert not tags & {"script", "style", "svg", "math", "template", "form", "object", "iframe"}
    for attributes in re.findall(r"<[a-zA-Z][^\s>]*([^>]*)>", once):
        names = re.findall(r'([^\s="]+)="', attributes)
        assert set(names) <= {"href", "title", "src", "alt", "class", "data-file", "data-story"} | {
            "width",
            "height",
            "colspan",
            "rowspan",
            "start",
            "type",
            "data-type",
        }


def test_every_button_of_the_editor_makes_html_that_the_cleaner_keeps():
    html = (
        "<h2>a</h2><h3>b</h3><p><strong>c</strong><em>d</em><s>e</s><sub>f</sub><sup>g</sup>"
        '<sup class="footnote">x</sup>'
        '<a href="https://a.test/" title="t">h</a><br></p><ul><li><p>i</p></li></ul>'
        '<ol start="2"><li><p>j</p></li></ol><blockquote><p>k</p></blockquote><hr>'
        '<table><tbody><tr><th colspan="2"><p>l</p></th></tr><tr><td><p>m</p></td></tr></tbody></table>'
        '<figure class="figure"><img src="/x" alt="n" data-file="1"><figcaption>o</figcaption></figure>'
        '<figure class="pullquote"><blockquote><p>p</p></blockquote></figure>'
        '<figure class="product"><figcaption>s</figcaption><img src="/t" alt="" data-file="2">'
        '<p class="price">u</p><p class="shops"><a href="https://v.test/">w</a></p></figure>'
        '<figure class="story" data-story="1"><a href="/q/">r</a></figure>'
    )
    assert clean(html) == html

"""From body to blocks: pictures out, headings linked, and the disclosure where the law wants it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from articles.content.blocks import Block, Html, Picture, PullQuote
from articles.content.body import Body
from articles.content.deriving import Derived
from articles.content.hand_written import HandWritten
from disclosures.matching import Deal, LinkEvaluator, Pattern, Rule, Rulebook
from images.models import Image
from newsroom.html import clean

BOOK = Rulebook(
    [
        Rule(1, "Amazon", (Pattern.parse("amazon.com"),)),
        Rule(2, "eBay", (Pattern.parse("ebay.com?campid"),), nofollow=True),
        Rule(3, "No feeds", (Pattern.parse("page.example"),), channels=frozenset({"page"})),
    ],
    deals=[
        Deal("https://amazon.com/over", datetime(2026, 1, 1, tzinfo=UTC), unlink=True),
        Deal("https://amazon.com/kept", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
EVALUATE = LinkEvaluator(BOOK)
NONE = LinkEvaluator(Rulebook([]))
PAID = "https://www.amazon.com/dp/1?tag=a-20"


def derive(html: str, evaluate: LinkEvaluator, **options) -> Derived:
    return Body(html).derive(evaluate, **options)


def kind(block: Block) -> str:
    return type(block).__name__


def kinds(body: str, **options) -> list[str]:
    return [kind(block) for block in derive(body, EVALUATE, **options).blocks]


def markup(blocks: list[Block]) -> str:
    """Return the HTML that blocks hold, captions included."""
    return "".join(map(markup_of, blocks))


def markup_of(block: Block) -> str:
    return str(getattr(block, "html", "") or getattr(block, "caption", ""))


@pytest.mark.parametrize(
    "first",
    [
        f'<p><a href="{PAID}">Link first</a></p>',
        f'<ul><li><p><a href="{PAID}">In a list</a></p></li></ul>',
        f'<table><tbody><tr><td><p><a href="{PAID}">In a table</a></p></td></tr></tbody></table>',
        f'<blockquote><p>Said <a href="{PAID}">somebody</a></p></blockquote>',
        f'<figure><img data-file="1"><figcaption>A <a href="{PAID}">lamp</a></figcaption></figure>',
        f'<h2><a href="{PAID}">In a subhead</a></h2>',
    ],
)
def test_the_disclosure_stands_right_before_the_first_commercial_block(first):
    found = kinds(f"<p>Before.</p>{first}<p>After <a href='{PAID}'>again</a>.</p>")
    assert found[:2] == ["Html", "Disclosures"]
    assert found.count("Disclosures") == 1
    assert kinds(first)[0] == "Disclosures"


def test_no_commercial_link_no_disclosure():
    assert kinds('<p><a href="https://example.org/">Plain</a> https://amazon.com</p>') == ["Html"]


def test_commercial_links_are_marked_and_others_are_left():
    html = derive(
        f'<p><a href="{PAID}">a</a> <a href="https://example.org/">b</a></p>', EVALUATE
    ).blocks[1]
    assert f'<a href="{PAID}" rel="sponsored" data-link="0">' in html.html
    assert '<a href="https://example.org/">' in html.html


def test_pictures_become_blocks_with_their_caption():
    body = '<p>a</p><figure class="figure"><img src="/x" data-file="7"><figcaption>A <em>b</em> &amp; c</figcaption></figure>'
    assert derive(body, EVALUATE).blocks[1] == Picture(7, "A <em>b</em> &amp; c")
    assert Body(body + body).pictures == [7]


def test_alt_text_of_a_body_counts_before_the_librarys():
    body = (
        '<figure><img src="/x" alt=" A  &quot;b&quot; " data-file="7"><img data-file="8"></figure>'
    )
    own, librarys = derive(body, EVALUATE).blocks
    assert own == Picture(7, alt='A "b"') and librarys == Picture(8)
    image = Image(pk=7, alt="C", token="t", width=9, height=9, decorative=True)
    shown = replace(own, image=image.shown_with(alt=own.alt)).plain()
    assert 'alt="A &quot;b&quot;"' in shown
    assert (image.alt, image.decorative) == ("C", True)
    assert Body(body).described == {7}


def test_a_picture_from_elsewhere_is_not_shown():
    body = '<p>a<img src="https://evil.test/pixel.gif"></p><figure><img src="/x"></figure>'
    assert Body(body).has_foreign_pictures
    assert derive(body, EVALUATE).blocks == [Html("<p>a</p>")]
    assert not Body('<figure><img data-file="1"></figure>').has_foreign_pictures


QUOTE = '<figure class="pullquote"><blockquote><p>{}</p></blockquote></figure>'


@pytest.mark.parametrize(
    ("quote", "is_repeated"),
    [
        ("A dark night", True),
        ("“a DARK night!”", True),
        ("A dark nigh", False),
        ("A dark night, and a storm", False),
        ("A dark night</p><p>Ana Ruiz", True),
        ("A dark night</p><p>Bo Lind", False),
        ('A <a href="/x/">dark</a> night', False),
    ],
)
def test_a_pull_quote_that_repeats_the_story_is_not_read_twice(quote, is_repeated):
    html = QUOTE.format(quote)
    assert clean(html) == html
    found = derive(f"<p>It was a dark night, says Ana Ruiz.</p>{html}", EVALUATE).blocks[-1]
    assert found == PullQuote(html.removeprefix('<figure class="pullquote">')[:-9], is_repeated)
    # Feeds have no style for it: it is a quotation, or left out.
    assert bool(found.plain()) != is_repeated
    assert not re.search("class", found.plain())


def test_a_pull_quote_of_another_system_is_one():
    other = (
        '<figure class="wp-block-pullquote is-style-x"><blockquote><p>a</p></blockquote></figure>'
    )
    assert clean(other) == QUOTE.format("a")
    assert kinds(QUOTE.format(f'<a href="{PAID}">a</a>')) == ["Disclosures", "PullQuote"]
    assert kinds(QUOTE.format("")) == []
    assert kinds('<figure class="pullquote"><img data-file="1"></figure>') == ["Picture"]


@pytest.mark.parametrize("key", ["-1", "1.5", "", "9" * 30, "٣", "1 or 1=1"])
def test_a_key_that_is_no_key_is_a_foreign_picture(key):
    body = f'<figure><img data-file="{key}"></figure>'
    assert Body(body).has_foreign_pictures
    assert Body(body).pictures == []


def test_subheads_can_be_linked_to_each_by_its_own_name():
    html = derive(
        "<h2>First <em>impressions</em></h2><h3>First impressions</h3><h2>東京</h2>", NONE
    ).blocks
    assert re.findall(r'id="([^"]*)"', html[0].html) == [
        "first-impressions",
        "first-impressions-2",
        "section",
    ]


def test_a_subhead_never_skips_a_level():
    html = derive("<h3>a</h3><h3>b</h3><h2>c</h2><h3>d</h3>", NONE).blocks[0].html
    assert re.findall(r"<(h\d)", html) == ["h2", "h3", "h2", "h3"]


def test_a_tables_first_row_names_its_columns():
    body = "<table><tbody><tr><th><p>a</p></th></tr><tr><th><p>b</p></th></tr></tbody></table>"
    html = derive(body, NONE).blocks[0].html
    assert html.count('scope="col"') == 1
    assert html.startswith('<div class="table" role="group" aria-label="Table" tabindex="0">')
    with translation.override("de"):
        assert 'aria-label="Tabelle"' in derive(body, NONE).blocks[0].html


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a</p><p>b</p>", ["Html", "Videos", "Html"]),
        ("<h2>a</h2><p>b</p>", ["Html", "Videos"]),
        ("<ul><li><p>a</p></li></ul>", ["Html", "Videos"]),
    ],
)
def test_videos_stand_after_the_first_paragraph(body, expected):
    assert kinds(body, has_videos=True) == expected


def test_words_outside_any_element_are_kept():
    assert derive("a &lt; b<p>c</p>d", NONE).blocks == [Html("<p>a &lt; b</p>\n<p>c</p>\n<p>d</p>")]


def html_of(body: str, evaluate=EVALUATE, **options) -> str:
    return markup([b for b in derive(body, evaluate, **options).blocks if isinstance(b, Html)])


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        (f'<p><a href="{PAID}">a</a> b</p>', 0),
        (f'<h2>Where</h2><p><a href="{PAID}">a</a> b</p>', 1),
        (f'<h2><a href="{PAID}">a</a></h2>', 1),
        (f'<table><tbody><tr><td><p><a href="{PAID}">a</a></p></td></tr></tbody></table>', 1),
        ('<h2>Where</h2><p><a href="https://example.org/">a</a></p>', 0),
    ],
)
def test_links_that_can_be_come_to_past_the_disclosure_are_marked(body, marks):
    html = html_of(body, mark="paid link")
    assert html.count('</a> <span class="paid">(paid link)</span>') == marks
    assert "paid</span>" not in html_of(body)


def test_a_mark_keeps_the_words_around_it_in_order():
    html = html_of(f'<h2>x</h2><p>a <a href="{PAID}">b</a>, c</p>', mark="ad")
    assert '>b</a> <span class="paid">(ad)</span>, c</p>' in html


def test_links_of_an_ended_deal_become_words_and_the_disclosure_goes():
    body = '<p>Get <a href="https://amazon.com/over">this</a>.</p>'
    before = datetime(2025, 12, 31, tzinfo=UTC)
    assert kinds(body, at=before) == ["Disclosures", "Html"]
    assert kinds(body) == ["Html"]
    assert html_of(body) == "<p>Get this.</p>"
    assert kinds('<p><a href="https://amazon.com/kept">x</a></p>') == ["Disclosures", "Html"]


def test_a_channel_that_a_programme_forbids_gets_the_words_alone():
    body = '<p><a href="https://page.example/">one</a></p>'
    assert kinds(body, channel="feed") == ["Html"]
    assert html_of(body, channel="feed") == "<p>one</p>"
    assert derive(body, EVALUATE).programmes == {3}


def test_rel_has_what_the_programme_asks_for():
    html = html_of('<p><a href="https://ebay.com/1?campid=1" rel="ugc">x</a></p>', channel="feed")
    assert 'rel="ugc sponsored nofollow"' in html
    assert "data-link" not in html


HAND_WRITTEN = "<p><em>We may earn a commission if you buy through our links.</em> Learn more.</p>"
NOTICE = "We earn a commission when you buy through our links."
EARNING = f'<p><a href="{PAID}">x</a></p>'


def test_a_hand_written_disclosure_gives_way_to_ours():
    assert "may earn" not in html_of(HAND_WRITTEN + EARNING)
    text = "We may earn a commission if you buy through our links. Learn more."
    assert Body(HAND_WRITTEN + EARNING).hand_written == [HandWritten(text, gives_way=True)]
    # Without a link that we know of, readers see only what the editor wrote.
    assert "may earn" in html_of(HAND_WRITTEN)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (f"<ul><li>{NOTICE}</li></ul>", ""),
        (f"<ul><li><p>{NOTICE}</p></li><li>A lamp</li></ul>", "<ul><li>A lamp</li></ul>"),
        ("<p>We earn a commission<br>when you buy through our links.</p>", ""),
        (f"<p>A lamp.</p><p>{NOTICE} <a href='/disclosures/'>Learn more</a></p>", "<p>A lamp.</p>"),
    ],
)
def test_a_line_that_is_a_notice_and_nothing_else_goes_whole(body, left):
    html = html_of(body + EARNING)
    assert html.replace("\n", "").startswith(left)
    assert "earn a" not in html
    assert all(found.gives_way for found in Body(body).hand_written)


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>{NOTICE}</h2>",
        f"<h3>{NOTICE}</h3>",
        f"<blockquote><p>{NOTICE}</p></blockquote>",
        f"<blockquote><ul><li>{NOTICE}</li></ul></blockquote>",
        f"<table><tbody><tr><td><p>{NOTICE}</p></td></tr></tbody></table>",
        f'<figure><img data-file="1"><figcaption>{NOTICE}</figcaption></figure>',
        f"<ul><li>The lamp is bright. {NOTICE}</li></ul>",
        f"<ul><li>{NOTICE}<ul><li>A lamp</li></ul></li></ul>",
        f"<p>It is out. {NOTICE} It is blue.</p>",
        f'<p>As an Amazon Associate we earn from purchases, <a href="{PAID}">as here</a>.</p>',
        "<p>This post contains affiliate links.</p>",
    ],
)
def test_anything_else_stays_and_is_pointed_out(body):
    words = re.sub(r"<[^>]*>", "", body)
    shown = derive(body + EARNING, EVALUATE).blocks
    assert words in re.sub(r"<[^>]*>", "", markup(shown))
    found = Body(body).hand_written
    assert len(found) == 1
    assert PAID in body or not found[0].gives_way


@pytest.mark.parametrize(
    "words",
    [
        "As an Apple partner, we get early review units.",
        "Most links on Google are paid links.",
        "Why we earn less",
    ],
)
def test_reporting_is_neither_left_out_nor_pointed_out(words):
    for tag in ("p", "h2", "li"):
        body = f"<ul><li>{words}</li></ul>" if tag == "li" else f"<{tag}>{words}</{tag}>"
        assert words in html_of(body + EARNING)
        assert Body(body).hand_written == []


def test_the_links_that_no_page_shows_are_known():
    notice = f'<p>{NOTICE} <a href="/disclosures/">Learn more</a></p>'
    picture = '<figure><a href="https://example.org/"><img data-file="1"></a></figure>'
    assert derive(notice + picture + EARNING, EVALUATE).left_out == {0, 1}
    assert derive(notice + EARNING.replace(PAID, "/x"), EVALUATE).left_out == frozenset()


@pytest.mark.parametrize(
    ("body", "text", "left"),
    [
        (f"<p>a</p><p>{NOTICE}</p><p>b &lt; c</p>", NOTICE, "<p>a</p><p>b &lt; c</p>"),
        (f"<p>{NOTICE}</p>", NOTICE, ""),
        (f"<ul><li><p>{NOTICE}</p></li></ul><p>b</p>", NOTICE, "<p>b</p>"),
        (f"<h2>{NOTICE}</h2><p>b</p>", NOTICE, "<p>b</p>"),
        (f"<p>{NOTICE}</p><p>{NOTICE}</p>", NOTICE, f"<p>{NOTICE}</p>"),
        ("<p>a</p>", NOTICE, None),
    ],
)
def test_a_line_is_taken_out_by_its_words(body, text, left):
    assert Body(body).without_line(text) == left


@pytest.mark.parametrize(
    ("figure", "blocks"),
    [
        (f'<figcaption>Words <a href="{PAID}">x</a></figcaption>', ["Disclosures", "Html"]),
        (f'<a href="{PAID}"><img data-file="1"></a>', ["Picture"]),
        (
            f'<p>Lost? <a href="{PAID}">x</a></p><img data-file="1"><figcaption>c</figcaption>',
            ["Disclosures", "Picture", "Html"],
        ),
        ('<img data-file="1"><img data-file="2">', ["Picture", "Picture"]),
    ],
)
def test_no_word_of_a_figure_is_lost_and_no_link_is_disclosed_that_is_not_shown(figure, blocks):
    derived = derive(f"<figure>{figure}</figure>", EVALUATE)
    assert [kind(block) for block in derived.blocks] == blocks
    assert derived.earns == ("sponsored" in str(derived.blocks))
    assert Body(f"<figure>{figure}</figure>").has_linked_pictures == (
        "<a" in figure and "Lost" not in figure and "Words" not in figure
    )


def test_a_line_break_in_an_address_is_not_spelled_out():
    assert 'href="https://amazon.com/1"' in html_of('<p><a href="https://ama\nzon.com/1">x</a></p>')


def test_a_subheads_address_has_nothing_of_the_mark():
    body = f'<h2><a href="{PAID}">Best chair</a></h2>'
    assert 'id="best-chair"' in html_of(body, mark="paid link")


def test_a_subhead_within_a_quotation_can_be_come_to_as_well():
    body = f'<blockquote><h2>Deals</h2></blockquote><p><a href="{PAID}">x</a></p>'
    assert "(paid link)" in html_of(body, mark="paid link")


addresses = st.sampled_from(
    [
        PAID,
        "//amazon.com/dp/2",
        "HTTPS://SMILE.AMAZON.COM/x?a=1&amp;b=2",
        "https://ebay.com/itm/1?campid=5",
        "https://ebay.com/itm/1",
        "https://notamazon.com/",
        "https://amazon.com.evil.test/",
        "/anime/story/",
        "mailto:desk@example.org",
    ]
)
commercial = {PAID, "//amazon.com/dp/2", "HTTPS://SMILE.AMAZON.COM/x?a=1&amp;b=2"} | {
    "https://ebay.com/itm/1?campid=5"
}
inline = st.one_of(
    st.text(alphabet="abc <&é", max_size=8).map(lambda text: text.replace("<", "&lt;")),
    addresses.map(lambda address: f'<a href="{address}">link</a>'),
    addresses.map(lambda address: f'<sup class="footnote">a <a href="{address}">b</a></sup>'),
)
elements = st.builds(
    lambda wrap, parts: wrap.format("".join(parts)),
    st.sampled_from(
        [
            "<p>{}</p>",
            "<h2>{}</h2>",
            "<ul><li><p>{}</p></li></ul>",
            "<blockquote><p>{}</p></blockquote>",
            "<table><tbody><tr><td><p>{}</p></td></tr></tbody></table>",
            '<figure><img data-file="3"><figcaption>{}</figcaption></figure>',
            '<figure class="pullquote"><blockquote><p>{}</p></blockquote></figure>',
            '<figure class="product"><img data-file="3"><figcaption>{}</figcaption></figure>',
            '<figure class="product"><p>a</p><p class="shops">{}</p></figure>',
            '<figure class="story" data-story="7"><a href="/x/">c</a>{}</figure>',
            "{}",
        ]
    ),
    st.lists(inline, max_size=4),
)


@given(st.lists(elements, max_size=6).map("".join))
def test_a_disclosure_if_and_only_if_a_commercial_link_and_before_the_first(body):
    blocks = derive(clean(body), EVALUATE).blocks

    shown = [kind(block) == "Disclosures" for block in blocks]
    earns = ["sponsored" in markup_of(block) for block in blocks]
    assert any(shown) == any(earns) == any(f'"{address}"' in body for address in commercial)
    assert sum(shown) <= 1
    if any(shown):
        assert shown.index(True) + 1 == earns.index(True)


@given(st.lists(elements, max_size=6).map("".join))
def test_no_word_is_lost_and_deriving_twice_gives_the_same(body):
    cleaned = clean(body)
    blocks = derive(cleaned, EVALUATE).blocks
    # A card has the words of the story that it shows, and notes are elsewhere, with numbers.
    assume(not {"StoryCard", "Footnotes"} & {kind(block) for block in blocks})

    def words(html):
        return re.sub(r"<[^>]*>|\s", "", html)

    assert words(markup(blocks)) == words(cleaned)
    assert blocks == derive(cleaned, EVALUATE).blocks


@given(st.lists(st.tuples(st.sampled_from(["h2", "h3", "p"]), st.sampled_from(["A b", "", "É"]))))
def test_the_subheads_are_the_headings_of_the_first_level_and_lead_to_them(parts):
    body = clean("".join(f"<{tag}>{text}</{tag}>" for tag, text in parts))
    derived = derive(body, NONE)
    headings = re.findall(r'<h2 id="([^"]+)">(.+?)</h2>', markup(derived.blocks))
    assert [(subhead.key, subhead.text) for subhead in derived.subheads] == headings


def test_neither_repeated_quotes_nor_other_stories_headlines_count_as_length():
    quote = '<figure class="pullquote"><blockquote><p>Three more words.</p></blockquote></figure>'
    card = '<figure class="story" data-story="1"><a href="/x/y/">Not these words</a></figure>'
    body = f"<p>Three more words.</p>{quote}{card}"
    assert derive(body, NONE).length.count == 3
    assert derive(body.replace("<p>Three", "<p>Two", 1), NONE).length.count == 6

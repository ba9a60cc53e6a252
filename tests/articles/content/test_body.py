"""A body is parsed once, whatever is read of it, and reading leaves it as it is."""

import pytest

from articles.content import body as bodies
from articles.content.blocks import Html, Picture
from articles.content.body import Body
from disclosures.matching import LinkEvaluator
from tests.articles.content.test_blocks import BOOK, EVALUATE, HAND_WRITTEN, PAID

HTML = (
    f'{HAND_WRITTEN}<h2>Lamps</h2><p>A <a href="{PAID}">lamp</a>.</p>'
    '<figure><img data-file="7"><figcaption>Light</figcaption></figure>'
)


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """The bodies that were parsed, in order."""
    html, parse = [], bodies.parse

    def counted(body):
        html.append(body)
        return parse(body)

    monkeypatch.setattr(bodies, "parse", counted)
    return html


def test_a_body_is_parsed_once_and_not_before_it_is_read(parsed):
    body = Body(HTML)
    assert parsed == []

    assert body.links == [PAID]
    assert body.pictures == [7]
    assert [line.gives_way for line in body.hand_written] == [True]
    assert list(body.problems([7])) == []
    assert body.without_line("Lamps") is not None
    earns = [body.derive(EVALUATE, channel=name).earns for name in ("page", "feed", "email")]
    assert earns == [True, True, False]

    assert parsed == [HTML]


def test_deriving_leaves_the_body_as_it_is():
    body = Body(HTML)
    page = body.derive(EVALUATE, mark="ad", marks_all=True)
    feed = body.derive(EVALUATE, channel="feed")

    assert (page, feed) == (
        Body(HTML).derive(EVALUATE, mark="ad", marks_all=True),
        Body(HTML).derive(EVALUATE, channel="feed"),
    )
    assert page != feed
    assert body.links == [PAID]
    assert body.hand_written == Body(HTML).hand_written


def test_taking_a_line_out_leaves_the_body_as_it_is():
    body = Body(HTML)
    assert body.without_line("Lamps") == HTML.replace("<h2>Lamps</h2>", "")
    assert body.without_line("Lamps") == HTML.replace("<h2>Lamps</h2>", "")


def test_an_empty_body_has_nothing():
    body = Body("")
    assert (body.links, body.pictures, body.words, body.elements) == ([], [], "", [])
    assert body.derive(EVALUATE).blocks == []


def test_words_are_those_of_all_elements():
    assert Body("<p>a <em>b</em></p><ul><li>c<br>d</li></ul>").words == "a bc d"


@pytest.mark.parametrize(
    ("html", "library", "said"),
    [
        ('<p><a href="example.com">x</a></p>', [], "leads nowhere"),
        ('<p>a <img data-file="7"></p>', [7], "within a paragraph"),
        ('<figure><a href="/x"><img data-file="7"></a></figure>', [7], "is itself a link"),
        ('<figure><img data-file="7"></figure>', [], "not from the picture library"),
        ('<figure><img src="/x"></figure>', [], "not from the picture library"),
    ],
)
def test_each_problem_is_a_sentence(html, library, said):
    found = list(Body(html).problems(library))
    assert len(found) == 1
    assert said in found[0]


def test_a_figure_without_anything_to_show_becomes_nothing():
    assert Body("<figure></figure><p>a</p>").derive(EVALUATE).blocks == [Html("<p>a</p>")]


def test_several_pictures_share_a_figure_and_the_first_has_the_caption():
    figure = '<figure><img data-file="1"><img data-file="2"><figcaption>c</figcaption></figure>'
    assert Body(figure).derive(LinkEvaluator(BOOK)).blocks == [Picture(1, "c"), Picture(2)]

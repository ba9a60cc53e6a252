"""Advice on a draft: each check finds what it is for, says what to do, and costs no query."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.models import Article
from articles.publishing.advice import ENOUGH_WORDS, LONGEST_PARAGRAPH, advice, syllables
from articles.publishing.candidate import Candidate, path_of_story
from articles.publishing.validation import validate
from newsroom import clock
from tests.factories import make_article, make_edition, make_image, make_user

pytestmark = pytest.mark.django_db
WORDS = "<p>Some words for the body.</p>"
HARD = (
    "Institutional considerations regarding organisational accountability necessitate "
    "comprehensive interdepartmental deliberations concerning administrative responsibilities, "
)


def advice_for(article: Article, rule: str) -> list[tuple[str, str]]:
    """Return the fields and sentences of a rule about a draft."""
    now = clock.now()
    found = validate(Candidate(article, now, now), by=make_user("Editor"))
    assert all(p.severity == "warning" for p in found if p.rule == rule)
    found = validate(Candidate(article, now, now), by=make_user("Editor"))
    return [(problem.field, problem.message) for problem in found if problem.rule == rule]


def body_advice(body: str, rule: str) -> str:
    """Return the sentence of a rule about a body, "" for none."""
    found = advice_for(make_article(body=body), rule)
    assert [field for field, _ in found] in ([], ["body"])
    return found[0][1] if found else ""


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("headline", "Too short", "The headline has only 9 characters. Say more"),
        ("headline", "x" * 111, "The headline has 111 characters. Shorten it to 110 or fewer."),
        ("standfirst", "Too short", "The standfirst has only 9 characters."),
        ("standfirst", "x" * 251, "The standfirst has 251 characters. Shorten it to 250"),
    ],
)
def test_lengths(field, text, sentence):
    fine = {
        "headline": "Bones bets on Mars again",
        "standfirst": "A studio turns twenty-five. " * 2,
    }
    assert advice_for(make_article(**fine), "length") == []
    ((found, message),) = advice_for(make_article(**fine | {field: text}), "length")
    assert found == field
    assert message.startswith(sentence)


def test_long_paragraphs():
    long = "<p>" + "word " * (LONGEST_PARAGRAPH + 1) + "</p>"
    fits = "<p>" + "word " * LONGEST_PARAGRAPH + "</p>"
    assert body_advice(fits * 2, "paragraphs") == ""
    assert body_advice(long, "paragraphs").endswith("has 151 words. Split it.")
    assert body_advice(long + fits + long, "paragraphs").endswith("One more is too long.")
    in_list = f"<ul><li>{long}</li><li>{long}</li></ul>"
    assert body_advice(in_list * 2, "paragraphs").endswith("3 more are too long.")


def test_reading_ease(settings):
    hard = f"<p>{HARD * 12}end.</p>"
    sentence = body_advice(hard, "reading-ease")
    assert sentence.startswith("The text is very hard to read (0 of 100")
    assert "“Institutional considerations" in sentence
    assert body_advice("<p>" + "The cat sat on the mat. " * 40 + "</p>", "reading-ease") == ""
    short = " ".join(HARD.split()[: ENOUGH_WORDS // 10])
    assert body_advice(f"<p>{short}</p>", "reading-ease") == ""
    settings.LANGUAGE_CODE = "de"
    assert body_advice(hard, "reading-ease") == ""


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("the", 1), ("table", 2), ("make", 1), ("readability", 5), ("Xyz", 1), ("hm", 1)],
)
def test_syllables(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("<h2>One</h2><h3>Two</h3><h2>Three</h2>", False),
        ("<h3>First</h3><p>a</p><h2>Second</h2>", True),
    ],
)
def test_skipped_levels_of_subheads(body, is_found):
    sentence = body_advice(WORDS + body, "headings")
    assert sentence == (
        "The subhead “First” is of level 3, but there is none of level 2 above it. "
        "Make it one of level 2."
        if is_found
        else ""
    )


@pytest.mark.parametrize("words", ["here", "Click here", "this", " HERE. ", "Read more »"])
def test_links_without_words_of_their_own(words):
    link = f'<a href="https://example.org/a">{words}</a>'
    assert "Link words that say where it leads." in body_advice(f"<p>See {link}</p>", "link-text")
    assert body_advice(f"<p>{link} and {link}</p>", "link-text").endswith("One more does.")
    good = '<p><a href="https://example.org/a">Here comes the sun</a></p>'
    assert body_advice(good, "link-text") == ""


def test_alt_text_that_repeats_the_caption():
    same = make_image(alt="A cat on a mat", caption="A cat on a mat.")
    other = make_image(alt="A cat", caption="The regular")
    assert advice_for(make_article(picture=other), "alt-caption") == []
    ((field, sentence),) = advice_for(make_article(picture=same), "alt-caption")
    assert field == "picture"
    assert "has the same alt text and caption" in sentence
    figure = '<figure><img data-file="{}">{}</figure>'
    assert body_advice(WORDS + figure.format(same.pk, "") * 2, "alt-caption")
    own = "<figcaption>Another caption</figcaption>"
    assert body_advice(WORDS + figure.format(same.pk, own), "alt-caption") == ""
    repeated = "<figcaption>A <b>cat</b></figcaption>"
    assert body_advice(WORDS + figure.format(other.pk, repeated), "alt-caption")


def test_links_that_lead_to_no_live_story(editor):
    live, withdrawn, moved = make_edition(), make_edition(), make_edition()
    publishing.withdraw(withdrawn.article, by=editor, reason="Wrong")
    draft = make_article()
    article = Article.objects.get(pk=moved.article_id)
    article.slug = "another-address"
    article.save()
    publishing.publish(article, by=editor)

    def found(*addresses: str) -> str:
        links = "".join(f'<a href="{address}">The story</a> ' for address in addresses)
        return body_advice(f"<p>{links}</p>", "internal-links")

    whole = f"/{live.path}/"
    # A former address redirects to the story.
    assert (
        found(whole, f"{whole}?a=1#b", f"/{live.path}", f"/{moved.path}/", "/about/ethics/") == ""
    )
    assert found(f"https://elsewhere.example/{draft.path}/", "mailto:a@b.example", "#x") == ""
    for path in (withdrawn.path, draft.path, "no/such-story"):
        sentence = found(f"/{path}/")
        assert sentence.startswith(f"The link to /{path}/ leads to no live story.")
    assert found(f"/{draft.path}/", whole, f"/{withdrawn.path}/").endswith("One more does.")


def test_a_link_to_a_story_that_is_live_by_then_is_fine(editor):
    later = make_article()
    at = timezone.now() + timedelta(hours=1)
    publishing.schedule(later, by=editor, at=at)
    linking = make_article(body=f'<p><a href="/{later.path}/">The other</a></p>')
    now = clock.now()
    for begin, count in ((now, 1), (at + timedelta(minutes=1), 0)):
        found = validate(Candidate(linking, begin, now), by=editor)
        assert sum(problem.rule == "internal-links" for problem in found) == count


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/a/b/", "a/b"),
        (" /a/b ", "a/b"),
        ("https://news.example/a/b/?x", "a/b"),
        ("//news.example/a/b/", "a/b"),
        ("https://NEWS.example:8000/a/b/", "a/b"),
        ("https://other.example/a/b/", ""),
        ("/a/", ""),
        ("/a/b/history/", ""),
        ("/about/ethics/", ""),
        ("/admin/articles/", ""),
        ("javascript:/a/b/", ""),
        ("mailto:/a/b/", ""),
        ("https://[x/a/b/", ""),
        ("/a/" + "b" * 5000, "a/" + "b" * 5000),
        ("/a/b\x00/", ""),
        ("/٣/b/", ""),
    ],
)
def test_path_of_story(address, path):
    assert path_of_story(address, {"news.example"}) == path


@pytest.mark.parametrize("hostile", [".", "?!", ".”", "a.", "'", "a'", "e", " ", "\n. "])
def test_a_hostile_body_takes_no_longer_than_another(hostile):
    article = Article(headline="x" * 50, body=f"<p>{hostile * (200_000 // len(hostile))}x</p>")
    now = clock.now()
    candidate = Candidate(article, now, now)
    began = time.process_time()
    list(advice(candidate))
    assert time.process_time() - began < 2


def test_many_links_take_one_query_with_the_drafts_own_address():
    links = "".join(f'<a href="/section/story-{n}/">Story {n}</a> ' for n in range(50))
    article = make_article(body=f"<p>{links}</p>")

    def queries(body: str) -> int:
        article.body = body
        now, by = clock.now(), make_user("Editor")
        by.get_all_permissions()
        with CaptureQueriesContext(connection) as captured:
            list(validate(Candidate(article, now, now), by=by))
        return len(captured)

    assert queries(f"<p>{links}</p>") == queries(WORDS)

"""Kept forms are offered to whoever typed them, put back as they were typed, and discarded."""

import html
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, OpenForm
from tests.articles.admin.test_autosaves import ADD, report
from tests.desk import change_url, form_of, post, signed_in
from tests.factories import make_article, make_author, make_image, make_section

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def flat(response) -> str:
    return " ".join(response.text.split())


def typed(client: Client, article: Article | None, **changes) -> OpenForm:
    """Autosave the story's form with changes; return the row."""
    key = uuid4()
    assert report(client, article, **{"autosave-key": key, **changes}).status_code == 200
    return OpenForm.objects.get(key=key)


def posted_by(response) -> dict:
    """Return what the browser would post from this page, by the fields' own values."""
    form = response.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        data[f"{formset.prefix}-TOTAL_FORMS"] = formset.total_form_count()
        data[f"{formset.prefix}-INITIAL_FORMS"] = 0
        for row in formset.forms:
            data |= {row.add_prefix(name): row[name].value() for name in row.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    named = {f"autosave-{name}": response.context[f"autosave_{name}"] for name in ("key", "from")}
    return data | named | {"form_key": response.context.get("form_key", "")}


def test_the_line_breaks_that_browsers_post_are_no_change(editor):
    article = make_article(body="<p>One.</p>\n<p>Two.</p>")
    typed(editor, article, body="<p>One.</p>\r\n<p>Two.</p>")
    assert "You changed" not in flat(editor.get(change_url(article)))
    typed(editor, article, body="<p>One.</p>\r\n<p>Two!</p>")
    assert "You changed the body until" in flat(editor.get(change_url(article)))


def test_kept_words_fill_the_whole_form_and_are_saved_only_by_saving(editor):
    ana, ben, section = make_author(name="Ana"), make_author(name="Ben"), make_section()
    article = make_article(headline="Saved", authors=[ana], tags=["One"])
    kept = typed(
        editor,
        article,
        headline="Typed",
        body="<p>Typed.</p>",
        tags="One, Two",
        section=section.pk,
        **{
            "bylines-TOTAL_FORMS": 2,
            "bylines-0-author": ben.pk,
            "bylines-0-role": "words",
            "bylines-1-author": ana.pk,
            "bylines-1-position": 1,
        },
    )
    page = editor.get(change_url(article))
    assert (
        "You changed the headline, the body, the section, the tags and the authors until"
        in flat(page)
    )
    assert "Typed</textarea>" not in page.text

    filled = editor.get(change_url(article), {"kept": kept.key})

    assert "Nothing is saved before you save it." in flat(filled)
    assert "data-unsaved" in filled.text
    assert "errornote" not in filled.text
    data = posted_by(filled)
    assert data["headline"] == "Typed"
    article.refresh_from_db()
    assert article.headline == "Saved"
    assert editor.post(change_url(article), data).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.body, article.section) == ("Typed", "<p>Typed.</p>", section)
    assert [(row.author, row.role) for row in article.bylines.all()] == [(ben, "words"), (ana, "")]
    assert sorted(article.tags.names()) == ["One", "Two"]
    assert not OpenForm.objects.exists()


def test_a_new_storys_words_come_back_on_another_machine(newsroom, editor):
    kept = typed(editor, None, headline="Begun", body="<p>Words", form_key=uuid4())
    elsewhere = Client()
    elsewhere.force_login(kept.user)
    assert "You began “Begun” and didn’t save it" in flat(elsewhere.get(ADD))

    filled = elsewhere.get(ADD, {"kept": kept.key})
    assert filled.context["form_key"] == type(kept.key)(kept.values["form_key"][0])
    elsewhere.post(ADD, posted_by(filled))

    assert newsroom.new(Article).get().body == "<p>Words</p>"
    assert not OpenForm.objects.exists()
    # The window in which it was begun still makes the same story.
    editor.post(ADD, form_of(headline="Begun", form_key=kept.values["form_key"][0]))
    assert newsroom.new(Article).count() == 1


def test_words_based_on_an_older_draft_are_merged_when_saved(editor):
    article = make_article(headline="Saved", standfirst="Saved")
    kept = typed(editor, article, headline="Typed")
    post(signed_in("Editor"), article, standfirst="Theirs")
    assert "saving merges the two" in flat(editor.get(change_url(article)))

    editor.post(change_url(article), posted_by(editor.get(change_url(article), {"kept": kept.key})))

    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Typed", "Theirs")


def test_words_that_were_put_back_move_to_the_new_window(editor):
    article = make_article()
    kept = typed(editor, article, headline="Typed")
    data = posted_by(editor.get(change_url(article), {"kept": kept.key}))
    editor.post(
        reverse("admin:articles_article_autosave", args=[article.pk]),
        data | {"headline": "Typed on", "autosave-kind": "words", "autosave-sent": 2},
    )
    assert OpenForm.objects.get().headline == "Typed on"


def test_words_typed_on_in_the_former_window_stay(editor):
    article = make_article()
    kept = typed(editor, article, headline="Typed")
    data = posted_by(editor.get(change_url(article), {"kept": kept.key}))
    report(editor, article, headline="More", **{"autosave-key": kept.key, "autosave-sent": 2})
    editor.post(change_url(article), data)
    assert OpenForm.objects.get().headline == "More"


def test_words_that_equal_the_saved_draft_are_not_offered(editor):
    article = make_article(
        headline="Saved", authors=[make_author(), make_author()], tags=["A", "B"]
    )
    typed(editor, article)
    assert editor.get(change_url(article)).context["kept_offers"] == []
    typed(editor, article, **{"bylines-1-DELETE": "on"})
    (offer,) = editor.get(change_url(article)).context["kept_offers"]
    assert offer.differing == "the authors"


def test_nobody_else_sees_them_puts_them_back_or_discards_them(editor):
    article = make_article(headline="Saved")
    kept, other = typed(editor, article, headline="Secret words"), signed_in("Editor")
    for path in (change_url(article), f"{change_url(article)}?kept={kept.key}", ADD):
        assert "Secret words" not in other.get(path).text
    discard = reverse("admin:articles_article_discard_kept", args=[kept.key])
    other.post(discard)
    assert OpenForm.objects.exists()
    assert signed_in("Disclosure staff").post(discard).status_code == 403
    assert Client().post(discard).status_code == 302
    assert editor.get(discard).status_code == 405
    assert editor.post(discard)["Location"] == change_url(article)
    assert not OpenForm.objects.exists()


@pytest.mark.parametrize("key", ["x", "", "5f0c2d8e-0000-4000-8000-000000000000"])
def test_an_address_that_names_nothing_kept_shows_the_saved_draft(editor, key):
    article = make_article(headline="Saved")
    page = editor.get(change_url(article), {"kept": key})
    assert "Saved</textarea>" in page.text
    assert ("no longer kept" in page.text) == bool(key)


def test_another_storys_words_are_not_put_into_this_one(editor):
    kept = typed(editor, make_article(), headline="Of the other")
    page = editor.get(change_url(make_article()), {"kept": kept.key})
    assert "Of the other" not in page.text


@pytest.mark.parametrize(
    "odd",
    [
        {"bylines-TOTAL_FORMS": "x"},
        {"bylines-TOTAL_FORMS": "9" * 20},
        {"bylines-0-position": "1" * 5000},
        {"bylines-0-position": "²"},
        {"bylines-TOTAL_FORMS": "1", "bylines-0-author": "x" * 40},
        {"section": "x", "picture": "9" * 40, "embargo_until": "soon", "based_on": "[[["},
        {"version": "x", "tags": '"', "videos": "nonsense", "paid_links": ["a", "b"]},
    ],
)
def test_half_finished_and_odd_values_fill_the_form_without_faults(editor, odd):
    article = make_article(authors=[make_author()])
    kept = typed(editor, article, headline="Typed", **odd)
    assert editor.get(change_url(article)).status_code == 200
    page = editor.get(change_url(article), {"kept": kept.key})
    assert page.status_code == 200
    assert "Typed</textarea>" in page.text
    assert "errornote" not in page.text


def test_each_offer_describes_its_own_words_while_others_are_put_back(editor):
    article = make_article(headline="Saved", standfirst="Saved")
    first = typed(editor, article, headline="Typed")
    typed(editor, article, standfirst="Typed")
    (offer,) = editor.get(change_url(article), {"kept": first.key}).context["kept_offers"]
    assert offer.differing == "the standfirst"


def test_ones_own_kept_forms_cost_the_page_no_query(editor, django_assert_max_num_queries):
    image = make_image(alt="Old")
    article = make_article(authors=[make_author()], picture=image, tags=["One"])
    words = {"picture_words-of": image.pk, "picture_words-alt": "Typed"}
    for number in range(6):
        typed(editor, article, headline=f"Typed {number}", **words)
    editor.get(change_url(article))
    with django_assert_max_num_queries(21):
        page = editor.get(change_url(article))
    assert len(page.context["kept_offers"]) == 5
    assert page.context["kept_offers"][0].differing == "the headline and the featured picture"


def paid_links_posted_by(response) -> list[str]:
    """Return the addresses that the page's links panel would post as paid."""
    fields = re.findall(r'<input[^>]*name="paid_links"[^>]*>', flat(response))
    return [
        html.unescape(re.search(r'value="([^"]*)"', field)[1])
        for field in fields
        if "checked" in field or 'type="hidden"' in field
    ]


def test_the_marks_of_paid_links_come_back_as_well(editor):
    shop, other, cut = (f"https://shop-{each}.example/?a=1&b=2" for each in "xyz")
    article = make_article(body=f'<p><a href="{html.escape(shop)}">x</a></p>')
    body = f'<p><a href="{html.escape(shop)}">x</a> <a href="{html.escape(other)}">y</a></p>'
    kept = typed(editor, article, body=body, paid_links=[shop, other, cut])

    filled = editor.get(change_url(article), {"kept": kept.key})

    assert sorted(paid_links_posted_by(filled)) == [shop, other, cut]
    assert "As of the draft that is saved" not in filled.text
    # The link that was cut isn't listed, and its mark waits unseen.
    assert flat(filled).count("We are paid for it") == 2
    # Whatever can't be read of the words, the marks stay.
    kept = typed(editor, article, body=body, paid_links=[shop], section="x", connection="x")
    filled = editor.get(change_url(article), {"kept": kept.key})
    assert paid_links_posted_by(filled) == [shop]


def test_the_marks_of_paid_links_come_back_in_a_new_story(editor):
    shop = "https://shop.example/"
    words = {"body": f'<p><a href="{shop}">x</a></p>', "paid_links": [shop], "form_key": uuid4()}
    kept = typed(editor, None, **words)
    assert paid_links_posted_by(editor.get(ADD, {"kept": kept.key})) == [shop]
    refused = editor.post(ADD, form_of(None, videos="nonsense", **words))
    assert paid_links_posted_by(refused) == [shop]


def test_the_pictures_words_come_back_as_well(editor):
    image = make_image(alt="Old")
    article = make_article(picture=image)
    words = {
        "picture_words-of": image.pk,
        "picture_words-opened": image.version,
        "picture_words-alt": "Typed",
        "initial-picture_words-alt": "Old",
        "picture_words-caption": image.caption,
        "initial-picture_words-caption": image.caption,
        "picture_words-credit": image.credit,
        "initial-picture_words-credit": image.credit,
    }
    kept = typed(editor, article, **words)
    (offer,) = editor.get(change_url(article)).context["kept_offers"]
    assert offer.differing == "the featured picture"
    filled = editor.get(change_url(article), {"kept": kept.key})
    assert "Typed</textarea>" in filled.text
    assert "errornote" not in filled.text
    editor.post(change_url(article), posted_by(filled) | words)
    image.refresh_from_db()
    assert image.alt == "Typed"

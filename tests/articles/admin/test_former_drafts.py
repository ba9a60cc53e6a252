"""Drafts that a save replaced are kept, shown and put back."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.models import Article, DraftVersion
from tests.desk import change_url, chosen, form_of, messages, post, signed_in
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_section,
    make_user,
)

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def shown(former: DraftVersion) -> str:
    return reverse("admin:articles_article_former_draft", args=[former.article_id, former.pk])


def test_what_a_decided_save_replaces_is_kept_and_can_be_put_back(editor):
    authors = [make_author(name="Ana"), make_author(name="Ben")]
    for author in authors:
        make_article(authors=[author])
    article = make_article(headline="Opened by both", authors=authors[:1], tags=["One"])
    form = form_of(article)
    theirs = {"headline": "Theirs", "body": "<p>An hour of work.</p>", "tags": "One, Two"}
    signed_in("Editor").post(
        change_url(article), form | theirs | {"bylines-0-author": authors[1].pk}
    )

    mine = form | {"headline": "Mine", "body": "<p>Mine.</p>", "tags": "One, Three"}
    mine |= {"bylines-TOTAL_FORMS": 0}
    answer = editor.post(change_url(article), mine)
    saved = editor.post(change_url(article), mine | chosen(answer), follow=True)

    assert "is under “Former drafts”" in messages(saved)
    former = DraftVersion.objects.first()
    assert former.is_anothers
    page = editor.get(shown(former)).text
    assert "<del>Mine</del> <ins>Theirs</ins>" in page
    assert "An hour of work." in page
    assert "Different, too: authors, tags." in page
    article.refresh_from_db()
    assert "is the draft again" in messages(post(editor, article, _put_back=former.pk))
    article.refresh_from_db()
    assert (article.headline, article.body) == ("Theirs", "<p>An hour of work.</p>")
    assert sorted(article.tags.names()) == ["One", "Two"]
    assert [byline.author.name for byline in article.bylines.all()] == ["Ben"]
    # And what that replaced is kept in its turn.
    assert DraftVersion.objects.first().copy["headline"] == "Mine"


def test_every_save_that_changes_something_keeps_what_was_there(editor):
    article = make_article(headline="One")
    post(editor, article, headline="Two")
    article.refresh_from_db()
    post(editor, article)
    assert [former.copy["headline"] for former in DraftVersion.objects.all()] == ["One"]


def test_an_edition_put_back_keeps_what_it_replaced(editor):
    article = make_edition(headline="Printed").article
    Article.objects.filter(pk=article.pk).update(headline="Typed since")
    publishing.restore(article.editions.get(), by=make_user("Editor"), discard=True)
    assert DraftVersion.objects.get().copy["headline"] == "Typed since"


def test_a_former_draft_comes_back_without_what_is_gone(editor):
    section, author, picture = make_section(), make_author(), make_image()
    article = make_article(section=section, authors=[author], picture=picture, tags=["Gone"])
    post(editor, article, section="", picture="", tags="", **{"bylines-0-DELETE": "on"})
    former = DraftVersion.objects.get()
    for row in (section, author, picture):
        row.delete()

    article.refresh_from_db()
    message = messages(post(editor, article, headline="Now", _put_back=former.pk))

    assert "Left out, since it is gone meanwhile: section, featured picture, author" in message
    article.refresh_from_db()
    assert article.section is None
    assert list(article.tags.names()) == ["Gone"]


def test_who_may_not_write_reads_former_drafts_and_puts_none_back(editor):
    article = make_article(headline="One")
    post(editor, article, headline="Two")
    former = DraftVersion.objects.get()
    staff = signed_in("Disclosure staff")

    assert staff.get(shown(former)).status_code == 200
    assert "_put_back" not in staff.get(change_url(article)).text
    assert staff.post(change_url(article), {"_put_back": former.pk}).status_code == 403
    with pytest.raises(publishing.Refused):
        publishing.put_back(former, by=make_user("Disclosure staff"))
    article.refresh_from_db()
    assert article.headline == "Two"


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30, "-1"])
def test_a_former_draft_of_no_or_another_story_is_refused(editor, key):
    article = make_article()
    assert "no such former draft" in messages(post(editor, article, _put_back=key))
    other = make_article()
    post(editor, other, headline="Two")
    key = DraftVersion.objects.get().pk
    article.refresh_from_db()
    assert "no such former draft" in messages(post(editor, article, _put_back=key))
    page = reverse("admin:articles_article_former_draft", args=[article.pk, key])
    assert editor.get(page).status_code == 404


def test_former_drafts_are_not_changed_and_go_with_their_draft(editor):
    article = make_article(headline="One")
    post(editor, article, headline="Two")
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        DraftVersion.objects.update(copy={})
    assert connection.is_usable()
    article.delete()
    assert not DraftVersion.objects.exists()


def test_nobody_without_a_login_reads_one(editor):
    article = make_article()
    post(editor, article, headline="Two")
    assert Client().get(shown(DraftVersion.objects.get())).status_code == 302


def test_old_former_drafts_are_pruned_and_younger_ones_stay(editor, capsys):
    article = make_article(headline="One")
    post(editor, article, headline="Two")
    old = DraftVersion.objects.get()
    DraftVersion.objects.create(
        article=article,
        version=9,
        copy=old.copy,
        saved_at=old.saved_at,
        replaced_at=timezone.now() - timedelta(days=91),
        replaced_by=old.replaced_by,
    )
    call_command("prune_drafts")
    assert "Deleted 1 former draft." in capsys.readouterr().out
    assert DraftVersion.objects.get() == old
    with pytest.raises(CommandError, match="from 1 to 36500"):
        call_command("prune_drafts", "--days", "0")

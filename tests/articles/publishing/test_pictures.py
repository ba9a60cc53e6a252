"""A story's pictures need alt text and a credit, and can't be deleted while a draft shows them."""

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.publishing.candidate import Candidate
from articles.publishing.validation import validate
from images.models import Image
from tests.desk import signed_in
from tests.factories import make_article, make_author, make_image, make_user

pytestmark = pytest.mark.django_db


def body_with(*images: Image) -> str:
    figures = (
        f'<figure><img src="/x.jpg" alt="" data-file="{image.pk}"></figure>' for image in images
    )
    return f"<p>Words.</p>{''.join(figures)}"


def linked(article: Article) -> set[int]:
    return set(article.picture_links.values_list("image_id", flat=True))


def delete(client: Client, image: Image):
    url = reverse("admin:images_image_delete", args=[image.pk])
    return client.post(url, {"post": "yes"}, follow=True)


def problems(article: Article) -> list[str]:
    now = timezone.now()
    found = validate(Candidate(article, now, now), by=make_user("Editor"))
    return [problem.message for problem in found if problem.is_error]


def test_a_picture_in_a_drafts_body_cant_be_deleted_and_the_desk_says_where_it_stands():
    image, editor = make_image(alt="A lighthouse"), signed_in("Administrator")
    article = make_article(headline="Night boats", body=body_with(image))

    page = delete(editor, image)

    assert "in the draft “Night boats”" in page.content.decode()
    assert Image.objects.filter(pk=image.pk).exists()
    with pytest.raises(ProtectedError):
        image.delete()

    article.body = "<p>Words.</p>"
    article.save()
    delete(editor, image)
    assert not Image.objects.filter(pk=image.pk).exists()


def test_a_featured_picture_and_a_portrait_cant_be_deleted_either():
    featured, portrait = make_image(), make_image()
    make_article(picture=featured, authors=[make_author(portrait=portrait)])

    for image in (featured, portrait):
        delete(signed_in("Administrator"), image)
        assert Image.objects.filter(pk=image.pk).exists()


def test_postgresql_keeps_the_links_whichever_way_a_body_is_written():
    first, second = make_image(), make_image()
    article = make_article(body=body_with(first, first))
    assert linked(article) == {first.pk}

    Article.objects.filter(pk=article.pk).update(body=body_with(first, second))
    assert linked(article) == {first.pk, second.pk}

    Article.objects.filter(pk=article.pk).update(headline="Another")
    assert linked(article) == {first.pk, second.pk}

    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET body = '' WHERE id = %s", [article.pk])
    assert linked(article) == set()


@pytest.mark.parametrize("key", ["999999999", "99999999999999999999", "x", "-1", ""])
def test_a_picture_that_isnt_there_is_no_hindrance_to_saving(key):
    article = make_article(body=f'<figure><img src="/x.jpg" data-file="{key}"></figure>')
    assert linked(article) == set()


def test_a_draft_can_be_deleted_with_its_pictures_links():
    image = make_image()
    make_article(body=body_with(image)).delete()
    image.delete()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_deletion_and_a_save_at_the_same_instant_cant_both_go_through():
    """The save holds the picture's row until it commits; the deletion would wait for it."""
    image = make_image()
    article = make_article()
    other = connection.copy()
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(body=body_with(image))
        with other.cursor() as cursor, pytest.raises(Exception, match="lock timeout"):
            cursor.execute("SET lock_timeout = 200")
            cursor.execute("SELECT 1 FROM images_image WHERE id = %s FOR UPDATE", [image.pk])
    other.close()
    assert linked(article) == {image.pk}


def test_alt_text_in_the_story_is_as_good_as_in_the_library():
    featured, shown = make_image(alt=""), make_image(alt="")
    figure = f'<figure><img src="/x.jpg" alt="{{}}" data-file="{shown.pk}"></figure>'
    article = make_article(picture=featured, body=f"<p>Words.</p>{figure.format('')}")
    assert [message for message in problems(article) if "no alt text" in message] != []
    article.picture_alt = "A lighthouse"
    article.body = f"<p>Words.</p>{figure.format('A boat')}"
    article.save()
    assert problems(article) == []
    # Shown a second time without words, it lacks them there.
    article.body += figure.format(" ")
    article.save()
    assert len(problems(article)) == 1


def test_a_portrait_without_words_stands_in_the_way_of_publishing():
    portrait = make_image(alt="", credit="")
    author = make_author(name="Ana Ruiz", portrait=portrait)
    article = make_article(authors=[author])

    found = [message for message in problems(article) if "portrait of Ana Ruiz" in message]
    assert len(found) == 2 and "no alt text" in found[0] and "no credit" in found[1]

    Image.objects.filter(pk=portrait.pk).update(decorative=True, credit="Bo Lind")
    assert problems(article) == []

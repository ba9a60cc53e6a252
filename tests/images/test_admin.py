"""The picture library on the desk."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from images.locks import encoder
from images.models import Image
from tests.desk import signed_in
from tests.factories import (
    make_edition,
    make_image,
    make_user,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return signed_in("Editor")


def upload(client: Client, content: bytes, **fields):
    file = SimpleUploadedFile("holiday.jpg", content, content_type="image/jpeg")
    data = {"file": file, "alt": "A teal field", "credit": "Bo Lind"} | fields
    return client.post(reverse("admin:images_image_add"), data)


def test_a_picture_is_taken_by_its_content_and_a_bad_one_is_refused_with_a_sentence(editor):
    assert upload(editor, picture_bytes("WEBP")).status_code == 302
    image = Image.objects.get()
    assert (image.format, image.width, image.height) == ("webp", 64, 40)

    response = upload(editor, b"<?php echo 1;")

    assert "Upload a JPEG, PNG, WebP, AVIF or GIF" in response.content.decode()
    assert Image.objects.count() == 1


def test_alt_text_or_the_word_that_it_is_decorative(editor):
    assert "mark it as decorative" in upload(editor, picture_bytes(), alt="").content.decode()
    assert not Image.objects.exists()
    assert upload(editor, picture_bytes(), alt="", decorative="on").status_code == 302


def test_a_pictures_file_stays_and_its_words_are_mended(editor):
    image = make_image()
    url = reverse("admin:images_image_change", args=[image.pk])
    file = SimpleUploadedFile("b.png", picture_bytes("PNG"))
    editor.post(url, {"file": file, "alt": "Mended", "credit": "Bo Lind", "opened": 0})
    name = image.file.name
    image.refresh_from_db()
    assert (image.alt, image.file.name) == ("Mended", name)


def test_the_picker_finds_pictures_and_survives_a_bad_page_number(editor):
    make_image(alt="A lighthouse")
    make_image(alt='A "train" <at> night')
    pick = reverse("admin:images_image_pick")
    page = editor.get(pick, {"q": "train"}).content.decode()
    assert "lighthouse" not in page
    assert "A &quot;train&quot; &lt;at&gt; night" in page
    assert editor.get(pick, {"page": "x", "q": "a\x00b"}).status_code == 200


def test_a_writer_mends_a_pictures_words_only_before_readers_see_them():
    writer = make_user("Writer")
    client = Client()
    client.force_login(writer)
    image = make_image(uploaded_by=writer)
    url = reverse("admin:images_image_change", args=[image.pk])
    words = {"alt": "Mended", "credit": "", "opened": 0}
    client.post(url, words)
    image.refresh_from_db()
    assert (image.alt, image.credit) == ("Mended", "")

    Image.objects.filter(pk=image.pk).update(credit="Bo Lind")
    make_edition(picture=image)
    assert client.post(url, words | {"alt": "Rewritten"}).status_code == 403
    response = signed_in("Editor").post(url, words | {"opened": image.version})
    assert "without a credit" in response.content.decode()
    image.refresh_from_db()
    assert (image.alt, image.credit) == ("Mended", "Bo Lind")


def test_an_older_tab_is_informed_of_what_changed_and_overwrites_nothing_unasked(editor):
    image = make_image(alt="A lighthouse", credit="Bo Lind")
    url = reverse("admin:images_image_change", args=[image.pk])
    opened = re.search(r'name="opened" value="(\d+)"', editor.get(url).content.decode())[1]
    first = {"alt": "A lighthouse", "credit": "Ana Ruiz/AP", "opened": opened}
    assert editor.post(url, first).status_code == 302

    older = first | {"alt": "A lighthouse at dusk", "credit": "Bo Lind"}
    page = editor.post(url, older).content.decode()

    image.refresh_from_db()
    assert (image.alt, image.credit) == ("A lighthouse", "Ana Ruiz/AP")
    assert "Somebody saved this picture&#x27;s words after you opened them." in page
    assert "Credit: “Ana Ruiz/AP”" in page and "Caption" not in page.partition("Somebody")[2][:300]
    assert "A lighthouse at dusk</textarea>" in page and 'value="Bo Lind"' in page

    again = re.search(r'name="opened" value="(\d+)"', page)[1]
    assert editor.post(url, older | {"opened": again}).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.credit) == ("A lighthouse at dusk", "Bo Lind")


@pytest.mark.parametrize("opened", ["", "x", "-1", "9" * 5000])
def test_a_save_that_doesnt_say_what_it_was_made_from_changes_nothing(editor, opened):
    image = make_image(alt="A lighthouse")
    url = reverse("admin:images_image_change", args=[image.pk])

    response = editor.post(url, {"alt": "Else", "credit": "Bo Lind", "opened": opened})

    image.refresh_from_db()
    assert response.status_code == 200
    assert image.alt == "A lighthouse"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_saves_at_one_instant_one_is_reported():
    image = make_image(alt="A lighthouse", credit="Bo Lind")
    clients = [signed_in("Editor") for _ in range(2)]
    url = reverse("admin:images_image_change", args=[image.pk])

    def save(number: int) -> int:
        try:
            words = {"alt": f"Version {number}", "credit": "Bo Lind", "opened": 0}
            return clients[number].post(url, words).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, range(2))) == [200, 302]


def test_a_picture_of_more_than_fifty_megapixels_is_refused_with_the_figures(editor):
    page = upload(editor, picture_bytes("PNG", size=(7100, 7100))).content.decode()

    assert "7100 × 7100 pixels, which are 50.4 megapixels; at most 50 are taken" in page
    assert not Image.objects.exists()


def test_an_upload_that_would_have_to_wait_long_is_asked_for_again(editor, monkeypatch):
    monkeypatch.setattr("images.forms.PATIENCE", 0.1)
    with encoder():
        page = upload(editor, picture_bytes()).content.decode()

    assert "choose the file again" in page and "A teal field" in page
    assert upload(editor, picture_bytes()).status_code == 302

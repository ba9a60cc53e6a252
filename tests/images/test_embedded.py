"""The words in a picture's file: standard properties are read, anything broken is passed over."""

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage
from PIL.PngImagePlugin import PngInfo

from images.embedded import Words, words_in
from images.models import Image
from tests.factories import picture_bytes, xmp_of

FULL = """
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt>
 <rdf:li xml:lang="x-default">A red robot kneels</rdf:li><rdf:li xml:lang="de">Ein Roboter</rdf:li>
</rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Mars,
   2071</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Ana Ruiz</rdf:li><rdf:li>Bo Li</rdf:li></rdf:Seq></dc:creator>
<photoshop:Credit>AP</photoshop:Credit>"""


def iim(*datasets: tuple[int, bytes]) -> bytes:
    """Return the JPEG segment in which older programmes keep a picture's words."""
    records = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(words)) + words for number, words in datasets
    )
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records
    segment = b"Photoshop 3.0\x00" + resource + b"\x00" * (len(records) % 2)
    return b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment


def words_of(content: bytes) -> Words:
    with PillowImage.open(io.BytesIO(content)) as opened:
        return words_in(opened)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_xmp_gives_alt_text_caption_and_credit(format):
    if format == "PNG":
        packet = PngInfo()
        packet.add_itxt("XML:com.adobe.xmp", xmp_of(FULL).decode())
        content = picture_bytes("PNG", pnginfo=packet)
    else:
        content = picture_bytes(format, xmp=xmp_of(FULL))
    assert words_of(content) == Words("A red robot kneels", "Mars, 2071", "Ana Ruiz, Bo Li/AP")


def test_a_property_may_be_an_attribute():
    packet = xmp_of("").replace(b'rdf:about=""', b'rdf:about="" photoshop:Credit="Studio B"')
    assert words_of(picture_bytes(xmp=packet)) == Words(credit="Studio B")


def test_the_older_block_is_read_where_xmp_says_nothing():
    old = iim(
        (120, "Mars, früher".encode("cp1252")), (80, b"Ana Ruiz"), (110, "Ana Ruiz/AP é".encode())
    )
    assert words_of(picture_bytes(extra=old)) == Words("", "Mars, früher", "Ana Ruiz/AP é")
    both = picture_bytes(extra=old, xmp=xmp_of("<photoshop:Credit>EPA</photoshop:Credit>"))
    assert words_of(both) == Words("", "Mars, früher", "Ana Ruiz/EPA")


def test_words_are_cut_to_the_librarys_fields():
    long = "<dc:description>" + "many words " * 100 + "</dc:description>"
    caption = words_of(picture_bytes(xmp=xmp_of(long))).caption
    assert len(caption) == 300
    assert caption.endswith("…")


@pytest.mark.parametrize(
    "packet",
    [
        b"<x",
        b"\x00" * 50,
        b"\xff\xfe" * 9,
        xmp_of("<dc:description><rdf:Alt/></dc:description>"),
        b'<!DOCTYPE a [<!ENTITY b "secret">]>'
        + xmp_of("<photoshop:Credit>&b;</photoshop:Credit>")[57:],
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        + xmp_of("<photoshop:Credit>&b;</photoshop:Credit>")[57:],
    ],
    ids=["cut", "zeros", "other bytes", "empty", "entity", "file"],
)
def test_a_broken_packet_says_nothing(packet):
    assert words_of(picture_bytes(xmp=packet)) == Words()


@given(st.binary(max_size=400))
def test_no_bytes_prevent_an_upload(junk):
    segment = b"\xff\xed" + struct.pack(">H", len(junk) + 16) + b"Photoshop 3.0\x00" + junk
    for content in (picture_bytes(xmp=junk), picture_bytes(extra=segment)):
        assert isinstance(words_of(content), Words)


def test_an_upload_fills_the_fields_that_were_left_empty(newsroom):
    content = picture_bytes(xmp=xmp_of(FULL))
    posted = {
        "file": SimpleUploadedFile("a.jpg", content),
        "alt": "",
        "caption": "My own",
        "focus": "",
    }
    answer = newsroom.client("Editor").post(reverse("admin:images_image_add"), posted, follow=True)
    image = newsroom.new(Image).get()
    assert (image.alt, image.caption) == ("A red robot kneels", "My own")
    assert image.credit == "Ana Ruiz, Bo Li/AP"
    assert "Taken from the file: its alt text and credit. Check them." in answer.content.decode()


def test_a_decorative_picture_gets_no_alt_text(newsroom):
    file = SimpleUploadedFile("a.jpg", picture_bytes(xmp=xmp_of(FULL)))
    posted = {"file": file, "decorative": "on", "credit": "B"}
    newsroom.client("Editor").post(reverse("admin:images_image_add"), posted)
    image = newsroom.new(Image).get()
    assert (image.alt, image.caption, image.credit) == ("", "Mars, 2071", "B")


def test_a_dropped_picture_brings_its_words_along(newsroom):
    file = SimpleUploadedFile("a.jpg", picture_bytes(xmp=xmp_of(FULL)))
    answer = (
        newsroom.client("Editor").post(reverse("admin:images_image_drop"), {"file": file}).json()
    )
    image = Image.objects.get(pk=answer["id"])
    assert answer["isDescribed"]
    assert (image.alt, image.caption) == ("A red robot kneels", "Mars, 2071")
    bare = SimpleUploadedFile("a.jpg", picture_bytes())
    assert (
        not newsroom.client("Editor")
        .post(reverse("admin:images_image_drop"), {"file": bare})
        .json()["isDescribed"]
    )

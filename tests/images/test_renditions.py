import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as PillowImage

from images.markup import picture
from images.models import Image
from images.renditions import CONTENT_TYPES, render, widths_for
from images.storage import WholeFileStorage
from tests.factories import make_image, picture_bytes


@pytest.mark.parametrize(
    ("width", "height", "widths"),
    [
        (1, 1, [1]),
        (320, 200, [320]),
        (700, 400, [320, 480, 640, 700]),
        (1920, 1200, [320, 480, 640, 800, 960, 1280, 1600, 1920]),
        (8000, 5000, [320, 480, 640, 800, 960, 1280, 1600, 1920]),
        (1600, 16_000, [320, 480, 640, 800, 894]),
        (3, 30, [3]),
    ],
)
def test_a_picture_is_never_enlarged_and_a_long_one_stays_small(width, height, widths):
    assert widths_for(width, height) == widths
    assert widths[-1] * (widths[-1] * height / width) <= 8_000_000


@pytest.mark.parametrize("format", CONTENT_TYPES)
def test_renditions_are_upright_plain_and_without_metadata(format):
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of a source"
    original = picture_bytes("JPEG", size=(640, 400), exif=exif)

    with PillowImage.open(io.BytesIO(render(io.BytesIO(original), 200, format))) as made:
        assert made.size == (200, 320)
        assert made.mode == "RGB"
        assert not made.getexif()
        assert "icc_profile" not in made.info


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "L", "CMYK", "1"])
def test_every_colour_mode_can_be_rendered(mode):
    buffer = io.BytesIO()
    format = "TIFF" if mode == "CMYK" else "PNG"
    PillowImage.new(mode, (50, 30)).save(buffer, format)
    for wanted in CONTENT_TYPES:
        assert render(io.BytesIO(buffer.getvalue()), 20, wanted)


def test_transparency_becomes_white():
    buffer = io.BytesIO()
    PillowImage.new("RGBA", (50, 30), (255, 0, 0, 0)).save(buffer, "PNG")
    with PillowImage.open(io.BytesIO(render(io.BytesIO(buffer.getvalue()), 50, "jpg"))) as made:
        assert min(made.getpixel((25, 15))) > 250


def test_sixteen_bit_grey_keeps_its_shades():
    buffer = io.BytesIO()
    PillowImage.new("I;16", (50, 30), 20_000).save(buffer, "PNG")
    with PillowImage.open(io.BytesIO(render(io.BytesIO(buffer.getvalue()), 50, "jpg"))) as made:
        assert 70 < made.getpixel((25, 15))[0] < 86


def test_a_broken_colour_profile_costs_no_picture():
    original = picture_bytes("JPEG", icc_profile=b"not a profile")
    assert render(io.BytesIO(original), 32, "webp")


def test_a_turned_picture_is_decoded_large_enough():
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    stripes = PillowImage.new("RGB", (1600, 1200))
    for x in range(0, 1600, 2):
        stripes.paste("white", (x, 0, x + 1, 1200))
    buffer = io.BytesIO()
    stripes.save(buffer, "JPEG", quality=100, subsampling=0, exif=exif)
    with PillowImage.open(io.BytesIO(render(io.BytesIO(buffer.getvalue()), 1200, "webp"))) as made:
        assert made.size == (1200, 1600)
        column = [made.getpixel((600, y))[0] for y in range(700, 720)]
        assert max(column) - min(column) > 200


def test_a_file_that_could_not_be_written_whole_is_not_there(tmp_path):
    storage = WholeFileStorage(location=tmp_path)

    class Full(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        storage.save("images/a/320.webp", Full(b"whole"))
    assert not storage.exists("images/a/320.webp")
    assert storage.save("images/a/320.webp", ContentFile(b"whole")) == "images/a/320.webp"
    with storage.open("images/a/320.webp") as file:
        assert file.read() == b"whole"


@pytest.mark.django_db
def test_the_picture_tag_sets_the_space_and_offers_each_format():
    image = make_image(picture_bytes(size=(640, 400)), alt='A "lighthouse" <at> dusk')
    html = picture(image, sizes="50vw", title='">')
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    assert 'width="640" height="400"' in html
    assert 'alt="A &quot;lighthouse&quot; &lt;at&gt; dusk"' in html
    assert f"/images/{image.token}/320.avif 320w" in html
    assert 'loading="lazy"' in html and 'title="&quot;&gt;"' in html


@pytest.mark.django_db
def test_a_decorative_picture_has_an_empty_alt_and_no_picture_is_nothing():
    image = make_image(alt="Left over", decorative=True)
    assert 'alt=""' in picture(image)
    assert picture(None) == ""


@pytest.mark.django_db
def test_a_deleted_picture_leaves_no_file(django_capture_on_commit_callbacks):
    image = make_image()
    folder = f"images/{image.token}"
    assert len(default_storage.listdir(folder)[1]) == 4

    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.filter(pk=image.pk).delete()

    assert default_storage.listdir(folder)[1] == []

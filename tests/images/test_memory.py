"""The memory that an upload and its renditions take, measured from outside, in a process of its own."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image as PillowImage

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 512
# It says its peak in megabytes, the site's own code included.
UPLOAD = r"""
import io, re, sys
import django; django.setup()
import newsroom.urls
from images import renditions, uploads
with open(sys.argv[1], "rb") as file:
    taken = uploads.take(file)
    if "render" in sys.argv:
        picture = renditions.open_prepared(io.BytesIO(taken.master) if taken.master else file)
        found = taken.inspected
        del taken
        renditions.encode(picture, renditions.widths_for(found.width, found.height)[-1], "avif")
# Not getrusage: its figure begins with the memory of the process that started this one.
print(re.search(r"VmHWM:\s*(\d+)", open("/proc/self/status").read())[1])
"""


def noise(size: tuple[int, int]) -> PillowImage.Image:
    """A picture that doesn't compress to nothing."""
    return PillowImage.effect_noise((size[0] // 10, size[1] // 10), 60).resize(size).convert("RGB")


def flat(mode: str, size: tuple[int, int]) -> PillowImage.Image:
    return PillowImage.new(
        mode, size, (0, 128, 128, 100)[: len(PillowImage.new(mode, (1, 1)).getbands())]
    )


def peak(path: Path, *options: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", UPLOAD, path, *options],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "VAR_DIR": str(path.parent),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout) // 1024


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_small_file_of_49_megapixels_takes_less_than_half_a_gigabyte(mode, tmp_path):
    path = tmp_path / "flat.png"
    flat(mode, (7000, 7000)).save(path)
    assert path.stat().st_size < 300_000

    assert 100 < peak(path) < MEGABYTES


@pytest.mark.parametrize(
    ("name", "size", "options"),
    [
        ("tall.png", (1950, 16_000), {"compress_level": 1}),
        ("wide.webp", (3839, 5200), {"quality": 50, "method": 0}),
        ("wide.avif", (3839, 5200), {"quality": 40, "speed": 10}),
    ],
)
def test_the_costliest_of_each_format_takes_no_more_for_upload_and_renditions(
    name, size, options, tmp_path
):
    path = tmp_path / name
    noise(size).save(path, **options)

    assert peak(path, "render") < MEGABYTES


def test_a_master_keeps_what_the_largest_rendition_needs():
    from images import renditions, uploads

    buffer = io.BytesIO()
    noise((5000, 3000)).save(buffer, "JPEG")
    taken = uploads.take(buffer)

    with PillowImage.open(io.BytesIO(taken.master or b"")) as master:
        assert master.size == (2500, 1500)
        assert renditions.widths_for(5000, 3000)[-1] <= master.width

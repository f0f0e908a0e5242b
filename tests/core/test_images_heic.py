"""HEIC, where its reader is installed, and one sentence where it is not."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PIL import ExifTags, Image

from ganstudio.api import PictureError
from ganstudio.core.images import read_picture, read_recipe, write_picture

pillow_heif = pytest.importorskip("pillow_heif")


def gradient(dtype=np.uint8) -> np.ndarray:
    y, x = np.mgrid[0 : 1 : 64 * 1j, 0 : 1 : 96 * 1j]
    return (np.stack((x, y, 1 - x * y), -1) * np.iinfo(dtype).max).astype(dtype)


@pytest.fixture
def photo(tmp_path, wide_profile):
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Phone"
    exif[ExifTags.Base.Orientation] = 6
    path = tmp_path / "IMG_0001.HEIC"
    image = Image.fromarray(gradient())
    # Given in this way, the library turns the picture by a property of the container.
    image.info["exif"] = exif.tobytes()
    image.save(path, "HEIF", quality=95, icc_profile=wide_profile, xmp=b"<x/>")
    return path


def test_a_photograph_of_a_phone(photo, wide_profile):
    picture = read_picture(photo)
    assert picture.size == (96, 64)  # upright
    assert (picture.format, picture.bits) == ("HEIF", 8)
    assert picture.icc == wide_profile
    assert picture.exif
    assert picture.xmp
    assert read_recipe(photo) is None


def test_it_becomes_a_jpeg_with_all_that_belongs_to_it(photo, tmp_path):
    write_picture(read_picture(photo), tmp_path / "a.jpg")
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.size == (64, 96)
        assert image.getexif()[ExifTags.Base.Make] == "Phone"
        assert image.getexif()[ExifTags.Base.Orientation] == 1
        turned = np.rot90(gradient(), -1)
        assert np.abs(np.asarray(image).astype(int) - turned).mean() < 3


def test_ten_bits_are_not_cut_to_eight(tmp_path):
    deep = gradient(np.uint16)
    path = tmp_path / "deep.heic"
    pillow_heif.encode("RGB;16", (96, 64), deep.tobytes(), path, quality=-1)
    picture = read_picture(path)
    assert picture.bits == 16
    assert picture.notes == ()
    apart = np.abs(picture.pixels.astype(int) - deep)
    assert apart.max() < 1500
    assert len(np.unique(picture.pixels[..., 0])) > 90


def test_without_its_reader_it_is_one_sentence(photo, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(PictureError, match=r"ganstudio\[heic\]") as caught:
        read_picture(photo)
    assert str(photo) in str(caught.value)


def test_a_cut_off_one_is_one_sentence(photo):
    data = photo.read_bytes()
    for size in (12, 40, 200, len(data) // 2, len(data) - 3):
        photo.write_bytes(data[:size])
        with pytest.raises(PictureError):
            read_picture(photo)

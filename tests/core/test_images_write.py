"""Writing: nothing lost, nothing half written, nothing private where not wanted."""

import errno
import functools
import io
import os
import re

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from ganstudio.api import PictureError
from ganstudio.core.images import (
    WRITABLE_SUFFIXES,
    KeepMetadata,
    Picture,
    read_picture,
    write_picture,
)

XMP = (
    b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    b' xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF>'
    b'</x:xmpmeta><?xpacket end="w"?>'
)
LOSSLESS = [".png", ".tif", ".tiff", ".bmp"]
DEEP = [".png", ".tif"]


def noise(shape, dtype=np.uint8, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def camera_exif():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Plate"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[0x829A] = IFDRational(1, 250)
    exif.get_ifd(ExifTags.IFD.Exif)[0xA002] = 40
    exif.get_ifd(ExifTags.IFD.Exif)[0xA003] = 30
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    return exif


@functools.cache  # the profile says at what second it was made
def adobe_like():
    """A profile that differs from sRGB: sRGB's own with its first column halved."""
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name, gain in ((b"rXYZ", 0.8), (b"gXYZ", 1.1)):
        entry = icc.index(name)
        at = int.from_bytes(icc[entry + 4 : entry + 8]) + 8
        for i in range(3):
            value = int.from_bytes(icc[at + 4 * i : at + 4 * i + 4], signed=True)
            icc[at + 4 * i : at + 4 * i + 4] = round(value * gain).to_bytes(
                4, signed=True
            )
    return bytes(icc)


@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
def test_every_suffix_is_written_and_read(tmp_path, suffix):
    pixels = np.full((33, 47, 3), (200, 40, 90), np.uint8)
    path = tmp_path / f"a{suffix.upper()}"
    write_picture(Picture(pixels), path)
    assert np.abs(read_picture(path).pixels.astype(int) - pixels).max() <= 4
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", LOSSLESS)
@pytest.mark.parametrize("channels", [1, 3])
def test_8_bits_come_back_the_same(tmp_path, suffix, channels):
    pixels = noise((19, 23, channels))
    write_picture(Picture(pixels), tmp_path / f"a{suffix}")
    assert np.array_equal(read_picture(tmp_path / f"a{suffix}").pixels, pixels)


@pytest.mark.parametrize("suffix", DEEP)
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("transparent", [False, True])
def test_16_bits_come_back_the_same(tmp_path, suffix, channels, transparent):
    pixels = noise((70, 23, channels), np.uint16)
    alpha = noise((70, 23), np.uint16, 1) if transparent else None
    path = tmp_path / f"a{suffix}"
    write_picture(Picture(pixels, alpha), path)
    picture = read_picture(path)
    assert picture.bits == 16
    # TIFF holds grey with alpha as RGBA: equal channels.
    assert (picture.pixels == pixels).all()
    assert (picture.alpha is not None) == transparent
    assert alpha is None or np.array_equal(picture.alpha, alpha)


def test_16_bits_become_8_where_the_format_has_no_more(tmp_path):
    deep = Picture(np.full((8, 8, 3), 32_896, np.uint16))
    assert write_picture(deep, tmp_path / "a.jpg") == (
        "JPEG holds 8 bits, so its 16 became 8.",
    )
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.bits == 8
    assert np.abs(picture.pixels.astype(int) - 128).max() <= 1


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp"])
def test_alpha_is_kept(tmp_path, suffix):
    pixels, alpha = noise((20, 20, 3)), noise((20, 20), seed=4)
    write_picture(Picture(pixels, alpha), tmp_path / f"a{suffix}")
    assert np.array_equal(read_picture(tmp_path / f"a{suffix}").alpha, alpha)


@pytest.mark.parametrize("suffix", [".jpg", ".bmp"])
def test_transparency_lies_on_white_where_it_cannot_be_kept(tmp_path, suffix):
    pixels, alpha = np.zeros((16, 16, 3), np.uint8), np.full((16, 16), 64, np.uint8)
    (note,) = write_picture(Picture(pixels, alpha), tmp_path / f"a{suffix}")
    assert "laid on white" in note
    picture = read_picture(tmp_path / f"a{suffix}")
    assert picture.alpha is None
    assert np.abs(picture.pixels.astype(int) - 191).max() <= 1


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_metadata_travels_and_tells_the_truth(tmp_path, suffix, dtype):
    source = tmp_path / "source.jpg"
    stored = np.ascontiguousarray(np.rot90(noise((30, 40, 3)), 1))
    exif = camera_exif()
    Image.fromarray(stored).save(source, exif=exif, xmp=XMP)
    picture = read_picture(source)
    assert picture.size == (30, 40)
    result = Picture(noise((60, 80, 3), dtype), exif=picture.exif, xmp=picture.xmp)
    path = tmp_path / f"a{suffix}"
    write_picture(result, path)
    with Image.open(path) as image:
        assert image.size == (80, 60)
        back = image.getexif()
        assert back[ExifTags.Base.Make] == "Plate"
        assert back.get(ExifTags.Base.Orientation, 1) == 1
        details = back.get_ifd(ExifTags.IFD.Exif)
        assert float(details[0x829A]) == pytest.approx(1 / 250)
        assert (details[0xA002], details[0xA003]) == (80, 60)
        assert back.get_ifd(ExifTags.IFD.GPSInfo)[1] == "N"
        xmp = image.info["xmp"]
        xmp = xmp.encode() if isinstance(xmp, str) else xmp
        assert re.search(rb'tiff:Orientation="1"', xmp)
    assert read_picture(path).size == (60, 80)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_without_metadata_the_place_is_gone_and_the_profile_stays(tmp_path, suffix):
    icc = adobe_like()
    exif = camera_exif().tobytes()
    write_picture(
        Picture(noise((20, 20, 3)), icc=icc, exif=exif, xmp=XMP),
        tmp_path / f"a{suffix}",
        keep_metadata=KeepMetadata.NO,
    )
    with Image.open(tmp_path / f"a{suffix}") as image:
        assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert ExifTags.Base.Make not in image.getexif()
        assert "xmp" not in image.info
        assert image.info["icc_profile"] == icc


@pytest.mark.parametrize("suffix", DEEP)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_colours_go_into_the_profile_and_come_back(tmp_path, suffix, dtype):
    # Colours well inside both spaces.
    pixels = (noise((16, 16, 3)) // 3 + 80).astype(dtype)
    if dtype == np.uint16:
        pixels = pixels * 257
    path = tmp_path / f"a{suffix}"
    write_picture(Picture(pixels, icc=adobe_like()), path)
    picture = read_picture(path)
    assert picture.icc == adobe_like()
    unit = 1 if dtype == np.uint8 else 257
    assert picture.bits == (8 if dtype == np.uint8 else 16)
    worst = np.abs(picture.pixels.astype(int) - pixels.astype(int)).max()
    assert worst <= (2 if dtype == np.uint8 else 40)
    with Image.open(path) as image:
        stored = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(stored - pixels // unit).max() > 5


def test_a_profile_of_the_other_kind_is_left_out(tmp_path):
    write_picture(Picture(noise((9, 9, 1)), icc=adobe_like()), tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    assert picture.icc is None
    assert np.array_equal(picture.pixels, noise((9, 9, 1)))


def test_suffixes_and_sizes_that_cannot_be_are_refused(tmp_path):
    with pytest.raises(PictureError, match="choose one of"):
        write_picture(Picture(noise((4, 4, 3))), tmp_path / "a.gif")
    with pytest.raises(PictureError, match="without a suffix"):
        write_picture(Picture(noise((4, 4, 3))), tmp_path / "a")
    long = Picture(np.zeros((1, 16_384, 3), np.uint8))
    with pytest.raises(PictureError, match="16,383 px"):
        write_picture(long, tmp_path / "a.webp")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_picture(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    write_picture(Picture(noise((9, 9, 3))), path)
    before = path.read_bytes()

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PictureError, match="disk is full"):
        write_picture(Picture(noise((9, 9, 3), seed=1)), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_picture_that_does_not_read_back_is_not_done(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    save = Image.Image.save

    def short(self, file, *args, **options):
        whole = io.BytesIO()
        save(self, whole, *args, **options)
        file.write(whole.getvalue()[:-40])

    monkeypatch.setattr(Image.Image, "save", short)
    with pytest.raises(PictureError, match="did not read back"):
        write_picture(Picture(noise((30, 30, 3))), path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(PictureError, match=r"a\.png"):
        write_picture(Picture(noise((4, 4, 3))), tmp_path / "taken" / "a.png")


def test_arrays_that_make_no_picture():
    for bad in (noise((4, 4)), noise((4, 4, 4)), np.zeros((4, 4, 3)), noise((0, 4, 3))):
        with pytest.raises(ValueError, match="pixels must be"):
            Picture(bad)
    with pytest.raises(ValueError, match="alpha must be"):
        Picture(noise((4, 4, 3)), noise((4, 5)))

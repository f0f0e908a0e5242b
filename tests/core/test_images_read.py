"""Any file that a person may drop: shown as it was meant, or one clear sentence."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms, TiffImagePlugin

from ganstudio.api import PictureError
from ganstudio.core.images import Picture, read_picture, read_pixels, write_picture

ORIENTATION = ExifTags.Base.Orientation


def gradient(height=24, width=40, dtype=np.uint8):
    """Colours that differ in every corner, so that a wrong turn is seen."""
    top = np.iinfo(dtype).max
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    return (np.stack((x, y, 1 - x * y), -1) * top).astype(dtype)


def turned(upright, orientation):
    """Store a picture so that `orientation` brings it back: EXIF 2.32, tag 0x0112."""
    return {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
        8: lambda a: np.rot90(a, -1),
    }[orientation](upright)


def rgb_profile(gamma=2.2, primaries=None):
    """An ICC profile of a matrix and a gamma: wide primaries, like Adobe RGB."""
    if primaries is None:
        primaries = (
            (0.60974, 0.31111, 0.01947),
            (0.20528, 0.62567, 0.06087),
            (0.14919, 0.06322, 0.74457),
        )

    def xyz(values):
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in values))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    name = b"wide"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name + bytes(79)
    tags = {
        b"desc": described + bytes(-len(described) % 4),
        b"wtpt": xyz((0.9642, 1.0, 0.8249)),
        b"rXYZ": xyz(primaries[0]),
        b"gXYZ": xyz(primaries[1]),
        b"bXYZ": xyz(primaries[2]),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
    }
    return icc_file(b"RGB ", tags)


def grey_profile(gamma):
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    return icc_file(b"GRAY", {b"wtpt": white, b"kTRC": curve})


def icc_file(space, tags, connection=b"XYZ "):
    at = 132 + 12 * len(tags)
    kind = b"prtr" if space == b"CMYK" else b"mntr"
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, at + len(body), len(data))
        body += data
    head = struct.pack(
        ">I4sI4s4s4s", at + len(body), b"none", 0x02400000, kind, space, connection
    )
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body


def table_profile(space, colours):
    """A profile made of a table (lut8Type), which calls the first colour green."""
    grid = np.stack(np.meshgrid(*[[0, 1]] * colours, indexing="ij"), -1)
    first, others = grid[..., 0], grid[..., 1:].sum(-1)
    light = 230 - 40 * others - 20 * first
    lab = np.stack((light, 128 - 90 * first, 128 + 0 * first), -1).astype(np.uint8)
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9)))
    head = b"mft1\0\0\0\0" + bytes((colours, 3, 2, 0)) + matrix
    table = head + ramp * colours + lab.tobytes() + ramp * 3
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    tags = {b"A2B0": table + bytes(-len(table) % 4), b"wtpt": white}
    return icc_file(space, tags, b"Lab ")


# --- refused, in one sentence ---------------------------------------------------------


def refusal(path, **options):
    with pytest.raises(PictureError) as caught:
        read_picture(path, **options)
    text = str(caught.value)
    assert path.name in text
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_a_missing_file_a_folder_and_an_empty_file_are_named_as_such(tmp_path):
    (tmp_path / "empty.jpg").touch()
    assert "does not exist" in refusal(tmp_path / "absent.png")
    assert "is a folder" in refusal(tmp_path)
    assert "0 bytes" in refusal(tmp_path / "empty.jpg")


def test_text_named_jpg_is_called_text(tmp_path):
    path = tmp_path / "notes.jpg"
    path.write_text("Überlegungen zum Bild: nichts davon ist eines.\n" * 50)
    assert "text file" in refusal(path)


def test_bytes_of_nothing_known_and_foreign_formats(tmp_path):
    (tmp_path / "noise.png").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(300))
    assert "no picture" in refusal(tmp_path / "noise.png")
    assert "HEIC" in refusal(tmp_path / "phone.heic")


def test_postscript_is_never_run(tmp_path):
    (tmp_path / "print.jpg").write_text(
        "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
    )
    assert "text file" in refusal(tmp_path / "print.jpg")


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "gif", "avif", "bmp"])
def test_a_file_cut_off_anywhere_is_refused_or_whole(tmp_path, suffix):
    whole = tmp_path / f"whole.{suffix}"
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (64, 64, 3), np.uint8)
    Image.fromarray(pixels).save(whole)
    data = whole.read_bytes()
    for share in (0.1, 0.5, 0.9):
        path = tmp_path / f"cut{share}.{suffix}"
        path.write_bytes(data[: int(len(data) * share)])
        refusal(path)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_bytes_never_escape_as_another_error(tmp_path):
    rng = np.random.default_rng(1)
    for suffix in ("jpg", "png", "tif", "webp", "gif"):
        file = io.BytesIO()
        kind = {"jpg": "JPEG", "tif": "TIFF"}.get(suffix, suffix.upper())
        Image.fromarray(gradient()).save(file, kind)
        for trial in range(25):
            data = bytearray(file.getvalue())
            for at in rng.integers(0, len(data), 4):
                data[at] = rng.integers(256)
            path = tmp_path / f"{trial}.{suffix}"
            path.write_bytes(data)
            try:
                read_picture(path, max_pixels=10_000_000)
            except PictureError as error:
                assert path.name in str(error)  # noqa: PT017 (both ends are right)


def test_an_absurd_size_is_refused_before_it_is_decoded(tmp_path):
    path = tmp_path / "bomb.png"
    Image.new("1", (8, 8)).save(path)
    data = path.read_bytes()
    head = struct.pack(">II", 40_000, 30_000)
    path.write_bytes(with_right_checksums(data[:16] + head + data[24:]))
    assert "1,200 megapixels" in refusal(path)


def test_float_and_32_bit_samples_are_refused(tmp_path):
    Image.fromarray(np.ones((9, 9), np.float32)).save(tmp_path / "float.tif")
    Image.fromarray(np.full((9, 9), -70_000, np.int32)).save(tmp_path / "int.tif")
    assert "floating-point" in refusal(tmp_path / "float.tif")
    assert "32-bit" in refusal(tmp_path / "int.tif")


# --- read as it was meant -------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["png", "tif", "webp", "jpg"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_applied(tmp_path, suffix, orientation):
    upright = gradient()
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = tmp_path / f"turned.{suffix}"
    options = {"lossless": True} if suffix == "webp" else {}
    if suffix == "jpg":
        options = {"quality": 98, "subsampling": 0}
    stored = np.ascontiguousarray(turned(upright, orientation))
    Image.fromarray(stored).save(path, exif=exif, **options)
    picture = read_picture(path)
    assert np.abs(picture.pixels.astype(int) - upright).max() <= 6
    assert np.array_equal(read_pixels(path), picture.pixels)
    said = Image.Exif()
    said.load(picture.exif)
    assert said[ORIENTATION] == 1


@pytest.mark.parametrize("suffix", ["png", "tif"])
@pytest.mark.parametrize("orientation", [3, 5, 6, 8])
def test_orientation_of_16_bit_colour(tmp_path, suffix, orientation):
    upright = gradient(dtype=np.uint16)
    path = tmp_path / f"deep.{suffix}"
    stored = np.ascontiguousarray(turned(upright, orientation))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "camera"
    write_picture(Picture(stored, exif=exif.tobytes()), path)
    # The file says 1; only the tag's value is patched.
    data, order = path.read_bytes(), "<" if suffix == "tif" else ">"
    entries = [
        struct.pack(f"{order}HHIHH", ORIENTATION, 3, 1, 1, 0),
        struct.pack("<HHIHH", ORIENTATION, 3, 1, 1, 0),
    ]
    entry = next(e for e in entries if e in data)
    kept = entry[:8] + entry[8:].replace(b"\x01", bytes([orientation]))
    data = data.replace(entry, kept)
    if suffix == "png":
        data = with_right_checksums(data)
    path.write_bytes(data)
    picture = read_picture(path)
    assert picture.bits == 16
    assert np.array_equal(picture.pixels, upright)


def with_right_checksums(png):
    out, at = png[:8], 8
    while at < len(png):
        size = struct.unpack_from(">I", png, at)[0]
        body = png[at + 4 : at + 8 + size]
        out += png[at : at + 4] + body + struct.pack(">I", zlib.crc32(body))
        at += 12 + size
    return out


def test_one_pixel(tmp_path):
    Image.new("RGB", (1, 1), (9, 8, 7)).save(tmp_path / "dot.png")
    assert read_picture(tmp_path / "dot.png").pixels.tolist() == [[[9, 8, 7]]]


def test_a_12000_px_panorama(tmp_path):
    Image.new("RGB", (12_000, 1_500), (10, 200, 30)).save(tmp_path / "wide.jpg")
    assert read_picture(tmp_path / "wide.jpg").size == (1_500, 12_000)


def test_grey_stays_one_channel_and_black_and_white_becomes_grey(tmp_path):
    Image.new("L", (5, 4), 77).save(tmp_path / "grey.png")
    Image.new("1", (5, 4), 1).save(tmp_path / "bits.png")
    assert (read_picture(tmp_path / "grey.png").pixels == 77).all()
    assert read_picture(tmp_path / "bits.png").pixels.shape == (4, 5, 1)
    assert (read_picture(tmp_path / "bits.png").pixels == 255).all()


def test_palette_with_transparency(tmp_path):
    image = Image.new("P", (4, 2), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((3, 1), 1)
    image.save(tmp_path / "palette.png", transparency=1)
    picture = read_picture(tmp_path / "palette.png")
    assert picture.pixels[0, 0].tolist() == [255, 0, 0]
    assert picture.alpha.tolist() == [[255] * 4, [255, 255, 255, 0]]
    assert read_pixels(tmp_path / "palette.png")[1, 3].tolist() == [255, 255, 255]


def test_alpha_is_kept_apart_from_colour(tmp_path):
    pixels = np.dstack(
        (gradient(), np.arange(960, dtype=np.uint16).reshape(24, 40) % 256)
    )
    Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    assert np.array_equal(picture.pixels, gradient())
    assert np.array_equal(picture.alpha, pixels[..., 3])


def test_the_first_frame_of_an_animation(tmp_path):
    frames = [Image.new("RGB", (8, 8), c) for c in ("red", "lime", "blue")]
    for name in ("a.gif", "a.webp", "a.png"):
        options = {"lossless": True} if name.endswith("webp") else {}
        frames[0].save(
            tmp_path / name, save_all=True, append_images=frames[1:], **options
        )
        picture = read_picture(tmp_path / name)
        assert picture.frames == 3, name
        assert picture.pixels[4, 4].tolist() == [255, 0, 0], name


def test_cmyk_becomes_srgb(tmp_path):
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "ink.jpg", quality=95)
    Image.new("CMYK", (8, 8), (0, 0, 0, 255)).save(tmp_path / "ink.tif")
    red, green, blue = read_picture(tmp_path / "ink.jpg").pixels[4, 4]
    assert red > 240
    assert green < 20
    assert blue < 20
    assert (read_picture(tmp_path / "ink.tif").pixels == 0).all()


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bit_grey_keeps_every_bit(tmp_path, suffix):
    values = np.arange(24 * 40, dtype=np.uint16).reshape(24, 40) * 67 + 3
    Image.fromarray(values).save(tmp_path / f"deep.{suffix}")
    picture = read_picture(tmp_path / f"deep.{suffix}")
    assert picture.bits == 16
    assert np.array_equal(picture.pixels[..., 0], values)


def test_16_bit_grey_in_big_endian_tiff(tmp_path):
    values = np.arange(96, dtype=np.uint16).reshape(8, 12) * 501
    Image.fromarray(values.astype(">u2")).save(tmp_path / "big.tif")
    assert np.array_equal(read_picture(tmp_path / "big.tif").pixels[..., 0], values)


def test_16_bit_colour_written_by_another_program(tmp_path):
    """Baseline TIFF 6.0 without compression, made by hand."""
    pixels = gradient(dtype=np.uint16)
    height, width, _ = pixels.shape
    ifd = TiffImagePlugin.ImageFileDirectory_v2(prefix=b"MM")
    ifd[256], ifd[257], ifd[258], ifd[259], ifd[262] = width, height, (16,) * 3, 1, 2
    ifd[277], ifd[278], ifd[284] = 3, height, 1
    ifd.tagtype[273] = ifd.tagtype[279] = 4
    ifd[279], ifd[273] = pixels.nbytes, 0
    with (tmp_path / "other.tif").open("wb") as file:
        ifd.save(file)
        file.write(pixels.astype(">u2").tobytes())
    picture = read_picture(tmp_path / "other.tif")
    assert picture.bits == 16
    assert np.array_equal(picture.pixels, pixels)


def test_16_bit_portable_maps(tmp_path):
    grey, colour = gradient(dtype=np.uint16)[..., :1], gradient(dtype=np.uint16)
    for name, magic, pixels in (("a.pgm", b"P5", grey), ("a.ppm", b"P6", colour)):
        head = magic + b" 40 24 65535\n"
        (tmp_path / name).write_bytes(head + pixels.astype(">u2").tobytes())
        picture = read_picture(tmp_path / name)
        assert picture.bits == 16
        assert np.array_equal(picture.pixels, pixels)


def test_16_bit_planes_are_refused_and_not_shown_as_noise(tmp_path):
    pixels = gradient(dtype=np.uint16)
    ifd = TiffImagePlugin.ImageFileDirectory_v2(prefix=b"II")
    ifd[256], ifd[257], ifd[258], ifd[259], ifd[262] = 40, 24, (16,) * 3, 1, 2
    ifd[277], ifd[278], ifd[284] = 3, 24, 2
    ifd.tagtype[273] = ifd.tagtype[279] = 4
    size = 40 * 24 * 2
    ifd[279], ifd[273] = (size,) * 3, (0, size, 2 * size)
    with (tmp_path / "planes.tif").open("wb") as file:
        ifd.save(file)
        file.write(pixels.transpose(2, 0, 1).astype("<u2").tobytes())
    assert "plane by plane" in refusal(tmp_path / "planes.tif")


# --- colour profiles ------------------------------------------------------------------


def test_a_wide_profile_becomes_srgb_as_littlecms_says(tmp_path):
    icc, stored = rgb_profile(), gradient()
    Image.fromarray(stored).save(tmp_path / "wide.png", icc_profile=icc)
    picture = read_picture(tmp_path / "wide.png")
    expected = ImageCms.profileToProfile(
        Image.fromarray(stored),
        ImageCms.ImageCmsProfile(io.BytesIO(icc)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    assert np.abs(picture.pixels.astype(int) - np.asarray(expected)).max() <= 1
    assert np.abs(picture.pixels.astype(int) - stored).max() > 10
    assert picture.icc == icc


def test_16_bit_profiles_agree_with_littlecms(tmp_path):
    for icc in (rgb_profile(), rgb_profile(gamma=1.8), rgb_profile(gamma=1.0)):
        eight = gradient()
        Image.fromarray(eight).save(tmp_path / "8.png", icc_profile=icc)
        write_picture(Picture(eight.astype(np.uint16) * 257), tmp_path / "16.png")
        # The profile is put in unconverted: these are the file's own numbers.
        plain = (tmp_path / "16.png").read_bytes()
        carrier = (tmp_path / "8.png").read_bytes()
        start = carrier.index(b"iCCP") - 4
        chunk = carrier[
            start : start + 12 + struct.unpack_from(">I", carrier, start)[0]
        ]
        (tmp_path / "16.png").write_bytes(plain[:33] + chunk + plain[33:])
        deep, flat = read_picture(tmp_path / "16.png"), read_picture(tmp_path / "8.png")
        assert deep.bits == 16
        assert np.abs(deep.pixels / 257 - flat.pixels).max() < 2


def test_srgb_profiles_change_no_pixel(tmp_path):
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(gradient()).save(tmp_path / "srgb.png", icc_profile=icc)
    assert np.array_equal(read_picture(tmp_path / "srgb.png").pixels, gradient())


def test_a_grey_profile(tmp_path):
    Image.new("L", (6, 6), 128).save(tmp_path / "g.png", icc_profile=grey_profile(1.0))
    picture = read_picture(tmp_path / "g.png")
    assert picture.pixels.shape == (6, 6, 1)
    # Linear 0.502 is 188 in sRGB.
    assert np.abs(picture.pixels.astype(int) - 188).max() <= 1


def test_a_broken_profile_is_noted_and_passed_over(tmp_path):
    Image.fromarray(gradient()).save(tmp_path / "b.png", icc_profile=b"nonsense" * 40)
    picture = read_picture(tmp_path / "b.png")
    assert np.array_equal(picture.pixels, gradient())
    assert picture.icc is None
    assert "profile" in picture.notes[0]


def test_cmyk_goes_through_its_own_profile(tmp_path):
    icc = table_profile(b"CMYK", 4)
    ink = Image.new("CMYK", (8, 8), (255, 0, 0, 0))
    for name in ("ink.jpg", "ink.tif"):
        ink.save(tmp_path / name, icc_profile=icc)
        picture = read_picture(tmp_path / name)
        red, green, blue = picture.pixels[4, 4].astype(int)
        # Cyan without the profile; this profile calls it green.
        assert green > red + 100, name
        assert green > blue + 40, name
        assert picture.icc is None, name
    write_picture(picture, tmp_path / "again.tif")
    again = read_picture(tmp_path / "again.tif")
    assert np.array_equal(again.pixels, picture.pixels)


def test_16_bits_with_a_profile_of_tables_become_8_and_say_so(tmp_path):
    write_picture(Picture(np.full((8, 8, 3), 60_000, np.uint16)), tmp_path / "16.png")
    icc = zlib.compress(table_profile(b"RGB ", 3))
    body = b"iCCPtables\0\0" + icc
    chunk = (
        struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    )
    plain = (tmp_path / "16.png").read_bytes()
    (tmp_path / "16.png").write_bytes(plain[:33] + chunk + plain[33:])
    picture = read_picture(tmp_path / "16.png")
    assert picture.bits == 8
    assert "16 bits became 8" in picture.notes[0]


# --- for training ---------------------------------------------------------------------


def test_a_short_side_makes_jpegs_small_and_keeps_what_they_show(tmp_path):
    Image.fromarray(gradient(800, 1200)).save(tmp_path / "big.jpg", quality=95)
    small = read_pixels(tmp_path / "big.jpg", short_side=90)
    assert small.shape == (100, 150, 3)
    assert np.abs(small.astype(int) - gradient(100, 150)).max() < 12


def test_16_bit_is_read_with_8_for_training(tmp_path):
    write_picture(Picture(gradient(dtype=np.uint16)), tmp_path / "d.png")
    pixels = read_pixels(tmp_path / "d.png")
    assert pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - gradient()).max() <= 1
    Image.fromarray(np.full((9, 9), 32_896, np.uint16)).save(tmp_path / "g.png")
    assert (read_pixels(tmp_path / "g.png") == 128).all()

"""What a photograph says of itself: kept, left out by choice, and true afterwards."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, IptcImagePlugin

from ganstudio.core.images import (
    KeepMetadata,
    Picture,
    RecipeLevel,
    WrittenRecipe,
    read_picture,
    read_recipe,
    write_picture,
    xmp,
)
from ganstudio.core.images.metadata import photoshop_segment

XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    exif:GPSLatitude="48,12.5N" drone-dji:GpsLongitude="+16.37"
    photoshop:City="Vienna" photoshop:Credit="A. Painter">
   <exif:GPSAltitude>171/1</exif:GPSAltitude>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Garden</rdf:li></rdf:Alt></dc:title>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta><?xpacket end="w"?>"""
PLACES = (b"48,12.5N", b"16.37", b"Vienna", b"171/1", b"GPS", b"Gps")
WITH_RECIPE = [".jpg", ".png", ".tif", ".webp", ".avif"]
RECIPE = WrittenRecipe(
    model="photo-to-print",
    sha256="ab" * 32,
    strength=0.8,
    keep_colour=0.25,
    keep_detail=0.5,
    working_size=900,
    label=2,
    tile=512,
    source="/home/anna/photo.jpg",
    model_path="/home/anna/print.onnx",
)


def iim(record: int, number: int, text: bytes) -> bytes:
    return bytes((0x1C, record, number)) + len(text).to_bytes(2) + text


IPTC = iim(2, 5, b"Garden") + iim(2, 25, b"tree") + iim(2, 90, b"Vienna")


@pytest.fixture
def photo(tmp_path):
    """A JPEG with all three blocks, turned by its EXIF."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Plate"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[0x927C] = b"notes: 48.2 N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[2] = (48.0, 12.0, 30.0)
    path = tmp_path / "photo.jpg"
    pixels = np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8)
    Image.fromarray(pixels).save(
        path, exif=exif, xmp=XMP, extra=photoshop_segment(IPTC), quality=95
    )
    return path


def iptc_of(path):
    with Image.open(path) as image:
        return IptcImagePlugin.getiptcinfo(image)


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_iptc_travels(photo, tmp_path, suffix):
    target = tmp_path / f"a{suffix}"
    assert write_picture(read_picture(photo), target) == ()
    found = iptc_of(target)
    assert found[2, 5] == b"Garden"
    assert found[2, 90] == b"Vienna"


@pytest.mark.parametrize("suffix", [".jpg", ".tif", ".png", ".webp", ".avif"])
def test_no_gps_leaves_out_every_place_and_nothing_else(photo, tmp_path, suffix):
    target = tmp_path / f"a{suffix}"
    write_picture(read_picture(photo), target, keep_metadata=KeepMetadata.NO_GPS)
    data = target.read_bytes()
    for place in PLACES:
        assert place not in data, place
    with Image.open(target) as image:
        exif = image.getexif()
        assert exif[ExifTags.Base.Make] == "Plate"
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
        assert 0x927C not in exif.get_ifd(ExifTags.IFD.Exif)
        packet = image.info["xmp"]
        packet = packet.encode() if isinstance(packet, str) else packet
        assert b"Garden" in packet
        assert b'photoshop:Credit="A. Painter"' in packet
    if suffix in (".jpg", ".tif"):
        assert iptc_of(target) == {(2, 5): b"Garden", (2, 25): b"tree"}


@pytest.mark.parametrize("suffix", WITH_RECIPE)
def test_no_leaves_out_all_of_it(photo, tmp_path, suffix):
    target = tmp_path / f"a{suffix}"
    write_picture(read_picture(photo), target, keep_metadata=KeepMetadata.NO)
    data = target.read_bytes()
    for said in (*PLACES, b"Plate", b"Garden", b"A. Painter"):
        assert said not in data


def test_what_a_format_has_no_room_for_is_said(photo, tmp_path):
    (note,) = write_picture(read_picture(photo), tmp_path / "a.png")
    assert note == "PNG has no room for its IPTC metadata, which was left out."
    long = replace(read_picture(photo), xmp=XMP.replace(b"Garden", b"x" * 70_000))
    (note,) = write_picture(long, tmp_path / "a.jpg")
    assert "XMP" in note
    assert read_picture(tmp_path / "a.jpg").exif
    assert write_picture(long, tmp_path / "a.webp")[0].count("IPTC") == 1


def test_a_packet_that_cannot_be_read_is_not_trusted_with_a_place(photo, tmp_path):
    picture = replace(read_picture(photo), xmp=b"<x:xmpmeta GPS 48,12.5N")
    target = tmp_path / "a.jpg"
    write_picture(picture, target, keep_metadata=KeepMetadata.NO_GPS)
    assert b"48,12" not in target.read_bytes()


# --- recipes --------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", WITH_RECIPE)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("keep", KeepMetadata)
def test_a_recipe_comes_back_as_it_went_in(photo, tmp_path, suffix, dtype, keep):
    picture = read_picture(photo)
    if dtype == np.uint16:
        picture = replace(picture, pixels=picture.pixels.astype(np.uint16) * 257)
    target = tmp_path / f"a{suffix}"
    write_picture(picture, target, keep_metadata=keep, recipe=RECIPE)
    assert read_recipe(target) == RECIPE
    assert read_picture(target).size == picture.size


@pytest.mark.parametrize("suffix", WITH_RECIPE)
def test_the_levels_of_privacy(photo, tmp_path, suffix):
    target = tmp_path / f"a{suffix}"
    seen = {}
    for level in RecipeLevel:
        write_picture(read_picture(photo), target, recipe=RECIPE.at(level))
        seen[level] = read_recipe(target), target.read_bytes()
    assert seen[RecipeLevel.NONE][0] is None
    assert b"photo-to-print" not in seen[RecipeLevel.NONE][1]
    settings, data = seen[RecipeLevel.SETTINGS]
    assert settings.makes_the_same(RECIPE)
    assert settings.source is settings.model_path is None
    assert b"anna" not in data
    assert seen[RecipeLevel.FULL][0].source == "/home/anna/photo.jpg"


@pytest.mark.parametrize("suffix", WITH_RECIPE)
def test_a_translation_of_a_translation_has_one_recipe(photo, tmp_path, suffix):
    target = tmp_path / f"a{suffix}"
    write_picture(read_picture(photo), target, recipe=RECIPE)
    again = RECIPE.model_copy(update={"model": "another"})
    write_picture(read_picture(target), target, recipe=again)
    assert read_recipe(target) == again
    assert target.read_bytes().count(b"schema_version") == 1
    write_picture(read_picture(target), target)
    assert read_recipe(target) is None


def test_pictures_without_a_recipe_and_with_a_strange_one(photo, tmp_path):
    assert read_recipe(photo) is None
    target = tmp_path / "a.jpg"
    packet = xmp.with_recipe(None, '{"schema_version": 1, "model": 7, "strength": 9}')
    Image.new("RGB", (9, 9)).save(target, xmp=packet)
    assert read_recipe(target) is None
    later = RECIPE.model_dump() | {"something_new": True}
    packet = xmp.with_recipe(None, str(later).replace("'", '"').replace("None", "null"))
    assert packet is not None


def test_a_recipe_keeps_the_rest_of_a_packet():
    once = xmp.with_recipe(XMP, "text <&> é")
    assert xmp.recipe_of(once) == "text <&> é"
    for said in (b"Garden", b"A. Painter", b"48,12.5N"):
        assert said in once
    back = xmp.with_recipe(once, None)
    assert b"ganstudio" not in back
    assert b"Garden" in back


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_goes_through_a_packet(text):
    found = xmp.recipe_of(xmp.with_recipe(XMP, text))
    assert (found or "") == text


@given(st.binary(max_size=200))
def test_packets_of_any_bytes_never_raise(data):
    xmp.without_place(data)
    xmp.with_recipe(data, "recipe")
    xmp.recipe_of(b"urn:ganstudio:1.0:" + data)


@pytest.mark.parametrize("size", [0, 1, 90])
def test_cut_iptc_costs_nothing_but_itself(photo, tmp_path, size):
    data = photo.read_bytes()
    at = data.index(b"8BIM")
    broken = bytearray(data)
    broken[at + 10 : at + 12] = (size * 700).to_bytes(2)
    (tmp_path / "b.jpg").write_bytes(broken)
    assert read_picture(tmp_path / "b.jpg").exif


def test_the_recipe_of_another_weight_file_is_another_one():
    assert RECIPE.makes_the_same(RECIPE.model_copy(update={"model": "renamed"}))
    for change in ({"sha256": "cd" * 32}, {"strength": 0.7}, {"label": 1}):
        assert not RECIPE.makes_the_same(RECIPE.model_copy(update=change))


def test_orientation_is_one_in_every_block(photo, tmp_path):
    picture = read_picture(photo)
    assert picture.size == (30, 40)
    write_picture(picture, tmp_path / "a.jpg", recipe=RECIPE)
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.getexif()[ExifTags.Base.Orientation] == 1
        found = re.search(rb"Orientation=.([2-8])", image.info["xmp"])
    assert found is None


def test_a_picture_from_nowhere_gets_no_blocks(tmp_path):
    write_picture(Picture(np.zeros((4, 4, 3), np.uint8)), tmp_path / "a.jpg")
    with Image.open(tmp_path / "a.jpg") as image:
        assert "xmp" not in image.info
        assert not image.getexif()

"""Folders and files as people have them: opened, or refused in one sentence."""

import gzip
import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ganstudio.api import Config, DataError, DataKind, PictureConfig, PictureError
from ganstudio.core.data import facts_of, open_data
from ganstudio.core.data.split import held_out_mask

DATA = Path(__file__).parents[1] / "data"
FASHION, PHOTOS, PAINTINGS = DATA / "fashion", DATA / "photos", DATA / "paintings"


@pytest.fixture(autouse=True)
def _home(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path_factory.mktemp("home")))


def paint(path, colour=(200, 30, 90), size=(20, 16), **options):
    """Write a picture; `size` is (width, height) as Pillow has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = "L" if isinstance(colour, int) else "RGB"
    Image.new(mode, size, colour).save(path, **options)
    return path


def names(pictures):
    return [pictures.name(i) for i in range(len(pictures))]


def refusal(*args):
    with pytest.raises(DataError) as caught:
        open_data(*args)
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


# --- IDX ------------------------------------------------------------------------------


def test_idx_files_come_as_whole_arrays_with_names_for_labels():
    data = open_data(DataKind.LABELLED, FASHION)
    (train,), (held_out,) = data.train.domains, data.held_out.domains
    assert train.array.shape == (512, 28, 28)
    assert train.array.dtype == np.uint8
    assert train.array.flags.writeable
    assert held_out.array.shape == (128, 28, 28)
    assert data.labels[0] == "T-shirt"
    assert data.labels[9] == "Ankle boot"
    # The first training picture of Fashion-MNIST is an ankle boot.
    assert train.labels[:4].tolist() == [9, 0, 0, 3]
    assert np.array_equal(train.read(5)[..., 0], train.array[5])
    assert data.skipped == ()


def test_idx_for_a_model_without_labels_needs_none(tmp_path):
    for name in ("train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"):
        shutil.copy(FASHION / name, tmp_path)
    data = open_data(DataKind.IMAGES, tmp_path)
    assert data.labels == ()
    assert data.train.domains[0].labels is None
    assert "has no labels beside it" in refusal(DataKind.LABELLED, tmp_path)


def test_packed_and_unpacked_idx_are_the_same_data(tmp_path):
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for path in FASHION.glob("*.gz"):
        (raw / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    assert (
        open_data(DataKind.LABELLED, tmp_path).fingerprint
        == open_data(DataKind.LABELLED, FASHION).fingerprint
    )


def test_idx_without_a_test_part_holds_some_out(tmp_path):
    for path in FASHION.glob("train*"):
        shutil.copy(path, tmp_path)
    data = open_data(DataKind.LABELLED, tmp_path)
    train, held_out = data.train.domains[0], data.held_out.domains[0]
    assert len(train) + len(held_out) == 512
    assert 10 < len(held_out) < 50
    assert not set(names(train)) & set(names(held_out))
    whole = open_data(DataKind.LABELLED, FASHION).train.domains[0]
    number = int(held_out.name(0).split("/")[1])
    assert np.array_equal(held_out.read(0), whole.read(number))
    assert held_out.labels[0] == whole.labels[number]


def test_labels_that_begin_at_one_are_counted_from_zero(tmp_path):
    shape = struct.pack(">IIII", 0x803, 9, 2, 2)
    (tmp_path / "letters-train-images-idx3-ubyte").write_bytes(shape + bytes(36))
    numbers = bytes([1, 2, 5, 1, 2, 5, 1, 2, 5])
    (tmp_path / "letters-train-labels-idx1-ubyte").write_bytes(
        struct.pack(">II", 0x801, 9) + numbers
    )
    data = open_data(DataKind.LABELLED, tmp_path)
    assert data.labels == ("1", "2", "5")
    assert set(data.train.domains[0].labels) == {0, 1, 2}


def test_damaged_idx_files_are_named(tmp_path):
    def with_train(data):
        shutil.rmtree(tmp_path)
        shutil.copytree(FASHION, tmp_path)
        (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(data)
        text = refusal(DataKind.LABELLED, tmp_path)
        assert "train-images-idx3-ubyte.gz" in text
        return text

    good = (FASHION / "train-images-idx3-ubyte.gz").read_bytes()
    raw = gzip.decompress(good)
    assert "cannot be read" in with_train(good[:5000])
    assert "announces 512 x 28 x 28" in with_train(gzip.compress(raw[:-1]))
    assert "holds 401,409" in with_train(gzip.compress(raw + b"!"))
    assert "no IDX file" in with_train(b"<html>404</html>")
    assert "no IDX file" in with_train(b"")
    labels = (FASHION / "train-labels-idx1-ubyte.gz").read_bytes()
    assert "no IDX file of pictures" in with_train(labels)
    few = struct.pack(">IIII", 0x803, 3, 28, 28) + raw[16 : 16 + 3 * 784]
    shutil.rmtree(tmp_path)
    shutil.copytree(FASHION, tmp_path)
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(few))
    assert "512 labels for 3 pictures" in refusal(DataKind.LABELLED, tmp_path)


# --- folders --------------------------------------------------------------------------


def test_a_folder_of_photos():
    data = open_data(DataKind.IMAGES, PHOTOS)
    train, held_out = data.train.domains[0], data.held_out.domains[0]
    assert sorted(names(train) + names(held_out)) == sorted(
        p.name for p in PHOTOS.glob("*.jpg")
    )
    assert len(held_out) >= 1
    assert train.read(0).shape == (96, 144, 3)
    assert train.sizes == [(96, 144)] * len(train)
    assert not train.grey
    assert train.array is None


def test_any_depth_any_case_nothing_hidden(tmp_path):
    paint(tmp_path / "A.JPG")
    paint(tmp_path / "deep" / "er" / "b.Png")
    paint(tmp_path / ".cache" / "c.png")
    paint(tmp_path / ".hidden.png")
    paint(tmp_path / "__MACOSX" / "d.png")
    (tmp_path / "notes.txt").write_text("no picture, and none expected")
    data = open_data(DataKind.IMAGES, tmp_path)
    assert names(data.train.domains[0]) == ["A.JPG", "deep/er/b.Png"]
    assert data.skipped == ()


def test_links_to_folders_are_followed_and_loops_are_no_trap(tmp_path):
    paint(tmp_path / "elsewhere" / "a.png")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "data" / "loop").symlink_to(tmp_path / "data")
    assert names(open_data(DataKind.IMAGES, tmp_path / "data").train.domains[0]) == [
        "link/a.png"
    ]


def test_bad_files_are_skipped_with_reasons_and_the_rest_is_used(tmp_path):
    for i in range(3):
        paint(tmp_path / f"good{i}.png")
    (tmp_path / "text.jpg").write_text("this is not a picture at all")
    (tmp_path / "empty.png").touch()
    (tmp_path / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(99))
    paint(tmp_path / "dot.png", size=(1, 1))
    whole = paint(tmp_path / "cut.jpg", size=(64, 64)).read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) - 60])
    data = open_data(DataKind.IMAGES, tmp_path)
    assert len(data.train.domains[0]) == 3
    reasons = {s.path.name: s.reason for s in data.skipped}
    assert set(reasons) == {"text.jpg", "empty.png", "phone.heic", "dot.png", "cut.jpg"}
    assert "text file" in reasons["text.jpg"]
    assert "0 bytes" in reasons["empty.png"]
    assert "HEIC" in reasons["phone.heic"]
    assert "1x1 px" in reasons["dot.png"]
    assert "cut off" in reasons["cut.jpg"]


def test_verdicts_are_remembered_until_a_file_changes(tmp_path, monkeypatch):
    data, home = tmp_path / "data", tmp_path / "home"
    monkeypatch.setenv("GANSTUDIO_HOME", str(home))
    for i in range(4):
        paint(data / f"{i}.png")
    decoded = []

    def count(done, total):
        decoded.append(total)

    first = open_data(DataKind.IMAGES, data, progress=count)
    assert decoded == [4] * 4
    decoded.clear()
    again = open_data(DataKind.IMAGES, data, progress=count)
    assert decoded == []
    assert again.fingerprint == first.fingerprint
    (data / "2.png").write_text("no longer a picture, and of another size")
    changed = open_data(DataKind.IMAGES, data, progress=count)
    assert decoded == [1]
    assert [s.path.name for s in changed.skipped] == ["2.png"]
    assert changed.fingerprint != first.fingerprint
    for store in home.rglob("*.json"):
        store.write_text("{torn")
    decoded.clear()
    assert len(open_data(DataKind.IMAGES, data, progress=count).train.domains[0]) == 3
    assert decoded == [4] * 4


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path, monkeypatch):
    (tmp_path / "home").write_text("a file, where a folder should be")
    monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path / "home"))
    assert len(open_data(DataKind.IMAGES, PAINTINGS).train.domains[0]) == 7


def test_turned_pictures_have_upright_sizes(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    for name in ("a.jpg", "b.png", "c.tif"):
        paint(tmp_path / name, size=(40, 20), exif=exif)
    train = open_data(DataKind.IMAGES, tmp_path).train.domains[0]
    assert train.sizes == [(40, 20)] * 3
    assert [train.read(i).shape[:2] for i in range(3)] == train.sizes


def test_a_file_that_goes_after_the_check_is_named(tmp_path):
    paint(tmp_path / "a.png")
    train = open_data(DataKind.IMAGES, tmp_path).train.domains[0]
    (tmp_path / "a.png").unlink()
    with pytest.raises(PictureError, match=r"a\.png does not exist"):
        train.read(0)


def test_what_is_no_folder_of_pictures_is_refused(tmp_path):
    assert "does not exist" in refusal(DataKind.IMAGES, tmp_path / "absent")
    assert "No folder was given" in refusal(DataKind.IMAGES, None)
    assert "is a file" in refusal(DataKind.IMAGES, paint(tmp_path / "x" / "a.png"))
    (tmp_path / "empty").mkdir()
    assert "holds no pictures" in refusal(DataKind.IMAGES, tmp_path / "empty")
    (tmp_path / "empty" / "a.jpg").touch()
    text = refusal(DataKind.IMAGES, tmp_path / "empty")
    assert "all 1 were skipped" in text
    assert "0 bytes" in text
    assert "leave it out" in refusal(DataKind.IMAGES, PHOTOS, PAINTINGS)


def test_own_test_parts_are_used(tmp_path):
    for i in range(9):
        paint(tmp_path / "train" / f"{i}.png")
    for i in range(2):
        paint(tmp_path / "val" / f"{i}.png")
    data = open_data(DataKind.IMAGES, tmp_path)
    assert (data.train.count, data.held_out.count) == (9, 2)


# --- classes, domains, pairs, style ---------------------------------------------------


def test_class_folders(tmp_path):
    for i in range(10):
        paint(tmp_path / "dog" / f"{i}.png")
        paint(tmp_path / "cat" / "kitten" / f"{i}.png")
    paint(tmp_path / "stray.png")
    data = open_data(DataKind.LABELLED, tmp_path)
    assert data.labels == ("cat", "dog")
    for split in (data.train, data.held_out):
        (pictures,) = split.domains
        for i in range(len(pictures)):
            assert pictures.name(i).startswith(data.labels[pictures.labels[i]])
    assert [s.path.name for s in data.skipped] == ["stray.png"]
    shutil.rmtree(tmp_path / "dog")
    assert "has only cat" in refusal(DataKind.LABELLED, tmp_path)


def test_class_folders_with_a_test_part(tmp_path):
    for name in ("a", "b"):
        paint(tmp_path / "train" / name / "1.png")
    paint(tmp_path / "test" / "b" / "1.png")
    paint(tmp_path / "test" / "unknown" / "1.png")
    data = open_data(DataKind.LABELLED, tmp_path)
    assert data.labels == ("a", "b")
    assert data.held_out.domains[0].labels.tolist() == [1]
    assert "no class that the training part has" in data.skipped[0].reason


LAYOUTS = {
    "cyclegan": ("trainA", "trainB", "testA", "testB"),
    "letters": ("A", "B", None, None),
    "parts": ("train/A", "train/B", "test/A", "test/B"),
    "two": ("apples", "oranges", None, None),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_domains_in_one_folder(tmp_path, layout):
    a, b, test_a, test_b = LAYOUTS[layout]
    for i in range(3):
        paint(tmp_path / a / f"{i}.png", (250, 0, 0))
    for i in range(4):
        paint(tmp_path / b / f"{i}.png", (0, 0, 250))
    if test_a:
        paint(tmp_path / test_a / "t.png", (250, 0, 0))
        paint(tmp_path / test_b / "t.png", (0, 0, 250))
    data = open_data(DataKind.UNPAIRED, tmp_path)
    assert [len(d) for d in data.train.domains] == [3, 4]
    assert [len(d) for d in data.held_out.domains] == ([1, 1] if test_a else [3, 4])
    assert data.train.domains[0].read(0)[0, 0].tolist() == [250, 0, 0]
    assert data.train.domains[1].read(0)[0, 0].tolist() == [0, 0, 250]


def test_two_folders_are_two_domains():
    data = open_data(DataKind.UNPAIRED, PHOTOS, PAINTINGS)
    counts = [len(d) for d in (*data.train.domains, *data.held_out.domains)]
    assert counts[0] + counts[2] == 10
    assert counts[1] + counts[3] == 8
    assert min(counts) >= 1
    assert (
        data.fingerprint != open_data(DataKind.UNPAIRED, PAINTINGS, PHOTOS).fingerprint
    )
    assert "two folders" in refusal(DataKind.UNPAIRED, PHOTOS)
    assert "both domains" in refusal(DataKind.UNPAIRED, PHOTOS, PHOTOS)


def test_pairs_by_name_stay_together(tmp_path):
    for i in range(40):
        paint(tmp_path / "a" / f"{i}.jpg", (i * 6, 0, 0), quality=95)
        paint(tmp_path / "b" / f"{i}.png", (0, 0, i * 6))
    paint(tmp_path / "a" / "alone.png")
    data = open_data(DataKind.PAIRED, tmp_path / "a", tmp_path / "b")
    assert data.train.count + data.held_out.count == 40
    for split in (data.train, data.held_out):
        one, two = split.domains
        assert len(one) == len(two)
        for i in range(len(one)):
            red, blue = one.read(i)[0, 0, 0], two.read(i)[0, 0, 2]
            assert abs(int(red) - int(blue)) <= 4
    assert "no partner" in data.skipped[0].reason
    same = open_data(DataKind.PAIRED, tmp_path)
    assert same.train.count == data.train.count


def test_pairs_without_a_common_name_are_refused(tmp_path):
    paint(tmp_path / "a" / "1.png")
    paint(tmp_path / "b" / "2.png")
    assert "called alike" in refusal(DataKind.PAIRED, tmp_path)


def test_pairs_side_by_side(tmp_path):
    for i in range(3):
        image = Image.new("RGB", (64, 16), (255, 0, 0))
        image.paste((0, 0, 255), (32, 0, 64, 16))
        image.save(tmp_path / f"{i}.png")
    data = open_data(DataKind.PAIRED, tmp_path)
    left, right = data.train.domains
    assert left.sizes == right.sizes == [(16, 32)] * 3
    assert (left.read(1) == (255, 0, 0)).all()
    assert (right.read(1) == (0, 0, 255)).all()


@pytest.mark.parametrize(
    ("size", "small"), [((1600, 400), (100, 200)), ((400, 800), (400, 100))]
)
def test_side_by_side_photos_are_read_small_but_not_too_small(tmp_path, size, small):
    paint(tmp_path / "pair.jpg", size=size)
    left = open_data(DataKind.PAIRED, tmp_path).train.domains[0]
    assert left.sizes == [(size[1], size[0] // 2)]
    assert left.read(0, short_side=90).shape == (*small, 3)


def test_a_single_painting_may_be_the_second_side(tmp_path):
    painting = PAINTINGS / "great-wave.jpg"
    data = open_data(DataKind.UNPAIRED, PHOTOS, painting)
    photos, paintings = data.train.domains
    assert names(paintings) == ["great-wave.jpg"]
    assert len(photos) > 1
    other = tmp_path / "great-wave.jpg"
    paint(other)
    changed = open_data(DataKind.UNPAIRED, PHOTOS, other)
    assert changed.fingerprint != data.fingerprint
    (tmp_path / "notes.jpg").write_text("no picture")
    assert "cannot be used" in refusal(
        DataKind.UNPAIRED, PHOTOS, tmp_path / "notes.jpg"
    )
    assert "is a file" in refusal(DataKind.PAIRED, PHOTOS, painting)


def test_style_is_two_files(tmp_path):
    content, style = PHOTOS / "beach.jpg", PAINTINGS / "great-wave.jpg"
    data = open_data(DataKind.STYLE, content, style)
    assert [names(d) for d in data.train.domains] == [["beach.jpg"], ["great-wave.jpg"]]
    assert "No style picture" in refusal(DataKind.STYLE, content)
    assert "is a folder" in refusal(DataKind.STYLE, content, PAINTINGS)
    assert "does not exist" in refusal(DataKind.STYLE, content, tmp_path / "x.jpg")


def test_built_in_data_is_empty():
    data = open_data(DataKind.BUILT_IN, None)
    assert data.train.domains == ()
    assert data.train.count == 0
    assert facts_of(data, Config()).count == 0


# --- held out -------------------------------------------------------------------------


def test_fewer_than_eight_are_not_divided(tmp_path):
    for i in range(7):
        paint(tmp_path / f"{i}.png")
    data = open_data(DataKind.IMAGES, tmp_path)
    assert data.train.count == data.held_out.count == 7
    assert data.kept_out == facts_of(data, Config()).held_out == 0
    paint(tmp_path / "7.png")
    data = open_data(DataKind.IMAGES, tmp_path)
    assert data.kept_out == data.held_out.count == 8 - data.train.count > 0


@given(st.sets(st.text(min_size=1, max_size=8), min_size=8, max_size=200))
@settings(max_examples=40)
def test_the_choice_is_a_matter_of_the_name(found):
    listed = sorted(found)
    mask = held_out_mask(listed)
    assert 1 <= mask.sum() < len(listed)
    chosen = {name for name, held in zip(listed, mask, strict=True) if held}
    shuffled = listed[::-1]
    again = held_out_mask(shuffled)
    assert chosen == {n for n, held in zip(shuffled, again, strict=True) if held}


def test_a_picture_keeps_its_side_when_others_come():
    few = [f"{i}.jpg" for i in range(300)]
    many = [f"{i}.jpg" for i in range(3000)]
    before = dict(zip(few, held_out_mask(few), strict=True))
    after = dict(zip(many, held_out_mask(many), strict=True))
    assert all(after[name] == held for name, held in before.items())
    assert 0.03 < np.mean(list(after.values())) < 0.07
    assert held_out_mask([str(i) for i in range(40_000)]).sum() == 1000


# --- facts ----------------------------------------------------------------------------


def test_facts_of_grey_labelled_data():
    facts = facts_of(open_data(DataKind.LABELLED, FASHION), PictureConfig())
    assert (facts.channels, facts.classes, facts.count) == (1, 10, 512)
    assert facts.held_out == 128
    assert facts.smallest == facts.largest == (28, 28)


def test_the_config_decides_on_channels_where_it_says_so():
    grey, colour = (
        open_data(DataKind.IMAGES, FASHION),
        open_data(DataKind.IMAGES, PHOTOS),
    )
    assert facts_of(grey, PictureConfig(channels="colour")).channels == 3
    assert facts_of(colour, PictureConfig()).channels == 3
    assert facts_of(colour, PictureConfig(channels="grey")).channels == 1
    assert facts_of(grey, Config()).channels == 1


def test_grey_pictures_stored_as_colour_count_as_grey(tmp_path):
    paint(tmp_path / "a.jpg", (90, 90, 90))
    paint(tmp_path / "b.png", 17)
    data = open_data(DataKind.IMAGES, tmp_path)
    assert facts_of(data, PictureConfig()).channels == 1
    paint(tmp_path / "c.png", (90, 120, 90))
    data = open_data(DataKind.IMAGES, tmp_path)
    assert facts_of(data, PictureConfig()).channels == 3


def test_facts_of_two_domains_and_mixed_sizes():
    facts = facts_of(open_data(DataKind.UNPAIRED, PHOTOS, PAINTINGS), PictureConfig())
    assert facts.count + facts.held_out == 10
    assert facts.count_b == 7
    assert facts.smallest == (96, 96)
    assert facts.largest == (149, 149)
    assert json.loads(facts.model_dump_json())["labels"] == []

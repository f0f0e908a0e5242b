"""The desk without widgets: reading, translating, mixing, saving."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from ganstudio.core.images import Shape
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.frames import State
from ganstudio.gui.translate.pictures import read_photo
from ganstudio.gui.translate.recipe import Recipe

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


@pytest.fixture
def desk(services):
    film = Film(services.background)
    made = Desk(services, film)
    yield made
    made.close()
    film.close()


@pytest.fixture
def photo(tmp_path) -> Path:
    with Image.open(PHOTOS / "beach.jpg") as image:
        image.save(tmp_path / "beach.png")
    return tmp_path / "beach.png"


@pytest.fixture
def large(tmp_path) -> Path:
    """So large that a preview comes first."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (800, 1000, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.png", compress_level=1)
    return tmp_path / "large.png"


def pixels(path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def in_full_size(desk) -> bool:
    return desk.after is not None and not desk.is_preview


def test_choosing_a_model_translates_the_photograph(desk, negative, photo, qtbot):
    desk.film.open([photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    assert np.abs(pixels(photo) + desk.after_picture.pixels - 255).max() <= 1
    assert desk.film.current.state is State.READY
    assert not desk.can_stop


def test_a_large_photograph_shows_a_preview_first(desk, negative, large, qtbot):
    previews = []
    desk.shown_changed.connect(
        lambda: previews.append((desk.is_preview, desk.after and desk.after.size))
    )
    desk.film.open([large])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    shown = [size for preview, size in previews if preview and size]
    assert shown
    assert shown[0] < (800, 1000) == desk.after.size


def test_a_preview_of_a_jpeg_is_computed_while_the_rest_is_read(
    desk, negative, tmp_path, services, monkeypatch, qtbot
):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (1400, 2000, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.jpg")
    computed = threading.Event()
    services.interactive.answered.connect(lambda _: computed.set())

    def slowly(frame):
        assert computed.wait(20), "nothing was computed before all of it was read"
        return read_photo(frame)

    monkeypatch.setattr("ganstudio.gui.translate.reading.read_photo", slowly)
    shown = []
    desk.shown_changed.connect(
        lambda: desk.after and shown.append((desk.photo is not None, desk.after.size))
    )
    desk.choose(Recipe(negative()))
    desk.film.open([tmp_path / "large.jpg"])
    qtbot.waitUntil(lambda: in_full_size(desk), timeout=20_000)
    assert all(there for there, _ in shown), "nothing is shown before its photograph"
    height, width = shown[0][1]
    assert height * width < 1400 * 2000 / 4
    assert height / width == pytest.approx(1400 / 2000, abs=0.01)
    assert desk.after.size == (1400, 2000)


def test_the_newest_photograph_wins(desk, negative, photo, large, qtbot):
    desk.choose(Recipe(negative()))
    desk.film.open([large, photo])
    desk.film.step(1)
    qtbot.waitUntil(lambda: in_full_size(desk))
    assert desk.photo.frame.path == photo
    assert desk.after.size == desk.photo.picture.size
    assert desk.film.frames[0].state is State.WAITING


def test_going_back_to_a_photograph_needs_no_network(desk, negative, photo, qtbot):
    other = photo.with_name("other.png")
    other.write_bytes(photo.read_bytes())
    desk.choose(Recipe(negative()))
    desk.film.open([photo, other])
    qtbot.waitUntil(lambda: in_full_size(desk))
    desk.film.step(1)
    qtbot.waitUntil(lambda: in_full_size(desk))
    asked = []
    desk._services.interactive.answered.connect(asked.append)
    desk.film.step(-1)
    qtbot.waitUntil(lambda: in_full_size(desk))
    assert not asked


def test_half_strength_is_half_way_between(desk, negative, photo, qtbot):
    desk.film.open([photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    desk.set_shape(Shape(0.5))
    qtbot.waitUntil(lambda: desk.after_picture.pixels.std() < 2)
    assert np.abs(desk.after_picture.pixels.astype(int) - 127.5).max() <= 1
    desk.set_shape(Shape(0.0))
    qtbot.waitUntil(
        lambda: np.abs(desk.after_picture.pixels.astype(int) - pixels(photo)).max() <= 1
    )


def test_a_killed_child_costs_one_sentence_and_the_next_request_works(
    desk, negative, photo, services, qtbot
):
    desk.film.open([photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    other = negative(photo.with_name("again.onnx"))
    pid = services.interactive.pid
    os.kill(pid, signal.SIGSTOP)
    desk.choose(Recipe(other))
    qtbot.waitUntil(lambda: desk.work is not None)
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: desk.said is not None)
    assert "was killed while it ran again.onnx" in desk.said.text
    assert desk.said.action == "Try again"
    assert desk.film.current.state is State.FAILED
    assert "was killed" in desk.film.current.tip
    desk.said.then()
    qtbot.waitUntil(lambda: in_full_size(desk))
    assert desk.said is None
    assert desk.film.current.state is State.READY


def test_a_file_that_is_no_picture_fails_with_a_sentence(desk, tmp_path, photo, qtbot):
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture")
    desk.film.open([bad, photo])
    qtbot.waitUntil(lambda: desk.said is not None)
    assert "bad.jpg" in desk.said.text
    assert desk.film.frames[0].state is State.FAILED
    desk.film.step(1)
    qtbot.waitUntil(lambda: desk.photo is not None)
    assert desk.said is None


def test_a_model_that_is_gone_is_said(desk, negative, photo, qtbot):
    model = negative()
    model.unlink()
    desk.film.open([photo])
    desk.choose(Recipe(model))
    qtbot.waitUntil(lambda: desk.said is not None)
    assert "does not exist" in desk.said.text


def test_stop_drops_what_is_computed(desk, negative, photo, services, qtbot):
    desk.film.open([photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    os.kill(services.interactive.pid, signal.SIGSTOP)
    desk.choose(Recipe(negative(photo.with_name("other.onnx"))))
    qtbot.waitUntil(lambda: desk.can_stop)
    desk.stop()
    assert not desk.can_stop
    assert desk.film.current.state is State.WAITING
    assert desk.said.text == "Stopped."
    os.kill(services.interactive.pid, signal.SIGCONT)
    desk.said.then()
    qtbot.waitUntil(lambda: in_full_size(desk))


def test_long_work_is_a_job_that_can_be_stopped(desk, negative, photo, services, qtbot):
    desk.film.open([photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    os.kill(services.interactive.pid, signal.SIGSTOP)
    desk.choose(Recipe(negative(photo.with_name("other.onnx"))))
    qtbot.waitUntil(lambda: bool(services.jobs.live))
    (job,) = services.jobs.live
    assert job.title == "Translate beach.png"
    assert not job.loses_work
    assert desk.film.current.state is State.RUNNING
    job.stop()
    assert not services.jobs.live
    os.kill(services.interactive.pid, signal.SIGCONT)


def saved(desk, qtbot) -> Path:
    with qtbot.waitSignal(desk.saver.saved) as heard:
        pass
    return heard.args[1]


def test_saving_goes_beside_the_photograph_and_never_over_a_file(
    desk, negative, photo, qtbot
):
    mine = photo.with_name("beach-negative.png")
    mine.write_text("mine")
    desk.film.open([photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    names = []
    desk.saver.saved.connect(lambda wish, path: names.append(path.name))
    desk.save()
    desk.save()
    qtbot.waitUntil(lambda: len(names) == 2)
    assert sorted(names) == ["beach-negative-2.png", "beach-negative-3.png"]
    assert mine.read_text() == "mine"
    target = photo.with_name("beach-negative-2.png")
    assert np.abs(pixels(photo) + pixels(target) - 255).max() <= 1
    assert desk.film.current.state is State.DONE
    assert desk.said.kind == "good"


def test_saving_before_the_full_size_is_there_waits_for_it(
    desk, negative, large, photo, qtbot
):
    desk.film.open([large, photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: desk.photo is not None)
    desk.save()
    assert desk.saver.waits_for(desk.film.current, desk.recipe)
    desk.film.step(1)  # looking at another one does not lose the wish
    target = saved(desk, qtbot)
    assert target.name == "large-negative.png"
    assert np.abs(pixels(large) + pixels(target) - 255).max() <= 1
    assert desk.film.frames[0].state is State.DONE


def test_what_is_saved_elsewhere_may_fail_without_harm_to_what_is_shown(
    desk, negative, large, photo, services, qtbot
):
    desk.film.open([large, photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: desk.photo is not None)
    desk.save()
    qtbot.waitUntil(lambda: services.heavy.pid is not None)
    os.kill(services.heavy.pid, signal.SIGSTOP)
    desk.film.step(1)
    os.kill(services.heavy.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: in_full_size(desk))
    first, second = desk.film.frames
    qtbot.waitUntil(lambda: first.state in (State.FAILED, State.DONE))
    assert second.state is State.READY
    assert desk.said is None


def test_the_strength_at_the_click_is_what_is_saved(desk, negative, photo, qtbot):
    desk.film.open([photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    desk.set_shape(Shape(0.0))
    desk.save()
    desk.set_shape(Shape(1.0))
    target = saved(desk, qtbot)
    assert np.abs(pixels(photo) - pixels(target)).max() <= 1
    # What is on the screen is not what was saved.
    assert desk.film.current.state is State.READY
    desk.set_shape(Shape(0.0))
    assert desk.film.current.state is State.DONE


def test_profile_and_date_are_in_the_saved_file(desk, negative, tmp_path, qtbot):
    path = tmp_path / "photo.jpg"
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x9003] = "2026:05:01 10:00:00"
    with Image.open(PHOTOS / "beach.jpg") as image:
        image.save(path, icc_profile=icc, exif=exif)
    desk.film.open([path])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    desk.save()
    with Image.open(saved(desk, qtbot)) as image:
        assert image.format == "JPEG"
        assert image.info["icc_profile"] == icc
        assert image.getexif()[0x9003] == "2026:05:01 10:00:00"


def test_sixteen_bits_and_alpha_stay(desk, negative, tmp_path, qtbot):
    from ganstudio.core.images import Picture, read_picture, write_picture

    rng = np.random.default_rng(0)
    before = Picture(
        rng.integers(0, 65536, (20, 24, 3), np.uint16),
        rng.integers(0, 65536, (20, 24), np.uint16),
    )
    write_picture(before, tmp_path / "deep.png")
    desk.film.open([tmp_path / "deep.png"])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    desk.save()
    after = read_picture(saved(desk, qtbot))
    assert after.bits == 16
    assert np.array_equal(after.alpha, before.alpha)
    difference = before.pixels.astype(int) + after.pixels - 65535
    assert np.abs(difference).max() <= 1


def test_the_photograph_itself_is_never_written_over(desk, negative, photo, qtbot):
    before = photo.read_bytes()
    desk.film.open([photo])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    desk.save(photo)
    qtbot.waitUntil(lambda: desk.said is not None)
    assert "is the photograph itself" in desk.said.text
    assert photo.read_bytes() == before


def test_settings_choose_folder_and_whether_metadata_is_kept(
    desk, negative, tmp_path, services, qtbot
):
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    with Image.open(PHOTOS / "beach.jpg") as image:
        image.save(tmp_path / "photo.jpg", exif=exif)
    out = tmp_path / "out"
    services.preferences.change(output_folder=out, keep_metadata=False)
    desk.film.open([tmp_path / "photo.jpg"])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: in_full_size(desk))
    desk.save()
    target = saved(desk, qtbot)
    assert target == out / "photo-negative.jpg"
    with Image.open(target) as image:
        assert 0x010F not in image.getexif()


def test_what_has_no_folder_of_its_own_goes_to_the_pictures(desk, negative, tmp_path):
    from ganstudio.core.paths import cache_dir, resources
    from ganstudio.gui.translate.frames import Frame
    from ganstudio.gui.translate.saving import default_path, pictures_folder

    recipe = Recipe(Path("ink.onnx"))
    for place in (cache_dir() / "pasted", resources() / "images"):
        path = default_path(Frame(place / "x.gif"), recipe, None)
        assert path == pictures_folder() / "x-ink.png"

"""What is on the screen, pixel by pixel."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.gui.picture import PictureView, Pyramid
from ganstudio.gui.theme import theme

Rgb = tuple[int, int, int]
RED, BLUE = (200, 30, 30), (20, 40, 190)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[PictureView]:
    made = PictureView("Photograph")
    made.set_labels("", "")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    was, theme.reduced_motion = theme.reduced_motion, True
    yield made
    theme.reduced_motion = was
    made.hide()


def screen(view: QWidget) -> NDArray[np.int16]:
    """The widget as int16 (H, W, 3)."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8)
    rows = rows.reshape(image.height(), -1, 4)[:, : image.width(), 2::-1]
    return rows.astype(np.int16)


def plain(colour: Rgb, width: int = 400, height: int = 300) -> Pyramid:
    return Pyramid.build(np.full((height, width, 3), colour, np.uint8))


def noise(width: int, height: int, seed: int = 0) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)


def ramp(width: int, height: int) -> NDArray[np.uint8]:
    """Red grows to the right, green downwards."""
    made = np.zeros((height, width, 3), np.uint8)
    made[..., 0] = ((np.arange(width) + 0.5) / width * 255).round()[None]
    made[..., 1] = ((np.arange(height) + 0.5) / height * 255).round()[:, None]
    return made


def token(name: str) -> Rgb:
    colour = QColor(getattr(theme.tokens, name))
    return colour.red(), colour.green(), colour.blue()


def at(pixels: NDArray[np.int16], x: int, y: int) -> Rgb:
    return tuple(int(value) for value in pixels[y, x])  # type: ignore[return-value]


def test_a_wipe_has_the_original_on_its_left_and_the_result_on_its_right(
    view: PictureView,
) -> None:
    view.show_pictures(plain(RED), plain(BLUE))
    view.set_wipe(0.3)
    pixels = screen(view)
    # Below the grip, beside the line at 120.
    assert (pixels[250:, :117] == RED).all()
    assert (pixels[250:, 124:] == BLUE).all()


@pytest.mark.parametrize(("wipe", "colour"), [(0.0, BLUE), (1.0, RED)])
def test_a_wipe_at_its_end_shows_one_of_them(
    view: PictureView, wipe: float, colour: Rgb
) -> None:
    view.show_pictures(plain(RED), plain(BLUE))
    view.set_wipe(wipe)
    assert (screen(view)[250:, 4:396] == colour).all()


def test_the_line_goes_over_the_picture_not_over_the_empty_area(
    view: PictureView,
) -> None:
    view.show_pictures(plain(RED, 100, 300), plain(BLUE, 100, 300))
    view.set_wipe(0.5)
    pixels = screen(view)
    assert at(pixels, 160, 280) == RED
    assert at(pixels, 240, 280) == BLUE
    assert at(pixels, 100, 280) == token("image")
    assert at(pixels, 300, 280) == token("image")


def test_side_by_side_shows_the_same_part_of_both(view: PictureView) -> None:
    left, right = noise(800, 600, 1), noise(800, 600, 2)
    view.show_pictures(Pyramid.build(left), Pyramid.build(right))
    view.set_mode("side")
    view.actual_size()
    view.pan_by(-13, 21)
    pixels = screen(view)
    pane = 199
    first, second = pixels[:250, :pane], pixels[:250, 400 - pane :]
    place = view._stage.place
    assert place is not None
    rows = slice(-place.top, -place.top + 250)
    columns = slice(-place.left, -place.left + pane)
    assert np.array_equal(first, left[rows, columns])
    assert np.array_equal(second, right[rows, columns])


@pytest.mark.parametrize(("mode", "colour"), [("before", RED), ("after", BLUE)])
def test_one_of_them_alone(view: PictureView, mode: str, colour: Rgb) -> None:
    view.show_pictures(plain(RED), plain(BLUE))
    view.set_mode(mode)  # type: ignore[arg-type]
    assert (screen(view) == colour).all()


@pytest.mark.parametrize("mode", ["wipe", "side", "after"])
def test_without_a_result_the_original_is_shown(view: PictureView, mode: str) -> None:
    view.set_mode(mode)  # type: ignore[arg-type]
    view.show_pictures(plain(RED))
    assert (screen(view) == RED).all()
    assert view.mode == mode
    view.show_pictures(plain(RED), plain(BLUE))
    assert (screen(view) == BLUE).any()


def test_no_picture_is_the_neutral_grey(view: PictureView) -> None:
    view.show_pictures(plain(RED), plain(BLUE))
    view.show_pictures(None)
    assert (screen(view) == token("image")).all()
    assert view.zoom == 0
    assert view.value_text == "No picture"


def test_a_result_alone_is_shown(view: PictureView) -> None:
    view.show_pictures(None, plain(BLUE))
    assert (screen(view) == BLUE).all()


def test_at_actual_size_every_pixel_is_itself(view: PictureView) -> None:
    photo = noise(900, 700)
    view.show_pictures(Pyramid.build(photo))
    view.actual_size()
    assert view.zoom == 1.0
    assert np.array_equal(screen(view)[:250], photo[200:450, 250:650])


def test_sixteen_bits_and_grey_at_actual_size(view: PictureView) -> None:
    grey = noise(400, 300)[..., :1]
    view.show_pictures(Pyramid.build(grey))
    assert np.array_equal(screen(view), np.repeat(grey, 3, axis=2))
    deep = noise(400, 300).astype(np.uint16) * 257
    view.show_pictures(Pyramid.build(deep))
    assert np.array_equal(screen(view), deep // 257)


@pytest.mark.parametrize(
    ("width", "height"), [(513, 511), (1025, 767), (1, 1), (3000, 1), (1, 777), (65, 3)]
)
@pytest.mark.parametrize("zoom", [1.0, 1.3, 5.7])
def test_no_seam_and_no_shift_at_any_size(
    view: PictureView, width: int, height: int, zoom: float
) -> None:
    view.show_pictures(Pyramid.build(ramp(width, height)))
    view.zoom_by(zoom)
    place = view._stage.place
    assert place is not None
    left, top, right, bottom = place.visible
    pixels = screen(view)[:270]
    bottom = min(bottom, 270)
    assert right > left
    assert bottom > top
    red = pixels[top:bottom, left:right, 0]
    green = pixels[top:bottom, left:right, 1]
    wide = (np.arange(left, right) + 0.5 - place.left) / place.width * 255
    high = (np.arange(top, bottom) + 0.5 - place.top) / place.height * 255
    # Half a pixel of the picture, where it is enlarged; else half one of the screen.
    step_x = 255 / min(width, place.width) * 0.75 + 1.5
    step_y = 255 / min(height, place.height) * 0.75 + 1.5
    assert np.abs(red - wide[None]).max() <= step_x
    assert np.abs(green - high[:, None]).max() <= step_y
    outside = np.ones(pixels.shape[:2], bool)
    outside[top:bottom, left:right] = False
    assert (pixels[outside] == token("image")).all()


@pytest.mark.parametrize("zoom", [0.83, 1.0, 1.7])
def test_a_pan_in_steps_shows_what_one_paint_shows(
    view: PictureView, qtbot: QtBot, zoom: float
) -> None:
    photo = Pyramid.build(noise(1700, 1300))
    view.show_pictures(photo, plain(BLUE))
    view.set_mode("before")
    view.actual_size()
    view.zoom_by(zoom)
    for step in ((-40, -25), (7, 0), (0, -90), (33, 61), (-500, 0), *[(-1, -1)] * 20):
        view.pan_by(*step)
        screen(view)
    stepwise = screen(view)
    view._forget()
    fresh = screen(view)
    # Qt steps through a row in 1/65536 of a pixel: a phase differs by less than 1/20.
    assert np.abs(stepwise - fresh).max() <= 12


@pytest.mark.parametrize("size", [(2400, 1600), (4000, 1)])
def test_fine_stripes_become_their_mean(
    view: PictureView, size: tuple[int, int]
) -> None:
    stripes = np.zeros((size[1], size[0], 3), np.uint8)
    stripes[:, ::4] = 255
    view.show_pictures(Pyramid.build(stripes))
    place = view._stage.place
    assert place is not None
    left, top, right, bottom = place.visible
    assert np.abs(screen(view)[top:bottom, left:right] - 64).max() <= 1


def test_large_pixels_are_squares_and_small_ones_are_smooth(view: PictureView) -> None:
    board = np.indices((40, 40)).sum(0) % 2 * 255
    photo = Pyramid.build(np.repeat(board[..., None], 3, 2).astype(np.uint8))
    view.show_pictures(photo)  # fits at 7.5 times
    pixels = screen(view)[:250, 60:340]
    assert set(np.unique(pixels)) == {0, 255}
    view.actual_size()
    view.zoom_by(1.5)
    place = view._stage.place
    assert place is not None
    left, top, right, bottom = place.visible
    assert (np.abs(screen(view)[top:bottom, left:right] - 128) < 100).mean() > 0.2


def test_a_result_of_another_size_lies_over_the_same_frame(view: PictureView) -> None:
    view.show_pictures(Pyramid.build(ramp(300, 200)), Pyramid.build(ramp(1200, 800)))
    view.set_mode("before")
    before = screen(view)
    view.set_mode("after")
    after = screen(view)
    assert view.zoom == pytest.approx(400 / 300, abs=0.01)
    assert np.abs(before - after).max() <= 2
    view.show_pictures(Pyramid.build(ramp(300, 200)), Pyramid.build(ramp(31, 21)))
    # A preview ten times coarser: the same place, less exactly.
    assert np.abs(before - screen(view)).max() <= 12


def test_alpha_lets_a_quiet_checker_through(view: PictureView) -> None:
    alpha = np.zeros((300, 400), np.uint8)
    alpha[:, 200:] = 255
    photo = np.full((300, 400, 3), RED, np.uint8)
    view.show_pictures(Pyramid.build(photo, alpha))
    pixels = screen(view)
    assert (pixels[:, 200:] == RED).all()
    seen = {tuple(p) for p in pixels[:, :200].reshape(-1, 3).tolist()}
    assert seen == {token("image"), token("checker")}
    half = np.full((300, 400), 128, np.uint8)
    view.show_pictures(Pyramid.build(photo, half))
    under = np.array(token("image"))
    mixed = (np.array(RED) * 128 + under * 127) / 255
    assert (np.abs(screen(view) - mixed).max(2) <= 2).any()


def test_the_checker_moves_with_the_picture(view: PictureView) -> None:
    pixels, alpha = np.zeros((900, 900, 3), np.uint8), np.zeros((900, 900), np.uint8)
    view.show_pictures(Pyramid.build(pixels, alpha))
    view.actual_size()
    before = screen(view)[:250]
    view.pan_by(-5, 0)
    after = screen(view)[:250]
    assert np.array_equal(after[:, :-5], before[:, 5:])
    view._forget()
    assert np.array_equal(after, screen(view)[:250])


def test_another_scheme_changes_both_greys(view: PictureView) -> None:
    pixels, alpha = np.zeros((300, 100, 3), np.uint8), np.zeros((300, 100), np.uint8)
    view.show_pictures(Pyramid.build(pixels, alpha))
    screen(view)
    theme.apply("light")
    try:
        seen = {tuple(p) for p in screen(view).reshape(-1, 3).tolist()}
        assert seen == {token("image"), token("checker")}
    finally:
        theme.apply("dark")


def test_on_another_screen_it_keeps_its_size(
    view: PictureView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.show_pictures(plain(RED, 1600, 1200))
    view.actual_size()
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(view, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert view.zoom == 1.0
    assert view.percent == 200
    place = view._stage.place
    assert place is not None
    assert place.pane == (800, 600)


def test_resizing_keeps_it_fitted(view: PictureView, qtbot: QtBot) -> None:
    view.show_pictures(plain(RED))
    view.resize(200, 150)
    assert view.zoom == pytest.approx(0.5)
    assert (screen(view) == RED).all()
    view.actual_size()
    view.resize(300, 150)
    assert view.zoom == 1.0


def test_a_new_result_of_the_same_picture_keeps_the_view(view: PictureView) -> None:
    photo = Pyramid.build(noise(1600, 1200))
    view.show_pictures(photo)
    view.actual_size(QPointF(50, 60))
    place = view._stage.place
    view.show_pictures(photo, plain(BLUE, 800, 600), keep_view=True)
    assert view._stage.place == place
    half = Pyramid.build(noise(800, 600))
    view.show_pictures(half, None, keep_view=True)
    assert view._stage.place is not None
    assert view.zoom == 2.0
    assert place is not None
    assert view._stage.place.left == pytest.approx(place.left, abs=1)
    view.show_pictures(photo)
    assert view.fitted


def test_tags_name_both_sides(view: PictureView) -> None:
    view.show_pictures(plain(RED), plain(BLUE))
    bare = screen(view)
    view.set_labels("Original", "Ukiyo-e")
    tagged = (screen(view) != bare).any(2)
    assert tagged[:40, :100].any()
    assert tagged[:40, 300:].any()
    assert not tagged[40:].any()
    view.set_wipe(0.05)  # too narrow for its tag
    assert (screen(view)[:40, 2:16] == RED).all()


def test_what_it_tells_those_who_do_not_see_it(view: PictureView) -> None:
    assert view.accessibleName() == "Photograph"
    view.show_pictures(plain(RED, 800, 600), plain(BLUE))
    assert view.accessibleDescription() == "zoom 50 %, wipe at 50 %"
    view.set_mode("side")
    assert view.accessibleDescription() == "zoom 25 %, side by side"
    view.zoom_by(1000)
    assert view.accessibleDescription() == "zoom 6400 %, side by side"
    view.set_labels("Original", "Result")
    view.set_mode("after")
    assert view.accessibleDescription().endswith(", result")


def test_it_tells_of_changes(view: PictureView, qtbot: QtBot) -> None:
    view.show_pictures(plain(RED, 800, 600), plain(BLUE))
    with qtbot.waitSignal(view.view_changed):
        view.zoom_by(2)
    with qtbot.waitSignal(view.wipe_moved) as moved:
        view.set_wipe(2.0)
    assert moved.args == [1.0]
    with qtbot.waitSignal(view.mode_changed) as changed:
        view.set_mode("side")
    assert changed.args == ["side"]
    with qtbot.assertNotEmitted(view.mode_changed):
        view.set_mode("side")


def test_the_zoom_is_said_for_a_moment(view: PictureView, qtbot: QtBot) -> None:
    view.show_pictures(plain(RED))
    quiet = screen(view)
    view.actual_size()
    said = screen(view)
    assert (said != quiet).any()
    assert (said != quiet).any(2).nonzero()[0].min() > 250
    qtbot.waitUntil(lambda: bool((screen(view) == quiet).all()), timeout=3000)


def test_paints_are_timed(view: PictureView) -> None:
    view.show_pictures(plain(RED))
    view.paint_seconds.clear()
    screen(view)
    assert len(view.paint_seconds) == 1
    assert view.paint_seconds[0] > 0


_AT_ONE_AND_A_HALF = """
import numpy as np
from PySide6.QtGui import QImage
from ganstudio.gui.main import make_application
from ganstudio.gui.picture import PictureView, Pyramid

app = make_application()
rng = np.random.default_rng(0)
photo = rng.integers(0, 256, (600, 900, 3), dtype=np.uint8)
view = PictureView("Photograph")
view.resize(301, 200)
view.show_pictures(Pyramid.build(photo), Pyramid.build(255 - photo))
view.set_labels("", "")
view.actual_size()
view.set_wipe(0.25)
view.pan_by(-10, -6)
image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
shown = rows[:250, :451, 2::-1]
place = view._stage.place
part = photo[-place.top : 250 - place.top, -place.left : 451 - place.left]
line = view._stage.line
assert image.devicePixelRatio() == 1.5
assert abs(view.zoom - 1 / 1.5) < 1e-9
assert 105 < line < 120, line
assert np.array_equal(shown[:100, : line - 5], part[:100, : line - 5])
assert np.array_equal(shown[:100, line + 5 :], 255 - part[:100, line + 5 :])
"""


def test_it_is_sharp_on_a_screen_with_one_and_a_half_pixels_per_pixel() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _AT_ONE_AND_A_HALF],
        env={**os.environ, "QT_SCALE_FACTOR": "1.5", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr

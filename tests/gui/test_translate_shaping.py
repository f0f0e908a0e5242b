"""Shape, mask and undo on the desk, without widgets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QUndoStack

from ganstudio.core.images import Shape, read_picture, shape
from ganstudio.gui.picture import Brush
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.frames import State
from ganstudio.gui.translate.history import History
from ganstudio.gui.translate.mask_memory import MaskMemory
from ganstudio.gui.translate.masking import LARGEST, SMALLEST, Masking
from ganstudio.gui.translate.masks import Packed
from ganstudio.gui.translate.recipe import Look, Recipe

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


class Hands:
    """A desk with undo and a brush, and a clock that stands still."""

    def __init__(self, services) -> None:
        self.time = 0.0
        self.undo = QUndoStack()
        self.film = Film(services.background, self.undo)
        self.desk = Desk(services, self.film)
        self.history = History(self.desk, self.undo, now=lambda: self.time)
        self.masking = Masking(self.desk, self.history)

    def later(self) -> None:
        self.time += 10

    def stroke(self, *places, erase=False) -> None:
        self.masking.press(*places[0], erase)
        for place in places[1:]:
            self.masking.move(*place)
        self.masking.lift()

    def change(self, what="Change strength", **numbers) -> None:
        now = self.desk.look.shape
        old = {n: getattr(now, n) for n in ("strength", "keep_colour", "keep_detail")}
        self.desk.set_shape(Shape(**(old | numbers)))
        self.history.record(what)


@pytest.fixture
def hands(services):
    made = Hands(services)
    yield made
    made.desk.close()
    made.film.close()


@pytest.fixture
def photo(tmp_path) -> Path:
    with Image.open(PHOTOS / "beach.jpg") as image:
        image.save(tmp_path / "beach.png")
    return tmp_path / "beach.png"


@pytest.fixture
def ready(hands, photo, negative, qtbot):
    """A photograph that is translated in full size."""
    hands.film.open([photo])
    hands.history.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: full(hands.desk))
    return hands


def full(desk) -> bool:
    return desk.after is not None and not desk.is_preview


def shown(hands) -> np.ndarray:
    return hands.desk.after_picture.pixels


def waits_for(qtbot, hands, wanted: Shape) -> None:
    """Wait until the canvas shows exactly this shape of the photograph."""
    before = hands.desk.photo.picture
    negative = type(before)(255 - before.pixels)
    goal = shape(before, negative, wanted).pixels.astype(int)
    qtbot.waitUntil(lambda: np.abs(shown(hands) - goal).max() <= 1)


def test_colour_and_detail_are_mixed_in_on_the_canvas_and_in_the_file(
    ready, photo, qtbot
):
    wish = Shape(0.8, 0.7, 0.6)
    ready.desk.set_shape(wish)
    waits_for(qtbot, ready, wish)
    with qtbot.waitSignal(ready.desk.saver.saved) as heard:
        ready.desk.save()
    np.testing.assert_array_equal(read_picture(heard.args[1]).pixels, shown(ready))


def test_a_stroke_translates_only_there_exactly_in_the_saved_file(ready, photo, qtbot):
    original = read_picture(photo).pixels
    ready.masking.set_size(0.2)
    ready.stroke((0.2, 0.5), (0.5, 0.5))
    mask = ready.film.current.mask
    assert mask is not None
    waits_for(qtbot, ready, Shape(mask=mask))
    with qtbot.waitSignal(ready.desk.saver.saved) as heard:
        ready.desk.save()
    made = read_picture(heard.args[1]).pixels
    np.testing.assert_array_equal(made[mask == 0], original[mask == 0])
    inside = made[mask == 255].astype(int) + original[mask == 255]
    assert np.abs(inside - 255).max() <= 1
    assert (mask == 0).any()
    assert (mask == 255).any()
    # Another stroke: what is on the screen is not what was saved.
    assert ready.film.current.state is State.DONE
    ready.stroke((0.9, 0.9))
    assert ready.film.current.state is State.READY


def test_erasing_first_translates_everything_else(ready):
    ready.stroke((0.5, 0.5), erase=True)
    mask = ready.film.current.mask
    assert mask[0, 0] == 255
    assert mask[mask.shape[0] // 2, mask.shape[1] // 2] == 0


def test_every_change_is_undone_and_done_again(ready, qtbot):
    desk, undo = ready.desk, ready.undo
    first = desk.look
    looks = [first]
    for what, numbers in (
        ("Change strength", {"strength": 0.5}),
        ("Change keep colour", {"keep_colour": 1.0}),
        ("Change keep detail", {"keep_detail": 0.25}),
    ):
        ready.change(what, **numbers)
        looks.append(desk.look)
    ready.later()
    ready.history.choose(Recipe(first.recipe.model, None, 96))
    looks.append(desk.look)
    assert undo.undoText() == "Change working size"
    for look in looks[-2::-1]:
        undo.undo()
        assert desk.look == look
    assert undo.undoText() == "Choose a model"
    for look in looks[1:]:
        undo.redo()
        assert desk.look == look
    qtbot.waitUntil(lambda: full(desk))


def test_undo_of_the_model_goes_back_to_none_and_another(ready, negative, tmp_path):
    other = Recipe(negative(tmp_path / "other.onnx"))
    old = ready.desk.recipe
    ready.later()
    ready.history.choose(other)
    ready.undo.undo()
    assert ready.desk.recipe == old
    ready.undo.undo()
    assert ready.desk.recipe is None
    ready.undo.redo()
    ready.undo.redo()
    assert ready.desk.recipe == other


def test_changes_of_one_knob_in_a_row_are_one_step(ready):
    before = ready.undo.count()
    for strength in (0.9, 0.8, 0.7):
        ready.change(strength=strength)
    assert ready.undo.count() == before + 1
    ready.later()
    ready.change(strength=0.6)
    assert ready.undo.count() == before + 2
    ready.undo.undo()
    assert ready.desk.look.shape.strength == 0.7
    ready.undo.undo()
    assert ready.desk.look.shape.strength == 1


def test_strokes_clear_and_invert_are_undone_one_by_one(ready, qtbot):
    frame, undo = ready.film.current, ready.undo
    masks = [None]
    ready.stroke((0.2, 0.2))
    masks.append(frame.mask)
    ready.stroke((0.2, 0.2), (0.7, 0.7), erase=True)
    masks.append(frame.mask)
    ready.masking.invert()
    masks.append(frame.mask)
    np.testing.assert_array_equal(masks[3], 255 - masks[2])
    ready.masking.clear()
    assert frame.mask is None
    undo.undo()
    for mask in masks[2::-1]:
        np.testing.assert_array_equal(undone(undo, frame), mask)
    assert frame.mask is None
    undo.redo()
    np.testing.assert_array_equal(frame.mask, masks[1])
    waits_for(qtbot, ready, Shape(mask=masks[1]))
    ready.masking.clear()
    ready.masking.clear()
    ready.masking.invert()
    assert undo.undoText() == "Clear the mask"


def undone(undo, frame):
    undo.undo()
    return frame.mask


def test_undo_of_a_mask_goes_to_its_photograph(ready, photo, qtbot):
    other = photo.with_name("other.png")
    other.write_bytes(photo.read_bytes())
    first = ready.film.current
    ready.stroke((0.5, 0.5))
    ready.film.open([other])
    assert ready.film.current is not first
    assert ready.film.current.mask is None
    ready.undo.undo()
    assert ready.film.current is first
    assert first.mask is None
    qtbot.waitUntil(lambda: full(ready.desk))


def test_a_stroke_ends_when_another_photograph_comes(ready, photo):
    other = photo.with_name("other.png")
    other.write_bytes(photo.read_bytes())
    first = ready.film.current
    ready.masking.press(0.5, 0.5, False)
    ready.film.open([other])
    ready.masking.move(0.1, 0.1)
    assert first.mask is not None
    assert ready.film.current.mask is None
    assert ready.undo.undoText() == "Paint the mask"


def test_nobody_paints_before_there_is_a_translation(hands, photo, qtbot):
    hands.film.open([photo])
    qtbot.waitUntil(lambda: hands.desk.photo is not None)
    assert not hands.masking.can_paint
    hands.stroke((0.5, 0.5))
    assert hands.film.current.mask is None


def test_the_brush_stays_within_its_bounds(hands):
    for _ in range(60):
        hands.masking.resize(1.5)
    assert hands.masking.brush.size == LARGEST
    for _ in range(60):
        hands.masking.resize(0.5)
    assert hands.masking.brush.size == SMALLEST
    hands.masking.set_softness(0.25)
    assert hands.masking.brush == Brush(SMALLEST, 0.25)


def test_a_working_size_is_what_the_network_gets_and_the_result_is_whole(
    ready, photo, negative, qtbot
):
    sent = []
    ready.desk._services.interactive.answered.connect(
        lambda answer: sent.append(answer.picture.size)
    )
    ready.history.choose(Recipe(ready.desk.recipe.model, None, 72))
    qtbot.waitUntil(lambda: full(ready.desk) and bool(sent))
    assert sent == [(48, 72)]
    assert shown(ready).shape == (96, 144, 3)
    with qtbot.waitSignal(ready.desk.saver.saved) as heard:
        ready.desk.save()
    assert read_picture(heard.args[1]).size == (96, 144)


def test_how_far_it_is_says_the_network_where_it_can(
    hands, photo, negative, services, monkeypatch, qtbot
):
    asked = []
    monkeypatch.setattr(
        type(services.interactive), "submit_large", lambda *args: asked.append(args)
    )
    hands.film.open([photo])
    hands.desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: bool(asked))
    tell, work = asked[0][-1], hands.desk.work
    assert work.progress is None, "nothing was measured yet"
    tell(0.0)
    assert work.progress is None, "in one piece it tells that it begins, and no more"
    tell(0.01)
    assert work.progress == 0.01
    assert work.seconds_left is None, "too early to say"
    tell(0.5)
    assert hands.film.current.progress == 0.5
    assert work.seconds_left == pytest.approx(work.elapsed, rel=0.5)
    hands.desk.stop()
    tell(0.6)
    assert hands.film.current.state is State.WAITING


def test_progress_is_heard_only_by_who_waits(services):
    from ganstudio.inference import Answer, Ticket

    process, heard, answers = services.interactive, [], []

    class Child:
        def submit(self, *_: object) -> Ticket:
            return Ticket("a", 1)

        def cancel(self, *_: object) -> None:
            pass

        def close(self) -> None:
            pass

    process._process = Child()
    process.submit_large(None, answers.append, "a", services.background, heard.append)
    process._advanced.emit(Ticket("a", 1), 0.25)
    process._advanced.emit(Ticket("b", 1), 0.5)
    process._copied("a", process._handed["a"], Ticket("a", 1))
    process._advanced.emit(Ticket("a", 1), 0.75)
    process._arrived.emit(process._generation, Answer(Ticket("a", 1)))
    process._advanced.emit(Ticket("a", 1), 1.0)
    assert heard == [0.25, 0.75]
    assert len(answers) == 1


def test_a_slider_that_moves_mixes_a_large_photograph_small(
    hands, negative, tmp_path, qtbot
):
    pixels = np.random.default_rng(0).integers(0, 256, (900, 1600, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.png", compress_level=1)
    hands.film.open([tmp_path / "large.png"])
    hands.desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: full(hands.desk))
    hands.desk.set_shape(Shape(0.5), settled=False)
    qtbot.waitUntil(lambda: shown(hands).std() < 2)
    assert max(hands.desk.after.size) == 1200
    hands.desk.set_shape(Shape(0.5))
    qtbot.waitUntil(lambda: hands.desk.after.size == (900, 1600))


def test_masks_come_back_from_the_memory_to_their_photographs(ready, photo, services):
    ready.stroke((0.3, 0.3))
    mask = ready.film.current.mask
    memory = MaskMemory(ready.desk)
    (entry,) = memory.all()
    assert memory.all()[0][1] is entry[1], "packed once"
    assert len(entry[1].data) < mask.size / 10
    again = Hands(services)
    waiting = MaskMemory(again.desk)
    waiting.restore([(entry[0], Packed.from_json(entry[1].to_json()))])
    assert waiting.all() == (entry,), "kept also while its picture is not there"
    again.film.open([photo])
    np.testing.assert_array_equal(again.film.current.mask, mask)
    again.desk.close()
    again.film.close()


def test_what_was_restored_is_no_step(ready):
    count = ready.undo.count()
    ready.desk.take(Look(ready.desk.recipe, Shape(0.3)))
    ready.history.forget()
    ready.history.record("Change strength")
    assert ready.undo.count() == count

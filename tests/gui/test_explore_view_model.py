from __future__ import annotations

import os
import signal
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop

from ganstudio.api import Code, Image, Label, Latent, Role
from ganstudio.app.sampling import SampleRequest, draw_samples
from ganstudio.core.images import read_pixels
from ganstudio.core.model_file import Card, read_model_file
from ganstudio.core.paths import resources
from ganstudio.gui.explore import saving
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.inputs import Inputs
from ganstudio.gui.explore.kept import Kept
from ganstudio.gui.explore.point import Point, one_class
from ganstudio.gui.explore.results import plan_grid
from ganstudio.gui.explore.subject import Subject
from ganstudio.gui.services import Services
from ganstudio.inference import Model, OpenRequest, sample

LABELS = ("ant", "bee", "cat")


@pytest.fixture(scope="module")
def running(qapp, tmp_path_factory):
    """Services whose child runs already: starting one takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANSTUDIO_HOME", str(tmp_path_factory.mktemp("home")))
        made = Services()
        came = []
        digits = resources() / "models" / "digits.onnx"
        made.interactive.submit(OpenRequest(digits), came.append)
        made.background.run(lambda _: None)
        while not came or made.background.busy:
            qapp.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    yield made
    made.close()


def _open(services, path, qtbot):
    explorer = Explorer(services, dice=iter(range(700, 800)).__next__)
    explorer.take(path, read_model_file(path).card)
    shown(explorer, qtbot)
    return explorer


@pytest.fixture
def opened(running, generator, qtbot):
    """An explorer of the labelled toy, with its first picture."""
    made = _open(running, generator(labels=LABELS), qtbot)
    yield made
    made.close()


@pytest.fixture
def doomed(services, generator, qtbot):
    """The same with a child of its own, to be killed."""
    made = _open(services, generator(labels=LABELS), qtbot)
    yield made
    made.close()


def shown(explorer, qtbot):
    """Wait until the picture is of the present point; return it."""
    qtbot.waitUntil(
        lambda: (
            explorer.shown is not None
            and explorer.shown.point == explorer.point
            and not explorer.services.interactive.busy
        ),
        timeout=15_000,
    )
    return explorer.shown.pixels


def drawn(explorer, seed, label=None, truncation=1.0):
    model = Model.open(explorer.subject.path)
    return sample(model, count=1, seed=seed, label=label, truncation=truncation)[0]


def test_a_seed_is_the_picture_that_sample_draws(opened, qtbot):
    for seed in (0, 12345):
        opened.choose_seed(seed)
        assert shown(opened, qtbot).tobytes() == drawn(opened, seed).tobytes()


def test_a_seed_is_the_picture_that_the_command_line_writes(opened, qtbot, tmp_path):
    opened.choose_seed(31)
    opened.change("class", label=one_class(2, 3))
    opened.change("truncation", truncation=0.6)
    request = SampleRequest(
        str(opened.subject.path),
        tmp_path / "out",
        count=1,
        seed=31,
        label="cat",
        truncation=0.6,
    )
    (file,) = draw_samples(request).files
    assert np.array_equal(shown(opened, qtbot), read_pixels(file))


def test_classes_mix_and_their_weights_are_normalised(opened, qtbot):
    opened.change("mix", label=(2.0, 0.0, 6.0))
    mixed = shown(opened, qtbot)
    assert mixed.tobytes() == drawn(opened, 0, label=[0.25, 0, 0.75]).tobytes()
    opened.change("one", label=one_class(2, 3))
    assert shown(opened, qtbot).tobytes() != mixed.tobytes()


def test_corners_of_the_pad_are_the_pictures_of_the_three_seeds(opened, qtbot):
    opened.go(replace(opened.point, seeds=(3, 17, 42)), "seeds")
    for corner, seed in enumerate((3, 17, 42)):
        opened.go(opened.point.at_corner(corner), "corner")
        assert shown(opened, qtbot).tobytes() == drawn(opened, seed).tobytes()
    opened.change("middle", weights=(0.5, 0.25, 0.25))
    middle = shown(opened, qtbot).tobytes()
    assert middle not in {drawn(opened, s).tobytes() for s in (3, 17, 42)}


def test_of_many_requests_the_newest_wins(opened, qtbot):
    came = []
    opened.picture_changed.connect(lambda: came.append(opened.shown.point))
    child = opened.services.interactive.pid
    os.kill(child, signal.SIGSTOP)
    try:
        for seed in range(100, 150):
            opened.choose_seed(seed)
        newest = opened.point
    finally:
        os.kill(child, signal.SIGCONT)
    picture = shown(opened, qtbot)
    qtbot.wait(100)
    assert picture.tobytes() == drawn(opened, 149).tobytes()
    assert came[-1] == newest
    # One was in the air, and shown on the way; one waited; 48 were never drawn.
    assert [point.seeds[0] for point in came] == [100, 149]


def test_a_killed_child_costs_one_sentence(doomed, qtbot):
    child = doomed.services.interactive.pid
    before = doomed.shown
    os.kill(child, signal.SIGSTOP)
    doomed.choose_seed(5)
    os.kill(child, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(doomed.error), timeout=10_000)
    assert "killed" in doomed.error
    assert doomed.error.count("\n") == 0
    assert doomed.shown is before  # the last picture stays on the canvas
    doomed.ask()
    assert shown(doomed, qtbot).tobytes() == drawn(doomed, 5).tobytes()
    assert doomed.error == ""


def test_a_child_killed_while_it_rests_is_replaced_in_silence(doomed, qtbot):
    os.kill(doomed.services.interactive.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: doomed.services.interactive.pid is None, timeout=5000)
    doomed.choose_seed(6)
    assert shown(doomed, qtbot).tobytes() == drawn(doomed, 6).tobytes()
    assert doomed.error == ""


def test_steps_of_a_drag_are_taken_back_at_once(opened):
    begin = opened.point
    for part in (0.9, 0.8, 0.7):
        opened.change("Move", dragging=True, weights=(part, 1 - part, 0.0))
    opened.settle()
    for part in (0.6, 0.5):
        opened.change("Move", dragging=True, weights=(part, 1 - part, 0.0))
    opened.settle()
    assert opened.undo.count() == 2
    opened.undo.undo()
    assert opened.point.weights[0] == 0.7
    opened.undo.undo()
    assert opened.point == begin
    opened.undo.redo()
    assert opened.point.weights[0] == 0.7


def test_dice_draw_another_seed_and_go_there(opened):
    opened.change("Move", weights=(0.2, 0.8, 0.0))
    opened.throw_dice()
    assert opened.point.seeds[0] == 700
    assert opened.point.weights == (1, 0, 0)
    opened.change("Move", weights=(0.2, 0.8, 0.0))
    opened.throw_dice(1)
    assert opened.point.seeds[1] == 701
    assert opened.point.weights == (0.2, 0.8, 0.0)  # only that corner changed


def test_a_dimension_can_be_set_and_given_back(opened, qtbot):
    plain = shown(opened, qtbot).tobytes()
    opened.go(opened.point.with_value(("z", 2), 2.5), "set")
    assert opened.can_reset
    assert shown(opened, qtbot).tobytes() != plain
    made = opened.inputs.of(opened.point)["z"]
    own = opened.inputs.own(opened.point)["z"]
    assert made[0, 2] == 2.5
    assert np.array_equal(np.delete(made, 2), np.delete(own, 2))
    opened.reset()
    assert shown(opened, qtbot).tobytes() == plain
    assert not opened.can_reset


def test_a_model_comes_back_where_it_was_left(opened, generator, tmp_path, qtbot):
    first = opened.subject
    opened.choose_seed(77)
    other = generator(tmp_path / "other.onnx")
    opened.take(other, read_model_file(other).card)
    assert opened.point.seeds[0] == 0
    assert opened.point.label == ()
    assert opened.undo.count() == 0
    opened.take(first.path, first.card)
    assert opened.point.seeds[0] == 77
    assert shown(opened, qtbot).tobytes() == drawn(opened, 77).tobytes()


def test_a_grid_shows_seeds_down_and_classes_across(opened, qtbot):
    opened.choose_seed(20)
    opened.show_grid(True)
    qtbot.waitUntil(lambda: opened.grid is not None, timeout=10_000)
    plan = opened.grid.plan
    assert plan.heads == LABELS
    assert len(plan.points) == len(opened.grid.images) == 12
    index = 5  # second row, third class
    assert opened.grid.images[index].tobytes() == drawn(opened, 21, "cat").tobytes()
    opened.take_cell(index)
    assert not opened.grid_on
    assert opened.point.seeds[0] == 21
    assert shown(opened, qtbot).tobytes() == drawn(opened, 21, "cat").tobytes()
    assert opened.plan.points[0].seeds[0] == 20  # the same grid again


def test_kept_samples_lead_back(opened, qtbot):
    kept = Kept(opened)
    kept._change_model()
    opened.change("Move", weights=(0.5, 0.5, 0.0))
    picture = shown(opened, qtbot)
    kept.keep()
    kept.keep()  # once is enough
    assert len(kept.all) == 1
    assert kept.all[0].pixels is picture
    opened.throw_dice()
    kept.go(0)
    assert opened.point.weights == (0.5, 0.5, 0.0)
    kept.remove(0)
    assert kept.all == ()
    opened.undo.undo()
    assert len(kept.all) == 1
    state = kept.state()
    again = Kept(opened)
    again.restore(state)
    again._change_model()
    qtbot.waitUntil(lambda: again.all[0].pixels is not None, timeout=10_000)
    assert np.array_equal(again.all[0].pixels, picture)


def test_a_damaged_file_is_one_sentence_and_the_model_stays(opened, tmp_path, qtbot):
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"nonsense")
    before = opened.subject
    opened.open(bad)
    qtbot.waitUntil(lambda: bool(opened.model_error), timeout=5000)
    assert str(bad) in opened.model_error
    assert opened.subject is before
    opened.open(before.path)
    qtbot.waitUntil(lambda: not opened.model_error, timeout=5000)


def test_a_translator_is_refused(opened, negative):
    path = negative()
    opened.take(path, read_model_file(path).card)
    assert "only generators" in opened.model_error


def test_a_point_is_marked_where_the_model_puts_it(running, pointer, qtbot):
    explorer = _open(running, pointer(), qtbot)
    assert "points in 2 dimensions" in explorer.subject.facts
    explorer.change("Set z 1 and 2", values=((("z", 0), 2.0), (("z", 1), 1.0)))
    picture = shown(explorer, qtbot)
    mark = np.argwhere((picture < 60).all(2)).mean(0) / len(picture)
    # (2, 1) in a square from -4 to 4, y upwards.
    assert mark == pytest.approx([0.375, 0.75], abs=0.01)
    explorer.reset()
    explorer.show_grid(True)
    qtbot.waitUntil(lambda: explorer.grid is not None, timeout=15_000)
    assert len(np.unique(explorer.grid.images, axis=0)) == 16
    explorer.close()


def test_enlarged_by_a_whole_factor_every_pixel_is_a_square(opened, qtbot, tmp_path):
    picture = shown(opened, qtbot)
    result = saving.result_of(opened, 3)
    assert result.name == "noise-seed0"
    file = saving.write(result, tmp_path / "deep" / "x.png", overwrite=False)
    again = saving.write(result, tmp_path / "deep" / "x.png", overwrite=False)
    assert [file.name, again.name] == ["x.png", "x-2.png"]
    assert np.array_equal(read_pixels(file)[::3, ::3], picture)
    assert read_pixels(file).shape[:2] == (24, 24)


# Points and inputs, which need no child.


def _subject(*ports, labels=()):
    card = Card(
        name="g",
        role=Role.GENERATOR,
        model="toy",
        inputs=ports,
        output=Image(size=(8, 8)),
        labels=labels,
    )
    return Subject("g.onnx", card)


def test_every_point_survives_being_kept_as_json():
    subject = _subject(Latent(size=5), Label(classes=2), Code(name="tilt"))
    point = Point(
        (4, 5, 6), (0.25, 0.5, 0.25), (0.3, 1.0), (("tilt", 0.5),), truncation=0.4
    ).with_value(("z", 3), -1.5)
    assert Point.from_json(point.to_json()).fitted(subject) == point


@pytest.mark.parametrize(
    "state",
    [
        None,
        [],
        {"seeds": "no", "weights": [0, 0, 0], "truncation": 9, "label": [None]},
        {"seeds": [1, 2], "codes": [], "values": [1, [2], ["z", "x", 1]]},
        {"weights": [float("nan"), 1, 1], "codes": {"a": "b"}},
    ],
)
def test_what_cannot_be_understood_is_left_out(state):
    subject = _subject(Latent(size=5), Label(classes=2))
    assert Point.from_json(state).fitted(subject) == Point(label=(1.0, 0.0))


def test_a_point_of_another_model_is_fitted():
    subject = _subject(Latent(size=3, prior="uniform"), Code(name="c", choices=3))
    point = Point(codes=(("c", 7.0), ("gone", 1.0)), label=(1.0, 2.0))
    point = point.with_value(("z", 1), 2.0).with_value(("z", 8), 1.0)
    fitted = point.fitted(subject)
    assert fitted.values == ((("z", 1), 1.0),)
    assert fitted.codes == ()
    assert fitted.label == ()


def test_on_a_sphere_the_others_make_room_for_a_set_value():
    inputs = Inputs(_subject(Latent(size=16, prior="sphere")))
    z = inputs.of(Point().with_value(("z", 4), 2.0))["z"]
    assert z[0, 4] == 2
    assert np.linalg.norm(z) == pytest.approx(4, rel=1e-5)


def test_codes_are_the_seeds_own_until_they_are_set():
    subject = _subject(Latent(size=4), Code(name="c", choices=3), Code(name="t"))
    inputs = Inputs(subject)
    made = inputs.of(Point().with_code("c", 2.0).with_code("t", -0.5))
    assert made["c"].tolist() == [[0, 0, 1]]
    assert made["t"].tolist() == [[-0.5]]
    own, between = inputs.of(Point()), inputs.of(Point(weights=(0.5, 0.5, 0)))
    assert own["c"].sum() == 1
    assert between["c"].sum() == pytest.approx(1)


def test_of_a_thousand_classes_the_grid_shows_those_around_the_chosen_one():
    subject = _subject(Latent(size=4), Label(classes=1000))
    plan = plan_grid(Point(label=one_class(998, 1000)), subject, 7)
    assert plan.heads[-1] == "999"
    assert len(plan.points) == 40
    assert plan.points[8].best_class == 998

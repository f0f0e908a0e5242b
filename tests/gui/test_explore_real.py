"""Starting from a real picture, where the model has an encoder."""

from __future__ import annotations

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image as Pillow
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QFileDialog

from ganstudio.api import Image, Latent, Role
from ganstudio.core.model_file import Card, Sibling, write_model_file
from ganstudio.gui.widgets import to_image

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _model(path, nodes, given, made, card, **weights):
    constants = [numpy_helper.from_array(w, name) for name, w in weights.items()]
    values = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in (given, made)
    ]
    graph = helper.make_graph(nodes, "g", values[:1], values[1:], constants)
    opset = [helper.make_opsetid("", 18)]
    model: onnx.ModelProto = helper.make_model(
        graph, ir_version=10, opset_imports=opset
    )
    write_model_file(path, model, card, None)
    return path


@pytest.fixture
def pair(tmp_path):
    """A generator that draws z itself, 16 numbers as 4x4 px, and its encoder."""
    folder = tmp_path / "pair"
    folder.mkdir()
    encoder = Sibling(name="encoder", role=Role.ENCODER, file="encoder.onnx")
    latent, picture = Latent(size=16), Image(channels=1, size=(4, 4))
    flat, square = (["n", 16], ["n", 1, 4, 4])
    _model(
        folder / "encoder.onnx",
        [helper.make_node("Reshape", ["image", "shape"], ["z"])],
        ("image", square),
        ("z", flat),
        Card(
            name="encoder",
            role=Role.ENCODER,
            model="toy",
            inputs=(picture,),
            output=latent,
        ),
        shape=np.array([-1, 16], np.int64),
    )
    return _model(
        folder / "decoder.onnx",
        [helper.make_node("Reshape", ["z", "shape"], ["image"])],
        ("z", flat),
        ("image", square),
        Card(
            name="decoder",
            title="Mirror",
            role=Role.GENERATOR,
            model="toy",
            inputs=(latent,),
            output=picture,
            siblings=(encoder,),
        ),
        shape=np.array([-1, 1, 4, 4], np.int64),
    )


@pytest.fixture
def photo(tmp_path):
    """A picture whose middle square, 4x4 px, has sixteen greys."""
    pixels = np.zeros((4, 8), np.uint8)
    pixels[:, 2:6] = np.arange(16).reshape(4, 4) * 17
    path = tmp_path / "ramp.png"
    Pillow.fromarray(pixels).save(path)
    return path


RAMP = (np.arange(16).reshape(4, 4) * 17).astype(np.uint8)[..., None]


@pytest.fixture
def hands(explore, pair):
    return explore(pair)


@pytest.fixture
def place(hands):
    return hands.place


def _arrived(hands, qtbot):
    place = hands.place
    qtbot.waitUntil(lambda: place.explorer.point.base is not None, timeout=9000)
    hands.ready()


def test_a_picture_is_found_and_shown_beside_what_the_model_makes_of_it(
    hands, qtbot, photo, monkeypatch
):
    place = hands.place
    before = place.explorer.point
    assert place.panel.picture.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(photo), ""))
    hands.press(Qt.Key.Key_P, CTRL, SHIFT)
    _arrived(hands, qtbot)
    assert np.array_equal(place.explorer.shown.pixels, RAMP)
    assert np.array_equal(place.parts.real.original(place.explorer.point), RAMP)
    canvas = place.stage.picture
    assert canvas.original.width() == 4
    assert canvas.place.left() > canvas.width() / 2
    assert place.stage.what.text().startswith("ramp.png")
    # Turning a dial leaves the picture where it is, to be compared.
    point = place.explorer.point.with_value(("z", 0), 1.0)
    place.explorer.go(point, "Change z 1")
    hands.ready()
    assert not canvas.original.isNull()
    assert not np.array_equal(place.explorer.shown.pixels, RAMP)
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.press(Qt.Key.Key_Z, CTRL)
    assert place.explorer.point == before
    hands.ready()
    assert canvas.original.isNull()
    middle = pytest.approx(canvas.width() / 2, abs=2)
    qtbot.waitUntil(lambda: canvas.place.center().x() == middle)  # once it is painted


def test_a_dropped_picture_comes_to_the_encoder(hands, qtbot, photo):
    hands.window.open_paths([photo])
    _arrived(hands, qtbot)
    assert hands.window.current == "explore"


def test_a_pasted_picture_comes_to_the_encoder(hands, qtbot):
    data = QMimeData()
    data.setImageData(to_image(RAMP))
    assert hands.window.opener.take(data)
    _arrived(hands, qtbot)
    assert np.array_equal(hands.place.explorer.shown.pixels, RAMP)


def test_without_an_encoder_a_dropped_picture_goes_to_translate(
    explore, generator, qtbot, photo
):
    hands = explore(generator())
    assert not hands.place.panel.picture.isVisible()
    assert not hands.window.commands.action("explore.picture").isEnabled()
    hands.window.open_paths([photo])
    qtbot.waitUntil(lambda: hands.window.current == "translate", timeout=9000)


def test_a_picture_that_cannot_be_read_is_one_sentence(hands, qtbot, tmp_path):
    place = hands.place
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    place.open([bad])
    qtbot.waitUntil(lambda: place.stage.error.isVisible(), timeout=9000)
    assert "bad.png" in place.stage.error.text
    assert place.explorer.point.base is None
    place.explorer.choose_seed(3)
    assert not place.stage.error.isVisible()


def test_an_encoder_that_is_gone_is_one_sentence(hands, qtbot, pair, photo):
    place = hands.place
    pair.with_name("encoder.onnx").unlink()
    place.open([photo])
    qtbot.waitUntil(lambda: place.stage.error.isVisible(), timeout=9000)
    assert "encoder.onnx" in place.stage.error.text


def test_real_pictures_can_be_walked_between(hands, qtbot, photo, tmp_path):
    place = hands.place
    other = tmp_path / "white.png"
    Pillow.fromarray(np.full((4, 4), 255, np.uint8)).save(other)
    for path in (photo, other):
        place.open([path])
        qtbot.waitUntil(
            lambda name=path.name: (
                place.explorer.point.base is not None
                and place.explorer.point.base.name == name
            ),
            timeout=9000,
        )
        place.kept.keep()
    hands.press(Qt.Key.Key_W, CTRL, SHIFT)
    qtbot.waitUntil(lambda: place.parts.walk.frames is not None, timeout=9000)
    frames = place.parts.walk.frames
    assert np.array_equal(frames[0], RAMP)
    assert frames[-1].min() == 255
    assert place.parts.walk.name == "decoder-walk-ramp.png-to-white.png"


def test_a_place_from_a_picture_comes_back_at_the_next_start(
    hands, qtbot, photo, window
):
    place = hands.place
    place.open([photo])
    _arrived(hands, qtbot)
    place.kept.keep()
    state = json.loads(json.dumps(place.state()))
    later = window()
    later.place("explore").restore(state)
    later.show_workspace("explore")
    explorer = later.workspace.explorer
    qtbot.waitUntil(lambda: explorer.shown is not None, timeout=9000)
    assert np.array_equal(explorer.shown.pixels, RAMP)
    assert explorer.point == place.explorer.point
    assert later.workspace.kept.all[0].point == place.explorer.point

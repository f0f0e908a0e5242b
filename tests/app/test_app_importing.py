"""Models from elsewhere: what they mean is found out, and the copy translates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from ganstudio.api import ModelFileError
from ganstudio.app.importing import Imported, Meaning, import_model, inspect
from ganstudio.app.models import list_models
from ganstudio.core.images import Picture, read_pixels
from ganstudio.core.model_file import check_model_file
from ganstudio.core.paths import models_dir, resources
from ganstudio.inference import Model, translate

RNG = np.random.default_rng(5)
PHOTO = read_pixels(resources() / "images" / "mountains.jpg")[:64, :96]


def save(path: Path, nodes, given, made, kind=TensorProto.FLOAT, **weights) -> Path:
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", kind, given)],
        [helper.make_tensor_value_info("y", kind, made)],
        [numpy_helper.from_array(w, name) for name, w in weights.items()],
    )
    model = helper.make_model(
        graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)]
    )
    onnx.save(model, str(path))
    return path


def node(kind: str, *names: str, **attributes):
    *inputs, output = names
    return helper.make_node(kind, inputs, [output], **attributes)


def imported(path: Path, **changes: str) -> Model:
    guess = inspect(path)
    guess = replace(guess, meaning=replace(guess.meaning, **changes))
    return Model.open(import_model(path, Imported(), guess).path)


def made_of(model: Model) -> np.ndarray:
    return translate(model, Picture(PHOTO)).pixels.astype(int)


@pytest.fixture
def swapper(tmp_path: Path) -> Path:
    """Divides by 255, swaps red and blue, ends with a clip to 0..1; (N, H, W, 3)."""
    return save(
        tmp_path / "Swap Colours.onnx",
        [
            node("Div", "x", "top", "unit"),
            node("Gather", "unit", "at", "swapped", axis=3),
            node("Clip", "swapped", "low", "high", "y"),
        ],
        ["N", "h", "w", 3],
        ["N", "h", "w", 3],
        top=np.float32(255),
        at=np.array([2, 1, 0]),
        low=np.float32(0),
        high=np.float32(1),
    )


def test_layout_and_ranges_are_read_from_the_graph(swapper):
    guess = inspect(swapper)
    assert guess.meaning == Meaning("NHWC", "0..255", "0..1")
    assert guess.sure
    assert guess.size is None
    assert (guess.multiple_of, guess.scale, guess.channels) == (1, 1, (3, 3))
    assert any("255" in reason for reason in guess.reasons)


def test_the_copy_translates_as_the_file_itself_does(swapper):
    model = imported(swapper)
    assert np.abs(made_of(model) - PHOTO[..., ::-1]).max() <= 1


def test_the_copy_lies_among_the_users_models_with_a_card_and_a_preview(swapper):
    path = imported(swapper).path
    assert path == models_dir() / "swap-colours.onnx"
    found = check_model_file(path)
    assert found.card.title == "Swap colours"
    assert found.card.data_note == "imported from Swap Colours.onnx"
    assert found.preview is not None
    (entry,) = [e for e in list_models() if e.source == "user"]
    assert entry.name == "swap-colours"
    # A second import takes the next name, and the first stays.
    assert imported(swapper).path.name == "swap-colours-2.onnx"


def test_what_goes_before_and_behind_can_be_chosen(swapper):
    # The file's own swap and that of BGR cancel out.
    assert np.abs(made_of(imported(swapper, order="BGR")) - PHOTO[..., ::-1]).max() <= 1
    bare = imported(swapper, input_range="0..1", output_range="0..1")
    assert made_of(bare).max() <= 1  # 0..1 divided by 255


def test_imagenet_normalisation_comes_before_the_network(tmp_path):
    path = save(
        tmp_path / "same.onnx", [node("Identity", "x", "y")], *[["N", 3, "h", "w"]] * 2
    )
    model = imported(
        path, normalise="imagenet", input_range="0..1", output_range="0..1"
    )
    mean, spread = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    wanted = ((PHOTO / 255 - mean) / spread).clip(0, 1) * 255
    assert np.abs(made_of(model) - wanted).max() <= 1


def test_a_network_of_0_to_255_without_a_hint_is_judged_by_a_photograph(tmp_path):
    # Adds a few grey levels: with -1..1 going in, the picture would drown in them.
    path = save(
        tmp_path / "style.onnx",
        [node("Conv", "x", "w", "b", "y", pads=[1, 1, 1, 1])],
        [1, 3, "h", "w"],
        [1, 3, "h", "w"],
        w=(np.eye(3)[..., None, None] * np.full((3, 3), 1 / 9)).astype(np.float32),
        b=np.array([4, 6, 8], np.float32),
    )
    guess = inspect(path)
    assert (guess.meaning.input_range, guess.meaning.output_range) == ("0..255",) * 2
    assert not guess.sure
    assert "photograph" in guess.reasons[-1]


def test_tanh_strides_and_scale_are_found(tmp_path):
    w = RNG.normal(0, 0.2, (4, 3, 4, 4)).astype(np.float32)
    up = RNG.normal(0, 0.2, (4, 3, 8, 8)).astype(np.float32)
    path = save(
        tmp_path / "net.onnx",
        [
            node("Conv", "x", "w", "h", strides=[4, 4]),
            node("ConvTranspose", "h", "up", "big", strides=[8, 8]),
            node("Tanh", "big", "y"),
        ],
        ["N", 3, "h", "w"],
        ["N", 3, "h2", "w2"],
        w=w,
        up=up,
    )
    guess = inspect(path)
    assert guess.meaning.output_range == "-1..1"
    assert guess.multiple_of == 4
    assert guess.scale == 2
    model = Model.open(import_model(path, Imported(), guess).path)
    odd = translate(model, Picture(PHOTO[:61, :90])).pixels
    assert odd.shape == (122, 180, 3)


def test_half_precision_and_a_fixed_size_are_taken_as_they_are(tmp_path):
    path = save(
        tmp_path / "half.onnx",
        [node("Sigmoid", "x", "y")],
        [1, 3, 32, 48],
        [1, 3, 32, 48],
        kind=TensorProto.FLOAT16,
    )
    guess = inspect(path)
    assert guess.size == (32, 48)
    assert guess.meaning.output_range == "0..1"
    model = Model.open(import_model(path, Imported(), guess).path)
    assert translate(model, Picture(PHOTO[:32, :48])).pixels.shape == (32, 48, 3)


@pytest.mark.parametrize(
    ("given", "made", "wanted"),
    [
        ((1, 3, 32, 32), (1, 1000), "does not turn a picture into one"),
        ((1, 4, 32, 32), (1, 4, 32, 32), "4 channels"),
        ((1, 64), (1, 64), "does not turn a picture into one"),
    ],
)
def test_other_networks_are_refused_in_a_sentence(tmp_path, given, made, wanted):
    path = save(tmp_path / "n.onnx", [node("Identity", "x", "y")], given, made)
    with pytest.raises(ModelFileError, match=wanted):
        inspect(path)


def test_what_is_no_network_is_refused(tmp_path):
    path = tmp_path / "text.onnx"
    path.write_text("not a network at all")
    with pytest.raises(ModelFileError, match=r"text\.onnx"):
        inspect(path)
    with pytest.raises(ModelFileError, match="Could not read"):
        inspect(tmp_path / "absent.onnx")


def test_a_name_that_is_a_path_is_refused(swapper):
    with pytest.raises(ModelFileError, match="a-z"):
        import_model(swapper, Imported(name="../up"), inspect(swapper))


def test_a_failed_import_leaves_nothing_behind(swapper, monkeypatch):
    guess = inspect(swapper)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("ganstudio.app.importing.files.translate", broken)
    with pytest.raises(RuntimeError):
        import_model(swapper, Imported(), guess)
    assert list(models_dir().iterdir()) == []

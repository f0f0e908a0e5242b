"""A network that cannot be run in tiles, and a picture that does not fit in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from ganstudio.api import Image, InferenceError
from ganstudio.core.images import Picture, resize, working_picture
from ganstudio.inference import (
    InferenceProcess,
    Model,
    Report,
    TranslateRequest,
    estimate_memory,
    translate,
)
from ganstudio.inference.model import OutOfMemoryError

ANY = ["n", 3, "h", "w"]
Write = Callable[..., Path]


def array(name: str, values: Any, dtype: Any = np.float32) -> TensorProto:
    return numpy_helper.from_array(np.asarray(values, dtype), name)


@pytest.fixture(scope="session")
def attentive(write: Write) -> Path:
    """Every block of 8x8 px looks at every other one; the picture is added."""
    node = helper.make_node
    nodes = [
        node("AveragePool", ["image"], ["small"], kernel_shape=[8, 8], strides=[8, 8]),
        node("Shape", ["small"], ["size"]),
        node("Reshape", ["small", "flat"], ["rows"]),
        node("Transpose", ["rows"], ["turned"], perm=[0, 2, 1]),
        node("MatMul", ["turned", "rows"], ["scores"]),
        node("Softmax", ["scores"], ["weights"], axis=-1),
        node("MatMul", ["rows", "weights"], ["mixed"]),
        node("Reshape", ["mixed", "size"], ["blocks"]),
        node("Resize", ["blocks", "", "scales"], ["large"], mode="linear"),
        node("Add", ["image", "large"], ["sum"]),
        node("Tanh", ["sum"], ["result"]),
    ]
    weights = [array("flat", [0, 0, -1], np.int64), array("scales", [1, 1, 8, 8])]
    port = Image(multiple_of=8, minimum=8)
    return write("attentive", nodes, weights, [port], Image(name="result"), [ANY, ANY])


def photo(height: int, width: int, dtype: str = "uint8") -> Picture:
    """Smooth: what a smaller size loses can be said."""
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(y / 40), np.cos(x / 50), np.sin((x + y) / 60)]
    values = (np.stack(waves, axis=2) + 1) / 2
    alpha = np.full((height, width), 90, dtype)
    return Picture((values * np.iinfo(dtype).max).astype(dtype), alpha, exif=b"exif")


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_it_is_made_in_the_largest_size_that_fits(attentive: Path, dtype: str) -> None:
    model, picture = Model.open(attentive, threads=1), photo(480, 640, dtype)
    limit = estimate_memory(model, 336, 448)
    assert limit < estimate_memory(model, 480, 640)
    reports: list[Report] = []
    made = translate(model, picture, memory_limit=limit, reported=reports.append)
    (report,) = reports
    assert (report.way, report.tiles) == ("smaller", 1)
    assert report.size is not None
    height, width = report.size
    assert (height, width) == pytest.approx((336, 448), rel=0.03)
    small = translate(model, working_picture(picture, width), tile="off")
    assert np.array_equal(made.pixels, resize(small.pixels, picture.size))
    assert np.array_equal(made.alpha, picture.alpha)
    assert made.exif == b"exif"
    assert "0.5 GB of memory for 640x480 px" in report.reason
    assert "cannot be run in tiles, because" in report.reason
    assert f"made at {width}x{height} px and scaled up." in report.reason
    # Nearly what the whole would be.
    whole = translate(model, picture, tile="off")
    apart = made.pixels.astype(float) - whole.pixels
    assert np.abs(apart).mean() < 0.02 * np.iinfo(dtype).max


def test_off_and_a_number_still_mean_what_they_say(attentive: Path) -> None:
    model, picture = Model.open(attentive, threads=1), photo(480, 640)
    limit = estimate_memory(model, 336, 448)
    with pytest.raises(InferenceError, match=r"make the picture smaller \(about 4"):
        translate(model, picture, tile="off", memory_limit=limit)
    with pytest.raises(InferenceError, match="cannot be run in tiles"):
        translate(model, picture, tile=64, memory_limit=limit)


def test_super_resolution_keeps_its_scale(write: Write) -> None:
    node = helper.make_node
    nodes = [
        node("CumSum", ["image", "axis"], ["bright"]),
        node("ConvTranspose", ["bright", "w"], ["large"], strides=[2, 2]),
        node("Tanh", ["large"], ["result"]),
    ]
    weights = [array("w", np.ones((3, 3, 2, 2)) / 3), array("axis", 3, np.int64)]
    path = write(
        "enlarger",
        nodes,
        weights,
        [Image(minimum=4)],
        Image(name="result", scale=2),
        [ANY, ["n", 3, "h2", "w2"]],
    )
    model, picture = Model.open(path, threads=1), photo(300, 200)
    limit = estimate_memory(model, 200, 134)
    reports: list[Report] = []
    made = translate(model, picture, memory_limit=limit, reported=reports.append)
    assert made.size == (600, 400)
    assert made.alpha is not None
    assert made.alpha.shape == (600, 400)
    assert reports[0].size == pytest.approx((200, 133), rel=0.03)


def fail_above(
    monkeypatch: pytest.MonkeyPatch, area: int
) -> list[tuple[tuple[int, int], bool]]:
    """Let a device run out of memory above a size; returns what was tried."""
    real, tried = Model.run, list[tuple[tuple[int, int], bool]]()

    def run(self: Model, inputs: Mapping[str, Any], **kw: Any) -> Any:
        height, width = inputs["image"].shape[2:]
        fits = height * width <= area
        tried.append(((height, width), fits))
        if not fits:
            raise OutOfMemoryError("out of memory")
        return real(self, inputs, **kw)

    monkeypatch.setattr(Model, "run", run)
    return tried


def test_a_device_that_runs_out_is_given_less_until_it_does(
    attentive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, picture = Model.open(attentive, threads=1), photo(320, 320)
    model.provider = "cuda"  # nobody knows what is free there
    tried = fail_above(monkeypatch, 170 * 170)
    reports: list[Report] = []
    made = translate(model, picture, reported=reports.append)
    assert made.size == (320, 320)
    assert [fits for _, fits in tried] == [False, False, True]
    assert reports[0].size == (156, 156)
    assert "ran out of memory with 320x320 px" in reports[0].reason


def test_no_size_is_small_enough(
    attentive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Model.open(attentive, threads=1)
    fail_above(monkeypatch, 0)
    with pytest.raises(InferenceError, match="ran out of memory with 320x240"):
        translate(model, photo(240, 320))


def test_a_child_says_so_too(attentive: Path) -> None:
    limit = estimate_memory(attentive, 336, 448)
    request = TranslateRequest(attentive, photo(480, 640), memory_limit=limit)
    with InferenceProcess(threads=1) as process:
        answer = process.answer(process.submit(request), 60)
    assert answer is not None
    assert answer.report is not None
    assert answer.report.way == "smaller"
    assert isinstance(answer.report.size, tuple)
    assert "scaled up" in answer.report.reason


def slowly(
    monkeypatch: pytest.MonkeyPatch, seen: list[float], at_least: int
) -> Callable[[float], None]:
    """Let a network take until so many parts were told; returns who is told."""
    real, enough = Model.run, threading.Event()

    def run(self: Model, inputs: Mapping[str, Any], **kw: Any) -> Any:
        if inputs["image"].shape[2] >= 480:
            assert enough.wait(30)
        return real(self, inputs, **kw)

    def tell(part: float) -> None:
        seen.append(part)
        if len(seen) >= at_least:
            enough.set()

    monkeypatch.setattr(Model, "run", run)
    return tell


def test_in_one_piece_the_part_done_is_told_from_the_first_picture_on(
    attentive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Model.open(attentive, threads=1)
    for _ in range(2):
        seen: list[float] = []
        tell = slowly(monkeypatch, seen, 4)
        translate(model, photo(480, 640), tile="off", progress=tell)
        monkeypatch.undo()
        assert seen == sorted(set(seen))
        assert (seen[0], seen[-1]) == (0.0, 1.0)
        assert len(seen) >= 5
        assert seen[-2] < 1


def test_a_part_of_the_picture_is_tried_once(
    attentive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, picture = Model.open(attentive, threads=1), photo(480, 640)
    tried = fail_above(monkeypatch, 10**9)
    translate(model, picture)
    assert [size for size, _ in tried] == [(480, 640)]  # nobody asked for it
    tried.clear()
    model = Model.open(attentive, threads=1)
    for _ in range(2):
        translate(model, picture, progress=lambda part: None)
    assert [size for size, _ in tried] == [(88, 88), (480, 640), (480, 640)]

"""Opening and running a model: inputs that do not fit get a sentence."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from ganstudio.api import InferenceError, ModelFileError
from ganstudio.inference import Model, Stop, StoppedError


def inputs(count: int = 2) -> dict[str, np.ndarray]:
    return {
        "z": np.zeros((count, 4), np.float32),
        "label": np.full((count, 3), 1 / 3, np.float32),
        "hue": np.zeros((count, 1), np.float32),
    }


def test_runs_any_batch_and_tells_the_backend(digits: Path) -> None:
    model = Model.open(digits)
    assert model.card.labels == ("cat", "dog", "7")
    assert model.provider == "cpu"
    for count in (1, 5):
        result = model.run(inputs(count))
        assert result.shape == (count, 3, 8, 8)
        assert result.dtype == np.float32
        assert np.abs(result).max() <= 1
    assert model.seconds > 0


@pytest.mark.parametrize(
    ("name", "array", "words"),
    [
        ("z", np.zeros((2, 5), np.float32), r"z must be float32 \(N, 4\)"),
        ("z", np.zeros((2, 4)), "float64"),
        ("z", np.zeros((0, 4), np.float32), r"\(0, 4\)"),
        ("z", np.zeros(4, np.float32), r"\(4,\)"),
        ("hue", np.zeros((1, 1), np.float32), "same N, not z: 2"),
    ],
)
def test_inputs_that_do_not_fit(
    digits: Path, name: str, array: np.ndarray, words: str
) -> None:
    with pytest.raises(InferenceError, match=words):
        Model.open(digits).run({**inputs(), name: array})


def test_missing_and_unknown_inputs(digits: Path) -> None:
    model = Model.open(digits)
    with pytest.raises(InferenceError, match="takes z, label, hue, not z"):
        model.run({"z": inputs()["z"]})
    with pytest.raises(InferenceError, match="not nothing"):
        model.run({})


def test_sides_that_the_network_does_not_take(mirror: Path) -> None:
    model = Model.open(mirror)
    for side in (12, 18):
        with pytest.raises(InferenceError, match=r"multiples of 4 px and at least 16"):
            model.run({"image": np.zeros((1, 3, side, side), np.float32)})


def test_a_backend_that_is_not_there_is_an_error_and_no_fall_back(
    digits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InferenceError, match="Backend quantum is not available"):
        Model.open(digits, provider="quantum")
    # onnxruntime itself says that it has CUDA, and then runs on the CPU.
    monkeypatch.setattr(
        "ganstudio.inference.session.available_providers", lambda: ("cuda", "cpu")
    )
    with (
        pytest.warns(UserWarning, match="CUDAExecutionProvider"),
        pytest.raises(InferenceError, match="fell back to cpu"),
    ):
        Model.open(digits, provider="cuda")


def test_a_damaged_file_is_not_run(digits: Path, tmp_path: Path) -> None:
    path = tmp_path / "digits.onnx"
    data = bytearray(digits.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelFileError):
        Model.open(path)


def test_a_run_can_be_stopped(endless: Path) -> None:
    model = Model.open(endless)
    stop = Stop()
    threading.Timer(0.3, stop.set).start()
    begin = time.monotonic()
    with pytest.raises(StoppedError):
        model.run({"z": np.ones((1, 3), np.float32)}, stop=stop)
    assert time.monotonic() - begin >= 0.2
    with pytest.raises(StoppedError):
        model.run({"z": np.ones((1, 3), np.float32)}, stop=stop)

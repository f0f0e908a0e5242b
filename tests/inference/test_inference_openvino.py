"""OpenVINO as the backend: the results of onnxruntime, and on request only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from onnx import helper

from ganstudio.api import Image, InferenceError
from ganstudio.core.paths import resources
from ganstudio.inference import Model, Stop, StoppedError
from ganstudio.inference.session import available_providers

# Not importorskip: a bare import of openvino reports itself to its makers.
installed = pytest.mark.skipif(
    find_spec("openvino") is None, reason="the extra openvino is not installed"
)


@installed
@pytest.mark.parametrize(
    "name", ["digits", "mirror", "negative", "painter", "doubler", "points"]
)
def test_results_are_those_of_onnxruntime(
    name: str, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(name)
    ours = Model.open(path, provider="openvino", threads=1)
    theirs = Model.open(path, provider="cpu", threads=1)
    assert (ours.provider, theirs.provider) == ("openvino", "cpu")
    rng = np.random.default_rng(5)
    for count, height, width in ((1, 16, 24), (3, 32, 20)):
        inputs = {
            port.name: rng.standard_normal(
                (count, port.channels, height, width)
                if isinstance(port, Image)
                else (count, getattr(port, "classes", getattr(port, "size", 1))),
                np.float32,
            )
            for port in ours.card.inputs
        }
        result, expected = ours.run(inputs), theirs.run(inputs)
        assert result.dtype == np.float32
        assert result.shape == expected.shape
        assert np.abs(result - expected).max() <= 1e-3
    assert ours.seconds > 0


@installed
def test_it_is_listed_and_never_chosen_unasked(negative: Path) -> None:
    assert "openvino" in available_providers()
    assert Model.open(negative).provider == "cpu"


@installed
def test_inputs_are_checked_and_a_stop_holds_for_later_runs(negative: Path) -> None:
    model = Model.open(negative, provider="openvino", threads=1)
    image = np.ones((1, 3, 4, 4), np.float32)
    with pytest.raises(InferenceError, match="must be float32"):
        model.run({"image": image[0]})
    stop = Stop()
    assert model.run({"image": image}, stop=stop).max() == -1
    stop.set()
    with pytest.raises(StoppedError):
        model.run({"image": image}, stop=stop)


@installed
def test_a_graph_that_it_does_not_take_is_one_sentence(
    write: Callable[..., Path],
) -> None:
    path = write(
        "misspelt",
        [helper.make_node("Tahn", ["image"], ["result"])],
        [],
        [Image()],
        Image(name="result"),
        [["n", 3, "h", "w"], ["n", 3, "h", "w"]],
    )
    with pytest.raises(InferenceError, match=r"by OpenVINO .*Tahn.*: choose") as caught:
        Model.open(path, provider="openvino")
    assert len(str(caught.value).splitlines()) == 1


@installed
def test_nothing_is_reported_to_its_makers(negative: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from ganstudio.inference import Model;"
        f" print(Model.open({str(negative)!r}, provider='openvino').provider);"
        " assert not any(m.startswith('openvino_telemetry.') for m in sys.modules)"
    )
    # In continuous integration it would keep quiet by itself.
    environment = {k: v for k, v in os.environ.items() if k != "CI"}
    environment |= {"HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("openvino\n", "")
    left = {path.name for path in tmp_path.iterdir()}
    assert not left & {"intel", "Intel Corporation"}


def test_without_the_package_a_sentence_says_how_to_install_it(
    negative: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert "openvino" not in available_providers()
    with pytest.raises(InferenceError, match=r'pip install "ganstudio\[openvino\]"'):
        Model.open(negative, provider="openvino")
    assert Model.open(negative).provider == "cpu"


@installed
def test_a_file_with_a_preview_in_its_card_is_taken() -> None:
    path = resources() / "models" / "desert-to-snow.onnx"
    x = np.random.default_rng(0).uniform(-1, 1, (1, 3, 32, 32)).astype(np.float32)
    ours = Model.open(path, provider="openvino", threads=1).run({"picture": x})
    theirs = Model.open(path, provider="cpu", threads=1).run({"picture": x})
    assert np.abs(ours - theirs).max() < 1e-3


@installed
def test_bfloat16_is_close_and_says_its_name(painter: Path) -> None:
    flags = Path("/proc/cpuinfo")
    if not flags.exists() or "avx512_bf16" not in flags.read_text():
        with pytest.raises(InferenceError, match="no bfloat16"):
            Model.open(painter, provider="openvino-bf16")
        return
    rounded = Model.open(painter, provider="openvino-bf16", threads=1)
    assert rounded.provider == "openvino-bf16"
    exact = Model.open(painter, provider="openvino", threads=1)
    image = np.random.default_rng(1).uniform(-1, 1, (1, 3, 32, 32)).astype(np.float32)
    apart = rounded.run({"image": image}) - exact.run({"image": image})
    assert 0 < np.abs(apart).max() < 0.2

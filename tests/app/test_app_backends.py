"""A backend beside the exact one: numbers, sentences, refusals."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio import inference
from ganstudio.api import InferenceError, PictureError
from ganstudio.app import backends
from ganstudio.app.backends import Closeness, compare_backend, title_of
from ganstudio.core.paths import resources

PHOTO = Path(__file__).parents[1] / "data" / "photos" / "beach.jpg"
# Not importorskip: a bare import of openvino reports itself to its makers.
needs_openvino = pytest.mark.skipif(
    find_spec("openvino") is None, reason="the extra openvino is not installed"
)


def made(psnr: float | None, seconds: float = 1.0) -> Closeness:
    return Closeness("openvino-bf16", (10, 20), psnr, seconds, 3.1)


@needs_openvino
def test_openvino_in_float32_is_closer_than_any_eye_sees():
    model = resources() / "models" / "painter-van-gogh.onnx"
    found = compare_backend(model, PHOTO, "openvino", threads=1)
    assert found.backend == "openvino"
    assert found.size == (96, 144)
    # Not hidden by rounding to 8 bits, which would end at 59 dB.
    assert found.psnr is None or found.psnr > 80
    assert found.warning == ""
    assert found.seconds > 0
    assert found.factor == pytest.approx(found.exact_seconds / found.seconds)


@needs_openvino
def test_it_is_made_small_and_says_how_far_it_is(negative, tmp_path, monkeypatch):
    monkeypatch.setattr(backends, "COMPARED_SIZE", 72)
    parts: list[float] = []
    found = compare_backend(negative(), PHOTO, "openvino", progress=parts.append)
    assert found.size == (48, 72)
    assert parts == sorted(parts)
    assert parts[-1] == 1
    found = compare_backend(negative(), PHOTO, "openvino", working_size=36)
    assert found.size == (24, 36)


def test_one_part_in_a_hundred_of_the_range_is_40_db(negative, monkeypatch):
    translate, load = inference.translate, inference.Model.open

    def open_model(path, *, provider, threads):
        model = load(path, provider="cpu", threads=threads)
        model.provider = provider
        return model

    def level(model, picture, **options):
        assert picture.bits == 16, "rounding to 8 bits would hide what is small"
        result = translate(model, picture, **options)
        result.pixels[...] = 30000 + 655 * (model.provider == "abacus")
        return result

    monkeypatch.setattr(inference.Model, "open", open_model)
    monkeypatch.setattr(inference, "translate", level)
    found = compare_backend(negative(), PHOTO, "abacus")
    assert found.psnr == pytest.approx(40, abs=0.01)


def test_the_exact_one_is_not_compared_with_itself(negative):
    with pytest.raises(InferenceError, match="is the exact one"):
        compare_backend(negative(), PHOTO, "cpu")
    with pytest.raises(InferenceError, match="no such backend"):
        compare_backend(negative(), PHOTO, "abacus")


@needs_openvino
def test_a_picture_that_cannot_be_read_says_so(negative, tmp_path):
    (tmp_path / "torn.jpg").write_bytes(PHOTO.read_bytes()[:300])
    with pytest.raises(PictureError, match=r"torn\.jpg"):
        compare_backend(negative(), tmp_path / "torn.jpg", "openvino")


@given(st.floats(5, 120), st.floats(0.01, 10))
def test_the_sentence_has_both_numbers_and_warns_where_it_is_seen(psnr, seconds):
    found = made(psnr, seconds)
    assert f"{psnr:.1f} dB" in found.sentence
    assert f"{3.1 / seconds:.1f} times as fast" in found.sentence
    assert bool(found.warning) == (psnr < 40)
    assert ("plain to see" in found.warning) == (psnr < 30)


def test_no_difference_is_no_number():
    assert made(None).sentence.startswith("The same as the exact result; 3.1 times")
    assert made(None).warning == ""


def test_a_backend_nobody_knows_keeps_its_name():
    assert title_of("abacus") == "abacus"
    assert title_of("openvino-bf16").startswith("Reduced precision")

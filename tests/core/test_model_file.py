"""The model file: what is written is read back, and damage is named."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from ganstudio.api import (
    Image,
    Label,
    Latent,
    ModelFileError,
    Role,
    SpecError,
    StudioError,
)
from ganstudio.core.model_file import (
    Card,
    Metric,
    Sibling,
    check_model_file,
    read_model_file,
    with_card,
    write_model_file,
)

PREVIEW = b"\x89PNG\r\n\x1a\nnot really a picture"


def graph() -> onnx.ModelProto:
    """A generator: z (N, 2) times weights, as a picture of 1x1 px in colour."""
    weights = numpy_helper.from_array(np.arange(6, dtype=np.float32).reshape(2, 3), "w")
    shape = numpy_helper.from_array(np.array([-1, 3, 1, 1]), "shape")
    product = helper.make_node("MatMul", ["z", "w"], ["flat"])
    product.doc_string = "File /home/somebody/train.py"
    reshape = helper.make_node("Reshape", ["flat", "shape"], ["image"])
    entry = product.metadata_props.add()
    entry.key, entry.value = "stack_trace", "/home/somebody/networks.py"
    made = helper.make_graph(
        [product, reshape],
        "generator",
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, 1, 1])],
        [weights, shape],
    )
    return helper.make_model(
        made, opset_imports=[helper.make_opsetid("", 18)], ir_version=10
    )


def card(**changes: object) -> Card:
    values = {
        "name": "generator",
        "title": "Größe",
        "role": "generator",
        "model": "dcgan",
        "inputs": (Latent(size=2),),
        "output": Image(size=(1, 1)),
        "metrics": (Metric(name="FID", value=12.5, protocol="Inception, 10k"),),
        "parity": 1e-6,
    }
    return Card.model_validate({**values, **changes})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_model_file(tmp_path / "m.onnx", graph(), card(), PREVIEW).path


def test_reads_back_what_was_written(tmp_path: Path) -> None:
    written = write_model_file(tmp_path / "m.onnx", graph(), card(), PREVIEW)
    assert read_model_file(written.path) == written
    assert check_model_file(str(written.path)) == written
    assert written.preview == PREVIEW
    assert written.card.title == "Größe"
    assert written.card.opset == 18
    assert len(written.card.sha256) == 64
    assert os.listdir(tmp_path) == ["m.onnx"]


def test_other_programs_can_use_the_file(file: Path) -> None:
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    entries = {p.key: p.value for p in model.metadata_props}
    assert json.loads(entries["ganstudio.card"])["role"] == "generator"


def test_bytes_and_proto_give_the_same_model(tmp_path: Path) -> None:
    one = write_model_file(tmp_path / "a.onnx", graph(), card())
    two = write_model_file(tmp_path / "b.onnx", graph().SerializeToString(), card())
    assert one.card.sha256 == two.card.sha256


def test_the_exporting_machine_stays_private(file: Path) -> None:
    assert b"somebody" not in file.read_bytes()


def test_the_callers_model_is_not_changed(tmp_path: Path) -> None:
    model = graph()
    write_model_file(tmp_path / "m.onnx", model, card())
    assert model == graph()


def test_reading_leaves_the_weights_alone(tmp_path: Path) -> None:
    model = graph()
    big = np.ones((2_000_000, 3), np.float32)
    model.graph.initializer.append(numpy_helper.from_array(big, "unused"))
    path = write_model_file(tmp_path / "m.onnx", model, card()).path
    # All but the first and last bytes become a hole: only a hash would notice.
    with path.open("r+b") as damaged:
        damaged.seek(10_000)
        damaged.write(bytes(20_000_000))
    assert read_model_file(path).card.name == "generator"
    with pytest.raises(ModelFileError, match="sha256"):
        check_model_file(path)


def test_siblings_can_be_linked_later(file: Path) -> None:
    before = read_model_file(file)
    sibling = Sibling(name="encoder", role=Role.ENCODER, file="e.onnx", title="Encoder")
    linked = before.card.model_copy(update={"siblings": (sibling,)})
    with_card(file, linked, before.preview)
    after = check_model_file(file)
    assert after.card.siblings == (sibling,)
    assert after.card.sha256 == before.card.sha256
    assert after.preview == before.preview


def test_a_card_of_another_graph_is_not_written(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(ModelFileError, match="sha256"):
        with_card(file, card(sha256="0" * 64))
    assert file.read_bytes() == before


@given(length=st.integers(0, 10_000))
@settings(max_examples=50)
def test_a_file_cut_off_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    path = write_model_file(folder / "m.onnx", graph(), card(), PREVIEW).path
    data = path.read_bytes()
    path.write_bytes(data[: length % len(data)])
    with pytest.raises(ModelFileError, match=r"cut off|not an ONNX file|empty"):
        read_model_file(path)


def test_a_changed_weight_is_noticed(file: Path) -> None:
    data = file.read_bytes()
    weight = np.float32(5).tobytes()
    assert data.count(weight) == 1
    file.write_bytes(data.replace(weight, np.float32(6).tobytes()))
    assert read_model_file(file).card.name == "generator"
    with pytest.raises(ModelFileError, match="changed or damaged"):
        check_model_file(file)


@given(data=st.binary(max_size=300))
@settings(max_examples=50)
def test_noise_is_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("noise") / "m.onnx"
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match=r"m\.onnx"):
        check_model_file(path)


def test_bad_files_are_named_and_explained(tmp_path: Path, file: Path) -> None:
    def refusal(path: Path) -> str:
        with pytest.raises(ModelFileError) as caught:
            read_model_file(path)
        assert str(path) in str(caught.value)
        return str(caught.value)

    text, empty, foreign = (tmp_path / n for n in ("t.onnx", "e.onnx", "f.onnx"))
    text.write_text("hello\n" * 50)
    empty.touch()
    foreign.write_bytes(graph().SerializeToString())
    assert "not an ONNX file" in refusal(text)
    assert "empty" in refusal(empty)
    assert "without a GAN Studio card" in refusal(foreign)
    assert "is a folder" in refusal(tmp_path)
    assert "does not exist" in refusal(tmp_path / "none.onnx")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"schema_version":1', b'"schema_version":7', "update the program"),
        (b'"role":"generator"', b'"role":"composer_"', "role"),
        (b'"role":"generator"', b'"role":"encoder"  ', "contradicts itself"),
        (b'"schema_version":1', b'"schema_version"11', "cannot be read"),
    ],
)
def test_cards_that_cannot_be_used(
    file: Path, old: bytes, new: bytes, words: str
) -> None:
    file.write_bytes(file.read_bytes().replace(old, new))
    with pytest.raises(ModelFileError, match=words):
        read_model_file(file)


def test_ports_must_be_the_graphs(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    for change, words in (
        ({"inputs": (Latent(name="noise", size=2),)}, "noise"),
        ({"inputs": (Latent(size=3),)}, r"z must be float32 \(any, 3\)"),
        ({"output": Image(channels=1, size=(1, 1))}, r"\(any, 1, 1, 1\)"),
        ({"inputs": (Latent(size=2), Label(classes=4))}, "label"),
    ):
        with pytest.raises(ModelFileError, match=words):
            write_model_file(path, graph(), card(**change))
    assert not path.exists()


def test_weights_in_other_files_are_refused(tmp_path: Path) -> None:
    model = graph()
    model.graph.initializer[0].data_location = TensorProto.EXTERNAL
    with pytest.raises(ModelFileError, match="one file"):
        write_model_file(tmp_path / "m.onnx", model, card())


def test_a_model_too_large_for_a_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ganstudio.core.model_file.write.LARGEST", 100)
    with pytest.raises(ModelFileError, match="GB"):
        write_model_file(tmp_path / "m.onnx", graph(), card())


def test_what_is_no_model_is_not_written(tmp_path: Path) -> None:
    for data in (b"", b"hello", graph().SerializeToString()[:100]):
        with pytest.raises(ModelFileError, match="not written"):
            write_model_file(tmp_path / "m.onnx", data, card())


def test_a_full_disk_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StudioError, match="disk is full"):
        write_model_file(file, graph(), card(title="new"))
    assert file.read_bytes() == before
    assert os.listdir(file.parent) == [file.name]


def test_a_card_checks_its_ports_and_labels() -> None:
    with pytest.raises(SpecError, match="must be an image"):
        card(role="translator")
    with pytest.raises(ValueError, match="3 classes"):
        card(inputs=(Latent(size=2), Label(classes=3)), labels=("a", "b"))

"""Finding model files: by path, by name, and what happens when there is none."""

from __future__ import annotations

import pytest

from ganstudio.api import ModelFileError, Role
from ganstudio.app import models
from ganstudio.app.models import find_model, list_models
from ganstudio.core import paths


@pytest.fixture(autouse=True)
def shipped(tmp_path, monkeypatch):
    """Pretend that the program ships no models; return where they would lie."""
    monkeypatch.setattr(models, "resources", lambda: tmp_path / "resources")
    return tmp_path / "resources" / "models"


def test_demo_user_and_run_models_are_listed_with_their_origin(shipped, generator):
    generator(shipped / "digits.onnx")
    generator(paths.models_dir() / "mine.onnx")
    generator(paths.runs_dir() / "first" / "exports" / "first-20.onnx")
    found = {(entry.name, entry.source) for entry in list_models()}
    assert found == {("digits", "demo"), ("mine", "user"), ("first-20", "run")}


def test_a_damaged_model_is_listed_with_its_reason_and_has_no_role(generator):
    generator(paths.models_dir() / "good.onnx")
    (paths.models_dir() / "bad.onnx").write_text("not a model")
    bad, good = list_models()
    assert bad.name == "bad"
    assert bad.card is None
    assert "bad.onnx" in bad.error
    assert good.card is not None
    assert [e.name for e in list_models(Role.GENERATOR)] == ["good"]
    assert list_models(Role.TRANSLATOR) == []


def test_a_model_is_found_by_path_and_by_name(shipped, generator, tmp_path):
    shipped_file = generator(shipped / "digits.onnx")
    loose = generator(tmp_path / "loose.onnx")
    assert find_model(str(loose)) == loose
    assert find_model("digits") == shipped_file
    assert find_model("digits.onnx") == shipped_file


def test_a_miss_suggests_the_nearest_name(shipped, generator):
    generator(shipped / "digits.onnx")
    with pytest.raises(ModelFileError, match=r"no model digts.*did you mean digits"):
        find_model("digts")


def test_a_path_that_leads_nowhere_finds_no_model_of_that_name(
    shipped, generator, tmp_path
):
    generator(shipped / "digits.onnx")
    with pytest.raises(ModelFileError, match="no model"):
        find_model(str(tmp_path / "digits.onnx"))


def test_two_models_of_one_name_must_be_told_apart(shipped, generator):
    one = generator(shipped / "digits.onnx")
    two = generator(paths.models_dir() / "digits.onnx")
    with pytest.raises(ModelFileError) as caught:
        find_model("digits")
    assert str(one) in str(caught.value)
    assert str(two) in str(caught.value)


def test_a_file_of_another_kind_is_named_as_such(tmp_path):
    (tmp_path / "weights.pt").write_bytes(b"\x80\x02")
    with pytest.raises(ModelFileError, match=r"not a model file.*\.onnx"):
        find_model(str(tmp_path / "weights.pt"))

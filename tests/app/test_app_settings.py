"""Settings from texts, presets and the length of a run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.api import Config, ConfigError, DataKind, ModelSpec, knob
from ganstudio.app.settings import build_config, check_device, parse_settings


class Toy(Config):
    """Settings of a toy."""

    lr: float = knob(1e-3, "Learning rate.", gt=0)


SPEC = ModelSpec(
    id="toy",
    title="Toy",
    summary="A toy.",
    data=DataKind.BUILT_IN,
    config=Toy,
    presets={"paper": {"epochs": 25, "lr": 2e-4}},
    build="a:b",
    train="a:b",
    graphs="a:b",
)


def test_settings_lie_over_the_preset_and_that_over_the_defaults():
    config = build_config(SPEC, "paper", parse_settings(["lr=0.5"]))
    assert isinstance(config, Toy)
    assert (config.lr, config.epochs, config.batch_size) == (0.5, 25, 64)


def test_steps_that_somebody_asks_for_win_over_a_presets_epochs():
    config = build_config(SPEC, "paper", {"steps": "30"})
    assert (config.steps, config.epochs) == (30, 0)


def test_epochs_that_somebody_asks_for_stay():
    config = build_config(SPEC, None, {"steps": "30", "epochs": "2"})
    assert (config.steps, config.epochs) == (30, 2)


def test_every_problem_is_told_at_once_with_the_nearest_name():
    with pytest.raises(ConfigError) as caught:
        build_config(SPEC, None, parse_settings(["batchsize=8", "lr=-1"]))
    text = str(caught.value)
    assert "did you mean batch_size?" in text
    assert "lr" in text


def test_an_unknown_preset_suggests_one():
    with pytest.raises(ConfigError, match="did you mean paper"):
        build_config(SPEC, "papr", {})


@pytest.mark.parametrize("pair", ["lr", "=3", "  =3"])
def test_a_setting_must_be_key_and_value(pair):
    with pytest.raises(ConfigError, match="key=value"):
        parse_settings([pair])


def test_one_setting_with_two_values_is_refused():
    with pytest.raises(ConfigError, match="given twice"):
        parse_settings(["lr=1", "lr=2"])


@settings(max_examples=30)
@given(st.from_regex(r"[a-z_]+", fullmatch=True), st.text())
def test_everything_after_the_first_equals_sign_is_the_value(key, value):
    assert parse_settings([f"{key}={value}"]) == {key: value}


@pytest.mark.parametrize("device", ["auto", "cpu", "mps", "cuda:1"])
def test_devices_by_their_names(device):
    assert check_device(device) == device


def test_cuda_alone_is_the_first_one():
    assert check_device("cuda") == "cuda:0"


@pytest.mark.parametrize("device", ["gpu", "cuda:", "cuda:x", "", "CPU"])
def test_other_devices_are_refused(device):
    with pytest.raises(ConfigError, match="must be auto, cpu"):
        check_device(device)

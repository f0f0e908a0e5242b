"""What a form holds, without a widget."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import model_validator

from ganstudio.api import Config, DataKind, ModelSpec, knob, knobs
from ganstudio.app.settings import build_config, range_of
from ganstudio.gui.form import FormModel, title_of
from ganstudio.gui.form.steps import grain_of, stepped
from ganstudio.gui.form.words import help_of


class ToyConfig(Config):
    side: int = knob(64, "Side.", unit="px", ge=8, le=256, multiple_of=4)
    lr: float = knob(2e-4, "Rate.", group="optimiser", gt=0, le=0.1, log=True)
    mix: float = knob(0.5, "Mix.", ge=0, lt=1, advanced=True)
    flip: bool = knob(False, "Mirror.")
    way: Literal["near", "far"] = knob("near", "Way.")

    @model_validator(mode="after")
    def _agree(self) -> ToyConfig:
        if self.way == "far" and self.side < 32:
            raise ValueError("far needs a side of 32 or more")
        return self


@pytest.fixture
def spec():
    return ModelSpec(
        id="toy",
        title="Toy",
        summary="Toy.",
        data=DataKind.IMAGES,
        config=ToyConfig,
        presets={
            "quick": {"side": 32, "flip": True},
            "paper": {"epochs": 25, "lr": 1e-3},
        },
        build="toys:build",
        train="toys:train",
        graphs="toys:graphs",
    )


def test_a_form_begins_with_the_values_of_its_preset(spec):
    form = FormModel(spec, "quick")
    assert (form.value("side"), form.value("flip")) == ("32", True)
    assert (form.value("lr"), form.value("way")) == ("0.0002", "near")
    assert form.settings == {}
    assert not form.any_changed
    assert form.config == build_config(spec, "quick", {})


def test_typed_values_are_what_differs_from_the_preset(spec):
    form = FormModel(spec, "quick")
    form.set("side", "64")
    form.set("lr", "1e-3")
    form.set("flip", False)
    form.set("way", "far")
    assert form.settings == {"side": 64, "lr": 0.001, "flip": False, "way": "far"}
    assert form.preset == "quick"
    assert form.config == build_config(spec, "quick", form.settings)
    form.reset("lr")
    form.set("side", " 32 ")
    assert form.settings == {"flip": False, "way": "far"}


def test_a_number_written_otherwise_is_no_change(spec):
    form = FormModel(spec)
    form.set("lr", "2e-4")
    form.set("steps", "010000")
    assert not form.any_changed


def test_every_problem_is_told_at_once_beside_its_own_knob(spec):
    form = FormModel(spec)
    told = []
    form.changed.connect(lambda: told.append(dict(form.problems)))
    form.set("side", "63")
    form.set("lr", "0")
    form.set("steps", "")
    form.set("mix", "half")
    assert form.config is None
    assert form.problems == {
        "side": "Must be a multiple of 4, not 63.",
        "lr": "Must be more than 0, not 0.",
        "steps": "Must be a whole number.",
        "mix": "Must be a number, not 'half'.",
    }
    assert form.title_of_problems() == ["Side", "Learning rate", "Mix", "Steps"]
    assert len(told[0]) == 1
    for name, value in (("side", "64"), ("lr", "0.1"), ("steps", "5"), ("mix", "0")):
        form.set(name, value)
    assert form.problems == {}
    assert form.config is not None


def test_a_contradiction_between_knobs_belongs_to_the_whole_form(spec):
    form = FormModel(spec)
    form.set("side", "16")
    form.set("way", "far")
    assert form.problems == {"": "Far needs a side of 32 or more."}


def test_choosing_a_preset_shows_its_values_and_gives_up_changes(spec):
    form = FormModel(spec, "quick")
    form.set("side", "16")
    form.choose_preset("paper")
    assert (form.value("side"), form.value("epochs")) == ("64", "25")
    assert form.settings == {}
    form.choose_preset(None)
    assert form.value("epochs") == "0"


def test_steps_win_over_epochs_that_only_the_preset_asked_for(spec):
    form = FormModel(spec, "paper")
    form.set("steps", "500")
    assert form.value("epochs") == "0"
    assert form.config.steps == 500
    assert form.config.epochs == 0
    assert form.config == build_config(spec, "paper", form.settings)


def test_epochs_that_a_person_keeps_beside_changed_steps_hold(spec):
    form = FormModel(spec, "paper")
    form.set("steps", "500")
    form.reset("epochs")
    assert form.settings == {"steps": 500, "epochs": 25}
    assert form.config.epochs == 25


def test_a_form_comes_back_with_what_was_changed_also_wrong_values(spec):
    form = FormModel(spec, "quick")
    form.set("side", "7x")
    form.set("flip", False)
    other = FormModel(spec)
    other.restore(form.state())
    assert other.preset == "quick"
    assert (other.value("side"), other.value("flip")) == ("7x", False)
    assert "side" in other.problems


def test_a_state_of_another_version_is_taken_as_far_as_it_fits(spec):
    form = FormModel(spec)
    form.restore(
        {
            "preset": "gone",
            "values": {"side": "128", "gone": "1", "flip": "yes", "lr": 3},
        }
    )
    assert form.preset is None
    assert form.settings == {"side": 128}
    form.restore({"values": [1]})
    assert form.settings == {}


def _knob(name):
    return next(k for k in knobs(ToyConfig) if k.name == name)


@pytest.mark.parametrize(
    ("name", "value", "steps", "reached"),
    [
        ("steps", 10_000, 1, 11_000),
        ("steps", 10_000, -1, 9_000),
        ("steps", 1, -1, 1),
        ("batch_size", 64, 1, 128),
        ("batch_size", 48, -1, 32),
        ("batch_size", 65_536, 1, 65_536),
        ("side", 128, 1, 136),
        ("side", 130, -1, 128),
        ("side", 256, 1, 256),
        ("lr", 2e-4, 1, 5e-4),
        ("lr", 2e-4, -1, 1e-4),
        ("lr", 1e-4, -1, 5e-5),
        ("lr", 3e-4, 1, 5e-4),
        ("lr", 0.1, 1, 0.1),
        ("mix", 0.5, 1, 0.51),
        ("mix", 0.0, -1, 0.0),
    ],
)
def test_one_press_of_an_arrow(name, value, steps, reached):
    grain = grain_of(ToyConfig, name)
    assert stepped(_knob(name), value, steps, grain) == pytest.approx(reached)


def test_arrows_stay_inside_open_bounds():
    assert 0 < stepped(_knob("lr"), 1e-8, -30) < 1e-6
    assert 0.9 < stepped(_knob("mix"), 0.99, 30) < 1


def test_ranges_and_help_say_unit_default_and_the_command_lines_name():
    assert range_of(_knob("side")) == "8 to 256 px"
    assert range_of(_knob("lr")) == "above 0 to 0.1"
    assert range_of(_knob("way")) == "near, far"
    text = help_of(_knob("side"), 32, "quick")
    assert "Takes 8 to 256 px." in text
    assert "Default 64; 32 in preset quick." in text
    assert "--set side=" in text
    assert title_of("batch_size") == "Batch size"

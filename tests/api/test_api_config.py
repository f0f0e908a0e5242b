"""A config reports every mistake at once and describes itself as data."""

import json
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.api import Config, ConfigError, PictureConfig, knob, knobs, parse_config


class Example(PictureConfig):
    width: int = knob(64, "Filters.", unit="filters", ge=4, lt=512, log=True)
    upsampling: Literal["transposed", "resize"] = knob("resize", "How to enlarge.")
    lr: float = knob(2e-4, "Learning rate.", gt=0, le=0.1, live=True, advanced=True)


def test_every_mistake_is_reported_at_once_with_the_nearest_name():
    values = {"widht": 3, "batch_size": "0", "lr": "fast", "upsampling": "pixels"}
    with pytest.raises(ConfigError) as caught:
        parse_config(Example, values)
    problems = {p.field: p.message for p in caught.value.problems}
    assert problems.keys() == values.keys()
    assert "did you mean width?" in problems["widht"]
    assert "greater than or equal to 1, not '0'" in problems["batch_size"]
    assert "not 'fast'" in problems["lr"]
    assert "'transposed' or 'resize'" in problems["upsampling"]
    assert "\n" not in str(caught.value)


def test_text_from_a_command_line_becomes_numbers():
    config = parse_config(Example, {"width": "32", "lr": "1e-3", "flip": "true"})
    assert (config.width, config.lr, config.flip) == (32, 1e-3, True)


@pytest.mark.parametrize("value", ["nan", "inf", float("nan")])
def test_a_number_that_is_not_finite_is_refused(value):
    with pytest.raises(ConfigError, match="lr"):
        parse_config(Example, {"lr": value})


def test_a_config_cannot_be_changed_behind_the_hosts_back():
    config = Example()
    with pytest.raises(ValueError, match="frozen"):
        config.width = 3


@given(
    width=st.integers(4, 511),
    lr=st.floats(1e-9, 0.1),
    upsampling=st.sampled_from(["transposed", "resize"]),
    flip=st.booleans(),
)
@settings(max_examples=25)
def test_a_config_comes_back_from_json(**values):
    config = parse_config(Example, values)
    again = parse_config(Example, json.loads(json.dumps(config.model_dump())))
    assert again == config


def test_knobs_describe_each_field_once_the_models_own_first():
    described = {k.name: k for k in knobs(Example)}
    assert list(described) == [k.name for k in knobs(Example)]
    assert described.keys() == Example.model_fields.keys()
    assert list(described).index("width") < list(described).index("steps")
    width, lr = described["width"], described["lr"]
    assert (width.kind, width.unit, width.log) == ("int", "filters", True)
    assert (width.low, width.open_low, width.high, width.open_high) == (
        4,
        False,
        512,
        True,
    )
    assert (lr.low, lr.open_low, lr.live, lr.advanced) == (0, True, True, True)
    assert described["upsampling"].choices == ("transposed", "resize")
    assert described["flip"].kind == "bool"
    assert all(k.help.endswith(".") for k in described.values())


def test_a_field_that_no_form_can_draw_is_refused():
    class Odd(Config):
        sizes: list[int] = knob([1], "Sizes.")

    with pytest.raises(TypeError, match=r"Odd\.sizes must be int"):
        knobs(Odd)

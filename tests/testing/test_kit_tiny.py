"""Tiny data opens, and tiny settings are as small as a config allows."""

from __future__ import annotations

import pytest

from ganstudio.api import Config, DataKind, ModelSpec, PictureConfig, knob, parse_config
from ganstudio.core.data import open_data
from ganstudio.testing.kit.tiny import tiny_config, tiny_data


@pytest.mark.parametrize("kind", DataKind)
def test_tiny_data_of_every_kind_opens_without_a_skipped_file(kind, tmp_path):
    data = open_data(kind, *tiny_data(kind, tmp_path / "data"))
    assert data.skipped == ()
    sides = {DataKind.UNPAIRED: 2, DataKind.PAIRED: 2, DataKind.STYLE: 2}
    wanted = 0 if kind is DataKind.BUILT_IN else sides.get(kind, 1)
    assert len(data.train.domains) == wanted
    assert all(len(domain) for domain in data.train.domains)
    assert len(data.labels) == (3 if kind is DataKind.LABELLED else 0)


def spec(config: type[Config], **presets) -> ModelSpec:
    return ModelSpec(
        id="tiny",
        title="Tiny",
        summary="For a test.",
        data=DataKind.IMAGES,
        config=config,
        presets=presets,
        build="a:b",
        train="a:b",
        graphs="a:b",
    )


class Demanding(PictureConfig):
    image_size: int = knob(64, "A side.", ge=32, le=128, multiple_of=32)
    batch_size: int = knob(64, "Pictures in a step.", ge=4, le=64, multiple_of=4)
    width: int = knob(64, "Filters.", gt=4, le=64)
    blocks: int = knob(9, "Blocks.", ge=6, le=9)


def test_the_smallest_settings_that_are_accepted_are_taken():
    values = tiny_config(spec(Demanding), 6)
    config = parse_config(Demanding, values)
    chosen = (config.image_size, config.batch_size, config.width, config.blocks)
    assert chosen == (32, 4, 5, 6)
    assert (config.steps, config.epochs) == (6, 0)


def test_a_preset_called_test_goes_first():
    values = tiny_config(spec(Demanding, test={"width": 16, "steps": 900}), 6)
    assert values["width"] == 16
    assert values["steps"] == 6

"""Batches are functions of seed and position, whichever way the pictures come."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ganstudio.api import DataKind, PictureConfig, knob
from ganstudio.core.data import facts_of, open_data
from ganstudio.worker import sources
from ganstudio.worker.sources import Cut
from ganstudio.worker.streams import Streams, total_steps

CPU = torch.device("cpu")


class SmallConfig(PictureConfig):
    batch_size: int = knob(4, "Pictures in a step.", ge=1)


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    """Two folders of gradients: what a crop shows says where it was cut."""
    root = tmp_path_factory.mktemp("photos")
    for side, count in (("A", 5), ("B", 3)):
        (root / side).mkdir()
        for i in range(count):
            y, x = np.mgrid[0 : 40 + 4 * i, 0 : 64 + 2 * i]
            pixels = np.stack([3 * x, 4 * y, 0 * x + 40 * i], -1).astype(np.uint8)
            Image.fromarray(pixels).save(root / side / f"{i}.png")
    return root


def open_streams(photos, config, kind=DataKind.UNPAIRED, seed=3):
    path = photos if kind is DataKind.UNPAIRED else photos / "A"
    data = open_data(kind, path)
    return Streams(data, config, facts_of(data, config), seed, CPU)


def test_one_step_gives_one_square_batch_of_each_side_in_range(photos):
    a, b = open_streams(
        photos, SmallConfig(image_size=16, load_size=24, flip=True)
    ).next()
    for batch in (a, b):
        assert batch.shape == (4, 3, 16, 16)
        assert batch.dtype == torch.float32
        assert -1 <= batch.min() < batch.max() <= 1


def test_a_stream_set_to_a_position_gives_what_came_there(photos):
    config = SmallConfig(image_size=16, load_size=24, zoom=1.5, flip=True)
    straight = open_streams(photos, config)
    for _ in range(3):
        straight.next()
    positions = dict(straight.positions)
    expected = straight.next()
    resumed = open_streams(photos, config)
    resumed.positions.update(positions)
    assert all(map(torch.equal, resumed.next(), expected))


def test_another_seed_or_stream_gives_other_batches(photos):
    config = SmallConfig(image_size=16, load_size=24)
    kind = DataKind.IMAGES
    first = open_streams(photos, config, kind).next()
    assert torch.equal(first, open_streams(photos, config, kind).next())
    assert not torch.equal(first, open_streams(photos, config, kind, seed=4).next())
    assert not torch.equal(first, open_streams(photos, config, kind).next("critic"))


@pytest.mark.parametrize("shape", [{"load_size": 24, "zoom": 1.5}, {"load_size": 0}])
def test_streaming_and_resident_pictures_give_the_same_bits(photos, shape):
    config = SmallConfig(image_size=16, flip=True, **shape)
    data = open_data(DataKind.IMAGES, photos / "A")
    pictures = data.train.domains[0]
    cut = Cut(16, max(16, config.load_size), config.zoom, True, 3)
    resident = sources.open_source(pictures, cut, CPU, memory=10**9)
    streaming = sources.open_source(pictures, cut, CPU, memory=0)
    assert isinstance(streaming, sources.Streaming)
    assert not isinstance(resident, sources.Streaming)
    ids = np.array([2, 0, 2, 1])
    draws = np.random.default_rng(0).random((4, 4)).astype(np.float32)
    streaming.expect(ids[:2])
    expected = resident.fetch(ids, draws)
    assert torch.equal(streaming.fetch(ids, draws), expected)
    assert torch.equal(streaming.fetch(ids, draws), expected)


def test_flip_mirrors_about_half_of_the_pictures(photos):
    data = open_data(DataKind.IMAGES, photos / "A")
    cut = Cut(16, 16, 1.0, True, 3)
    source = sources.open_source(data.train.domains[0], cut, CPU, memory=10**9)
    ids = np.zeros(2, dtype=np.int64)
    plain, mirrored = source.fetch(ids, np.array([[0.9, 0, 0, 0], [0.1, 0, 0, 0]]))
    assert torch.equal(plain.flip(-1), mirrored)
    assert not torch.equal(plain, mirrored)


def test_a_grey_model_gets_one_channel_of_colour_pictures(photos):
    streams = open_streams(
        photos, SmallConfig(image_size=16, channels="grey"), DataKind.IMAGES
    )
    assert streams.next().shape == (4, 1, 16, 16)


def test_epochs_count_the_larger_side(photos):
    config = SmallConfig(epochs=3, batch_size=2, image_size=16)
    facts = facts_of(open_data(DataKind.UNPAIRED, photos), config)
    assert total_steps(config, facts) == 3 * 3
    assert total_steps(SmallConfig(steps=7), facts) == 7


def test_the_second_side_may_be_scaled_on_its_own(photos):
    class Config(SmallConfig):
        load_size_b: int = knob(0, "Short side of B.", ge=0)

    def steepness(config, side):
        batch = open_streams(photos, config).next()[side]
        return batch.diff(dim=-1).abs().mean().item()

    plain = Config(image_size=16, load_size=16)
    larger = Config(image_size=16, load_size=16, load_size_b=40)
    assert steepness(larger, 0) == steepness(plain, 0)
    # Enlarged 2.5 times, a gradient is as much flatter.
    assert steepness(larger, 1) < 0.5 * steepness(plain, 1)


def test_style_pictures_come_whole_with_the_long_side_that_is_asked_for(photos):
    class Config(SmallConfig):
        load_size_b: int = knob(0, "Long side of B.", ge=0)

    content, style = photos / "A" / "0.png", photos / "B" / "2.png"

    def sizes(**values):
        config = Config(**values)
        data = open_data(DataKind.STYLE, content, style)
        streams = Streams(data, config, facts_of(data, config), 3, CPU)
        pictures = streams.next()
        assert all(map(torch.equal, pictures, streams.next("again")))
        assert all(-1 <= x.min() < x.max() <= 1 for x in pictures)
        assert all(x.is_contiguous() for x in pictures)
        return [tuple(x.shape) for x in pictures]

    assert sizes(image_size=64) == [(1, 3, 40, 64), (1, 3, 45, 64)]
    assert sizes(image_size=32) == [(1, 3, 20, 32), (1, 3, 23, 32)]
    assert sizes(image_size=32, load_size_b=68) == [(1, 3, 20, 32), (1, 3, 48, 68)]

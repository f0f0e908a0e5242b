"""A model that optimises gives a picture: at the end, after a stop, when asked."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from ganstudio.api import Config, DataKind, Facts, ModelSpec, RunError
from ganstudio.core.data import open_data
from ganstudio.core.images import read_pixels
from ganstudio.core.runs import (
    DataRecord,
    EventWriter,
    RunFolder,
    RunRecord,
    newest_valid,
    read_events,
)
from ganstudio.training.picture import Picture
from ganstudio.worker.control import Requests
from ganstudio.worker.driver import Driver
from ganstudio.worker.export import export_checkpoint, export_context
from ganstudio.worker.setup import Setup

CPU = torch.device("cpu")
SPEC = ModelSpec(
    id="lighter",
    title="Lighter",
    summary="Makes a picture lighter.",
    data=DataKind.BUILT_IN,
    config=Config,
    build="nowhere:build",
    train="nowhere:train",
    graphs=None,
    kind="optimise",
)


def _level(step: int) -> int:
    """Grey of the picture after a step, 0 to 255."""
    return round((-1 + 0.25 * step + 1) * 127.5)


@pytest.fixture
def driver(tmp_path):
    record = RunRecord(
        model="lighter",
        plugin="light",
        config={},
        data=DataRecord(kind=DataKind.BUILT_IN),
        seed=1,
        facts=Facts(),
    )
    folder = RunFolder.create(tmp_path / "run", record)
    config = Config(steps=4, checkpoint_every=2, sample_every=0)
    data = open_data(DataKind.BUILT_IN, None)
    setup = Setup(record, SPEC, config, Facts(), data, CPU, {})
    with EventWriter(folder) as events:
        yield Driver(folder, setup, events, Requests(), lambda context, args: [])


def _lighten(driver, stop_after=0, **pictures):
    for step, _ in driver.context.steps(**pictures):
        for picture in pictures.values():
            with torch.no_grad():
                picture.pixels += 0.25
        if step == stop_after:
            driver.requests.take("stop", {})


def _files(driver):
    events, _ = read_events(driver.folder.events)
    return [name for e in events if e["type"] == "exported" for name in e["files"]]


@pytest.mark.parametrize("stop_after", [0, 3])
def test_a_run_that_ends_or_is_stopped_leaves_its_picture(driver, stop_after):
    start = torch.full((1, 3, 6, 9), -1.0)
    _lighten(driver, stop_after, picture=Picture(start))
    step = stop_after or 4
    path = driver.folder.exports / f"run-{step}.png"
    assert _files(driver) == [str(path)]
    pixels = read_pixels(path)
    assert pixels.shape == (6, 9, 3)
    assert abs(int(pixels[0, 0, 0]) - _level(step)) <= 1


def test_any_checkpoint_and_a_run_in_its_course_give_their_picture(driver, tmp_path):
    _lighten(driver, picture=Picture(torch.full((1, 1, 5, 4), -1.0)))
    (now,) = export_context(driver.folder, driver.context, tmp_path / "out")
    checkpoint, _ = newest_valid(driver.folder, 2)
    registry = SimpleNamespace(model=lambda name: SimpleNamespace(spec=SPEC))
    (then,) = export_checkpoint(driver.folder, checkpoint, registry, tmp_path / "out")
    assert (now.name, then.name) == ("run-4.png", "run-2.png")
    for path, step in ((now, 4), (then, 2)):
        assert abs(int(read_pixels(path)[0, 0, 0]) - _level(step)) <= 1


def test_several_pictures_are_told_apart_by_name(driver):
    first, second = (Picture(torch.full((1, 3, 4, 4), x)) for x in (-1.0, -0.5))
    _lighten(driver, first=first, second=second)
    names = {path.rsplit("/", 1)[-1] for path in _files(driver)}
    assert names == {"run-4-first.png", "run-4-second.png"}


def test_a_recipe_without_a_picture_is_told_what_is_missing(driver):
    with pytest.raises(RunError, match="Picture"):
        _lighten(driver)


def test_a_picture_is_a_copy_that_lies_flat_in_memory():
    photo = torch.rand(1, 3, 4, 6).contiguous(memory_format=torch.channels_last)
    before = photo.clone()
    picture = Picture(photo)
    assert picture.pixels.is_contiguous()  # L-BFGS views its gradient as a vector
    with torch.no_grad():
        picture.pixels.zero_()
    assert torch.equal(photo, before)

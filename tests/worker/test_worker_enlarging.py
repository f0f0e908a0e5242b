"""A translator that enlarges is given small pictures and shown beside true ones."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from ganstudio.api import DataKind, Facts, Graph, Image, PictureConfig, Role
from ganstudio.core.data import DataSet, Split
from ganstudio.core.data.model import ArrayPictures
from ganstudio.core.runs import DataRecord, RunRecord
from ganstudio.worker.context import RunContext
from ganstudio.worker.export import files
from ganstudio.worker.metrics import Reporter
from ganstudio.worker.samples import SampleMaker
from ganstudio.worker.setup import Setup

SIDE, SCALE = 32, 4


class Repeat(nn.Module):
    """Makes each pixel a square, and remembers what it was given."""

    def forward(self, x):
        self.given = x
        return x.repeat_interleave(SCALE, 2).repeat_interleave(SCALE, 3)


def graphs(config, facts, nets):
    small = Image(channels=1, name="picture")
    large = small.model_copy(update={"name": "larger", "scale": SCALE})
    return [Graph("enlarge", Role.TRANSLATOR, nets["G"], (small,), large)]


@pytest.fixture
def setup(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent / "toys")
    import ganstudio_toys

    (toy,) = ganstudio_toys.register_models()
    monkeypatch.setattr(ganstudio_toys, "graphs", graphs)
    pixels = np.zeros((2, SIDE, SIDE), np.uint8)
    pixels[:, :, ::2] = 255  # stripes of one pixel, grey in a small picture
    split = Split((ArrayPictures(pixels, None, "train", np.arange(2)),))
    data = DataSet(DataKind.IMAGES, split, split, (), (), "")
    source = DataRecord(kind=DataKind.IMAGES)
    record = RunRecord(model="toy", plugin="toys", data=source, config={}, seed=1)
    config = PictureConfig(image_size=SIDE)
    cpu, nets = torch.device("cpu"), {"G": Repeat()}
    return Setup(record, toy, config, Facts(channels=1), data, cpu, nets)


def test_sheet_shows_plain_enlargement_result_and_true_picture(setup):
    context = RunContext(setup, Reporter(lambda events: None), lambda step: True)
    sheet, names = SampleMaker(setup).make(context)
    assert names == ["picture", "enlarge", "true"]
    given = setup.nets["G"].given
    assert given.shape == (2, 1, SIDE // SCALE, SIDE // SCALE)
    assert given[..., 2:-2].abs().max() < 0.1  # shrunk with care: no stripes
    top, rows = 2, []
    for _ in names:
        rows.append(sheet[top : top + SIDE, 12:24, 0])
        top += SIDE + 4 + 6  # gaps around a block and between two
    assert all(100 < rows[i].mean() < 155 and np.ptp(rows[i]) < 40 for i in (0, 1))
    assert np.ptp(rows[2]) == 255


def test_preview_in_the_model_file_has_both_at_one_size(setup):
    (graph,) = graphs(setup.config, setup.facts, setup.nets)
    png = files._preview(setup, graph)
    assert png.startswith(b"\x89PNG")
    assert setup.nets["G"].given.shape[-1] == SIDE // SCALE

"""What a recipe offers for the sample sheet, and what the host draws of points."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from ganstudio.api import (
    DataKind,
    Facts,
    Graph,
    Latent,
    Points,
    Role,
    RunError,
    Scatter,
)
from ganstudio.core.data import DataSet, Split
from ganstudio.core.runs import DataRecord, RunRecord
from ganstudio.training.ema import EMA
from ganstudio.worker.context import RunContext
from ganstudio.worker.metrics import Reporter
from ganstudio.worker.samples import SampleMaker
from ganstudio.worker.setup import Setup

TEAL, ORANGE = (0, 104, 96), (214, 84, 0)


class Shift(nn.Module):
    """z (N, 2) -> points (N, 2) around (1, 1), with noise while it trains."""

    def __init__(self):
        super().__init__()
        self.by = nn.Parameter(torch.ones(2))
        self.noise = nn.Dropout(0.5)

    def forward(self, z):
        return self.noise(self.by.expand_as(z)) + 0.05 * z


def graphs(config, facts, nets):
    port = Points(extent=2.0)
    return [Graph("generator", Role.GENERATOR, nets["G"], (Latent(size=2),), port)]


@pytest.fixture
def context(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent / "toys")
    import ganstudio_toys

    (toy,) = ganstudio_toys.register_models()
    monkeypatch.setattr(ganstudio_toys, "graphs", graphs)
    data = DataRecord(kind=DataKind.BUILT_IN)
    record = RunRecord(model="toy", plugin="toys", data=data, config={}, seed=1)
    empty = DataSet(DataKind.BUILT_IN, Split(()), Split(()), (), (), "")
    cpu, nets = torch.device("cpu"), {"G": Shift().train()}
    setup = Setup(record, toy, toy.config(), Facts(), empty, cpu, nets)
    return RunContext(setup, Reporter(lambda events: None), lambda step: True)


def sheet_of(context):
    return SampleMaker(context.setup).make(context)


def near(pixels, colour):
    """Places, rows and columns, of pixels that are nearly of a colour."""
    return np.argwhere(np.abs(pixels.astype(int) - colour).max(2) < 60)


def test_a_function_is_called_when_a_sheet_is_made_and_changes_nothing(context):
    G, seen = context.nets["G"], []
    # The sheet looks at the average; the recipe's own network must be at rest, too.
    next(context.steps(ema=EMA(G, 0.9)))

    def pictures():
        seen.append((G.training, torch.is_grad_enabled()))
        return torch.rand(12, 3, 8, 8) * 2 - 1

    for _ in range(5):
        context.preview("late", pictures)
    assert not seen
    before = torch.get_rng_state()
    pixels, rows = sheet_of(context)
    assert seen == [(False, False)]
    assert rows == ["late"]
    assert pixels.shape == (12, 8 * 10 + 2, 3)  # at most eight of them
    assert torch.equal(torch.get_rng_state(), before)
    assert G.training


def test_a_scatter_shows_real_and_generated_points_and_the_field(context):
    at = torch.full((50, 2), 0.5)
    field = torch.ones(4, 4)
    field[2:] = -1  # below
    drawn = Scatter(-at, real=at, field=field, title="")
    context.preview("plane", [drawn, drawn])
    pixels, rows = sheet_of(context)
    assert rows == ["plane"]
    side = pixels.shape[0]
    assert pixels.shape[1] > 1.9 * side
    one = pixels[:, : pixels.shape[1] // 2]
    # y upwards: the real points are above and to the right.
    assert near(one, TEAL).mean(0) / side == pytest.approx([0.25, 0.75], abs=0.02)
    assert near(one, ORANGE).mean(0) / side == pytest.approx([0.75, 0.25], abs=0.02)
    above, below = one[side // 8, side // 8], one[-side // 8, -side // 8]
    assert int(above[2]) > int(above[0])  # greenish blue: says real
    assert int(below[0]) > int(below[2])


def test_points_are_drawn_where_the_recipe_offers_nothing(context):
    pixels, rows = sheet_of(context)
    assert rows == ["generator"]
    middle = near(pixels, ORANGE).mean(0) / len(pixels)
    # (1, 1) in a square from -2 to 2; in training mode dropout would scatter it.
    assert middle == pytest.approx([0.25, 0.75], abs=0.02)


@pytest.mark.parametrize(
    ("wrong", "got"),
    [
        (torch.zeros(3, 8, 8), "shape .3, 8, 8."),
        (lambda: None, "NoneType"),
        ([1, 2], "list"),
        ([], "list"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(context, wrong, got):
    context.preview("odd", wrong)
    with pytest.raises(RunError, match=f"preview.'odd'.*not {got}"):
        sheet_of(context)

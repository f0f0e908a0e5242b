"""The laboratory: its data, its four models side by side, its numbers and pictures."""

from __future__ import annotations

import math

import pytest
import torch
from ganstudio_gaussians import register_models
from ganstudio_gaussians.config import MODELS, GaussiansConfig
from ganstudio_gaussians.data import EXTENT, open_data
from ganstudio_gaussians.measure import Measure, says
from ganstudio_gaussians.networks import build, graphs
from ganstudio_gaussians.train import train
from PIL import Image

from ganstudio.api import ConfigError, DataError, Facts, parse_config

(SPEC,) = register_models()
CPU = torch.device("cpu")
TINY = {"width": 8, "batch_size": 16, "steps": 4, "n_critic": 2, "measure_every": 0}


@pytest.fixture
def rehearsal(rehearse):
    def make(**settings):
        return rehearse(SPEC, build, {**TINY, **settings}, lambda step: None)

    return make


def _data(**settings):
    return open_data(GaussiansConfig(**settings), CPU)


def test_networks_are_those_of_the_toy_sets():
    nets = build(GaussiansConfig(), Facts())
    count = {k: sum(p.numel() for p in net.parameters()) for k, net in nets.items()}
    assert count == {"G_wgan_gp": 527_874, "D_wgan_gp": 527_361}


@pytest.mark.parametrize(
    ("model", "compare", "trained"),
    [
        ("gan", "none", ("gan",)),
        ("wgan-gp", "gan", ("gan", "wgan-gp")),
        ("lsgan", "lsgan", ("lsgan",)),
        ("gan", "all", MODELS),
    ],
)
def test_one_model_two_or_all_with_a_graph_each(model, compare, trained):
    config = GaussiansConfig(model=model, compare=compare, width=4)
    nets = build(config, Facts())
    found = graphs(config, Facts(), nets)
    assert len(nets) == 2 * len(trained)
    assert [g.title for g in found] == [f"Generator ({m})" for m in trained]
    assert all(g.module(torch.randn(3, 2)).shape == (3, 2) for g in found)


@pytest.mark.parametrize(("name", "modes"), [("ring", 8), ("grid", 25)])
def test_modes_have_the_published_proportions(name, modes):
    torch.manual_seed(0)
    data = _data(data=name)
    assert data.centres.shape == (modes, 2)
    apart = torch.cdist(data.centres, data.centres)
    nearest = apart[apart > 0].min().item()
    if name == "ring":
        assert data.centres.norm(dim=1) / data.std == pytest.approx(
            torch.full((8,), 100)
        )
    else:
        assert nearest / data.std == pytest.approx(40)
    x = data.draw(5000)
    distance, mode = torch.cdist(x, data.centres).min(1)
    assert torch.bincount(mode).min() > 0.7 * 5000 / modes
    assert distance.square().mean().sqrt() == pytest.approx(
        data.std * math.sqrt(2), rel=0.05
    )


def test_the_roll_turns_and_stays_in_the_picture():
    torch.manual_seed(0)
    x = _data(data="swiss-roll").draw(2000)
    assert x.abs().max() < EXTENT
    radius = x.norm(dim=1)
    assert radius.min() < 0.8
    assert radius.max() > 1.7


@pytest.fixture
def drawing(tmp_path):
    """A black quarter, lower right, on transparent paper 40 px wide and 20 high."""
    pixels = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    pixels.paste((0, 0, 0, 255), (20, 10, 40, 20))
    path = tmp_path / "quarter.png"
    pixels.save(path)
    return path


def test_dark_pixels_become_points(drawing):
    torch.manual_seed(0)
    x = _data(data="picture", picture=str(drawing)).draw(2000)
    low, high = x.min(0).values, x.max(0).values
    # The longest side goes from -2 to 2.
    assert low.tolist() == pytest.approx([0, -1], abs=0.02)
    assert high.tolist() == pytest.approx([2, 0], abs=0.02)


def test_a_picture_that_is_missing_empty_or_none_gets_a_sentence(tmp_path, drawing):
    with pytest.raises(ConfigError, match="data=picture needs a picture"):
        parse_config(GaussiansConfig, {"data": "picture"})
    with pytest.raises(DataError, match=r"no picture at .*nowhere\.png"):
        _data(data="picture", picture=str(tmp_path / "nowhere.png"))
    text = tmp_path / "text.png"
    text.write_text("no picture")
    with pytest.raises(DataError, match="cannot be read as a picture"):
        _data(data="picture", picture=str(text))
    Image.new("L", (9, 9), 200).save(tmp_path / "pale.png")
    with pytest.raises(DataError, match="no pixel darker than middle grey"):
        _data(data="picture", picture=str(tmp_path / "pale.png"))


def test_the_path_of_the_picture_holds_from_any_folder(drawing, monkeypatch):
    monkeypatch.chdir(drawing.parent)
    config = GaussiansConfig(data="picture", picture="quarter.png")
    assert config.picture == str(drawing)


def test_packing_must_divide_the_batch():
    with pytest.raises(ConfigError, match=r"multiple of packing \(3\)"):
        parse_config(GaussiansConfig, {"packing": 3, "batch_size": 64})


def test_all_models_learn_and_report_beside_each_other(rehearsal):
    ctx = rehearsal(compare="all", packing=2, measure_every=4)
    before = {
        name: [p.clone() for p in net.parameters()] for name, net in ctx.nets.items()
    }
    train(ctx)
    for name, net in ctx.nets.items():
        pairs = zip(before[name], net.parameters(), strict=True)
        assert any(not torch.equal(a, b) for a, b in pairs), name
    assert "emd/gan" not in ctx.reports[1]
    for report in (ctx.reports[0], ctx.reports[3]):
        for term in ("modes", "good", "emd", "js", "kl"):
            assert {f"{term}/{m}" for m in (*MODELS, "real")} <= report.keys()
    assert ctx.reports[0]["modes/real"] == 8
    assert ctx.reports[0]["emd/real"] < ctx.reports[0]["emd/gan"]
    # A random G has nothing in common with the ring: JS is at its end.
    assert ctx.reports[0]["js/gan"] == pytest.approx(math.log(2), abs=0.02)
    assert ctx.reports[0]["js/real"] < 0.1


def test_clipped_weights_stay_in_the_box_and_the_others_do_not(rehearsal):
    ctx = rehearsal(compare="all", clip=0.02)
    train(ctx)
    largest = {
        name: max(p.abs().max().item() for p in net.parameters())
        for name, net in ctx.nets.items()
    }
    assert largest["D_wgan"] == pytest.approx(0.02)
    assert all(v > 0.05 for name, v in largest.items() if name != "D_wgan")


def test_pictures_are_made_when_asked_for_and_show_every_model(rehearsal):
    ctx = rehearsal(compare="all")
    train(ctx)
    ((name, look),) = ctx.previews.items()
    assert name == "gan, lsgan, wgan, wgan-gp"
    with torch.no_grad():
        made = look()
    assert [s.title.split(":")[0] for s in made] == list(MODELS)
    assert "of 8 modes" in made[0].title
    for one in made:
        assert one.field.abs().max() <= 1
        assert one.real.shape[1] == one.generated.shape[1] == 2


def test_the_field_lies_as_the_points_do(rehearsal):
    ctx = rehearsal(model="lsgan", packing=2)
    measure = Measure(_data(), 2, CPU)

    class Corner(torch.nn.Module):
        """Says real of the upper right quarter, whatever else is in the pack."""

        def forward(self, x):
            return ((x[:, 0] > 0) & (x[:, 1] > 0)).float()[:, None]

    field = measure.scatter("lsgan", ctx.nets["G_lsgan"], Corner(), 2).field
    half = len(field) // 2
    assert (field[:half, half:] == 1).all()
    assert (field[half:] == -1).all()
    assert (field[:half, :half] == -1).all()


def test_a_fair_game_is_the_middle_of_every_field():
    logits = torch.tensor([[-9.0], [0.0], [9.0]])
    assert says("gan", logits).flatten().tolist() == pytest.approx([-1, 0, 1], abs=1e-3)
    targets = torch.tensor([[0.0], [0.5], [1.0]])
    assert says("lsgan", targets).flatten().tolist() == [-1, 0, 1]
    scores = torch.tensor([[90.0], [100.0], [110.0]])
    assert says("wgan-gp", scores).flatten().tolist() == [-1, 0, 1]


def test_measuring_changes_no_bit_of_the_run(rehearsal):
    often, never = rehearsal(measure_every=2), rehearsal(measure_every=0)
    for ctx in (often, never):
        torch.manual_seed(5)
        train(ctx)
    _same(often, never)


@pytest.mark.parametrize("data", ["ring", "swiss-roll"])
def test_four_steps_equal_two_and_two_from_a_checkpoint(rehearsal, data):
    settings = {"compare": "all", "data": data, "ema": 0.9, "measure_every": 0}
    whole = rehearsal(**settings)
    train(whole)
    first = rehearsal(**settings)
    first.last = 2
    train(first)
    saved = first.checkpoint()
    second = rehearsal(**settings)
    second.saved = saved
    train(second)
    _same(whole, second)


def _same(one, other):
    for name, net in one.nets.items():
        for key, value in net.state_dict().items():
            assert torch.equal(value, other.nets[name].state_dict()[key]), (name, key)


def test_wgan_gp_walks_to_the_ring(rehearsal):
    ctx = rehearsal(width=32, batch_size=128, steps=150, lr=3e-3, measure_every=150)
    train(ctx)
    first, last = ctx.reports[0], ctx.reports[-1]
    assert last["emd/wgan-gp"] < 0.5 * first["emd/wgan-gp"]
    assert last["modes/wgan-gp"] >= 3 > first["modes/wgan-gp"]

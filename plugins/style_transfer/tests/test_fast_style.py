"""The painter: published size, any picture, its losses, its style, exact resume."""

from __future__ import annotations

import ganstudio_style_transfer.networks as networks
import ganstudio_style_transfer.train as recipe
import pytest
import torch
from ganstudio_style_transfer import register_models
from ganstudio_style_transfer.config import FastStyleConfig
from ganstudio_style_transfer.networks import TransformationNet, build, graphs
from torch import nn

from ganstudio.api import Facts, parse_config
from ganstudio.training.perceptual import LAYERS, gram, vgg16

SPEC = next(spec for spec in register_models() if spec.id == "fast_style")
TINY = {"image_size": 48, "width": 4, "blocks": 1, "batch_size": 2, "steps": 4}


def _pictures(step: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(step)
    x = torch.rand(2, 2, 3, 48, 48, generator=generator) * 2 - 1
    return x[0], x[1].abs()


VGG = vgg16()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Read VGG16 once, and look at a painting twice instead of sixteen times."""
    monkeypatch.setattr(networks, "vgg16", lambda: VGG)
    monkeypatch.setattr(recipe, "LOOKS", 2)


def _run(rehearse, **changes):
    values = TINY | changes

    def batch(step):
        photos, paintings = _pictures(step)
        # `ctx.batch("b")` gives one side; the rehearsal counts it from 1000.
        return paintings if step > 1000 else (photos, paintings)

    return rehearse(SPEC, build, values, batch)


def test_the_published_size_has_the_published_parameters():
    G = build(FastStyleConfig(), Facts(channels=3))["G"]
    assert sum(p.numel() for p in G.parameters()) == 1_679_235


@pytest.mark.parametrize("borders", ["front", "each"])
@pytest.mark.parametrize("size", [(48, 52), (64, 100)], ids=str)
def test_a_painter_takes_any_multiple_of_4_and_grey_too(borders, size):
    for channels in (1, 3):
        config = FastStyleConfig(width=4, borders=borders)
        facts = Facts(channels=channels)
        (graph,) = graphs(config, facts, build(config, facts))
        port = graph.inputs[0]
        assert port.multiple_of == 4
        assert port.minimum <= 48
        y = graph.module(torch.rand(2, channels, *size))
        assert y.shape == (2, channels, *size)
        assert y.abs().max() <= 1
        smallest = torch.rand(1, channels, port.minimum, port.minimum)
        assert graph.module(smallest).shape == smallest.shape


def test_borders_at_the_front_add_what_the_residual_blocks_take():
    G = TransformationNet(3, 4, 5)
    first = next(m for m in G.layers if isinstance(m, nn.ReflectionPad2d))
    assert first.padding == (40, 40, 40, 40)  # as published
    inside = [m for m in G.layers[9:] if hasattr(m, "cut")]
    padded = [p for block in inside for p in block.modules()]
    assert not any(isinstance(m, nn.ReflectionPad2d) for m in padded)


def test_the_style_is_the_mean_over_squares_of_the_painting(rehearse):
    ctx = _run(rehearse, steps=1)
    recipe.train(ctx)
    assert set(ctx.asked) == {"b"}
    with torch.no_grad():
        every = torch.cat([_pictures(1000 + n + 1)[1] for n in range(len(ctx.asked))])
        for layer in LAYERS:
            expected = gram(VGG(every, (layer,))[layer]).mean(0)
            kept = ctx.state["style"].get_buffer(layer)
            torch.testing.assert_close(kept, expected, rtol=1e-4, atol=1e-6)


def test_weights_decide_what_the_losses_are(rehearse):
    reports = {}
    for name, changes in {
        "plain": {},
        "double": {"lambda_content": 2.0, "lambda_style": 2e5, "lambda_smooth": 0.2},
    }.items():
        ctx = _run(rehearse, steps=1, **changes)
        recipe.train(ctx)
        reports[name] = ctx.reports[0]
    assert set(reports["plain"]) == {"loss/content", "loss/style", "loss/smooth"}
    for term, value in reports["plain"].items():
        assert value > 0
        assert reports["double"][term] == pytest.approx(2 * value, rel=1e-4)


def test_a_painter_learns_the_style_of_its_painting(rehearse):
    ctx = _run(rehearse, steps=12, lr=5e-3, borders="each")
    photos, paintings = _pictures(1)
    ctx._batch = lambda step: paintings if step > 1000 else (photos, paintings)
    recipe.train(ctx)
    losses = [row["loss/style"] for row in ctx.reports]
    assert losses[-1] < 0.6 * losses[0]


def test_resuming_gives_the_same_bits_and_the_same_style(rehearse):
    straight = _run(rehearse, lr_decay=0.5)
    recipe.train(straight)
    first = _run(rehearse, lr_decay=0.5)
    first.last = 2
    recipe.train(first)
    second = _run(rehearse, lr_decay=0.5)
    second.saved = first.checkpoint()
    recipe.train(second)
    for a, b in zip(
        straight.nets["G"].parameters(), second.nets["G"].parameters(), strict=True
    ):
        assert torch.equal(a, b)
    assert straight.rates == [1e-3, 1e-3, 1e-3, 5e-4]
    # VGG16 is the same in every run and lies in no checkpoint.
    assert first.checkpoint()["nets"]["vgg"] == {}


def test_the_style_of_the_checkpoint_counts_not_a_changed_painting(rehearse):
    first = _run(rehearse, steps=2)
    recipe.train(first)
    kept = first.state["style"].get_buffer("relu1_2").clone()
    second = _run(rehearse, steps=3)
    second.saved = first.checkpoint()
    second._batch = lambda step: (
        torch.zeros(2, 3, 48, 48) if step > 1000 else _pictures(step)
    )
    recipe.train(second)
    assert torch.equal(second.state["style"].get_buffer("relu1_2"), kept)


def test_presets_hold_a_painter_below_seven_megabytes():
    for name, preset in SPEC.presets.items():
        config = parse_config(SPEC.config, preset)
        G = build(config, Facts(channels=3))["G"]
        assert 4 * sum(p.numel() for p in G.parameters()) < 7e6, name

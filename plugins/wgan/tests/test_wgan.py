"""WGAN in both forms: the critic's steps, its bound, learning, exact resume."""

from __future__ import annotations

import pytest
import torch
from ganstudio_wgan import register_models
from ganstudio_wgan.config import SIZES, WGANConfig
from ganstudio_wgan.networks import build, graphs
from ganstudio_wgan.train import critic_steps, train

from ganstudio.api import ConfigError, Facts, parse_config

(SPEC,) = register_models()
TINY = {"image_size": 28, "width": 8, "z_dim": 16, "batch_size": 16, "steps": 4}
FORMS = {
    "penalty": {"lipschitz": "penalty", "n_critic": 2},
    "clipping": {"lipschitz": "clipping", "n_critic": 2, "warm_up": 3},
}


def _light(step: int) -> torch.Tensor:
    """Light pictures with a little noise, drawn from the step."""
    generator = torch.Generator().manual_seed(step)
    noise = 0.1 * torch.randn(16, 1, 28, 28, generator=generator)
    return (0.7 + noise).clamp(-1, 1)


@pytest.fixture
def rehearsal(rehearse):
    """A rehearsal on light pictures, of one form of the bound."""

    def make(form: str, **settings):
        return rehearse(SPEC, build, {**TINY, **FORMS[form], **settings}, _light, 1)

    return make


def _count(net: torch.nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def test_networks_are_dcgans_but_for_the_critics_norm():
    facts = Facts(channels=3)
    clipped = build(WGANConfig(lipschitz="clipping"), facts)
    assert _count(clipped["G"]) == 3_576_704
    assert _count(clipped["D"]) == 2_765_568
    free = build(WGANConfig(), facts)
    kinds = {type(module) for module in free["D"].modules()}
    assert torch.nn.BatchNorm2d not in kinds
    assert _count(free["D"]) == 2_764_736


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", SIZES)
def test_every_size_makes_pictures_and_judges_them(size, form):
    config = WGANConfig(image_size=size, width=4, z_dim=8, lipschitz=form)
    facts = Facts(channels=1)
    nets = build(config, facts)
    (graph,) = graphs(config, facts, nets)
    x = graph.module(torch.randn(3, 8))
    assert x.shape == (3, 1, size, size)
    assert nets["D"](x).shape == (3,)


def test_another_size_is_refused_with_the_sizes_there_are():
    with pytest.raises(ConfigError, match="must be 28, 32, 64 or 128 px, not '50'"):
        parse_config(WGANConfig, {"image_size": "50"})


def test_the_critic_warms_up_as_published():
    clipping = WGANConfig(lipschitz="clipping")
    counts = [critic_steps(clipping, step) for step in range(1, 1002)]
    assert counts[:25] == [100] * 25
    assert counts[25] == 5
    assert [n for n, count in enumerate(counts, 1) if count == 100][25:] == [501, 1001]
    assert {critic_steps(WGANConfig(), step) for step in range(1, 1002)} == {5}


def test_the_critic_sees_a_batch_of_its_own_in_each_of_its_steps(rehearsal):
    ctx = rehearsal("penalty", n_critic=3)
    train(ctx)
    assert ctx.asked == ["critic"] * (2 * TINY["steps"])


def test_clipped_weights_stay_in_the_box(rehearsal):
    ctx = rehearsal("clipping", clip=0.02)
    train(ctx)
    assert max(p.abs().max().item() for p in ctx.nets["D"].parameters()) <= 0.02
    assert "critic/penalty" not in ctx.reports[-1]


def test_the_penalty_draws_the_slope_to_one(rehearsal):
    ctx = rehearsal("penalty", steps=60, lr=1e-3, n_critic=5)
    train(ctx)
    slopes = [report["critic/slope"] for report in ctx.reports]
    assert abs(slopes[-1] - 1) < 0.3 < abs(slopes[0] - 1)


def test_it_learns_and_the_distance_falls(rehearsal):
    ctx = rehearsal("penalty", steps=120, lr=1e-3, ema=0.0)
    train(ctx)
    distances = [report["critic/distance"] for report in ctx.reports]
    assert max(distances) > 3 * abs(distances[-1])
    with torch.no_grad():
        x = ctx.nets["G"].eval()(torch.randn(32, 16))
    assert x.mean().item() > 0.4


@pytest.mark.parametrize("form", FORMS)
def test_four_steps_equal_two_and_two_from_a_checkpoint(rehearsal, form):
    whole = rehearsal(form)
    train(whole)
    first = rehearsal(form)
    first.last = 2
    train(first)
    saved, asked = first.checkpoint(), list(first.asked)
    second = rehearsal(form)
    second.saved = saved
    second.asked.extend(asked)
    train(second)
    for name, net in whole.nets.items():
        for key, value in net.state_dict().items():
            assert torch.equal(value, second.nets[name].state_dict()[key]), key


def test_rates_fall_in_the_last_part_of_the_run(rehearsal):
    ctx = rehearsal("penalty", steps=4, lr=0.004, lr_decay=0.5)
    train(ctx)
    assert ctx.rates[::2] == pytest.approx([0.004, 0.004, 0.004, 0.002])

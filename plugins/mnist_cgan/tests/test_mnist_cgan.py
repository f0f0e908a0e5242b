"""The conditional sampler: the class in both networks, three ways, exact resume."""

from __future__ import annotations

import pytest
import torch
from ganstudio_mnist_cgan import register_models
from ganstudio_mnist_cgan.config import SIZES, ConditionalConfig
from ganstudio_mnist_cgan.networks import build, graphs
from ganstudio_mnist_cgan.train import train

from ganstudio.api import ConfigError, Facts, parse_config

(SPEC,) = register_models()
TINY = {"width": 8, "z_dim": 16, "batch_size": 16, "steps": 4}
WAYS = ("plain", "ac-gan", "projection", "both")
LABELS = ("dark", "light")


def _shades(step: int, channels: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """Dark pictures of class 0 and light ones of class 1, in turns."""
    generator = torch.Generator().manual_seed(step)
    y = torch.arange(16) % 2
    x = torch.where(y == 1, 0.8, -0.8)[:, None, None, None]
    noise = 0.1 * torch.randn(16, channels, 28, 28, generator=generator)
    return (x + noise).clamp(-1, 1), y


def _count(net: torch.nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def _facts(channels: int = 1, labels: tuple[str, ...] = LABELS) -> Facts:
    return Facts(channels=channels, labels=labels)


@pytest.mark.parametrize(
    ("way", "D"),
    [
        ("plain", 148_864),
        ("ac-gan", 201_344),
        ("projection", 139_904),
        ("both", 202_624),
    ],
)
def test_networks_have_the_sizes_that_the_readme_gives(way, D):
    digits = tuple(map(str, range(10)))
    config = ConditionalConfig(conditioning=way)
    nets = build(config, _facts(labels=digits))
    assert _count(nets["G"]) == 822_400
    assert _count(nets["D"]) == D


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", SIZES)
def test_every_size_makes_pictures_and_judges_them(size, channels, way):
    config = ConditionalConfig(image_size=size, width=4, z_dim=8, conditioning=way)
    nets = build(config, _facts(channels))
    label = torch.eye(2)[[0, 1, 1]]
    x = nets["G"](torch.randn(3, 8), label)
    assert x.shape == (3, channels, size, size)
    assert x.abs().max() <= 1
    assert nets["D"](x, label).shape == (3, 3 if way in ("ac-gan", "both") else 1)


def test_another_size_is_refused_with_the_sizes_there_are():
    with pytest.raises(ConfigError, match="must be 28, 32 or 64 px, not '50'"):
        parse_config(ConditionalConfig, {"image_size": "50"})


@pytest.mark.parametrize("way", ["plain", "projection", "both"])
def test_the_class_counts_in_both_networks(way):
    config = ConditionalConfig(width=8, z_dim=16, conditioning=way)
    nets = build(config, _facts())
    nets["G"].eval(), nets["D"].eval()
    z = torch.randn(4, 16)
    zero, one = torch.eye(2)[[0] * 4], torch.eye(2)[[1] * 4]
    x = nets["G"](z, zero)
    assert not torch.allclose(x, nets["G"](z, one))
    assert not torch.allclose(nets["D"](x, zero), nets["D"](x, one))


def test_the_graph_takes_a_mixture_of_classes():
    config, facts = ConditionalConfig(width=4, z_dim=8), _facts()
    nets = build(config, facts)
    (graph,) = graphs(config, facts, nets)
    z, half = torch.randn(2, graph.inputs[0].size), torch.full((2, 2), 0.5)
    assert graph.inputs[1].classes == 2
    assert graph.module(z, half).shape == (2, 1, 28, 28)


@pytest.mark.parametrize("way", WAYS)
def test_it_learns_to_draw_the_class_that_was_asked_for(rehearse, way):
    torch.manual_seed(0)
    settings = {**TINY, "steps": 160, "lr": 2e-3, "ema": 0.0, "conditioning": way}
    ctx = rehearse(SPEC, build, settings, _shades, 1, LABELS)
    train(ctx)
    G = ctx.nets["G"].eval()
    with torch.no_grad():
        dark, light = (
            G(torch.randn(64, 16), torch.eye(2)[[k] * 64]).mean().item() for k in (0, 1)
        )
    assert light - dark > 0.5
    named = {"class/real", "class/fake"} <= set(ctx.reports[-1])
    assert named == (way in ("ac-gan", "both"))


@pytest.mark.parametrize("way", WAYS)
def test_four_steps_equal_two_and_two_from_a_checkpoint(rehearse, way):
    settings = {**TINY, "conditioning": way}
    whole = rehearse(SPEC, build, settings, _shades, 1, LABELS)
    train(whole)
    first = rehearse(SPEC, build, settings, _shades, 1, LABELS)
    first.last = 2
    train(first)
    saved = first.checkpoint()
    second = rehearse(SPEC, build, settings, _shades, 1, LABELS)
    second.saved = saved
    train(second)
    for name, net in whole.nets.items():
        for key, value in net.state_dict().items():
            assert torch.equal(value, second.nets[name].state_dict()[key]), key


def test_rates_fall_in_the_last_part_of_the_run(rehearse):
    settings = {**TINY, "steps": 8, "lr": 0.008, "lr_decay": 0.5}
    ctx = rehearse(SPEC, build, settings, _shades, 1, LABELS)
    train(ctx)
    assert ctx.rates[::2] == ctx.rates[1::2]  # both optimisers
    assert ctx.rates[::2] == pytest.approx([0.008] * 5 + [0.006, 0.004, 0.002])


def test_the_class_reaches_every_batch_norm_and_mixtures_lie_between(rehearse):
    settings = {**TINY, "steps": 160, "lr": 2e-3, "ema": 0.0, "class_in_g": "norm"}
    ctx = rehearse(SPEC, build, settings, _shades, 1, LABELS)
    train(ctx)
    G = ctx.nets["G"].eval()
    z, rows = torch.randn(64, 16), torch.tensor([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    with torch.no_grad():
        dark, middle, light = (G(z, row.expand(64, -1)).mean().item() for row in rows)
    assert dark < middle < light
    assert light - dark > 0.5
    norms = [m for m in G.modules() if hasattr(m, "shift")]
    assert len(norms) == 2
    assert all((m.scale[0] != m.scale[1]).all() for m in norms)

"""The first GAN: the exercise's sizes, the game, the sheets it asks for, resume."""

from __future__ import annotations

import math

import pytest
import torch
from ganstudio_gan_mlp import register_models
from ganstudio_gan_mlp.config import MLPConfig
from ganstudio_gan_mlp.networks import build, graphs
from ganstudio_gan_mlp.train import train

from ganstudio.api import ConfigError, Facts, parse_config

(SPEC,) = register_models()
TINY = {"image_size": 12, "width": 32, "batch_size": 16, "steps": 4}
LOSSES = ("minimax", "non-saturating")


def _stripes(step: int) -> torch.Tensor:
    """Black pictures with a white stripe in the third or the eighth row."""
    x = torch.full((16, 1, 12, 12), -1.0)
    x[: 8 + step % 2, :, 3] = 1.0
    x[8 + step % 2 :, :, 8] = 1.0
    return x


def _count(net: torch.nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def test_networks_have_the_parameters_of_the_exercise():
    nets = build(MLPConfig(), Facts(channels=1))
    assert _count(nets["G"]) == 81_184
    assert _count(nets["D"]) == 78_601


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [8, 28, 45])
def test_pictures_of_any_size_are_made_and_judged(size, channels):
    config, facts = MLPConfig(image_size=size, width=8), Facts(channels=channels)
    nets = build(config, facts)
    (graph,) = graphs(config, facts, nets)
    (latent,) = graph.inputs
    assert (latent.size, latent.prior) == (20, "uniform")
    x = graph.module(torch.rand(3, latent.size) * 2 - 1)
    assert x.shape == (3, graph.output.channels, *graph.output.size)
    assert x.shape == (3, channels, size, size)
    assert x.abs().max() <= 1
    assert nets["D"](x).shape == (3,)


def test_a_hidden_layer_without_units_is_refused():
    with pytest.raises(ConfigError, match="width"):
        parse_config(MLPConfig, {"width": 0})


def test_the_lecture_shows_the_epochs_that_the_exercise_asks_for():
    config = parse_config(MLPConfig, SPEC.presets["lecture"])
    epoch = math.ceil(60_000 / config.batch_size)
    sheets = range(config.sample_every, config.epochs * epoch + 1, config.sample_every)
    assert {epoch * n for n in (1, 2, 4, 10, 50, 100)} <= set(sheets)
    assert len(sheets) == 100


@pytest.mark.parametrize(("prior", "bounded"), [("uniform", True), ("normal", False)])
def test_z_is_drawn_where_the_settings_say(rehearse, prior, bounded):
    ctx = rehearse(SPEC, build, {**TINY, "prior": prior}, _stripes, 1)
    seen: list[torch.Tensor] = []
    ctx.nets["G"].register_forward_pre_hook(lambda _, args: seen.append(args[0]))
    train(ctx)
    z = torch.cat(seen)
    assert z.shape[1] == 20
    assert z.min() < -0.9 < 0.9 < z.max()
    assert bool(z.abs().max() <= 1) == bounded


@pytest.mark.parametrize("loss", LOSSES)
def test_the_first_step_reports_the_game_s_numbers(rehearse, loss):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 1, "lr": 1e-9}, _stripes, 1)
    ctx.config = ctx.config.model_copy(update={"loss": loss})
    verdicts: list[torch.Tensor] = []
    ctx.nets["D"].register_forward_hook(lambda *args: verdicts.append(args[2].detach()))
    train(ctx)
    (report,) = ctx.reports
    real, fake = verdicts[0].sigmoid().double().chunk(2)
    judged = verdicts[1].sigmoid().double()
    assert report["d/real"] == pytest.approx(real.mean().item())
    assert report["d/fake"] == pytest.approx(fake.mean().item())
    value = real.log().mean() + (1 - fake).log().mean()
    assert report["loss/d"] == pytest.approx(-value.item(), abs=1e-5)
    wanted = (1 - judged).log() if loss == "minimax" else -judged.log()
    assert report["loss/g"] == pytest.approx(wanted.mean().item(), abs=1e-5)


def test_D_learns_k_times_on_pictures_of_its_own(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "k_d": 3}, _stripes, 1)
    steps: list[str] = []

    def watch(ctx):
        for name in ("opt_d", "opt_g"):
            ctx.state[name].register_step_post_hook(
                lambda *_, name=name: steps.append(name)
            )

    ctx.at_start = watch
    train(ctx)
    assert steps == ["opt_d", "opt_d", "opt_d", "opt_g"] * 4
    assert ctx.asked == ["d"] * 8


@pytest.mark.parametrize("loss", LOSSES)
def test_it_learns_where_the_stripes_are(rehearse, loss):
    settings = {**TINY, "steps": 250, "ema": 0.0, "loss": loss, "lr": 2e-3}
    ctx = rehearse(SPEC, build, settings, _stripes, 1)
    train(ctx)
    with torch.no_grad():
        x = ctx.nets["G"](torch.rand(256, 20) * 2 - 1)[:, 0]
    rows = x.mean(2)  # (N, 12)
    black = [row for row in range(12) if row not in (3, 8)]
    assert rows[:, black].mean() < -0.8
    assert rows[:, [3, 8]].mean() > -0.5


def test_resumed_run_reaches_the_same_bits(rehearse):
    straight = rehearse(SPEC, build, TINY, _stripes, 1)
    train(straight)
    first = rehearse(SPEC, build, TINY, _stripes, 1)
    first.last = 2
    train(first)
    saved = first.checkpoint()
    second = rehearse(SPEC, build, TINY, _stripes, 1)
    second.saved = saved
    train(second)
    pairs = [(net, second.nets[name]) for name, net in straight.nets.items()]
    pairs.append((straight.state["ema"].module, second.state["ema"].module))
    for one, other in pairs:
        for key, tensor in one.state_dict().items():
            assert torch.equal(tensor, other.state_dict()[key]), key

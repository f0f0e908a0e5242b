"""SRGAN as published: sizes, two phases, weights of the losses, exact resume."""

from __future__ import annotations

import pytest
import torch
from ganstudio_srgan import register_models
from ganstudio_srgan.config import SRGANConfig
from ganstudio_srgan.networks import Discriminator, Generator, build, graphs
from ganstudio_srgan.train import UNIT, train
from torch import nn
from torch.nn.functional import interpolate, mse_loss, softplus

from ganstudio.api import ConfigError, Facts, Role, parse_config
from ganstudio.training.resample import shrink

(SPEC,) = register_models()
TINY = {"image_size": 32, "width": 4, "blocks": 1, "batch_size": 2, "ema": 0.5}


def _pictures(step: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(step)
    spots = torch.rand(2, 3, 8, 8, generator=generator) * 2 - 1
    return interpolate(spots, size=(32, 32), mode="bilinear")


def _count(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def test_published_sizes_have_the_published_parameters():
    nets = build(SRGANConfig(), Facts(channels=3))
    assert _count(nets["G"]) == 1_549_462
    assert _count(nets["D"]) == 23_565_505
    assert _count(nets["V"]) == 0
    assert not nets["V"].state_dict()  # nothing of VGG16 goes into a checkpoint
    strides = [m.stride[0] for m in nets["D"].modules() if isinstance(m, nn.Conv2d)]
    assert strides == [1, 2] * 4


@pytest.mark.parametrize("channels", [1, 3])
def test_enlarges_any_picture_four_times(channels):
    config, facts = SRGANConfig(width=4, blocks=1), Facts(channels=channels)
    (graph,) = graphs(config, facts, build(config, facts))
    assert graph.role is Role.TRANSLATOR
    assert graph.output.scale == 4
    assert graph.inputs[0].multiple_of == graph.inputs[0].minimum == 1
    G = graph.module.eval()
    for height, width in ((1, 1), (5, 9)):
        x = torch.rand(2, channels, height, width)
        assert G(x).shape == (2, channels, 4 * height, 4 * width)


def test_residual_generator_begins_with_the_bicubic_enlargement():
    config, facts = SRGANConfig(width=4, blocks=1, residual=True), Facts(channels=3)
    G = build(config, facts)["G"].eval()
    x = torch.rand(1, 3, 9, 7)
    torch.testing.assert_close(G(x), interpolate(x, scale_factor=4, mode="bicubic"))
    with torch.no_grad():
        G.last[-1].bias += 0.5
    assert (G(x) - interpolate(x, scale_factor=4, mode="bicubic")).mean() > 0.4


def test_norm_none_has_no_batch_norm_in_g_alone():
    def kinds(norm):
        nets = build(SRGANConfig(width=4, blocks=1, norm=norm), Facts(channels=3))
        return [
            any(isinstance(m, nn.BatchNorm2d) for m in nets[name].modules())
            for name in "GD"
        ]

    assert kinds("batch") == [True, True]
    assert kinds("none") == [False, True]


def test_sizes_that_d_cannot_halve_four_times_are_refused():
    assert Discriminator(3, 4, 48)(torch.zeros(2, 3, 48, 48)).shape == (2,)
    for size in ("40", "100"):
        with pytest.raises(ConfigError, match="image_size"):
            parse_config(SRGANConfig, {"image_size": size})


def test_first_phase_learns_pixels_and_leaves_d_alone(rehearse):
    values = {**TINY, "width": 8, "steps": 60, "pixel_steps": 60, "lr": 2e-3}
    ctx = rehearse(SPEC, build, values, _pictures)
    before = ctx.checkpoint()["nets"]["D"]
    with torch.no_grad():
        high = _pictures(1)
        first = mse_loss(ctx.nets["G"](shrink(high, 4)), high).item()
    train(ctx)
    assert {frozenset(report) for report in ctx.reports} == {
        frozenset({"difference/pixels"})
    }
    assert ctx.reports[0]["difference/pixels"] == pytest.approx(first, rel=1e-4)
    last = [report["difference/pixels"] for report in ctx.reports[-5:]]
    assert sum(last) / 5 < 0.75 * first
    for key, value in ctx.nets["D"].state_dict().items():
        assert torch.equal(value, before[key])


def test_second_phase_weighs_looks_against_passing_for_real(rehearse):
    values = {**TINY, "steps": 1, "pixel_steps": 0, "lambda_pixels": 0.5}
    ctx = rehearse(SPEC, build, values, _pictures)
    gradients = {}
    ctx.at_start = lambda ctx: ctx.state["opt_g"].register_step_pre_hook(
        lambda *_: gradients.update(
            {n: p.grad.clone() for n, p in ctx.nets["G"].named_parameters()}
        )
    )
    train(ctx)
    (report,) = ctx.reports

    again = rehearse(SPEC, build, values, _pictures).nets
    high = _pictures(1)
    fake = again["G"](shrink(high, 4))
    d_real, d_fake = again["D"](high), again["D"](fake.detach())
    loss_d = softplus(-d_real).mean() + softplus(d_fake).mean()
    assert report["loss/d"] == pytest.approx(loss_d.item(), rel=1e-4)

    V = again["V"]
    seen, wanted = (V(x, ["relu4_3"])["relu4_3"] for x in (fake, high))
    content = UNIT["relu4_3"] * mse_loss(seen, wanted)
    D = ctx.nets["D"]  # by then one step wiser
    gan = 1e-3 * softplus(-D(fake)).mean()
    assert report["loss/content"] == pytest.approx(content.item(), rel=1e-3)
    assert report["loss/g"] == pytest.approx(gan.item(), rel=1e-3)
    (content + gan + 0.5 * mse_loss(fake, high)).backward()
    for name, parameter in again["G"].named_parameters():
        torch.testing.assert_close(
            gradients[name], parameter.grad, rtol=1e-3, atol=1e-6, msg=name
        )


def test_learning_rate_falls_to_a_tenth_in_the_middle_of_the_second_phase(rehearse):
    values = {**TINY, "steps": 6, "pixel_steps": 2, "lr": 1e-3}
    ctx = rehearse(SPEC, build, values, _pictures)
    train(ctx)
    both = [1e-3] * 4 + [1e-4] * 4  # D and G in steps 3 to 6
    assert ctx.rates == pytest.approx([1e-3, 1e-3, *both])
    assert ["loss/d" in report for report in ctx.reports] == [False] * 2 + [True] * 4


def test_preview_shows_the_plain_enlargement_beside_made_and_true(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 1, "pixel_steps": 1}, _pictures)
    train(ctx)
    row = ctx.previews["given, made, true"]
    assert row.shape == (6, 3, 32, 32)
    assert torch.equal(row[4:], _pictures(1))
    assert (row[:2] - row[4:]).abs().mean() < 0.2


def test_resumed_run_crosses_into_the_second_phase_with_the_same_bits(rehearse):
    values = {**TINY, "steps": 6, "pixel_steps": 4}
    straight = rehearse(SPEC, build, values, _pictures)
    train(straight)
    for last in (3, 5):
        first = rehearse(SPEC, build, values, _pictures)
        first.last = last
        train(first)
        saved = first.checkpoint()
        second = rehearse(SPEC, build, values, _pictures)
        second.saved = saved
        train(second)
        for name, net in straight.nets.items():
            for key, tensor in net.state_dict().items():
                assert torch.equal(tensor, second.nets[name].state_dict()[key])
        assert straight.reports[last:] == second.reports


def test_flat_pictures_stay_flat_inside():
    torch.manual_seed(0)
    G = Generator(3, 4, 2).eval()
    made = G(torch.full((1, 3, 32, 32), 0.5))[:, :, 52:76, 52:76]
    # Pixel shuffling sets each of 4x4 pixels by filters of its own: a pattern, no more.
    assert torch.allclose(made[..., :4, :4], made[..., 4:8, 4:8], atol=1e-5)

"""CycleGAN as published: sizes, patch, order of the step, schedule, resumable state."""

from __future__ import annotations

import pytest
import torch
from ganstudio_cyclegan import register_models
from ganstudio_cyclegan.config import CycleGANConfig
from ganstudio_cyclegan.networks import Generator, build, graphs
from ganstudio_cyclegan.train import train
from torch import nn
from torch.nn.functional import l1_loss

from ganstudio.api import ConfigError, Facts, parse_config
from ganstudio.training.patchgan import PatchGAN

(SPEC,) = register_models()
TINY = {"image_size": 32, "width": 4, "blocks": 1, "batch_size": 2, "steps": 4}


def _pictures(step: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(step)
    x = torch.rand(2, 2, 3, 32, 32, generator=generator) * 2 - 1
    return x[0], x[1].abs()


def _count(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def test_published_sizes_have_the_published_parameters():
    nets = build(CycleGANConfig(), Facts(channels=3))
    assert _count(nets["G_AB"]) == _count(nets["G_BA"]) == 11_378_179
    assert _count(nets["D_A"]) == _count(nets["D_B"]) == 2_764_737
    assert _count(Generator(3, 64, blocks=6)) == 7_837_699


@pytest.mark.parametrize("upsampling", ["transposed", "resize"])
@pytest.mark.parametrize(
    "size", [(8, 8), (12, 40), (64, 64)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_translators_take_any_multiple_of_4_and_grey_too(upsampling, size):
    for channels in (1, 3):
        config = CycleGANConfig(width=4, blocks=1, upsampling=upsampling)
        facts = Facts(channels=channels)
        there, back = graphs(config, facts, build(config, facts))
        assert (there.name, back.name) == ("a-to-b", "b-to-a")
        assert there.module is not back.module
        port = there.inputs[0]
        assert all(side % port.multiple_of == 0 >= port.minimum - side for side in size)
        y = there.module(torch.rand(2, port.channels, *size))
        assert y.shape == (2, there.output.channels, *size)
        assert y.abs().max() <= 1


def test_resize_choice_has_no_transposed_convolution():
    kinds = {
        choice: {type(m) for m in Generator(3, 4, 1, choice).modules()}
        for choice in ("transposed", "resize")
    }
    assert nn.ConvTranspose2d in kinds["transposed"]
    assert nn.ConvTranspose2d not in kinds["resize"]


def test_residual_generator_begins_with_the_picture_and_can_leave_it():
    torch.manual_seed(0)
    config = CycleGANConfig(width=8, blocks=2, residual=True)
    G = build(config, Facts(channels=3))["G_AB"]
    x = torch.rand(1, 3, 16, 16) * 2 - 1
    torch.testing.assert_close(G(x), 0.9 * x)
    black = torch.full_like(x, -1)
    with torch.no_grad():
        G.layers[-1].bias += 5
    assert G(black).min() > 0.9  # whatever the picture was


def test_residual_generator_has_the_plain_one_s_parameters():
    plain, residual = (Generator(3, 8, 2, residual=r) for r in (False, True))
    assert _count(plain) == _count(residual)
    residual.load_state_dict(plain.state_dict())
    x = torch.rand(1, 3, 16, 16)
    assert (plain(x) - residual(x)).abs().max() > 0.1


def test_pictures_in_one_call_do_not_see_each_other():
    torch.manual_seed(0)
    x = torch.rand(2, 3, 32, 32)
    for net in (Generator(3, 8, 2), PatchGAN(3, 8)):
        alone = torch.cat([net(x[:1]), net(x[1:])])
        torch.testing.assert_close(net(x), alone, rtol=1e-4, atol=1e-5)


def test_sizes_that_no_network_takes_are_refused():
    for size in ("30", "34", "28"):
        with pytest.raises(ConfigError, match="image_size"):
            parse_config(CycleGANConfig, {"image_size": size})


def test_a_step_updates_both_generators_first_then_both_discriminators(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 2}, _pictures)
    before = ctx.checkpoint()["nets"]
    order: list[str] = []

    def discriminators_have_no_gradient(*_):
        order.append("opt_g")
        if len(order) == 1:
            for name in ("D_A", "D_B"):
                assert all(p.grad is None for p in ctx.nets[name].parameters())

    def watch(ctx):
        ctx.state["opt_g"].register_step_pre_hook(discriminators_have_no_gradient)
        ctx.state["opt_d"].register_step_pre_hook(lambda *_: order.append("opt_d"))

    ctx.at_start = watch
    train(ctx)
    assert order == ["opt_g", "opt_d"] * 2
    for name, net in ctx.nets.items():
        for key, parameter in net.named_parameters():
            assert parameter.requires_grad
            # Instance norm takes out what a bias before it adds.
            if key.endswith("weight"):
                assert not torch.equal(parameter, before[name][key]), f"{name}.{key}"


def test_terms_are_weighted_as_published(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 1}, _pictures)
    A, B = _pictures(1)
    with torch.no_grad():
        G, F, D_B = (ctx.nets[name] for name in ("G_AB", "G_BA", "D_B"))
        want = {
            "gan/a-to-b": (D_B(G(A)) - 1).square().mean(),
            "cycle/a": 10 * l1_loss(F(G(A)), A),
            "cycle/b": 10 * l1_loss(G(F(B)), B),
            "identity/both": 5 * (l1_loss(G(B), B) + l1_loss(F(A), A)),
        }
        fake = {"A": F(B), "B": G(A)}
    train(ctx)
    (report,) = ctx.reports
    for name, value in want.items():
        assert report[name] == pytest.approx(value.item(), rel=1e-4), name
    # No D has been updated before its own loss, and the pools gave new pictures.
    fresh = rehearse(SPEC, build, TINY, _pictures).nets
    for side, real in (("A", A), ("B", B)):
        D = fresh[f"D_{side}"]
        with torch.no_grad():
            d = 0.5 * ((D(real) - 1).square().mean() + D(fake[side]).square().mean())
        assert report[f"d/{side.lower()}"] == pytest.approx(d.item(), rel=1e-4)


def test_without_the_identity_term_its_loss_is_zero(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "lambda_identity": 0}, _pictures)
    train(ctx)
    assert {report["identity/both"] for report in ctx.reports} == {0.0}


def test_learning_rate_is_constant_for_half_the_run_then_falls_in_a_line(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 8, "lr": 0.008}, _pictures)
    train(ctx)
    assert ctx.rates[::2] == ctx.rates[1::2]  # both optimisers
    falling = [0.008, 0.006, 0.004, 0.002]
    assert ctx.rates[::2] == pytest.approx([0.008] * 4 + falling)


def test_previews_show_what_ports_cannot_say(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 1}, _pictures)
    train(ctx)
    A, B = _pictures(1)
    row_a, row_b = ctx.previews.values()
    assert row_a.shape == row_b.shape == (8, 3, 32, 32)
    assert torch.equal(row_a[:2], A)
    assert torch.equal(row_b[:2], B)


def test_resumed_run_reaches_the_same_bits_with_a_full_pool(rehearse):
    values = {**TINY, "steps": 6, "pool_size": 3}
    straight = rehearse(SPEC, build, values, _pictures)
    train(straight)

    first = rehearse(SPEC, build, values, _pictures)
    first.last = 3
    train(first)
    saved = first.checkpoint()
    second = rehearse(SPEC, build, values, _pictures)
    second.saved = saved
    train(second)

    for name, net in straight.nets.items():
        for key, tensor in net.state_dict().items():
            assert torch.equal(tensor, second.nets[name].state_dict()[key])
    for name in ("ema_AB", "ema_BA"):
        average = straight.state[name].module.state_dict()
        for key, tensor in second.state[name].module.state_dict().items():
            assert torch.equal(tensor, average[key])
    assert straight.reports[3:] == second.reports


@pytest.mark.parametrize("augment", ["none", "translation+cutout"])
def test_both_discriminators_see_real_and_fake_augmented(rehearse, augment):
    ctx = rehearse(SPEC, build, {**TINY, "augment": augment, "steps": 1}, _pictures)
    seen = {"D_A": [], "D_B": []}
    for name, calls in seen.items():
        ctx.nets[name].register_forward_pre_hook(
            lambda _, args, calls=calls: calls.append(args[0].detach())
        )
    train(ctx)
    for calls in seen.values():
        assert [len(x) for x in calls] == [2, 4]  # G's step; then real and fake
        for x in torch.cat(calls):
            cut = (x == 0).all(dim=0).float().mean()
            assert cut > 0.02 if augment == "translation+cutout" else cut == 0

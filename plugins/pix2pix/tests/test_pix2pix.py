"""pix2pix as published: sizes, condition, order and weights of a step, dropout."""

from __future__ import annotations

import pytest
import torch
from ganstudio_pix2pix import register_models
from ganstudio_pix2pix.config import Pix2PixConfig
from ganstudio_pix2pix.networks import Generator, build, graphs
from ganstudio_pix2pix.train import train
from torch import nn
from torch.nn.functional import interpolate, l1_loss, softplus

from ganstudio.api import ConfigError, Facts, parse_config

(SPEC,) = register_models()
TINY = {"image_size": 32, "width": 4, "batch_size": 2, "steps": 4, "dropout": 0.0}


def _pairs(step: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A is soft spots; B is A with its colours turned over."""
    generator = torch.Generator().manual_seed(step)
    spots = torch.rand(2, 3, 4, 4, generator=generator) * 2 - 1
    A = interpolate(spots, size=(32, 32), mode="bilinear")
    return A, -A


def _count(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def _only_graph(**values):
    config, facts = parse_config(Pix2PixConfig, values), Facts(channels=3)
    (graph,) = graphs(config, facts, build(config, facts))
    return graph


@pytest.mark.parametrize("norm", ["instance", "batch"])
def test_published_sizes_have_the_published_parameters(norm):
    nets = build(Pix2PixConfig(norm=norm), Facts(channels=3))
    assert _count(nets["G"]) == 54_413_955
    assert _count(nets["D"]) == 2_768_705
    kinds = {type(m) for net in nets.values() for m in net.modules()}
    assert (nn.BatchNorm2d in kinds) == (norm == "batch")


@pytest.mark.parametrize("size", [32, 128, 512])
def test_the_bottom_of_the_u_is_one_pixel_without_a_norm(size):
    G = Generator(3, size, 4)
    shapes = []
    for down in G.down:
        down.register_forward_hook(lambda *args: shapes.append(args[2].shape[-1]))
    assert G(torch.zeros(1, 3, size, size)).shape == (1, 3, size, size)
    assert shapes[0] == size // 2
    assert shapes[-1] == 1
    assert not any(isinstance(m, nn.InstanceNorm2d) for m in G.down[-1])
    assert not any(isinstance(m, nn.InstanceNorm2d) for m in G.down[0])


def test_fine_detail_reaches_the_picture_past_the_bottom():
    torch.manual_seed(0)
    G = Generator(3, 32, 4).eval()
    x = torch.rand(1, 3, 32, 32)
    whole = G(x)
    with torch.no_grad():
        G.down[-1][-1].weight.zero_()  # nothing comes through the bottom
    assert (G(x)[..., :16] - G(-x)[..., :16]).abs().max() > 1e-3
    assert (G(x) - whole).abs().max() > 1e-3  # and what came through was used


def test_exported_generator_takes_several_squares_and_pictures_apart():
    graph = _only_graph(image_size=32, width=4)
    port = graph.inputs[0]
    assert port.multiple_of == port.minimum == 32
    G = graph.module.eval()
    x = torch.rand(2, 3, 32, 96)
    assert G(x).shape == x.shape
    torch.testing.assert_close(G(x), torch.cat([G(x[:1]), G(x[1:])]))


@pytest.mark.parametrize(
    ("direction", "given", "made"), [("a-to-b", "a", "b"), ("b-to-a", "b", "a")]
)
def test_direction_says_what_is_given_and_what_is_made(
    rehearse, direction, given, made
):
    graph = _only_graph(image_size=32, width=4, direction=direction)
    assert (graph.name, graph.inputs[0].domain) == (direction, given)
    assert graph.output.domain == made
    ctx = rehearse(SPEC, build, {**TINY, "direction": direction, "steps": 1}, _pairs)
    train(ctx)
    pictures = dict(zip("ab", _pairs(1), strict=True))
    row = ctx.previews["given, made, true"]
    assert torch.equal(row[:2], pictures[given])
    assert torch.equal(row[4:], pictures[made])


def test_sizes_that_are_no_power_of_two_are_refused():
    for size in ("96", "100", "16"):
        with pytest.raises(ConfigError, match="image_size"):
            parse_config(Pix2PixConfig, {"image_size": size})


def test_dropout_is_the_noise_of_training_and_off_in_the_export():
    torch.manual_seed(0)
    G = Generator(3, 256, 4)
    noisy = [i for i, up in enumerate(G.up) if any("Drop" in str(m) for m in up)]
    assert noisy == [0, 1, 2]
    x = torch.rand(1, 3, 256, 256)
    assert not torch.equal(G(x), G(x))
    G.eval()
    assert torch.equal(G(x), G(x))


def test_batch_norm_uses_the_statistics_of_the_run_in_the_export():
    config = Pix2PixConfig(image_size=32, width=4, norm="batch")
    G = build(config, Facts(channels=3))["G"]
    x = torch.rand(4, 3, 32, 32)
    G(x)
    alone = G.eval()(x[:1])
    torch.testing.assert_close(G(x)[:1], alone)


def test_terms_are_weighted_as_published(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "steps": 1}, _pairs)
    A, B = _pairs(1)
    G, D = ctx.nets["G"], ctx.nets["D"]
    with torch.no_grad():
        fake = G(A)
        real_logits = D(torch.cat([A, B], dim=1))
        fake_logits = D(torch.cat([A, fake], dim=1))
        d = 0.5 * (softplus(-real_logits).mean() + softplus(fake_logits).mean())
        L1 = l1_loss(fake, B)
    gradients = {}
    ctx.at_start = lambda ctx: ctx.state["opt_g"].register_step_pre_hook(
        lambda *_: gradients.update({n: p.grad.clone() for n, p in _named(G)})
    )
    train(ctx)
    (report,) = ctx.reports
    assert report["loss/d"] == pytest.approx(d.item(), rel=1e-4)
    assert report["difference/l1"] == pytest.approx(L1.item(), rel=1e-4)

    # G's gradient: 100 L1 and what D, by then one step wiser, says.
    again = rehearse(SPEC, build, TINY, _pairs).nets["G"]
    fake = again(A)
    gan = softplus(-D(torch.cat([A, fake], dim=1))).mean()
    assert report["loss/g"] == pytest.approx(gan.item(), rel=1e-4)
    (100 * l1_loss(fake, B) + gan).backward()
    for name, parameter in _named(again):
        torch.testing.assert_close(gradients[name], parameter.grad, msg=name)


def _named(net: nn.Module):
    return list(net.named_parameters())


def test_d_is_shown_the_given_picture_unless_it_shall_judge_looks_alone(rehearse):
    for conditional, channels in ((True, 6), (False, 3)):
        values = {**TINY, "conditional": conditional, "steps": 1}
        ctx = rehearse(SPEC, build, values, _pairs)
        seen = []
        ctx.nets["D"].register_forward_pre_hook(
            lambda _, args, seen=seen: seen.append(args[0].detach())
        )
        train(ctx)
        assert [x.shape[1] for x in seen] == [channels] * 3  # real, fake, G's step
        A, B = _pairs(1)
        real = torch.cat([A, B], dim=1) if conditional else B
        assert torch.equal(seen[0], real)


def test_without_the_adversary_d_is_left_alone(rehearse):
    ctx = rehearse(SPEC, build, {**TINY, "lambda_gan": 0}, _pairs)
    before = ctx.checkpoint()["nets"]["D"]
    train(ctx)
    assert set(ctx.reports[-1]) == {"difference/l1"}
    for key, value in ctx.nets["D"].state_dict().items():
        assert torch.equal(value, before[key])


def test_learns_pairs_in_some_dozen_steps(rehearse):
    values = {**TINY, "width": 8, "steps": 60, "lr": 1e-3}
    ctx = rehearse(SPEC, build, values, _pairs)
    train(ctx)
    first, last = (ctx.reports[i]["difference/l1"] for i in (0, -1))
    assert last < 0.6 * first


def test_resumed_run_reaches_the_same_bits_with_dropout(rehearse):
    values = {**TINY, "steps": 6, "dropout": 0.5, "lr_decay": 0.5}
    straight = rehearse(SPEC, build, values, _pairs)
    train(straight)
    assert straight.rates[0] == 2e-4
    assert straight.rates[-1] == pytest.approx(2e-4 / 3)

    first = rehearse(SPEC, build, values, _pairs)
    first.last = 3
    train(first)
    saved = first.checkpoint()
    second = rehearse(SPEC, build, values, _pairs)
    second.saved = saved
    train(second)
    for name, net in straight.nets.items():
        for key, tensor in net.state_dict().items():
            assert torch.equal(tensor, second.nets[name].state_dict()[key])
    average = straight.state["ema"].module.state_dict()
    for key, tensor in second.state["ema"].module.state_dict().items():
        assert torch.equal(tensor, average[key])
    assert straight.reports[3:] == second.reports

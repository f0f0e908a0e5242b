"""The autoencoders: both losses by hand, what z is, learning, exact resume."""

from __future__ import annotations

import math

import pytest
import torch
from ganstudio_vae import register_models
from ganstudio_vae.config import SIZES, VAEConfig
from ganstudio_vae.networks import build, graphs
from ganstudio_vae.train import divergence, reconstruction, train
from torch.distributions import Bernoulli, Normal, kl_divergence

from ganstudio.api import ConfigError, Facts, Role, parse_config

(SPEC,) = register_models()
KINDS = ("variational", "autoencoder")
TINY = {"image_size": 28, "width": 8, "z_dim": 6, "batch_size": 16, "steps": 4}


def _shades(step: int, channels: int = 1) -> torch.Tensor:
    """Pictures with an upper half of one brightness and a lower half of another."""
    generator = torch.Generator().manual_seed(step)
    halves = torch.rand(16, channels, 2, 1, generator=generator) * 1.8 - 0.9
    return halves.repeat_interleave(14, dim=2).expand(-1, -1, -1, 28).contiguous()


def _rehearsed(rehearse, steps=4, last=None, saved=None, **settings):
    ctx = rehearse(SPEC, build, {**TINY, "steps": steps, **settings}, _shades, 1)
    ctx.last, ctx.saved = last or steps, saved
    train(ctx)
    return ctx


def _run(ctx):
    nets = {name: net.eval() for name, net in ctx.nets.items()}
    decoder, encoder = graphs(ctx.config, ctx.facts, nets)
    return encoder.module, decoder.module


@pytest.mark.parametrize(
    ("kind", "E"), [("variational", 533_952), ("autoencoder", 333_216)]
)
def test_networks_have_the_sizes_that_the_readme_gives(kind, E):
    nets = build(VAEConfig(image_size=28, kind=kind), Facts(channels=1))
    count = {n: sum(p.numel() for p in net.parameters()) for n, net in nets.items()}
    assert count == {"E": E, "G": 333_249}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", SIZES)
def test_encoder_and_decoder_fit_each_other_at_every_size(size, channels, kind):
    config = VAEConfig(image_size=size, width=4, z_dim=8, kind=kind)
    facts = Facts(channels=channels)
    decoder, encoder = graphs(config, facts, build(config, facts))
    assert (decoder.role, encoder.role) == (Role.GENERATOR, Role.ENCODER)
    assert encoder.inputs == (decoder.output,)
    assert decoder.inputs == (encoder.output,)
    x = torch.rand(3, channels, size, size) * 2 - 1
    z = encoder.module(x)
    assert z.shape == (3, 8)
    assert decoder.module(z).shape == x.shape
    assert decoder.module(100 * z).abs().max() <= 1


def test_another_size_is_refused_with_the_sizes_there_are():
    with pytest.raises(ConfigError, match="must be 28, 32, 64 or 128 px, not '50'"):
        parse_config(VAEConfig, {"image_size": "50"})


def test_the_divergence_is_that_of_two_normal_distributions():
    mean, log_variance = torch.randn(5, 7), torch.randn(5, 7)
    q = Normal(mean, (0.5 * log_variance).exp())
    wanted = kl_divergence(q, Normal(0.0, 1.0)).sum(1).mean()
    assert divergence(mean, log_variance).item() == pytest.approx(wanted.item())
    assert divergence(torch.zeros(2, 3), torch.zeros(2, 3)) == 0


def test_the_reconstruction_is_a_likelihood_in_nats_for_each_picture():
    logits, x = torch.randn(4, 1, 28, 28), torch.randn(4, 1, 28, 28).sign()
    exact = -Bernoulli(logits=logits).log_prob((x + 1) / 2).sum((1, 2, 3)).mean()
    found = reconstruction(logits, x, "bernoulli")
    assert found.item() == pytest.approx(exact.item(), rel=1e-5)
    drawn = torch.tanh(logits / 2)
    best = (drawn - x).square().mean().sqrt()
    exact = -Normal(drawn, best).log_prob(x).sum((1, 2, 3)).mean()
    found = reconstruction(logits, x, "gaussian")
    assert found.item() == pytest.approx(exact.item(), rel=1e-5)
    # A perfect picture does not divide by 0.
    assert math.isfinite(reconstruction(logits, drawn, "gaussian"))


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_learns_to_give_new_pictures_back(rehearse, kind, likelihood):
    ctx = _rehearsed(rehearse, 120, kind=kind, likelihood=likelihood, lr=5e-3)
    encode, decode = _run(ctx)
    x = _shades(5000)
    with torch.no_grad():
        back = decode(encode(x))
    assert (back - x).abs().mean() < 0.15
    assert x.mean((0, 3)).sub(x).abs().mean() > 0.4  # what a constant would reach


def test_a_plain_code_has_the_size_that_explorers_draw(rehearse):
    encode, _ = _run(_rehearsed(rehearse, 120, kind="autoencoder", lr=5e-3))
    with torch.no_grad():
        z = torch.cat([encode(_shades(n)) for n in range(6000, 6040)])
    assert z.mean(0).abs().max() < 0.3
    assert ((z.std(0) > 0.7) & (z.std(0) < 1.4)).all()


def test_a_higher_beta_leaves_less_in_the_code(rehearse):
    low, high = (_rehearsed(rehearse, 60, beta=b, lr=5e-3) for b in (0.1, 30.0))
    assert high.reports[-1]["nats/kl"] < 0.5 * low.reports[-1]["nats/kl"]
    plain = _rehearsed(rehearse, 1, kind="autoencoder")
    assert set(plain.reports[0]) == {"nats/reconstruction"}


def test_the_sheet_shows_pictures_beside_what_became_of_them(rehearse):
    ctx = _rehearsed(rehearse, 2)
    encode, decode = _run(ctx)
    shown = ctx.previews["reconstructed"]()
    assert torch.equal(shown, decode(encode(ctx.previews["pictures"][:8])))


def test_rates_fall_in_the_last_part_of_the_run(rehearse):
    ctx = _rehearsed(rehearse, 8, lr=0.008, lr_decay=0.5)
    assert ctx.rates == pytest.approx([0.008] * 5 + [0.006, 0.004, 0.002])


@pytest.mark.parametrize("kind", KINDS)
def test_four_steps_equal_two_and_two_from_a_checkpoint(rehearse, kind):
    whole = _rehearsed(rehearse, kind=kind)
    saved = _rehearsed(rehearse, last=2, kind=kind).checkpoint()
    second = _rehearsed(rehearse, saved=saved, kind=kind)
    for name, net in whole.nets.items():
        for key, value in net.state_dict().items():
            assert torch.equal(value, second.nets[name].state_dict()[key]), key

"""Training of an autoencoder: encode, draw z, decode; both networks in one step."""

from __future__ import annotations

import math
from itertools import chain

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training.schedules import linear_decay
from ganstudio_vae.config import VAEConfig
from ganstudio_vae.networks import Decode, Encode, pictures


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(q(z|x) || N(0, 1)) of normal q, 0-d: nats per picture.

    Kingma and Welling 2014, appendix B. Both are float32 (N, z_dim).
    """
    terms = mean.square() + log_variance.exp() - 1 - log_variance
    return 0.5 * terms.sum(1).mean()


def reconstruction(logits: Tensor, x: Tensor, likelihood: str) -> Tensor:
    """-log p(x|z), 0-d: nats per picture.

    Args:
        logits: the decoder's, float32 (N, C, S, S).
        x: pictures in [-1, 1] of the same shape.
        likelihood: "bernoulli", whose probability is the pixel's brightness in [0, 1];
            or "gaussian" around the picture that was drawn, with the standard
            deviation that suits the batch best (Rybkin et al. 2021, arXiv:2006.13202),
            so that nobody has to choose one. A density: it may fall below 0.
    """
    pixels = x[0].numel()
    if likelihood == "bernoulli":
        target = 0.5 * (x + 1)
        return pixels * binary_cross_entropy_with_logits(logits, target)
    variance = (pictures(logits) - x).square().mean()
    # A grey level of 256 at the least: pixels are no more exact than that.
    variance = variance.clamp_min((2 / 256) ** 2 / 12)
    return 0.5 * pixels * (variance.log() + math.log(2 * math.pi) + 1)


def train(ctx: Context[VAEConfig]) -> None:
    """Run Kingma and Welling 2014, algorithm 1, on the pictures of `ctx`."""
    cfg, E, G = ctx.config, ctx.nets["E"], ctx.nets["G"]
    opt = Adam(chain(E.parameters(), G.parameters()), lr=cfg.lr)
    schedule = linear_decay(1 - cfg.lr_decay)

    for _, x in ctx.steps(opt=opt):  # x (N, C, S, S)
        ctx.lr(opt, cfg.lr, schedule)
        report = {}
        if cfg.kind == "variational":
            mean, log_variance = E(x).chunk(2, dim=1)  # (N, z_dim) each
            z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
            kl = divergence(mean, log_variance)
            report["nats/kl"] = kl.detach()
        else:
            z, kl = E(x), x.new_zeros(())
        rebuilt = reconstruction(G(z), x, cfg.likelihood)
        report["nats/reconstruction"] = rebuilt.detach()
        opt.zero_grad()
        (rebuilt + cfg.beta * kl).backward()
        opt.step()

        ctx.report(report)
        ctx.preview("pictures", x)
        ctx.preview("reconstructed", lambda x=x: Decode(G)(Encode(E, cfg.z_dim)(x[:8])))

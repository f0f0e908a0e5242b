"""Goodfellow et al. 2014, algorithm 1: k steps of D, then one of G."""

from __future__ import annotations

import torch
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training import latents
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio_gan_mlp.config import MLPConfig


def train(ctx: Context[MLPConfig]) -> None:
    """Play the game of G and D on the pictures of `ctx`."""
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    loss = gan_loss(cfg.loss)
    opt_d = Adam(D.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    opt_g = Adam(G.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    ema = EMA(G, cfg.ema)

    for _, x in ctx.steps(opt_d=opt_d, opt_g=opt_g, ema=ema):  # x (N, C, S, S)
        ctx.lr(opt_d, cfg.lr)
        ctx.lr(opt_g, cfg.lr)

        # D: maximise log D(x) + log(1 - D(G(z))).
        for turn in range(cfg.k_d):
            x = ctx.batch("d") if turn else x
            with torch.no_grad():
                fake = G(latents.draw(len(x), cfg.z_dim, cfg.prior, like=x))
            d_real, d_fake = D(torch.cat([x, fake])).chunk(2)  # logits, (N,) each
            loss_d = loss.d(d_real, d_fake)
            opt_d.zero_grad()
            loss_d.backward()
            opt_d.step()

        # G: maximise log D(G(z)), or minimise log(1 - D(G(z))): the same game, with
        # strong gradients at its start or weak ones.
        z = latents.draw(len(x), cfg.z_dim, cfg.prior, like=x)
        with frozen(D):
            loss_g = loss.g(D(G(z)))
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        ema.update()

        ctx.report(
            {
                "loss/d": loss_d.detach(),
                "loss/g": loss_g.detach(),
                "d/real": d_real.detach().sigmoid().mean(),
                "d/fake": d_fake.detach().sigmoid().mean(),
            }
        )

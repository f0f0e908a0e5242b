"""WGAN's training: the critic some steps ahead, then G."""

from __future__ import annotations

import torch
from torch.optim import Adam, Optimizer, RMSprop

from ganstudio.api import Context
from ganstudio.training import latents
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.penalties import gradient_penalty
from ganstudio.training.schedules import linear_decay
from ganstudio_wgan.config import WGANConfig

FIRST, EVERY = 25, 500
"""Steps of G with a warmed-up critic: the first ones, and each of this number."""


def critic_steps(cfg: WGANConfig, step: int) -> int:
    """How often the critic learns in this step of G; steps count from 1."""
    warm = step <= FIRST or (step - 1) % EVERY == 0
    return cfg.warm_up if cfg.lipschitz == "clipping" and warm else cfg.n_critic


def train(ctx: Context[WGANConfig]) -> None:
    """Run Arjovsky et al. 2017 (clipping) or Gulrajani et al. 2017 (penalty)."""
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    clipping = cfg.lipschitz == "clipping"
    loss = gan_loss("wasserstein")
    opt_d: Optimizer
    opt_g: Optimizer
    if clipping:
        # Momentum upsets a critic whose weights are clipped: no Adam.
        opt_d, opt_g = (RMSprop(net.parameters(), lr=cfg.lr) for net in (D, G))
    else:
        betas = (0.5, 0.9)
        opt_d, opt_g = (Adam(n.parameters(), lr=cfg.lr, betas=betas) for n in (D, G))
    schedule = linear_decay(1 - cfg.lr_decay)
    ema = EMA(G, cfg.ema)

    for step, x in ctx.steps(opt_d=opt_d, opt_g=opt_g, ema=ema):
        ctx.lr(opt_d, cfg.lr, schedule)
        ctx.lr(opt_g, cfg.lr, schedule)
        report = {}

        # D: maximise E[D(x)] - E[D(G(z))]. Clipped, its weights stay in a box;
        # otherwise its slope between real and fake is drawn to 1.
        for turn in range(critic_steps(cfg, step)):
            if turn:
                x = ctx.batch("critic")
            with torch.no_grad():
                fake = G(latents.draw(len(x), cfg.z_dim, like=x))
            if clipping:  # batches of their own, since batch norm would mix them
                d_real, d_fake = D(x), D(fake)  # scores, (N,)
            else:
                d_real, d_fake = D(torch.cat([x, fake])).chunk(2)
            loss_d = loss.d(d_real, d_fake)
            distance = -loss_d.detach()  # of the distributions, up to D's slope
            if not clipping:
                penalty, norm = gradient_penalty(D, x, fake)
                loss_d = loss_d + cfg.lambda_gp * penalty
                report |= {"critic/penalty": penalty.detach(), "critic/slope": norm}
            opt_d.zero_grad()
            loss_d.backward()
            opt_d.step()
            if clipping:
                with torch.no_grad():
                    for weight in D.parameters():
                        weight.clamp_(-cfg.clip, cfg.clip)

        # G: raise the critic's score.
        z = latents.draw(len(x), cfg.z_dim, like=x)
        with frozen(D):
            loss_g = loss.g(D(G(z)))
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        ema.update()

        report |= {"critic/distance": distance, "loss/d": loss_d.detach()}
        ctx.report(report | {"loss/g": loss_g.detach()})

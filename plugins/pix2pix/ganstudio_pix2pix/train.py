"""pix2pix's training, as published: D, then G, each once a step."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import l1_loss
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.schedules import linear_decay
from ganstudio_pix2pix.config import Pix2PixConfig


def train(ctx: Context[Pix2PixConfig]) -> None:
    """Run Isola et al. 2017, sections 2.1 and 2.3, on the pairs of `ctx`."""
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    adversarial = cfg.lambda_gan > 0
    loss = gan_loss("non-saturating")
    betas = (cfg.beta1, 0.999)
    opt_d = Adam(D.parameters(), lr=cfg.lr, betas=betas)
    opt_g = Adam(G.parameters(), lr=cfg.lr, betas=betas)
    schedule = linear_decay(1 - cfg.lr_decay)
    ema = EMA(G, cfg.ema)

    for _, (A, B) in ctx.steps(opt_d=opt_d, opt_g=opt_g, ema=ema):
        ctx.lr(opt_d, cfg.lr, schedule)
        ctx.lr(opt_g, cfg.lr, schedule)
        x, y = (A, B) if cfg.direction == "a-to-b" else (B, A)  # given, wanted
        condition = [x] if cfg.conditional else []
        fake = G(x)  # G(x, z): z is the dropout
        report: dict[str, Tensor] = {}

        if adversarial:
            # D: maximise log D(x, y) + log(1 - D(x, G(x))), halved to slow it down.
            d_real = D(torch.cat([*condition, y], dim=1))
            d_fake = D(torch.cat([*condition, fake.detach()], dim=1))
            loss_d = 0.5 * loss.d(d_real, d_fake)
            opt_d.zero_grad()
            loss_d.backward()
            opt_d.step()
            p_real, p_fake = (d.detach().sigmoid().mean() for d in (d_real, d_fake))
            report |= {"loss/d": loss_d, "d/real": p_real, "d/fake": p_fake}

        # G: pass for real, and stay near the true picture.
        L1 = l1_loss(fake, y)
        loss_g = cfg.lambda_L1 * L1
        if adversarial:
            with frozen(D):
                gan = cfg.lambda_gan * loss.g(D(torch.cat([*condition, fake], dim=1)))
            loss_g = loss_g + gan
            report["loss/g"] = gan
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        ema.update()

        report["difference/l1"] = L1
        ctx.report({name: term.detach() for name, term in report.items()})
        ctx.preview("given, made, true", torch.cat([x[:2], fake[:2], y[:2]]))

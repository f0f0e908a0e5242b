"""InfoGAN's training: D and Q on real and drawn pictures, then G."""

from __future__ import annotations

from itertools import chain

import torch
from torch import Tensor
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training import latents
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.schedules import linear_decay
from ganstudio_infogan import codes
from ganstudio_infogan.config import InfoGANConfig
from ganstudio_infogan.sweep import rows


def train(ctx: Context[InfoGANConfig]) -> None:
    """Run Chen et al. 2016, equation 6, on the pictures of `ctx`."""
    cfg, G, D, Q = ctx.config, ctx.nets["G"], ctx.nets["D"], ctx.nets["Q"]
    ports, loss = cfg.codes, gan_loss(cfg.loss)
    betas = (cfg.beta1, 0.999)
    opt_d = Adam(chain(D.parameters(), Q.parameters()), lr=cfg.lr, betas=betas)
    opt_g = Adam(G.parameters(), lr=cfg.lr_g, betas=betas)
    schedule = linear_decay(1 - cfg.lr_decay)
    ema = EMA(G, cfg.ema)
    sheet = list(rows(cfg, ema.module, next(G.parameters()).device))

    def weighed(bounds: list[Tensor]) -> Tensor:
        """What D, Q and G all maximise: lambda L_I(G, Q), 0-d."""
        weights = [cfg.lambda_cat if p.choices else cfg.lambda_con for p in ports]
        terms = [w * bound for w, bound in zip(weights, bounds, strict=True)]
        return torch.stack(terms).sum()

    for _, x in ctx.steps(opt_d=opt_d, opt_g=opt_g, ema=ema):
        ctx.lr(opt_d, cfg.lr, schedule)
        ctx.lr(opt_g, cfg.lr_g, schedule)
        c = codes.draw(ports, len(x), like=x)
        z = latents.draw(len(x), cfg.z_dim, "uniform", like=x)
        fake = G(z, *c)

        # D: tell real from drawn, in batches of their own, since batch norm would mix
        # their statistics. Q learns with it to read the codes of drawn pictures.
        d_real, _ = D(x)  # logits, (N,)
        d_fake, seen = D(fake.detach())
        bounds = codes.information(ports, Q(seen), c)
        loss_d = loss.d(d_real, d_fake)
        opt_d.zero_grad()
        (loss_d - weighed(bounds)).backward()
        opt_d.step()

        # G: pass for real, and draw what Q reads the codes from.
        with frozen(D, Q):
            judged, seen = D(fake)
            told = codes.information(ports, Q(seen), c)
        loss_g = loss.g(judged)
        opt_g.zero_grad()
        (loss_g - weighed(told)).backward()
        opt_g.step()
        ema.update()

        report = {
            "loss/d": loss_d.detach(),
            "loss/g": loss_g.detach(),
            "d/real": d_real.detach().sigmoid().mean(),
            "d/fake": d_fake.detach().sigmoid().mean(),
        }
        for port, bound in zip(ports, bounds, strict=True):
            report[f"information/{port.name}"] = bound.detach()
        ctx.report(report)
        for name, draw in sheet:
            ctx.preview(name, draw)

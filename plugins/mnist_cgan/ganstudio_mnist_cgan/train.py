"""Training of a conditional GAN: D on real, D on fake, then G, each with its class."""

from __future__ import annotations

import torch
from torch.nn.functional import cross_entropy, one_hot
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training import latents
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.schedules import linear_decay
from ganstudio_mnist_cgan.config import ConditionalConfig
from ganstudio_mnist_cgan.networks import NAMING


def train(ctx: Context[ConditionalConfig]) -> None:
    """Run Mirza and Osindero 2014, Odena et al. 2017, or Miyato and Koyama 2018."""
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    K, names_classes = ctx.facts.classes, cfg.conditioning in NAMING
    loss = gan_loss(cfg.loss)
    opt_d = Adam(D.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    opt_g = Adam(G.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    schedule = linear_decay(1 - cfg.lr_decay)
    ema = EMA(G, cfg.ema)

    for _, (x, y) in ctx.steps(opt_d=opt_d, opt_g=opt_g, ema=ema):
        ctx.lr(opt_d, cfg.lr, schedule)
        ctx.lr(opt_g, cfg.lr, schedule)
        c = torch.randint(K, y.shape, device=y.device)  # classes to draw, (N,)
        y_rows, c_rows = one_hot(y, K).float(), one_hot(c, K).float()  # (N, K)
        fake = G(latents.draw(len(x), cfg.z_dim, like=x), c_rows)  # G(z|c)

        # D: tell real from drawn, both with their class. Batches stay separate, since
        # batch norm would mix their statistics.
        d_real, d_fake = D(x, y_rows), D(fake.detach(), c_rows)  # (N, 1 or 1 + K)
        loss_d = loss.d(d_real[:, 0], d_fake[:, 0])
        if names_classes:
            class_d = cross_entropy(d_real[:, 1:], y)
            if cfg.conditioning == "ac-gan":
                # Odena et al. 2017, equation 3: D names real and drawn pictures alike.
                # Beside a projection it learns the classes from real ones alone, lest
                # it call a drawn picture by what was asked for.
                class_d = class_d + cross_entropy(d_fake[:, 1:], c)
            loss_d = loss_d + cfg.lambda_class * class_d
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()

        # G: pass for real, and be named by the class that was asked for.
        with frozen(D):
            judged = D(fake, c_rows)
        loss_g = loss.g(judged[:, 0])
        if names_classes:
            loss_g = loss_g + cfg.lambda_class * cross_entropy(judged[:, 1:], c)
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        ema.update()

        report = {
            "loss/d": loss_d.detach(),
            "loss/g": loss_g.detach(),
            "d/real": d_real[:, 0].detach().sigmoid().mean(),
            "d/fake": d_fake[:, 0].detach().sigmoid().mean(),
        }
        if names_classes:
            # The share of pictures that D, before this step, named rightly.
            named = (d_real[:, 1:].detach().argmax(1) == y).float().mean()
            obeyed = (judged[:, 1:].detach().argmax(1) == c).float().mean()
            report |= {"class/real": named, "class/fake": obeyed}
        ctx.report(report)

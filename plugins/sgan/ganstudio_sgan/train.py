"""Training of a semi-supervised GAN: D names, D tells real from drawn, then G."""

from __future__ import annotations

import torch
from torch.nn.functional import cross_entropy
from torch.optim import Adam

from ganstudio.api import ConfigError, Context, Problem
from ganstudio.training import latents
from ganstudio.training.batchwise import feature_matching
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.schedules import linear_decay
from ganstudio_sgan.config import SGANConfig
from ganstudio_sgan.labelled import LabelledPictures
from ganstudio_sgan.networks import is_real


def choose(ctx: Context[SGANConfig], labelled: LabelledPictures) -> None:
    """Look through the data, at most once, for pictures of each class."""
    seen, most = 0, max(ctx.facts.count, ctx.config.labels)
    while seen < most and not labelled.full:
        x, y = ctx.batch("labels")
        left = most - seen  # beyond it a picture would come a second time
        labelled.offer(x[:left], y[:left])
        seen += len(x)


def train(ctx: Context[SGANConfig]) -> None:
    """Run Salimans et al. 2016, section 5 (Odena 2016) on the pictures of `ctx`.

    Raises:
        ConfigError: fewer labels than classes.
    """
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    K = ctx.facts.classes
    if cfg.labels < K:
        wrong = f"must be at least {K}, one for each class, not {cfg.labels}"
        raise ConfigError("SGANConfig", [Problem("labels", wrong)])
    loss = gan_loss("non-saturating")
    opt_d = Adam(D.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    opt_g = Adam(G.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    schedule = linear_decay(1 - cfg.lr_decay)
    ema_d, ema_g = EMA(D, cfg.ema), EMA(G, cfg.ema)
    labelled = LabelledPictures(cfg.labels, K)
    state = {"opt_d": opt_d, "opt_g": opt_g, "ema_d": ema_d, "ema_g": ema_g}

    for step, (u, _) in ctx.steps(**state, labelled=labelled):  # nobody looks at labels
        ctx.lr(opt_d, cfg.lr, schedule)
        ctx.lr(opt_g, cfg.lr, schedule)
        if step == 1:
            choose(ctx, labelled)
        N = len(u)
        x, y = labelled.draw(N, like=u)

        if cfg.supervised_only:
            named = D(x)
            class_d = loss_d = cross_entropy(named, y)
        else:
            fake = G(latents.draw(N, cfg.z_dim, like=u))
            # One call: D has no batch norm that would mix them.
            logits = D(torch.cat((x, u, fake.detach())))  # (3N, K)
            named, real, drawn = logits.split(N)
            class_d = cross_entropy(named, y)
            apart = 0.5 * loss.d(is_real(real), is_real(drawn))
            loss_d = class_d + cfg.lambda_unlabelled * apart
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()
        ema_d.update()
        report = {
            "loss/class": class_d.detach(),
            # Of the labelled pictures, before this step.
            "class/labelled": (named.detach().argmax(1) == y).float().mean(),
        }

        if not cfg.supervised_only:
            with frozen(D):
                if cfg.g_loss == "feature-matching":
                    with torch.no_grad():
                        _, wanted = D(u, features=True)
                    _, features = D(fake, features=True)
                    loss_g = feature_matching(wanted, features)
                else:
                    loss_g = loss.g(is_real(D(fake)))
            opt_g.zero_grad()
            loss_g.backward()
            opt_g.step()
            ema_g.update()
            report |= {
                "loss/d": loss_d.detach(),
                "loss/g": loss_g.detach(),
                "d/real": is_real(real.detach()).sigmoid().mean(),
                "d/fake": is_real(drawn.detach()).sigmoid().mean(),
            }
        ctx.report(report)

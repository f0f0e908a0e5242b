"""CycleGAN's training, as published: both generators, then both discriminators."""

from __future__ import annotations

from itertools import chain

import torch
from torch.nn.functional import l1_loss
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training.augment import DiffAugment
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.replay import ReplayPool
from ganstudio.training.schedules import linear_decay
from ganstudio_cyclegan.config import CycleGANConfig


def train(ctx: Context[CycleGANConfig]) -> None:
    """Run Zhu et al. 2017, section 4, on the two sets of pictures of `ctx`."""
    cfg, nets = ctx.config, ctx.nets
    G_AB, G_BA, D_A, D_B = (nets[name] for name in ("G_AB", "G_BA", "D_A", "D_B"))
    loss = gan_loss("least-squares")
    betas = (cfg.beta1, 0.999)
    opt_g = Adam(chain(G_AB.parameters(), G_BA.parameters()), lr=cfg.lr, betas=betas)
    opt_d = Adam(chain(D_A.parameters(), D_B.parameters()), lr=cfg.lr, betas=betas)
    pool_A, pool_B = ReplayPool(cfg.pool_size), ReplayPool(cfg.pool_size)
    T = DiffAugment(cfg.augment)
    ema_AB, ema_BA = EMA(G_AB, cfg.ema), EMA(G_BA, cfg.ema)
    state = {"opt_g": opt_g, "opt_d": opt_d, "pool_A": pool_A, "pool_B": pool_B}
    state |= {"ema_AB": ema_AB, "ema_BA": ema_BA}

    for _, (A, B) in ctx.steps(**state):
        ctx.lr(opt_g, cfg.lr, linear_decay(0.5))
        ctx.lr(opt_d, cfg.lr, linear_decay(0.5))

        if cfg.lambda_identity > 0:
            # Two pictures in one call: instance norm treats each on its own.
            fake_B, same_B = G_AB(torch.cat([A, B])).chunk(2)  # G(A), G(B)
            fake_A, same_A = G_BA(torch.cat([B, A])).chunk(2)  # F(B), F(A)
        else:
            fake_B, fake_A, same_A, same_B = G_AB(A), G_BA(B), A, B
        back_A, back_B = G_BA(fake_B), G_AB(fake_A)  # F(G(A)), G(F(B))

        with frozen(D_A, D_B):
            gan_AB, gan_BA = loss.g(D_B(T(fake_B))), loss.g(D_A(T(fake_A)))
        cycle_A = cfg.lambda_cycle * l1_loss(back_A, A)
        cycle_B = cfg.lambda_cycle * l1_loss(back_B, B)
        identity = l1_loss(same_A, A) + l1_loss(same_B, B)
        identity = cfg.lambda_cycle * cfg.lambda_identity * identity
        opt_g.zero_grad()
        (gan_AB + gan_BA + cycle_A + cycle_B + identity).backward()
        opt_g.step()
        ema_AB.update()
        ema_BA.update()

        opt_d.zero_grad()
        loss_d = {}
        for name, D, real, fake in (
            ("A", D_A, A, pool_A(fake_A)),
            ("B", D_B, B, pool_B(fake_B)),
        ):
            loss_d[name] = 0.5 * loss.d(*D(T(torch.cat([real, fake]))).chunk(2))
            loss_d[name].backward()
        opt_d.step()

        terms = {
            "gan/a-to-b": gan_AB,
            "gan/b-to-a": gan_BA,
            "cycle/a": cycle_A,
            "cycle/b": cycle_B,
            "identity/both": identity,
            "d/a": loss_d["A"],
            "d/b": loss_d["B"],
        }
        ctx.report({name: term.detach() for name, term in terms.items()})
        ctx.preview("A, G(A), F(G(A)), F(A)", torch.cat([A, fake_B, back_A, same_A]))
        ctx.preview("B, F(B), G(F(B)), G(B)", torch.cat([B, fake_A, back_B, same_B]))

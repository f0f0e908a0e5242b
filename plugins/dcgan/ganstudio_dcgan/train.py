"""DCGAN's training, as published: D on real, D on fake, then G; and its tricks."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training import latents
from ganstudio.training.augment import DiffAugment
from ganstudio.training.averaging import HistoricalAveraging
from ganstudio.training.batchwise import feature_matching, pack
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.replay import ReplayPool
from ganstudio.training.schedules import linear_decay
from ganstudio.training.soften import NoisyTargets, instance_noise
from ganstudio_dcgan.config import DCGANConfig


def train(ctx: Context[DCGANConfig]) -> None:
    """Run Radford et al. 2016, section 4, on the pictures of `ctx`.

    Each trick is off by default, and then computes and draws nothing.
    """
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    loss, schedule = gan_loss(cfg.loss), linear_decay(1 - cfg.lr_decay)
    opt_d = Adam(D.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    opt_g = Adam(G.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    T = DiffAugment(cfg.augment)
    targets = NoisyTargets(cfg.noisy_labels, cfg.label_flips)
    ema, pool = EMA(G, cfg.ema), ReplayPool(cfg.replay)
    past = {}
    if cfg.historical_averaging > 0:
        past = {"past_d": HistoricalAveraging(D), "past_g": HistoricalAveraging(G)}

    def draw(count: int, like: Tensor) -> Tensor:
        """G(z), (N, C, H, W)."""
        return G(latents.draw(count, cfg.z_dim, cfg.prior, like=like))

    for step, x in ctx.steps(opt_d=opt_d, opt_g=opt_g, ema=ema, pool=pool, **past):
        ctx.lr(opt_d, cfg.lr, schedule)
        ctx.lr(opt_g, cfg.lr, schedule)
        std = cfg.instance_noise * (1 - step / ctx.total_steps)

        def seen(images: Tensor, std: float = std) -> Tensor:
            """What D is shown of pictures, real and generated alike."""
            return pack(instance_noise(T(images), std), cfg.packing)

        # D: maximise log D(x) + log(1 - D(G(z))). Real and fake stay separate
        # batches, since batch norm would mix their statistics.
        for turn in range(cfg.k_d):
            x = ctx.batch("d") if turn else x
            fake = draw(len(x), like=x)
            real_in, fake_in = seen(x), seen(pool(fake))
            if cfg.batches == "mixed":
                d_real, d_fake = D(torch.cat([real_in, fake_in])).chunk(2)
            else:
                d_real, d_fake = D(real_in), D(fake_in)  # logits, (N,)
            loss_d = loss.d(d_real, d_fake, *targets(d_real, d_fake))
            if past:
                penalty = past["past_d"].penalty()
                loss_d = loss_d + cfg.historical_averaging * penalty
            opt_d.zero_grad()
            loss_d.backward()
            opt_d.step()

        # G: maximise log D(G(z)), through a D that has just learnt.
        for turn in range(cfg.k_g):
            fake = draw(len(x), like=x) if turn else fake
            with frozen(D):
                judged, features = D(seen(fake), features=True)
            loss_g = loss.g(judged)
            if cfg.feature_matching > 0:
                with torch.no_grad():
                    _, wanted = D(seen(x), features=True)
                matching = feature_matching(wanted, features)
                loss_g = loss_g + cfg.feature_matching * matching
            if past:
                penalty = past["past_g"].penalty()
                loss_g = loss_g + cfg.historical_averaging * penalty
            opt_g.zero_grad()
            loss_g.backward()
            opt_g.step()
            ema.update()
        for mean in past.values():
            mean.update()

        ctx.report(
            {
                "loss/d": loss_d.detach(),
                "loss/g": loss_g.detach(),
                "d/real": d_real.detach().sigmoid().mean(),
                "d/fake": d_fake.detach().sigmoid().mean(),
            }
        )

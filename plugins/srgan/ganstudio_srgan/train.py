"""SRGAN's training: towards the right pixels, then towards the right looks."""

from __future__ import annotations

import torch
from torch.nn.functional import mse_loss
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.perceptual import content_loss
from ganstudio.training.resample import enlarge, shrink
from ganstudio_srgan.config import SRGANConfig
from ganstudio_srgan.networks import SCALE

LATE = 0.1
"""What the learning rate is multiplied by in the last half of the second phase."""
UNIT = {"relu2_2": 0.0032, "relu3_3": 0.0024, "relu4_3": 0.08}
"""Brings the content loss to the size of the pixel loss, as the paper's 1/12.75 does
for VGG19: measured on bicubic enlargements of photographs, whose pixel loss is 0.01."""


def train(ctx: Context[SRGANConfig]) -> None:
    """Run Ledig et al. 2017, sections 2.2 and 3.2, on the pictures of `ctx`."""
    cfg = ctx.config
    G, D, V = (ctx.nets[name] for name in "GDV")
    loss = gan_loss("non-saturating")
    betas = (cfg.beta1, 0.999)
    # The second phase starts anew, without the momenta of another loss.
    opt_pixel, opt_g, opt_d = (
        Adam(net.parameters(), lr=cfg.lr, betas=betas) for net in (G, G, D)
    )
    ema = EMA(G, cfg.ema)
    second = ctx.total_steps - cfg.pixel_steps  # length of the second phase
    state = {"opt_pixel": opt_pixel, "opt_g": opt_g, "opt_d": opt_d, "ema": ema}

    for step, high in ctx.steps(**state):  # (N, C, S, S)
        low = shrink(high, SCALE)  # (N, C, S/4, S/4)
        fake = G(low)
        pixels = mse_loss(fake, high)
        report = {"difference/pixels": pixels}

        if step <= cfg.pixel_steps:
            ctx.lr(opt_pixel, cfg.lr)
            opt_pixel.zero_grad()
            pixels.backward()
            opt_pixel.step()
        else:
            late = step - cfg.pixel_steps > second / 2
            for optimiser in (opt_d, opt_g):
                ctx.lr(optimiser, cfg.lr * (LATE if late else 1.0))

            # D: tell true from made, in batches of their own: batch norm would mix.
            d_real, d_fake = D(high), D(fake.detach())
            loss_d = loss.d(d_real, d_fake)
            opt_d.zero_grad()
            loss_d.backward()
            opt_d.step()

            # G: look like the true picture to VGG, and pass for real.
            layers = (cfg.layer,)
            with torch.no_grad():
                wanted = V(high, layers)[cfg.layer]
            seen = V(fake, layers)[cfg.layer]
            unit = cfg.lambda_content * UNIT[cfg.layer]
            content = unit * content_loss(seen, wanted)
            with frozen(D):
                gan = cfg.lambda_gan * loss.g(D(fake))
            opt_g.zero_grad()
            (content + gan + cfg.lambda_pixels * pixels).backward()
            opt_g.step()
            p_real, p_fake = (d.detach().sigmoid().mean() for d in (d_real, d_fake))
            report |= {"loss/content": content, "loss/g": gan, "loss/d": loss_d}
            report |= {"d/real": p_real, "d/fake": p_fake}
        ema.update()

        ctx.report({name: term.detach() for name, term in report.items()})
        given = enlarge(low[:2], SCALE)
        ctx.preview("given, made, true", torch.cat([given, fake[:2], high[:2]]))

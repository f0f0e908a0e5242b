"""DCGAN's training, as published: D on real, D on fake, then G."""

from __future__ import annotations

from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training import latents
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio_dcgan.config import DCGANConfig


def train(ctx: Context[DCGANConfig]) -> None:
    """Run Radford et al. 2016, section 4, on the pictures of `ctx`."""
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    loss = gan_loss("non-saturating")
    opt_d = Adam(D.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    opt_g = Adam(G.parameters(), lr=cfg.lr, betas=(cfg.beta1, 0.999))
    ema = EMA(G, cfg.ema)

    for _, x in ctx.steps(opt_d=opt_d, opt_g=opt_g, ema=ema):
        ctx.lr(opt_d, cfg.lr)
        ctx.lr(opt_g, cfg.lr)
        fake = G(latents.draw(len(x), cfg.z_dim, like=x))  # G(z), (N, C, S, S)

        # D: maximise log D(x) + log(1 - D(G(z))). Real and fake stay separate
        # batches, since batch norm would mix their statistics.
        d_real, d_fake = D(x), D(fake.detach())  # logits, (N,)
        loss_d = loss.d(d_real, d_fake)
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()

        # G: maximise log D(G(z)), through a D that has just learnt.
        with frozen(D):
            loss_g = loss.g(D(fake))
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

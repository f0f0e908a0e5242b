"""The recipe: a plain loop. A step ends when it asks for the next one."""

from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training import latents
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss

from . import Settings


def train(ctx: Context[Settings]) -> None:
    """Train G against D on the pictures of `ctx`."""
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    loss = gan_loss("non-saturating")
    opt_d = Adam(D.parameters(), lr=cfg.lr, betas=(0.5, 0.999))
    opt_g = Adam(G.parameters(), lr=cfg.lr, betas=(0.5, 0.999))

    # What has a memory is named here, so that it is in the checkpoint.
    for _, x in ctx.steps(opt_d=opt_d, opt_g=opt_g):  # x (N, C, S, S) in [-1, 1]
        ctx.lr(opt_d, cfg.lr)
        ctx.lr(opt_g, cfg.lr)
        fake = G(latents.draw(len(x), cfg.z_dim, like=x))

        loss_d = loss.d(D(x), D(fake.detach()))
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()

        with frozen(D):  # D's gradients are not needed here
            loss_g = loss.g(D(fake))
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()

        ctx.report({"loss/d": loss_d.detach(), "loss/g": loss_g.detach()})

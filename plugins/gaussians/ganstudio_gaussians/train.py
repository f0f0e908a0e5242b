"""The laboratory's training: the same points for every model, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer, RMSprop

from ganstudio.api import Context, Scatter
from ganstudio.training import latents
from ganstudio.training.batchwise import pack
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import GanLoss, gan_loss
from ganstudio.training.penalties import gradient_penalty
from ganstudio.training.schedules import linear_decay
from ganstudio_gaussians.config import GaussiansConfig
from ganstudio_gaussians.data import open_data
from ganstudio_gaussians.measure import Measure
from ganstudio_gaussians.networks import key

LOSSES = {
    "gan": gan_loss("non-saturating"),
    "lsgan": gan_loss("least-squares"),
    "wgan": gan_loss("wasserstein"),
    "wgan-gp": gan_loss("wasserstein"),
}


class Player(NamedTuple):
    """One model: its networks, what trains them, and D's steps in one of G's."""

    model: str
    G: nn.Module
    D: nn.Module
    opt_g: Optimizer
    opt_d: Optimizer
    ema: EMA
    loss: GanLoss
    turns: int


def enter(model: str, cfg: GaussiansConfig, nets: Mapping[str, nn.Module]) -> Player:
    """Make the optimisers of a model."""
    G, D = nets[f"G_{key(model)}"], nets[f"D_{key(model)}"]
    opt_g: Optimizer
    opt_d: Optimizer
    if model == "wgan":
        # Momentum upsets a critic whose weights are clipped: no Adam.
        opt_g, opt_d = (RMSprop(net.parameters(), lr=cfg.lr) for net in (G, D))
    else:
        betas = (cfg.beta1, cfg.beta2)
        opt_g, opt_d = (Adam(n.parameters(), lr=cfg.lr, betas=betas) for n in (G, D))
    turns = cfg.n_critic if model.startswith("wgan") else 1
    return Player(model, G, D, opt_g, opt_d, EMA(G, cfg.ema), LOSSES[model], turns)


def train(ctx: Context[GaussiansConfig]) -> None:
    """Train every model that the settings name, on the same points and latents."""
    cfg, N = ctx.config, ctx.config.batch_size
    players = [enter(model, cfg, ctx.nets) for model in cfg.models]
    device = next(players[0].G.parameters()).device
    data = open_data(cfg, device)
    measure = Measure(data, cfg.z_dim, device)
    floor, schedule = measure.floor(), linear_decay(1 - cfg.lr_decay)
    state: dict[str, Any] = {}
    for p in players:
        names = (f"{what}_{key(p.model)}" for what in ("opt_g", "opt_d", "ema"))
        state |= zip(names, (p.opt_g, p.opt_d, p.ema), strict=True)

    def draw() -> tuple[Tensor, Tensor]:
        """Real points, (N, 2), and latents, (N, z_dim)."""
        x = data.draw(N)
        return x, latents.draw(N, cfg.z_dim, like=x)

    def look() -> list[Scatter]:
        """A picture for each model; called when a sample sheet is due."""
        return [
            measure.scatter(p.model, p.ema.module, p.D, cfg.packing) for p in players
        ]

    for step, _ in ctx.steps(**state):
        batches = [draw() for _ in range(max(p.turns for p in players))]
        _, z = draw()
        report: dict[str, Any] = {}
        for p in players:
            ctx.lr(p.opt_g, cfg.lr, schedule)
            ctx.lr(p.opt_d, cfg.lr, schedule)
            for x, z_d in batches[: p.turns]:
                loss_d = d_step(p, cfg, x, z_d)

            with frozen(p.D):
                loss_g = p.loss.g(p.D(pack(p.G(z), cfg.packing)))
            p.opt_g.zero_grad()
            loss_g.backward()
            p.opt_g.step()
            p.ema.update()
            report |= {f"d/{p.model}": loss_d, f"g/{p.model}": loss_g.detach()}
        if cfg.measure_every and (step == 1 or step % cfg.measure_every == 0):
            for p in players:
                report |= measure(p.model, p.ema.module)
            report |= floor
        ctx.report(report)
        ctx.preview(", ".join(cfg.models), look)


def d_step(p: Player, cfg: GaussiansConfig, x: Tensor, z: Tensor) -> Tensor:
    """One step of D; returns its loss without a penalty, 0-d."""
    with torch.no_grad():
        fake = pack(p.G(z), cfg.packing)
    real = pack(x, cfg.packing)
    loss = value = p.loss.d(*p.D(torch.cat([real, fake])).chunk(2))
    if p.model == "wgan-gp":
        penalty, _ = gradient_penalty(p.D, real, fake)
        loss = loss + cfg.lambda_gp * penalty
    p.opt_d.zero_grad()
    loss.backward()
    p.opt_d.step()
    if p.model == "wgan":
        with torch.no_grad():
            for weight in p.D.parameters():
                weight.clamp_(-cfg.clip, cfg.clip)
    return value.detach()

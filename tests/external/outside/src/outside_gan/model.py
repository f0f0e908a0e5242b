"""Networks, graphs and recipe, in one module."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, one_hot
from torch.optim import AdamW

from ganstudio.api import Context, Facts, Graph, Image, Label, Latent, Role, Scores
from ganstudio.training import latents
from ganstudio.training.ema import EMA
from ganstudio.training.freeze import frozen
from ganstudio.training.losses import gan_loss
from ganstudio.training.schedules import cosine
from outside_gan.card import OutsideConfig


class Generator(nn.Module):
    """z (N, z_dim), label (N, K) -> pictures (N, C, S, S) in [-1, 1]."""

    def __init__(self, config: OutsideConfig, facts: Facts) -> None:
        super().__init__()
        side, hidden = config.image_size, config.hidden
        self.layers = nn.Sequential(
            nn.Linear(config.z_dim + facts.classes, hidden),
            nn.ReLU(),
            nn.Linear(hidden, facts.channels * side * side),
            nn.Tanh(),
            nn.Unflatten(1, (facts.channels, side, side)),
        )

    def forward(self, z: Tensor, label: Tensor) -> Tensor:
        return self.layers(torch.cat([z, label], 1))


class Discriminator(nn.Module):
    """Pictures (N, C, S, S) -> logits (N,) and class scores (N, K)."""

    def __init__(self, config: OutsideConfig, facts: Facts) -> None:
        super().__init__()
        pixels = facts.channels * config.image_size**2
        self.trunk = nn.Sequential(
            nn.Flatten(), nn.Linear(pixels, config.hidden), nn.LeakyReLU(0.2)
        )
        self.dropout = nn.Dropout(0.2)
        self.real = nn.Linear(config.hidden, 1)
        self.scores = nn.Linear(config.hidden, facts.classes)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.dropout(self.trunk(x))
        return self.real(features).flatten(), self.scores(features)


class Classifier(nn.Module):
    """Pictures -> the scores of a discriminator."""

    def __init__(self, D: Discriminator) -> None:
        super().__init__()
        self.D = D

    def forward(self, x: Tensor) -> Tensor:
        return self.D(x)[1]


def build(config: OutsideConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "D"}."""
    return {"G": Generator(config, facts), "D": Discriminator(config, facts)}


def graphs(
    config: OutsideConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return the generator and the classifier."""
    size = (config.image_size, config.image_size)
    picture = Image(channels=facts.channels, size=size)
    z, label = Latent(size=config.z_dim, prior="sphere"), Label(classes=facts.classes)
    scores = Scores(classes=facts.classes)
    D = Classifier(nets["D"])
    return [
        Graph("generator", Role.GENERATOR, nets["G"], (z, label), picture),
        Graph("classifier", Role.CLASSIFIER, D, (picture,), scores, "Which class?"),
    ]


def train(ctx: Context[OutsideConfig]) -> None:
    """Train on pictures and their classes, with a second stream of them for D."""
    cfg, G, D = ctx.config, ctx.nets["G"], ctx.nets["D"]
    loss, classes = gan_loss(cfg.loss), ctx.facts.classes
    opt_g, opt_d = AdamW(G.parameters()), AdamW(D.parameters())
    ema = EMA(G, cfg.ema)

    for _, (x, y) in ctx.steps(opt_g=opt_g, opt_d=opt_d, ema=ema):
        for optimiser in (opt_g, opt_d):
            ctx.lr(optimiser, cfg.lr, cosine)
        z = latents.draw(len(x), cfg.z_dim, "sphere", like=x)
        fake = G(z, one_hot(y, classes).float())

        more_x, more_y = ctx.batch("more")
        d_real, scores = D(torch.cat([x, more_x]))
        d_fake, _ = D(fake.detach())
        loss_class = cross_entropy(scores, torch.cat([y, more_y]))
        loss_d = loss.d(d_real, d_fake)
        opt_d.zero_grad()
        (loss_d + cfg.weight * loss_class).backward()
        opt_d.step()

        with frozen(D):
            d_fake, scores = D(fake)
        loss_g = loss.g(d_fake)
        opt_g.zero_grad()
        (loss_g + cfg.weight * cross_entropy(scores, y)).backward()
        opt_g.step()
        ema.update()

        terms = {"loss/d": loss_d, "loss/g": loss_g, "loss/class": loss_class}
        ctx.report({name: term.detach() for name, term in terms.items()})
        ctx.preview("newest", fake)

"""One photo in one painting's style: Gatys, Ecker and Bethge 2016.

The picture itself is what is trained; VGG16 only looks.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import LBFGS, Adam, Optimizer

from ganstudio.api import Context, Facts
from ganstudio.training.perceptual import content_loss, total_variation, vgg16
from ganstudio.training.picture import Picture
from ganstudio_style_transfer.colour import recolour
from ganstudio_style_transfer.config import NeuralStyleConfig
from ganstudio_style_transfer.style import Style

STYLE = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")


def build(config: NeuralStyleConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"vgg"}; the picture is the recipe's, whose size the data decides."""
    return {"vgg": vgg16(config.pooling)}


def train(ctx: Context[NeuralStyleConfig]) -> None:
    """Change the content picture of `ctx` until its Gram matrices are the style's."""
    cfg, vgg = ctx.config, ctx.nets["vgg"]
    photo, painting = ctx.batch("pictures")
    if cfg.colours == "photo":
        painting = recolour(painting, photo)
    style = Style(vgg, [painting], STYLE)
    with torch.no_grad():
        target = vgg(photo, (cfg.content_layer,))[cfg.content_layer]
    picture = Picture(photo if cfg.start == "photo" else torch.randn_like(photo) / 4)
    x = picture.pixels
    opt = _optimiser(cfg, x)
    terms: dict[str, Tensor] = {}

    def losses() -> Any:
        seen = vgg(x, (*STYLE, cfg.content_layer))
        content = content_loss(seen[cfg.content_layer], target)
        terms["content"] = cfg.lambda_content * content
        weights = (cfg.style_1, cfg.style_2, cfg.style_3, cfg.style_4)
        for (layer, part), weight in zip(
            style.relative(seen).items(), weights, strict=True
        ):
            terms[layer] = cfg.lambda_style * weight * part
        terms["smooth"] = cfg.lambda_smooth * total_variation(x)
        total: Any = torch.stack(list(terms.values())).sum()
        opt.zero_grad()
        total.backward()
        return total

    for _ in ctx.steps(picture=picture, opt=opt, style=style):
        if cfg.optimiser == "adam":
            ctx.lr(opt, cfg.lr)
        opt.step(losses)
        with torch.no_grad():
            x.clamp_(-1, 1)
        ctx.report({f"loss/{name}": term.detach() for name, term in terms.items()})
        ctx.preview("picture", x)


def _optimiser(cfg: NeuralStyleConfig, x: Tensor) -> Optimizer:
    if cfg.optimiser == "adam":
        return Adam([x], lr=cfg.lr)
    # One look at the picture for each step, so that a step can be stopped after.
    return LBFGS([x], lr=1.0, max_iter=1, history_size=cfg.memory)

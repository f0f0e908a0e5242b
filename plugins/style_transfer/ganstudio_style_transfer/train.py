"""A painter for one style: Johnson, Alahi and Fei-Fei 2016, section 3."""

from __future__ import annotations

from typing import Any

import torch
from torch.optim import Adam

from ganstudio.api import Context
from ganstudio.training.perceptual import LAYERS, content_loss, total_variation
from ganstudio.training.schedules import linear_decay
from ganstudio_style_transfer.config import FastStyleConfig
from ganstudio_style_transfer.style import Style

CONTENT = "relu3_3"
LOOKS = 16
"""Batches of squares of the painting that its Gram matrices are averaged over."""


def train(ctx: Context[FastStyleConfig]) -> None:
    """Train G to paint the photos (A) of `ctx` like its painting (B)."""
    cfg, G, vgg = ctx.config, ctx.nets["G"], ctx.nets["vgg"]
    style = Style(vgg, (ctx.batch("b") for _ in range(LOOKS)), LAYERS)
    opt = Adam(G.parameters(), lr=cfg.lr)

    for _, (x, painting) in ctx.steps(opt=opt, style=style):
        ctx.lr(opt, cfg.lr, linear_decay(1 - cfg.lr_decay))
        y = G(x)
        with torch.no_grad():
            target = vgg(x, (CONTENT,))[CONTENT]
        seen = vgg(y, LAYERS)
        content = cfg.lambda_content * content_loss(seen[CONTENT], target)
        strokes = cfg.lambda_style * style.loss(seen)
        smooth = cfg.lambda_smooth * total_variation(y)
        total: Any = content + strokes + smooth
        opt.zero_grad()
        total.backward()
        opt.step()

        terms = {"content": content, "style": strokes, "smooth": smooth}
        ctx.report({f"loss/{name}": term.detach() for name, term in terms.items()})
        ctx.preview("parts of the painting", painting)

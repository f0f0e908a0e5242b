"""Models that go wrong on purpose, and one that does not, for tests of the worker."""

import torch
from torch import nn

from ganstudio.api import (
    Config,
    DataKind,
    Graph,
    Image,
    Latent,
    ModelSpec,
    Role,
    hookimpl,
    knob,
)
from ganstudio.training.ema import EMA


class ToyConfig(Config):
    steps: int = knob(12, "Steps.", ge=1)
    batch_size: int = knob(4, "Points.", ge=1)
    sample_every: int = knob(4, "Steps.", ge=0, live=True)
    checkpoint_every: int = knob(4, "Steps.", ge=0, live=True)
    lr: float = knob(0.01, "Learning rate.", gt=0, live=True)
    pause: float = knob(0.0, "Seconds that a step takes.", ge=0)
    fail: str = knob("", "What goes wrong at step 6.")


def build(config, facts):
    net = nn.Sequential(nn.Linear(3, 3 * 8 * 8), nn.Unflatten(1, (3, 8, 8)), nn.Tanh())
    return {"G": net}


def graphs(config, facts, nets):
    return [
        Graph(
            name="generator",
            role=Role.GENERATOR,
            module=nets["G"],
            inputs=(Latent(size=3),),
            output=Image(channels=3, size=(8, 8)),
        )
    ]


def train(ctx):
    import time

    cfg, G = ctx.config, ctx.nets["G"]
    if cfg.fail == "no loop":
        return
    opt, ema = torch.optim.Adam(G.parameters(), lr=cfg.lr), EMA(G, 0.9)
    for step, _ in ctx.steps(opt=opt, ema=ema):
        ctx.lr(opt, cfg.lr)
        time.sleep(cfg.pause)
        loss = (G(torch.randn(cfg.batch_size, 3)) - 0.5).square().mean()
        if step == 6 and cfg.fail:
            if cfg.fail == "leave":
                break
            loss = _fail(cfg.fail, loss)
        opt.zero_grad()
        loss.backward()
        opt.step()
        ema.update()
        ctx.report({"loss/g": loss, "lr/g": cfg.lr})


def _fail(how, loss):
    if how == "nan":
        return loss * float("nan")
    if how == "memory":
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: 9 bytes")
    raise ZeroDivisionError("the toy broke")


@hookimpl
def register_models():
    return [
        ModelSpec(
            id="toy",
            title="Toy",
            summary="Learns to be grey.",
            data=DataKind.BUILT_IN,
            config=ToyConfig,
            build="ganstudio_toys:build",
            train="ganstudio_toys:train",
            graphs="ganstudio_toys:graphs",
        )
    ]

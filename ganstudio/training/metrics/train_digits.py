"""How the digit classifier was trained, to be run again.

`python -m ganstudio.training.metrics.train_digits MNIST OUT.safetensors`, where MNIST
is the folder with the four files as they are published.
"""

from __future__ import annotations

import argparse
import gzip
import math
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.functional import affine_grid, cross_entropy, grid_sample

from ganstudio.training.metrics.digits import DigitNet


def read(folder: Path, part: str) -> tuple[Tensor, Tensor]:
    """Read "train" or "t10k": pictures, float32 (N, 1, 28, 28) in [-1, 1]; labels."""
    pixels, labels = (
        np.frombuffer(
            gzip.decompress((folder / f"{part}-{name}-ubyte.gz").read_bytes()),
            np.uint8,
            offset=offset,
        )
        for name, offset in (("images-idx3", 16), ("labels-idx1", 8))
    )
    x = torch.from_numpy(pixels.copy()).reshape(-1, 1, 28, 28)
    return x.float() / 127.5 - 1, torch.from_numpy(labels.copy()).long()


def shaken(x: Tensor) -> Tensor:
    """Turn by up to 12 degrees, scale by up to 12 %, move by up to 2.5 px."""
    count = len(x)

    def between(most: float) -> Tensor:
        return (torch.rand(count) * 2 - 1) * most

    angle, scale = between(math.radians(12)), 1 + between(0.12)
    cos, sin = scale * angle.cos(), scale * angle.sin()
    rows = [
        torch.stack([cos, -sin, between(2.5 / 14)], dim=1),
        torch.stack([sin, cos, between(2.5 / 14)], dim=1),
    ]
    grid = affine_grid(torch.stack(rows, dim=1), list(x.shape), align_corners=False)
    return grid_sample(x + 1, grid, align_corners=False) - 1


@torch.no_grad()
def accuracy(net: nn.Module, x: Tensor, y: Tensor) -> float:
    """Share of pictures whose class the network names, in [0, 1]."""
    net.eval()
    right = 0
    for begin in range(0, len(y), 500):
        named = net(x[begin : begin + 500])[1].argmax(1)
        right += int((named == y[begin : begin + 500]).sum())
    return right / len(y)


def main() -> None:
    """Train, round to half precision, measure what was rounded, save."""
    parser = argparse.ArgumentParser(description="Train the digit classifier.")
    parser.add_argument("mnist", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=6)
    args = parser.parse_args()
    torch.manual_seed(0)
    x, y = read(args.mnist, "train")
    net, batch = DigitNet().to(memory_format=torch.channels_last), 128
    optimiser = torch.optim.AdamW(net.parameters(), weight_decay=1e-2)
    steps = args.epochs * (len(x) // batch)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps)
    for epoch in range(args.epochs):
        net.train()
        order = torch.randperm(len(x))
        for begin in range(0, len(x) // batch * batch, batch):
            chosen = order[begin : begin + batch]
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(shaken(x[chosen]))[1]
            loss = cross_entropy(logits.float(), y[chosen])
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            rate.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}", flush=True)
    rounded = {
        name: value.half().contiguous()
        for name, value in net.state_dict().items()
        if value.is_floating_point()
    }
    net.load_state_dict({k: v.float() for k, v in rounded.items()}, strict=False)
    share = accuracy(net, *read(args.mnist, "t10k"))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    save_file(rounded, args.out, {"accuracy": f"{share:.4f}"})
    print(f"{share:.4f} of the test digits are named rightly; wrote {args.out}")


if __name__ == "__main__":
    main()

"""How much longer a step of WGAN takes with the gradient penalty than with clipping.

    python tests/benchmarks/wgan_step.py --pairs 8

Both forms run the plugin's own recipe on made pictures, block by block in turns in one
process, as the worker prepares its networks; five critic's steps each, no warm-up.
Prints the median ratio and its range, of the processor's time on one thread: unlike the
clock's it hardly changes with what else the machine does.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from typing import Any

import torch
from ganstudio_wgan.config import WGANConfig
from ganstudio_wgan.networks import build
from ganstudio_wgan.train import train

from ganstudio.api import Facts
from ganstudio.worker import compute

CPU = torch.device("cpu")


class Form:
    """One form of the bound, with networks that stay; `run` times a block."""

    def __init__(self, lipschitz: str, size: int, width: int, steps: int) -> None:
        self.config = WGANConfig(
            lipschitz=lipschitz, image_size=size, width=width, warm_up=5, steps=steps
        )
        self.facts = Facts(channels=1)
        self.nets = build(self.config, self.facts)
        precision = compute.choose_precision("auto", CPU)
        for net in self.nets.values():
            layout = compute.choose_memory_format(net)
            compute.prepare(net.train(), CPU, precision, layout)
        shape = (self.config.batch_size, 1, size, size)
        self._pictures = torch.rand(shape) * 2 - 1

    def steps(self, **state: Any) -> Iterator[tuple[int, torch.Tensor]]:
        for thing in state.values():
            compute.adopt(thing, "fused")
        for step in range(1, self.config.steps + 1):
            yield step, self._pictures

    def batch(self, stream: str) -> torch.Tensor:
        return self._pictures

    def report(self, values: Any) -> None:
        """Keep nothing."""

    def lr(self, optimiser: Any, base: float, schedule: Any = None) -> float:
        return base

    def run(self) -> float:
        began = time.process_time()
        train(self)
        return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--steps", type=int, default=3, help="of G in a block")
    parser.add_argument("--size", type=int, default=28)
    parser.add_argument("--width", type=int, default=32)
    args = parser.parse_args()
    torch.set_num_threads(1)
    penalty, clipping = (
        Form(form, args.size, args.width, args.steps)
        for form in ("penalty", "clipping")
    )
    for form in (penalty, clipping):  # the first block of each pays for set-up
        form.run()
    pairs = [(penalty.run(), clipping.run()) for _ in range(args.pairs)]
    ratios = [p / c for p, c in pairs]
    for name, times in zip(
        ("penalty", "clipping"), zip(*pairs, strict=True), strict=True
    ):
        each = 1000 * statistics.median(times) / args.steps
        print(f"{name}: {each:.0f} ms a step of G, median")
    middle, low, high = statistics.median(ratios), min(ratios), max(ratios)
    print(f"penalty / clipping: {middle:.2f} ({low:.2f}..{high:.2f})")


if __name__ == "__main__":
    main()

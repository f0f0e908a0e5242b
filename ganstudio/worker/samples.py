"""Sample sheets: looking at a run without changing one bit of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

from ganstudio.api import Code, Graph, Image, Label, Latent, Role
from ganstudio.core import latents
from ganstudio.core.images import SHEET_GREY, from_network, sheet
from ganstudio.worker.context import RunContext, random_state, restore_random_state
from ganstudio.worker.setup import Setup, load_graphs
from ganstudio.worker.sources import read_squares
from ganstudio.worker.streams import cut_of

GENERATED = 36
"""Pictures of a generator without classes on a sheet; with classes: 8 of each."""
TRANSLATED = 6
"""Held-out pictures on a translator's sheet."""


@contextmanager
def looking(nets: Mapping[str, nn.Module]) -> Iterator[None]:
    """Evaluate networks: eval mode, no gradients, random state put back after."""
    modes = [(m, m.training) for net in nets.values() for m in net.modules()]
    state = random_state()
    for net in nets.values():
        net.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module, training in modes:
            module.training = training
        restore_random_state(state)


def sample_inputs(
    setup: Setup, graph: Graph, count: int, held_out: torch.Tensor | None = None
) -> list[torch.Tensor]:
    """Make the fixed inputs of a graph: the same for every sheet of a run.

    Args:
        setup: the run; its seed decides the latents.
        graph: whose inputs.
        count: how many pictures.
        held_out: float32 (N, C, S, S) in [-1, 1], what an image port is given.

    Returns:
        One tensor per port, float32, on the run's device.
    """
    seed, made = setup.record.seed, []
    for port in graph.inputs:
        match port:
            case Latent():
                values = latents.draw(seed, count, port)
            case Label():
                each = -(-count // port.classes)
                classes = [i // each for i in range(count)]
                values = latents.label_rows(classes, port.classes)
            case Code():
                values = latents.code_rows(seed, count, port)
            case _:
                assert held_out is not None
                made.append(held_out[:count])
                continue
        made.append(torch.from_numpy(values).to(setup.device))
    return made


class SampleMaker:
    """Makes the sheets of one run."""

    def __init__(self, setup: Setup) -> None:
        """Look at `setup`; held-out pictures are read at the first use."""
        self._setup = setup
        self._held_out: dict[str, torch.Tensor] = {}

    def held_out(self, domain: str) -> torch.Tensor:
        """First held-out pictures of a side, float32 (N, C, S, S) in [-1, 1]."""
        if domain not in self._held_out:
            s = self._setup
            sides = s.data.held_out.domains
            pictures = sides[1 if domain == "b" and len(sides) > 1 else 0]
            squares = read_squares(pictures, TRANSLATED, cut_of(s.config, s.facts))
            self._held_out[domain] = squares.to(s.device)
        return self._held_out[domain]

    def make(self, context: RunContext) -> tuple[np.ndarray, list[str]]:
        """Make the sheet of this moment.

        Returns:
            The sheet, uint8 (H, W, 3), and the name of each of its rows of pictures.
        """
        blocks: list[np.ndarray] = []
        names: list[str] = []
        nets = context.sampling_nets()
        with looking(nets):
            for graph in load_graphs(self._setup, nets):
                for name, pictures, columns in self._rows(graph):
                    names.append(name)
                    blocks.append(sheet(_bytes(pictures), columns=columns))
        for name, pictures in context.previews.items():
            names.append(name)
            blocks.append(sheet(_bytes(pictures), columns=len(pictures)))
        return _stack(blocks), names

    def _rows(self, graph: Graph) -> Iterator[tuple[str, torch.Tensor, int | None]]:
        if not isinstance(graph.output, Image):
            return
        if graph.role is Role.GENERATOR:
            labels = [p.classes for p in graph.inputs if isinstance(p, Label)]
            count = 8 * labels[0] if labels else GENERATED
            inputs = sample_inputs(self._setup, graph, count)
            yield graph.name, graph.module(*inputs), 8 if labels else None
        elif graph.role is Role.TRANSLATOR:
            port = graph.inputs[0]
            assert isinstance(port, Image)
            pictures = self.held_out(port.domain)
            inputs = sample_inputs(self._setup, graph, len(pictures), pictures)
            yield port.name, pictures, TRANSLATED
            yield graph.name, graph.module(*inputs), TRANSLATED


def _bytes(pictures: torch.Tensor) -> np.ndarray:
    return from_network(pictures.float().cpu().numpy())


def _stack(blocks: list[np.ndarray], gap: int = 6) -> np.ndarray:
    """Put blocks below each other, uint8 (H, W, 3), on the sheets' grey."""
    if not blocks:
        return np.full((8, 8, 3), SHEET_GREY, dtype=np.uint8)
    width = max(block.shape[1] for block in blocks)
    height = sum(block.shape[0] + gap for block in blocks) - gap
    canvas = np.full((height, width, 3), SHEET_GREY, dtype=np.uint8)
    top = 0
    for block in blocks:
        canvas[top : top + block.shape[0], : block.shape[1]] = block
        top += block.shape[0] + gap
    return canvas

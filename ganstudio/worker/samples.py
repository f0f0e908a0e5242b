"""Sample sheets: looking at a run without changing one bit of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

from ganstudio.api import Code, Graph, Image, Label, Latent, Points, Role
from ganstudio.core import latents
from ganstudio.core.images import (
    CLOUD,
    SHEET_GREY,
    fitting,
    from_network,
    plane,
    scatter,
    sheet,
)
from ganstudio.training.resample import enlarge, shrink
from ganstudio.worker.context import RunContext, random_state, restore_random_state
from ganstudio.worker.previews import pixels_of
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
            cut = cut_of(s.config, s.facts, domain)
            squares = read_squares(pictures, TRANSLATED, cut)
            self._held_out[domain] = squares.to(s.device)
        return self._held_out[domain]

    def make(self, context: RunContext) -> tuple[np.ndarray, list[str]]:
        """Make the sheet of this moment.

        Generators of points are drawn as scatter pictures, unless the recipe offers
        pictures of its own, which then show them.

        Returns:
            The sheet, uint8 (H, W, 3), and the name of each of its rows of pictures.

        Raises:
            RunError: the recipe offered something that is no picture.
        """
        blocks: list[np.ndarray] = []
        names: list[str] = []
        nets = context.sampling_nets()
        with looking(nets):
            for graph in load_graphs(self._setup, nets):
                if isinstance(graph.output, Points):
                    if not context.previews:
                        names.append(graph.name)
                        blocks.append(sheet(draw_points(self._setup, graph)[None]))
                    continue
                for name, pictures, columns in self._rows(graph):
                    names.append(name)
                    blocks.append(sheet(_bytes(pictures), columns=columns))
        # A function of the recipe runs its own networks, averaged or not.
        with looking(context.nets), looking(nets):
            for name, offered in context.previews.items():
                names.append(name)
                drawn = pixels_of(name, offered)
                blocks.append(sheet(drawn, columns=len(drawn)))
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
            given = given_to(graph, pictures)
            inputs = sample_inputs(self._setup, graph, len(given), given)
            scale = graph.output.scale
            shown = given if scale == 1 else enlarge(given, scale)
            yield port.name, shown, TRANSLATED
            yield graph.name, graph.module(*inputs), TRANSLATED
            if scale > 1:
                yield "true", pictures, TRANSLATED


def given_to(graph: Graph, pictures: torch.Tensor) -> torch.Tensor:
    """What a translator is given where `pictures` is the size of what it makes.

    Args:
        graph: the translator; one that enlarges gets them shrunk.
        pictures: float32 (N, C, H, W) in [-1, 1].
    """
    assert isinstance(graph.output, Image)
    scale = graph.output.scale
    return pictures if scale == 1 else shrink(pictures, scale)


def draw_points(setup: Setup, graph: Graph) -> np.ndarray:
    """Draw what a generator of points makes of the run's fixed latents.

    Returns:
        uint8 (SIDE, SIDE, 3), see `ganstudio.core.images.scatter`.
    """
    assert isinstance(graph.output, Points)
    with torch.no_grad():
        made = graph.module(*sample_inputs(setup, graph, CLOUD))
    points = plane(made.float().cpu().numpy())
    return scatter(points, extent=graph.output.extent or fitting(points))


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

"""Streams: which pictures a step gets, as a function of (seed, name, position).

A loader holds no state but its position, so resuming is setting a number.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import psutil
import torch

from ganstudio.api import Config, DataKind, Facts, RunError
from ganstudio.core.data import DataSet, batch_augmentation, batch_ids
from ganstudio.worker.sources import Cut, Source, Streaming, open_source, read_whole

MAIN = "steps"
AHEAD = 3
"""Batches that a streaming source decodes in advance."""


def cut_of(config: Config, facts: Facts, domain: str = "a") -> Cut:
    """Read how pictures are cut from the settings that every picture config has.

    Side B may be scaled by a setting of its own, `load_size_b`.
    """
    size = getattr(config, "image_size", 64)
    load_size = getattr(config, "load_size", 0)
    if domain == "b":
        load_size = getattr(config, "load_size_b", 0) or load_size
    return Cut(
        size=size,
        load_size=max(size, load_size),
        zoom=getattr(config, "zoom", 1.0),
        flip=getattr(config, "flip", False),
        channels=facts.channels,
    )


def total_steps(config: Config, facts: Facts) -> int:
    """Length of a run in steps; an epoch goes once through the larger set."""
    if not config.epochs:
        return config.steps
    count = max(facts.count, facts.count_b, 1)
    return config.epochs * math.ceil(count / config.batch_size)


class Streams:
    """Batches by name; `positions` (pictures given out so far) is all the state."""

    def __init__(
        self,
        data: DataSet,
        config: Config,
        facts: Facts,
        seed: int,
        device: torch.device,
    ) -> None:
        """Open the training part of `data` for `device`."""
        self.kind = data.kind
        self.positions: dict[str, int] = {}
        self._batch, self._seed, self._device = config.batch_size, seed, device
        self._domains = data.train.domains
        memory = _spare_memory(device) // max(1, len(self._domains))
        self._sources: list[Source] = []
        self._wholes: tuple[torch.Tensor, ...] = ()
        if self.kind is DataKind.STYLE:
            size = getattr(config, "image_size", 256)
            sizes = (size, getattr(config, "load_size_b", 0) or size)
            self._wholes = tuple(
                read_whole(domain, long_side, facts.channels).to(device)
                for domain, long_side in zip(self._domains, sizes, strict=True)
            )
        else:
            self._sources = [
                open_source(domain, cut_of(config, facts, side), device, memory)
                for side, domain in zip("ab", self._domains, strict=False)
            ]
        self._labels = None
        if self.kind is DataKind.LABELLED:
            self._labels = torch.as_tensor(self._domains[0].labels, device=device)

    def next(self, name: str = MAIN) -> Any:
        """Return the next batch of a stream; see `ganstudio.api.DataKind`."""
        match self.kind:
            case DataKind.BUILT_IN:
                return None
            case DataKind.UNPAIRED:
                if name in ("a", "b"):
                    return self._one(name, "ab".index(name))[0]
                return tuple(self._one(f"{name}/{s}", i)[0] for i, s in enumerate("ab"))
            case DataKind.PAIRED:
                ids, draws = self._draw(name, 0)
                return tuple(source.fetch(ids, draws) for source in self._sources)
            case DataKind.STYLE:
                return self._wholes
            case DataKind.LABELLED:
                pictures, ids = self._one(name, 0)
                assert self._labels is not None
                chosen = torch.from_numpy(ids).to(self._device, non_blocking=True)
                return pictures, self._labels.index_select(0, chosen)
            case _:
                return self._one(name, 0)[0]

    def _one(self, name: str, domain: int) -> tuple[torch.Tensor, np.ndarray]:
        ids, draws = self._draw(name, domain)
        return self._sources[domain].fetch(ids, draws), ids

    def _draw(self, name: str, domain: int) -> tuple[np.ndarray, np.ndarray]:
        """Take the next numbers and their draws, and say what follows them."""
        count, batch = len(self._domains[domain]), self._batch
        position = self.positions.get(name, 0)
        self.positions[name] = position + batch
        epochs, ids = batch_ids(self._seed, name, position, batch, count)
        draws = batch_augmentation(self._seed, name, epochs, ids, count)
        paired = self.kind is DataKind.PAIRED
        for source in self._sources if paired else self._sources[domain : domain + 1]:
            if isinstance(source, Streaming):
                ahead = batch * (1 + AHEAD)
                source.expect(batch_ids(self._seed, name, position, ahead, count)[1])
        return ids, draws


def _spare_memory(device: torch.device) -> int:
    """Bytes that data may take: a quarter of what is free where it will lie."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0] // 4
    if device.type not in ("cpu", "mps"):
        raise RunError(f"Data cannot be placed on device {device}.")
    return psutil.virtual_memory().available // 4

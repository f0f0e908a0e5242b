"""A pool of earlier generated pictures for D (Shrivastava et al. 2017)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor


class ReplayPool:
    """Gives D a mixture of new and older generated pictures, against oscillation.

    Until the pool is full, pictures are kept and given back unchanged. Then each one
    is, with probability one half, exchanged for a random picture of the pool.
    Pictures lie on the device of those that come; the decisions are drawn on the CPU,
    from a generator of the pool's own, so that no step waits for the device.
    """

    def __init__(self, size: int, seed: int | None = None) -> None:
        """Start empty.

        Args:
            size: how many pictures to keep; 0 passes everything through.
            seed: of the decisions; None draws one from torch's global generator, which
                the host has seeded, so that two pools of one run differ; a pool of size
                0 decides nothing and draws nothing.
        """
        self.size = size
        if seed is None:
            seed = int(torch.randint(2**31, ())) if size else 0
        self._generator = torch.Generator().manual_seed(seed)
        self._kept: list[Tensor] = []

    def __len__(self) -> int:
        """How many pictures are kept now."""
        return len(self._kept)

    @torch.no_grad()
    def __call__(self, images: Tensor) -> Tensor:
        """Return as many pictures as given, float (N, C, H, W), without gradients."""
        if self.size == 0:
            return images.detach()
        # One memory format whatever G's: a checkpoint keeps no strides, and strides
        # decide which kernel D runs, thus the last bits after a resume.
        images = images.detach().contiguous()
        if self._kept and self._kept[0].device != images.device:  # after a resume
            self._kept = [kept.to(images.device) for kept in self._kept]
        return torch.stack([self._exchange(image) for image in images])

    def _exchange(self, image: Tensor) -> Tensor:
        if len(self._kept) < self.size:
            self._kept.append(image.clone())
            return image
        # Two draws whatever the first one says: the stream keeps step with the count.
        chance = torch.rand((), generator=self._generator)
        place = int(torch.randint(self.size, (), generator=self._generator))
        if chance < 0.5:
            return image
        old = self._kept[place]
        self._kept[place] = image.clone()
        return old

    def state_dict(self) -> dict[str, Any]:
        """Return the pictures kept, in order, and the state of the decisions."""
        return {
            "images": torch.stack(self._kept) if self._kept else None,
            "generator": self._generator.get_state(),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict()`'s result; pictures may be on any device."""
        images = state["images"]
        self._kept = [] if images is None else [image.clone() for image in images]
        self._generator.set_state(state["generator"].cpu())

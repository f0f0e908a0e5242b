"""The labelled pictures of a run: chosen once, kept in its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor


class LabelledPictures:
    """Holds as many pictures of each class as there shall be labels.

    Pictures are offered in the order of a stream, which the run's seed decides, and
    the first ones of each class are kept. They are in the checkpoint, so that a resumed
    run has the same ones without looking for them again.
    """

    def __init__(self, labels: int, classes: int) -> None:
        """Start empty.

        Args:
            labels: pictures in all; the first classes get one more where they do not
                divide evenly.
            classes: how many classes there are.
        """
        self._wanted = [
            labels // classes + (k < labels % classes) for k in range(classes)
        ]
        # Bytes: they are what the data holds, and a quarter of the checkpoint.
        self._pictures: list[Tensor] = []
        self._classes: list[int] = []
        self._together: tuple[Tensor, Tensor] | None = None

    def __len__(self) -> int:
        """How many are kept now."""
        return len(self._pictures)

    @property
    def full(self) -> bool:
        """Whether no class wants another picture."""
        return not any(self._wanted)

    def offer(self, x: Tensor, y: Tensor) -> None:
        """Keep what is still wanted of (N, C, H, W) in [-1, 1], int64 (N,)."""
        for picture, k in zip(x, y.tolist(), strict=True):
            if self._wanted[k]:
                self._wanted[k] -= 1
                byte = (picture + 1).mul(127.5).round().to(torch.uint8)
                # In main memory, where a checkpoint puts those that it kept.
                self._pictures.append(byte.contiguous().cpu())
                self._classes.append(k)
        self._together = None

    def draw(self, count: int, like: Tensor) -> tuple[Tensor, Tensor]:
        """Draw pictures and their classes, with repetition.

        Args:
            count: how many.
            like: any tensor on the wanted device, whose generator decides.

        Returns:
            float32 (count, C, H, W) in [-1, 1] and int64 (count,).
        """
        if self._together is None:
            pictures = torch.stack(self._pictures).to(like.device)
            classes = torch.tensor(self._classes, device=like.device)
            self._together = pictures, classes
        pictures, classes = self._together
        chosen = torch.randint(len(pictures), (count,), device=like.device)
        x = pictures[chosen].float().mul_(1 / 127.5).sub_(1)
        return x, classes[chosen]

    def state_dict(self) -> dict[str, Any]:
        """Return the pictures, their classes and what is still wanted."""
        return {
            "pictures": torch.stack(self._pictures) if self._pictures else None,
            "classes": torch.tensor(self._classes, dtype=torch.int64),
            "wanted": list(self._wanted),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict()`'s result; pictures may be on any device."""
        pictures = state["pictures"]
        self._pictures = [] if pictures is None else list(pictures)
        self._classes = state["classes"].tolist()
        self._wanted = list(state["wanted"])
        self._together = None

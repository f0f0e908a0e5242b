"""Masks at rest: small in memory and in a file."""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganstudio.gui.picture import Mask

_MOST = 4096
"""Longer side of a mask that is read back, px at most."""


@dataclass(frozen=True)
class Packed:
    """A mask that nobody looks at: a hundredth of its size, for undo and the disk.

    Attributes:
        shape: (H, W), px.
        data: its rows, deflated.
    """

    shape: tuple[int, int]
    data: bytes

    @classmethod
    def of(cls, mask: Mask | None) -> Packed | None:
        """Pack a mask."""
        if mask is None:
            return None
        height, width = mask.shape
        return cls((height, width), zlib.compress(mask.tobytes(), 1))

    def mask(self) -> Mask:
        """Unpack it: uint8 (H, W)."""
        return np.frombuffer(zlib.decompress(self.data), np.uint8).reshape(self.shape)

    def to_json(self) -> list[Any]:
        """Turn it into plain JSON."""
        return [*self.shape, base64.b64encode(self.data).decode()]

    @classmethod
    def from_json(cls, state: object) -> Packed | None:
        """Read what `to_json` wrote; None where that is something else."""
        match state:
            case [int(height), int(width), str(text)]:
                pass
            case _:
                return None
        if not (0 < height <= _MOST and 0 < width <= _MOST):
            return None
        try:
            data = base64.b64decode(text, validate=True)
            unpacker = zlib.decompressobj()
            whole = unpacker.decompress(data, height * width + 1)
        except (binascii.Error, zlib.error):
            return None
        return cls((height, width), data) if len(whole) == height * width else None

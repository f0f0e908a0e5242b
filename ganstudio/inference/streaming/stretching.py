"""Resizes that lay corner on corner (align_corners): where they look depends on where.

One place further in the result is not quite one over the factor further in the source,
so a tile is told which places of the whole it holds, in the form of weights.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import onnx
from numpy.typing import NDArray

from ganstudio.inference.streaming.graph import settings
from ganstudio.inference.streaming.windows import Window, resizing

Range = tuple[int, int]
"""First place, and the first after the last."""


def is_stretch(node: onnx.NodeProto) -> bool:
    """Tell whether a node is one of these, and linear."""
    given = settings(node)
    places = given.get("coordinate_transformation_mode", b"half_pixel")
    linear = given.get("mode", b"nearest") == b"linear"
    return node.op_type == "Resize" and linear and places == b"align_corners"


def stretched(factor: Fraction) -> Window:
    """Window of such a resize: from corner to corner it moves by a place at most."""
    after = 2 if factor >= 1 else int(1 / factor) + 1
    return resizing(factor, half_pixel=False, before=1, after=after)


def weights(
    result: Range, source: Range, sizes: tuple[int, int]
) -> NDArray[np.float32]:
    """How much each place of a part of the source gives to each of the result.

    Args:
        result: places along an axis that a tile makes, of the whole result's.
        source: places that it has, of the whole source's.
        sizes: of the whole result and the whole source along the axis.

    Returns:
        float32 (places of the result, places of the source); rows sum to 1. Places that
        the tile does not have are replaced by its nearest.
    """
    at = np.arange(*result) * ((sizes[1] - 1) / max(sizes[0] - 1, 1))
    before = np.minimum(np.floor(at), sizes[1] - 1)
    apart = at - before
    rows = np.arange(len(at))
    made = np.zeros((len(at), source[1] - source[0]), np.float32)
    for step, share in ((0, 1 - apart), (1, apart)):
        columns = np.clip(before + step, source[0], source[1] - 1) - source[0]
        np.add.at(made, (rows, columns.astype(np.intp)), share.astype(np.float32))
    return made

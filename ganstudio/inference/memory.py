"""How much memory a picture will need, before it is tried."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from ganstudio.api import Image, InferenceError
from ganstudio.core.model_file import read_model_file

if TYPE_CHECKING:
    import onnx

    from ganstudio.inference.model import Model

_CONTROL_GROUP = Path("/sys/fs/cgroup")
_SMALL = 1024
"""Weights of up to so many numbers are kept: shapes and paddings are among them."""
_FLOAT32 = 4
# See the docstring of estimate_memory.
FIXED = 64 * 2**20
"""Bytes that running a network takes, whatever its size."""
WEIGHTS = 2.5
"""Bytes in memory for one of the weights."""
_RESULTS = 2.5
_WORK = 1.3


def available_memory() -> int:
    """Bytes that may still be taken: the machine's, or the container's if fewer."""
    free = psutil.virtual_memory().available
    try:
        limit = (_CONTROL_GROUP / "memory.max").read_text().strip()
        used = int((_CONTROL_GROUP / "memory.current").read_text())
        cached = dict(
            line.split() for line in (_CONTROL_GROUP / "memory.stat").open()
        ).get("inactive_file", "0")
        if limit != "max":
            free = min(free, int(limit) - used + int(cached))
    except (OSError, ValueError):
        pass  # no control groups here
    return max(free, 0)


def estimate_memory(model: Model | Path | str, height: int, width: int) -> int:
    """Estimate what translating one picture takes on the CPU, weights included.

    Follows the shapes through the graph, finds the moment at which most results and
    working memory are alive, and scales these and the weights by what was measured.

    Calibration: the growth of the peak resident set over that of a process that has
    imported onnxruntime 1.31 (Linux, two threads, float32), in 18 pairs of network
    and size between 128x128 and 1024x1024 px: ResNet generators with instance norm (9
    blocks of 64 filters, with transposed and with resize convolutions; 6 blocks of
    32), a U-Net with batch norm, and super-resolution by 4. The estimate was 2 to 47 %
    above the measurement, 15 % in the middle: the allocator rounds up, and by how
    much depends on the size. With onnxruntime 1.32 and 9 blocks of 64 filters, measured
    and estimated in MiB: 546 and 583 at 256x256 px, 835 and 903 at 512x512, 1923 and
    2185 at 1024x1024.

    Args:
        model: an opened model, or its file.
        height: px, as the network sees it: a multiple of the port's `multiple_of`.
        width: px, likewise.

    Returns:
        Bytes.

    Raises:
        ModelFileError: no model file of ours.
        InferenceError: a model that takes no picture.
    """
    path = Path(model if isinstance(model, str | Path) else model.path)
    card = read_model_file(path).card
    if not isinstance(card.inputs[0], Image):
        raise InferenceError(
            f"Model {card.name} takes no picture, so no size of one needs memory."
        )
    status = path.stat()
    skeleton = _skeleton(path, status.st_mtime_ns, status.st_size)
    most = peak(skeleton.model.graph, skeleton.sizes(height, width))
    return int(FIXED + WEIGHTS * skeleton.weights + most)


def peak(graph: onnx.GraphProto, sizes: Mapping[str, int]) -> float:
    """Most bytes that results and working memory take at once, for one picture.

    Args:
        graph: its nodes in the order in which they run.
        sizes: bytes of each intermediate result; one that is not in it is taken to be
            as large as its source.
    """
    from ganstudio.inference import rewriting

    sizes = dict(sizes)
    for node in graph.node:
        source = max((sizes.get(name, 0) for name in node.input), default=0)
        for name in node.output:
            sizes.setdefault(name, source)
    last = {name: i for i, node in enumerate(graph.node) for name in node.input}
    last.update({value.name: len(graph.node) for value in graph.output})
    weights = {tensor.name: tensor for tensor in graph.initializer}
    alive = sum(sizes.get(value.name, 0) for value in graph.input)
    most = 0.0
    for i, node in enumerate(graph.node):
        alive += sum(sizes[name] for name in node.output)
        if node.op_type == "ConvTranspose" and node.input[1] in weights:
            # It computes every output of the kernel before it adds them up.
            incoming, *kernel = weights[node.input[1]].dims
            work = sizes[node.input[0]] / incoming * math.prod(kernel)
        else:
            work = rewriting.work(node, weights, sizes)
        most = max(most, _RESULTS * alive + _WORK * work)
        for name in {*node.input, *node.output}:
            if last.get(name, i) == i:
                alive -= sizes.get(name, 0)
    return most


@dataclass(frozen=True)
class _Skeleton:
    """A graph without its large weights; `weights` is their size, bytes."""

    model: onnx.ModelProto
    weights: int

    def sizes(self, height: int, width: int) -> dict[str, int]:
        """Bytes of each intermediate result, by name."""
        import onnx
        from onnx import shape_inference

        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        for value in model.graph.input:
            dims = value.type.tensor_type.shape.dim
            dims[0].dim_value = 1
            if len(dims) == 4:
                dims[2].dim_value, dims[3].dim_value = height, width
        graph = shape_inference.infer_shapes(model, data_prop=True).graph
        sizes: dict[str, int] = {}
        for value in (*graph.input, *graph.value_info, *graph.output):
            shape = value.type.tensor_type.shape
            if all(d.HasField("dim_value") for d in shape.dim):
                sizes[value.name] = _FLOAT32 * math.prod(d.dim_value for d in shape.dim)
        return sizes


@lru_cache(maxsize=8)
def _skeleton(path: Path, modified: int, size: int) -> _Skeleton:
    import onnx

    from ganstudio.inference import rewriting

    model = onnx.load(path)
    weights = 0
    for tensor in model.graph.initializer:
        weights += tensor.ByteSize()
        if math.prod(tensor.dims) > _SMALL:
            tensor.ClearField("raw_data")
            tensor.ClearField("float_data")
    by_name = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        weights += rewriting.growth(node, by_name)
    del model.graph.value_info[:]
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    return _Skeleton(model, weights)

"""How much memory a picture will need, before it is tried."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from ganstudio.api import InferenceError

if TYPE_CHECKING:
    import onnx

    from ganstudio.inference.model import Model

_CONTROL_GROUP = Path("/sys/fs/cgroup")
_SMALL = 1024
_FLOAT32 = 4
_FIXED = 16 * 2**20
_WEIGHTS = 3.3
_RESULTS = 3.0


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
    """Estimate the memory for one picture of height x width px, bytes.

    Args:
        model: an opened model, or its file.
        height: px, as the network sees it: a multiple of the port's `multiple_of`.
        width: px, likewise.

    Raises:
        InferenceError: the shapes cannot be followed through the graph.
    """
    path = Path(model if isinstance(model, str | Path) else model.path)
    status = path.stat()
    skeleton = _skeleton(path, status.st_mtime_ns, status.st_size)
    peak = skeleton.peak(height, width)
    return int(_FIXED + _WEIGHTS * skeleton.weights + _RESULTS * peak)


@dataclass(frozen=True)
class _Skeleton:
    """A graph without its large weights; `weights` is their size, bytes."""

    model: onnx.ModelProto
    weights: int

    def peak(self, height: int, width: int) -> int:
        """Most bytes of intermediate results alive at once, for one picture."""
        import onnx

        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        for value in model.graph.input:
            dims = value.type.tensor_type.shape.dim
            dims[0].dim_value = 1
            if len(dims) == 4:
                dims[2].dim_value, dims[3].dim_value = height, width
        model = onnx.shape_inference.infer_shapes(model, data_prop=True)
        graph = model.graph
        bytes_of: dict[str, int] = {}
        for value in (*graph.input, *graph.value_info, *graph.output):
            dims = value.type.tensor_type.shape.dim
            bytes_of[value.name] = _FLOAT32 * math.prod(d.dim_value for d in dims)
        unknown = [o for n in graph.node for o in n.output if o and not bytes_of.get(o)]
        if unknown:
            raise InferenceError(
                f"The memory for {width}x{height} px cannot be told: the size of"
                f" {unknown[0]} inside the model is unknown."
            )
        last = {name: i for i, n in enumerate(graph.node) for name in n.input}
        last.update({value.name: len(graph.node) for value in graph.output})
        alive = most = sum(bytes_of[v.name] for v in graph.input)
        for i, node in enumerate(graph.node):
            alive += sum(bytes_of[name] for name in node.output if name)
            most = max(most, alive)
            for name in {*node.input, *node.output}:
                if last.get(name, i) == i:
                    alive -= bytes_of.get(name, 0)
        return most


@lru_cache(maxsize=8)
def _skeleton(path: Path, modified: int, size: int) -> _Skeleton:
    import onnx

    model = onnx.load(path)
    weights = 0
    for tensor in model.graph.initializer:
        weights += tensor.ByteSize()
        if math.prod(tensor.dims) > _SMALL:
            tensor.ClearField("raw_data")
            tensor.ClearField("float_data")
    del model.graph.value_info[:]
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    return _Skeleton(model, weights)

"""State as a tree: dict, list, tuple, number, text, None and tensor. No pickle.

Tensors go to a safetensors file under a readable key ("nets/G/main.0.weight"), the
rest to JSON with a reference in their place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from ganstudio.api import RunError

_TENSOR, _TUPLE, _ITEMS = "$tensor", "$tuple", "$items"


def flatten(value: Any, path: str = "") -> tuple[Any, dict[str, torch.Tensor]]:
    """Split a state tree into JSON and tensors.

    Args:
        value: dict, list, tuple, bool, int, float, str, None, tensor, nested.
        path: key prefix of the tensors found, levels joined by "/".

    Returns:
        A value that JSON can hold, and the tensors (detached, any device) by key.

    Raises:
        RunError: anything else in the tree, named with its path.
    """
    tensors: dict[str, torch.Tensor] = {}

    def encode(node: Any, where: str) -> Any:
        if isinstance(node, torch.Tensor):
            tensors[where] = node.detach()
            return {_TENSOR: where}
        if node is None or isinstance(node, (bool, int, float, str)):
            return node
        if isinstance(node, (list, tuple)):
            items = [encode(item, _join(where, i)) for i, item in enumerate(node)]
            return items if isinstance(node, list) else {_TUPLE: items}
        if isinstance(node, dict):
            if all(isinstance(k, str) and not k.startswith("$") for k in node):
                return {k: encode(v, _join(where, k)) for k, v in node.items()}
            return {_ITEMS: [[k, encode(v, _join(where, k))] for k, v in node.items()]}
        raise RunError(
            f"The state of a run may hold dict, list, tuple, number, text, None and"
            f" tensor, not {type(node).__name__} at {where!r}: change the state_dict()"
            " of the object that ctx.steps() was given."
        )

    return encode(value, path), tensors


def _join(where: str, key: Any) -> str:
    return f"{where}/{key}" if where else str(key)


def unflatten(value: Any, tensors: dict[str, torch.Tensor]) -> Any:
    """Put tensors back in the place of their references; the inverse of `flatten`."""
    if isinstance(value, list):
        return [unflatten(item, tensors) for item in value]
    if not isinstance(value, dict):
        return value
    if _TENSOR in value:
        return tensors[value[_TENSOR]]
    if _TUPLE in value:
        return tuple(unflatten(item, tensors) for item in value[_TUPLE])
    if _ITEMS in value:
        return {_key(k): unflatten(v, tensors) for k, v in value[_ITEMS]}
    return {k: unflatten(v, tensors) for k, v in value.items()}


def _key(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key


def save_tensors(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Write tensors to a safetensors file; strides are not kept, see `load_into`."""
    # Two names of one storage (tied weights) must be two tensors in the file.
    save_file(
        {k: t.to("cpu", copy=True).contiguous() for k, t in tensors.items()}, path
    )


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Read a safetensors file to the CPU.

    Raises:
        RunError: it cannot be read.
    """
    try:
        # Copied, since a file's tensors begin anywhere in its mapping, and a sum over
        # numbers that begin elsewhere is added up in another order: a run that goes on
        # would have other bits.
        return {name: tensor.clone() for name, tensor in load_file(path).items()}
    except Exception as error:
        raise RunError(f"Could not read the tensors of {path}: {error}.") from error


def load_into(target: Any, state: Any) -> None:
    """Load `state` into an object that has `load_state_dict`.

    An optimiser's moments get the strides of their parameters: a fused optimiser walks
    both as flat memory and goes wrong without an error where they differ.
    """
    target.load_state_dict(state)
    if not isinstance(target, torch.optim.Optimizer):
        return
    for parameter, moments in target.state.items():
        for name, moment in moments.items():
            if torch.is_tensor(moment) and moment.shape == parameter.shape:
                laid_out = torch.empty_like(parameter, dtype=moment.dtype)
                moments[name] = laid_out.copy_(moment)


def non_finite(tensors: dict[str, torch.Tensor]) -> list[str]:
    """Name the tensors that hold a NaN or an infinity."""
    return [
        name
        for name, t in tensors.items()
        if t.is_floating_point() and not bool(torch.isfinite(t).all())
    ]

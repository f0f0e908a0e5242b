"""How a run computes: device, threads, precision, memory formats, optimiser kind.

Chosen once, before the first step, and written to run.json: the same bits need them.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils import _pytree as pytree

from ganstudio.api import RunError

FORMATS = {
    "contiguous": torch.contiguous_format,
    "channels_last": torch.channels_last,
}
_FUSED = (torch.optim.Adam, torch.optim.AdamW, torch.optim.SGD)


def choose_device(asked: str) -> torch.device:
    """Resolve "auto", "cpu", "cuda", "cuda:1" or "mps".

    Raises:
        RunError: the device is not there, or not a device.
    """
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if asked == "auto":
        asked = "cuda" if cuda else "mps" if mps else "cpu"
    try:
        device = torch.device(asked)
    except RuntimeError:
        raise RunError(
            f"Device must be auto, cpu, cuda, cuda:N or mps, not {asked!r}."
        ) from None
    if device.type == "cuda":
        count = torch.cuda.device_count() if cuda else 0
        if (device.index or 0) >= count:
            raise RunError(
                f"Device {asked} is not there (PyTorch {torch.__version__} sees {count}"
                " CUDA devices): choose --device cpu, or install a driver for the card."
            )
        return torch.device("cuda", device.index or 0)
    if device.type == "mps" and not mps:
        raise RunError("Device mps is not there: choose --device cpu.")
    return device


def choose_precision(asked: str, device: torch.device) -> str:
    """Resolve "auto": bf16 where the device multiplies it in hardware, else fp32."""
    if asked != "auto":
        return asked
    if device.type == "cuda":
        native = torch.cuda.get_device_capability(device) >= (8, 0)
    elif device.type == "cpu":
        native = bool(torch.cpu._is_avx512_bf16_supported())
    else:
        native = False
    return "bf16" if native else "fp32"


def choose_memory_format(net: nn.Module) -> str:
    """Choose how a network's activations lie in memory.

    A network may say so itself (attribute `memory_format`), from a measurement.
    Otherwise convolutions get channels_last, except beside instance norm, whose kernel
    on the CPU wants planes.
    """
    own = getattr(net, "memory_format", None)
    if own is not None:
        return str(own)
    kinds = {type(module) for module in net.modules()}
    if nn.InstanceNorm2d in kinds or not kinds & {nn.Conv2d, nn.ConvTranspose2d}:
        return "contiguous"
    return "channels_last"


def versions() -> dict[str, str]:
    """Versions that the bits of a run depend on."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "platform": platform.platform(),
    }


class _Forward:
    """Hooks around one network's forward: layout, autocast, fp32 out.

    Hooks, since a wrapped module changes its state_dict's keys, and a replaced
    `forward` would be shared with its deep copies (EMA).
    """

    def __init__(self, device: str, precision: str, memory_format: str) -> None:
        self._device, self._precision = device, precision
        self._format = FORMATS[memory_format]
        self._open: list[Any] = []
        self._idle: list[Any] = []  # to make one anew costs more than to enter it

    def __deepcopy__(self, memo: dict[int, Any]) -> _Forward:
        return self  # the stack of open contexts is shared by nested calls

    def before(self, module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
        context = None
        if self._precision == "bf16" or torch.is_autocast_enabled(self._device):
            context = self._idle.pop() if self._idle else self._autocast()
            context.__enter__()
        self._open.append(context)
        return tuple(_over_tensors(self._lay_out, value) for value in args)

    def after(self, module: nn.Module, args: Any, output: Any) -> Any:
        context = self._open.pop()
        if context is not None:
            context.__exit__(None, None, None)
            self._idle.append(context)
        return _over_tensors(_float, output)

    def _autocast(self) -> Any:
        enabled = self._precision == "bf16"
        return torch.autocast(self._device, torch.bfloat16, enabled=enabled)

    def _lay_out(self, tensor: torch.Tensor) -> torch.Tensor:
        if tensor.dim() == 4:
            return tensor.contiguous(memory_format=self._format)
        return tensor


def _over_tensors(change: Callable[[torch.Tensor], torch.Tensor], value: Any) -> Any:
    """Apply `change` to a tensor, or to every tensor in a tree."""
    if isinstance(value, torch.Tensor):  # nearly always; a tree costs 5 times as much
        return change(value)
    return pytree.tree_map_only(torch.Tensor, change, value)


def _float(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.float() if tensor.dtype == torch.bfloat16 else tensor


def prepare(
    net: nn.Module, device: torch.device, precision: str, memory_format: str
) -> nn.Module:
    """Move a network to the device and layout, and let it compute in `precision`.

    Changes the network in place; a network with `precision = "fp32"` stays in fp32.
    """
    net.to(device).to(memory_format=FORMATS[memory_format])
    own = getattr(net, "precision", precision)
    hooks = _Forward(device.type, own, memory_format)
    net.register_forward_pre_hook(hooks.before)
    net.register_forward_hook(hooks.after, always_call=True)
    return net


def adopt(optimiser: Any, kind: str) -> None:
    """Choose the implementation of an optimiser's step: "fused" or torch's default.

    Before its first step only: fused state lies on the device.
    """
    if kind == "fused" and isinstance(optimiser, _FUSED) and not optimiser.state:
        for group in optimiser.param_groups:
            group["fused"], group["foreach"] = True, None

"""Failures as sentences: what stopped the run and what to change."""

from __future__ import annotations

import traceback
from pathlib import Path

import torch

from ganstudio.api import StudioError
from ganstudio.core.runs import RunRecord

_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")


def sentence(error: BaseException, record: RunRecord, step: int | None) -> str:
    """Say in one sentence why a run ended, and what to change.

    Args:
        error: what was raised.
        record: the run; its settings are named in the advice.
        step: the step at which it happened; None before the loop.
    """
    where = f" at step {step}" if step else ""
    if isinstance(error, StudioError):
        return str(error)
    if _is_out_of_memory(error):
        batch = record.config.get("batch_size", 1)
        size = record.config.get("image_size")
        pictures = f" of {size} px" if size else ""
        advice = f"batch_size={batch // 2}" if batch > 1 else "a smaller image_size"
        return (
            f"Out of memory{where} on {record.device} with batches of {batch}"
            f" pictures{pictures}: start again with {advice} or a narrower network."
        )
    place = _place(error)
    reason = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {reason[0]}" if reason else type(error).__name__
    return (
        f"Model {record.model} of plugin {record.plugin} failed{where}{place}: {text};"
        " the whole trace is in worker.log."
    )


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(hint in text for hint in _NO_MEMORY)


def _place(error: BaseException) -> str:
    """Name file and line nearest to the error outside of installed libraries."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not {"torch", "torchvision", "numpy"} & set(Path(frame.filename).parts)
    ]
    if not frames:
        return ""
    return f" in {Path(frames[-1].filename).name} line {frames[-1].lineno}"

"""What a benchmark found, for people and as JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Result:
    """One number, and how it was measured.

    Attributes:
        name: what was measured.
        value: the number that counts.
        unit: its unit: "times", "%", "ms".
        low: smallest of the paired values; None where nothing is paired.
        high: largest of them.
        target: what the project wants, in words; empty where it wants nothing.
        reached: whether it is.
        details: further numbers by name, with their unit in the name.
        protocol: how it was measured.
    """

    name: str
    value: float
    unit: str
    low: float | None
    high: float | None
    target: str
    reached: bool | None
    protocol: str
    details: dict[str, float] = field(default_factory=dict)


def ratio(
    name: str,
    ours: Sequence[float],
    plain: Sequence[float],
    *,
    target: float,
    protocol: str,
    details: dict[str, float] | None = None,
) -> Result:
    """Compare paired seconds: how many times faster ours is, median over median."""
    value = statistics.median(plain) / statistics.median(ours)
    pairs = [p / o for o, p in zip(ours, plain, strict=True)]
    return Result(
        name=name,
        value=round(value, 3),
        unit="times",
        low=round(min(pairs), 3),
        high=round(max(pairs), 3),
        target=f"at least {target:g}",
        reached=value >= target,
        protocol=f"{protocol}; median of {len(pairs)} pairs, in turns",
        details={
            "ours ms": round(1e3 * statistics.median(ours), 2),
            "plain ms": round(1e3 * statistics.median(plain), 2),
            **(details or {}),
        },
    )


def percentiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in ms."""
    values = np.percentile(np.asarray(seconds) * 1e3, (50, 95, 99))
    return {
        f"{name} p{p} ms".strip(): round(float(v), 2)
        for p, v in zip((50, 95, 99), values, strict=True)
    }


def machine() -> dict[str, Any]:
    """Describe where the numbers were measured."""
    import onnxruntime
    import torch

    cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    return {
        "cores": cores,
        "threads": torch.get_num_threads(),
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "bf16 in hardware": bool(torch.cpu._is_avx512_bf16_supported()),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "platform": platform.platform(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "onnxruntime": onnxruntime.__version__,
    }


def show_machine(about: dict[str, Any]) -> None:
    """Print the machine on one line."""
    print(", ".join(f"{name} {value}" for name, value in about.items()), flush=True)


def show(result: Result) -> None:
    """Print one result: the number, its target, and below it how it was measured."""
    mark = {True: "reached", False: "MISSED", None: ""}[result.reached]
    span = ""
    if result.low is not None:
        span = f" ({result.low:.2f}..{result.high:.2f})"
    wanted = f", target {result.target}: {mark}" if result.target else ""
    print(f"{result.name}: {result.value:.2f} {result.unit}{span}{wanted}")
    print("    " + ", ".join(f"{k} {v:g}" for k, v in result.details.items()))
    print(f"    {result.protocol}", flush=True)


def as_json(about: dict[str, Any], results: Sequence[Result]) -> str:
    """Return one JSON document."""
    document = {"machine": about, "results": [asdict(result) for result in results]}
    return json.dumps(document, indent=2, ensure_ascii=False)

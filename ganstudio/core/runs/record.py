"""run.json: all that the same bits need."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ganstudio.api import DataKind, Facts

SCHEMA_VERSION = 1
"""Newest layout of run.json that this program reads and the one it writes."""


def now() -> str:
    """Return this moment, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class DataRecord(BaseModel):
    """Which data a run learns from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: DataKind
    path: Path | None = None
    """Folder or file, absolute; None for built-in data."""
    path_b: Path | None = None
    """Second domain, where it lies in a folder of its own."""
    fingerprint: str = ""
    """sha256 of what the data set holds; empty until somebody opened it."""
    skipped: int = Field(default=0, ge=0)
    """Damaged pictures that are left out."""


class RunRecord(BaseModel):
    """What a run is: frozen, written before its first step, kept in run.json.

    The application writes what it knows; the worker completes the rest before step 1,
    see `RunFolder.complete`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = SCHEMA_VERSION
    model: str
    plugin: str
    plugin_version: str = ""
    program_version: str = ""
    config: dict[str, Any] = {}
    """Every setting of the model, not only those that differ from the defaults."""
    preset: str | None = None
    facts: Facts | None = None
    """Read from the data; None until the first start."""
    data: DataRecord
    seed: int = Field(default=0, ge=0)
    device: str = "auto"
    """"cpu", "cuda:0", "mps"; "auto" until the first start."""
    threads: int = Field(default=0, ge=0)
    """Threads of the arithmetic: another number gives other bits; 0: not chosen yet."""
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    memory_formats: dict[str, str] = {}
    """Network -> "contiguous" or "channels_last"."""
    optimisers: str = ""
    """"fused", "foreach" or "for-loop"; empty until the first start."""
    versions: dict[str, str] = {}
    """Library -> version; empty until the first start."""
    created: str = Field(default_factory=now)
    """ISO 8601, UTC."""

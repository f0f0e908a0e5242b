"""What a bug report needs: versions, devices, backends, paths."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil

import ganstudio
from ganstudio.app.failures import log_folder
from ganstudio.core import paths

_PACKAGES = (
    "numpy",
    "pillow",
    "onnx",
    "onnxruntime",
    "openvino",
    "torch",
    "torchvision",
    "onnxscript",
    "safetensors",
    "av",
    "pydantic",
    "pluggy",
    "typer",
    "PySide6-Essentials",
)
_GPU_SECONDS = 10


@dataclass(frozen=True)
class Info:
    """The machine and the program.

    Attributes:
        versions: package -> version, "not installed" where it is not.
        system: operating system, processor and memory, in words.
        devices: what training may run on, as far as one can know without torch.
        backends: short names of the backends that models can run on.
        paths: what is kept where.
    """

    versions: dict[str, str]
    system: dict[str, str]
    devices: tuple[str, ...]
    backends: tuple[str, ...]
    paths: dict[str, str]


def gather() -> Info:
    """Look around; nothing heavier than onnxruntime is imported."""
    from ganstudio.inference.session import available_providers

    memory = psutil.virtual_memory()
    return Info(
        versions={
            "ganstudio": ganstudio.__version__,
            "python": platform.python_version(),
            **{name: _version(name) for name in _PACKAGES},
        },
        system={
            "system": platform.platform(),
            "processor": f"{platform.machine()}, {os.cpu_count()} logical processors",
            "memory": f"{memory.total / 1e9:.1f} GB, {memory.available / 1e9:.1f} free",
            "python": sys.executable,
        },
        devices=training_devices(),
        backends=available_providers(),
        paths={
            "program": str(Path(ganstudio.__file__).parent),
            "resources": str(paths.resources()),
            "runs": str(paths.runs_dir()),
            "models": str(paths.models_dir()),
            "cache": str(paths.cache_dir()),
            "state": str(paths.state_dir()),
            "logs": str(log_folder()),
        },
    )


def training_devices() -> tuple[str, ...]:
    """What training may run on, as far as one can know without torch.

    Returns:
        "cpu", then what else there is: "mps", or "cuda:N, name, memory". May take
        seconds where a graphics driver wakes up.
    """
    return ("cpu", *_gpus())


def as_text(known: Info) -> str:
    """Write it down for a bug report: a name and a value on each line."""
    rows = [*known.system.items()]
    rows += [("devices", ", ".join(known.devices))]
    rows += [("backends", ", ".join(known.backends))]
    rows += [*known.versions.items()]
    rows += [(f"{name} in", path) for name, path in known.paths.items()]
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(f"{name:<{width}}{text}" for name, text in rows)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _gpus() -> tuple[str, ...]:
    """Ask the driver's own tool, since torch would take seconds to import."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return ("mps",)
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ()
    query = [tool, "--query-gpu=index,name,memory.total", "--format=csv,noheader"]
    try:
        done = subprocess.run(
            query, capture_output=True, text=True, timeout=_GPU_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(f"cuda:{line.strip()}" for line in done.stdout.splitlines() if line)

"""Sessions: which backend, which options of onnxruntime, and the proof that it runs.

The options were chosen by measurement: `bench explore` and `bench translate`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray

from ganstudio.api import InferenceError
from ganstudio.inference.rewriting import rewrite

if TYPE_CHECKING:
    from ganstudio.inference.open_vino import OpenVinoSession
    from ganstudio.inference.stop import Stop

_PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "directml": "DmlExecutionProvider",
    "migraphx": "MIGraphXExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
}
_AUTO = ("cuda", "directml", "cpu")
"""Order of choice. The others are slow to start or change results: on request only."""


def available_providers() -> tuple[str, ...]:
    """Short names of the backends of this onnxruntime, and OpenVINO if installed."""
    built = ort.get_available_providers()
    names = [short for short, name in _PROVIDERS.items() if name in built]
    if find_spec("openvino") is not None:
        names += ["openvino", "openvino-bf16"]
    return tuple(names)


@dataclass(frozen=True)
class Session:
    """A graph that onnxruntime loaded.

    Attributes:
        runner: onnxruntime's session.
        provider: short name of the backend that really runs.
        arrays: weights that the session uses and does not own.
    """

    runner: ort.InferenceSession
    provider: str
    arrays: Mapping[str, NDArray[np.float32]]

    def run(
        self, inputs: Mapping[str, NDArray[np.float32]], stop: Stop | None
    ) -> NDArray[np.float32]:
        """Run the graph once; `stop` acts between two operators.

        Raises:
            StoppedError: `stop` was set already.
        """
        options = ort.RunOptions()
        # What the allocator hoards goes back: a large picture is not paid for twice.
        if self.provider == "cpu":
            options.add_run_config_entry(
                "memory.enable_memory_arena_shrinkage", "cpu:0"
            )
        if stop is not None:
            stop.watch(options)
        result: NDArray[np.float32] = self.runner.run(
            None, dict(inputs), run_options=options
        )[0]
        return result

    def run_all(
        self, inputs: Mapping[str, NDArray[Any]], stop: Stop | None
    ) -> list[NDArray[Any]]:
        """Run the graph as one of many times; returns all outputs in their order.

        What the allocator hoards stays for the next time. Otherwise as `run`.
        """
        options = ort.RunOptions()
        if stop is not None:
            stop.watch(options)
        found: list[NDArray[Any]] = self.runner.run(
            None, dict(inputs), run_options=options
        )
        return found


def open_session(
    path: Path, provider: str, threads: int | None
) -> Session | OpenVinoSession:
    """Load a model.

    Args:
        path: ONNX file.
        provider: short name, or "auto".
        threads: of the CPU backend; None takes the cores this process may use.

    Raises:
        InferenceError: a backend that is not there or fell back to another, or a
            model that it does not take.
    """
    if provider in ("openvino", "openvino-bf16"):
        from ganstudio.inference.open_vino import OpenVinoSession

        return OpenVinoSession.open(path, threads, provider)
    available = available_providers()
    if provider == "auto":
        wanted = [name for name in _AUTO if name in available]
    elif provider in available:
        wanted = [provider]
    else:
        known = "" if provider in _PROVIDERS else " (no such backend is known)"
        raise InferenceError(
            f"Backend {provider} is not available{known}: this installation offers"
            f" {', '.join(available)}; choose one of these, or auto."
        )
    try:
        model = onnx.load(path) if wanted == ["cpu"] else str(path)
        session = _load(model, wanted, threads)
    except Exception as error:  # onnxruntime's errors have no common base
        raise InferenceError(
            f"{path} could not be loaded by onnxruntime {ort.__version__}"
            f" ({reason(error)}): export it again, or update onnxruntime."
        ) from error
    if provider not in ("auto", session.provider):
        runs = session.provider
        raise InferenceError(
            f"Backend {provider} was asked for, but onnxruntime fell back to {runs}:"
            f" its driver or libraries are missing; install them, or choose {runs}."
        )
    return session


def open_graph(model: onnx.ModelProto, provider: str, threads: int | None) -> Session:
    """Load a part of a model that was opened before.

    Args:
        model: the part.
        provider: what the whole runs on; OpenVINO's parts run on onnxruntime's "cpu".
        threads: of the CPU backend; None takes the cores this process may use.

    Raises:
        InferenceError: onnxruntime does not take it.
    """
    try:
        runs = "cpu" if provider.startswith("openvino") else provider
        return _load(model, [runs], threads)
    except Exception as error:  # onnxruntime's errors have no common base
        raise InferenceError(
            f"A part of the model could not be loaded by onnxruntime {ort.__version__}"
            f" ({reason(error)}): translate without tiles, or update onnxruntime."
        ) from error


def _load(
    model: onnx.ModelProto | str, providers: list[str], threads: int | None
) -> Session:
    options = _options(threads)
    source: str | bytes
    arrays: Mapping[str, NDArray[np.float32]] = {}
    if isinstance(model, str):
        source = model
    elif providers == ["cpu"] and (rewritten := rewrite(model)) is not None:
        source, arrays = rewritten.model, rewritten.arrays
        values = [ort.OrtValue.ortvalue_from_numpy(a) for a in arrays.values()]
        options.add_external_initializers(list(arrays), values)
    else:
        source = model.SerializeToString()
    session = ort.InferenceSession(
        source, options, providers=[_PROVIDERS[name] for name in providers]
    )
    first = session.get_providers()[0]
    runs = next((s for s, name in _PROVIDERS.items() if name == first), first)
    return Session(session, runs, arrays)


def _options(threads: int | None) -> Any:
    options = ort.SessionOptions()
    options.log_severity_level = 4
    # Zero would pin each thread to a core of the machine, which fails with warnings
    # in a container that owns only some of them.
    options.intra_op_num_threads = threads or usable_cores()
    options.inter_op_num_threads = 1
    # Waiting threads that spin cost nothing on an idle machine and much on a busy
    # one: a 64-px sample took 6.3 ms beside a training run, and 2.3 ms without.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Patterns are kept for each shape of input, and every picture has its own shape:
    # 236 MB with, 201 MB without, for 256 px and nine blocks; the same speed.
    options.enable_mem_pattern = False
    return options


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def reason(error: Exception) -> str:
    """Shorten an error of a backend to the line that says what is wrong."""
    lines = (str(error).strip() or type(error).__name__).splitlines()
    line = lines[0]
    # OpenVINO begins with places in its own source, and may end with advice.
    if line.startswith("Exception from "):
        line = next((text for text in lines if text.startswith("-- ")), lines[-1])
    return line.removeprefix("[ONNXRuntimeError] : ")[:300].rstrip(". ")

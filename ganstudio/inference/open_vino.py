"""Sessions of OpenVINO: the same model files on a second backend, on the CPU."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import InferenceError
from ganstudio.inference.session import reason, usable_cores

if TYPE_CHECKING:
    from ganstudio.inference.model import Stop


@dataclass(frozen=True)
class OpenVinoSession:
    """A graph that OpenVINO compiled.

    Attributes:
        compiled: openvino.CompiledModel.
        provider: short name of this backend.
    """

    compiled: Any
    provider: ClassVar[str] = "openvino"

    @classmethod
    def open(cls, path: Path, threads: int | None) -> Self:
        """Load a model.

        Args:
            path: ONNX file.
            threads: None takes the cores this process may use.

        Raises:
            InferenceError: OpenVINO is not installed, or does not take the model.
        """
        if find_spec("openvino") is None:
            raise InferenceError(
                "Backend openvino is not installed: install it with"
                ' pip install "ganstudio[openvino]", or choose auto.'
            )
        # Its import reports itself to Google Analytics, unasked, and leaves an
        # identifier in the home folder, unless this package is missing.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
        import openvino

        options = {
            # Processors with bfloat16 would otherwise round to it.
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": threads or usable_cores(),
        }
        try:
            core = openvino.Core()
            return cls(core.compile_model(core.read_model(path), "CPU", options))
        except Exception as error:
            raise InferenceError(
                f"{path} could not be loaded by OpenVINO {openvino.__version__}"
                f" ({reason(error)}): choose another backend, or update openvino."
            ) from error

    def run(
        self, inputs: Mapping[str, NDArray[np.float32]], stop: Stop | None
    ) -> NDArray[np.float32]:
        """Run the graph once; `stop` acts before it begins, not within.

        Raises:
            StoppedError: `stop` was set already.
        """
        if stop is not None:
            stop.watch(None)
        # A request of its own: several threads may run the same model.
        result: NDArray[np.float32] = self.compiled.create_infer_request().infer(
            dict(inputs)
        )[0]
        return result

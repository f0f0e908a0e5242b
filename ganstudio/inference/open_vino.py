"""Sessions of OpenVINO: the same model files on a second backend, on the CPU."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import onnx
from numpy.typing import NDArray

from ganstudio.api import InferenceError
from ganstudio.inference.session import reason, usable_cores

if TYPE_CHECKING:
    from ganstudio.inference.stop import Stop


@dataclass(frozen=True)
class OpenVinoSession:
    """A graph that OpenVINO compiled.

    Attributes:
        compiled: openvino.CompiledModel.
        provider: short name of this backend.
    """

    compiled: Any
    provider: str = "openvino"

    @classmethod
    def open(cls, path: Path, threads: int | None, provider: str = "openvino") -> Self:
        """Load a model.

        Args:
            path: ONNX file.
            threads: None takes the cores this process may use.
            provider: "openvino" computes in float32; "openvino-bf16" rounds to
                bfloat16 on the way, which is faster and less exact.

        Raises:
            InferenceError: OpenVINO is not installed, does not take the model, or the
                processor has no bfloat16.
        """
        if find_spec("openvino") is None:
            raise InferenceError(
                f"Backend {provider} is not installed: install it with"
                ' pip install "ganstudio[openvino]", or choose auto.'
            )
        # Its import reports itself to Google Analytics, unasked, and leaves an
        # identifier in the home folder, unless this package is missing.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
        import openvino

        precision = "bf16" if provider == "openvino-bf16" else "f32"
        options = {
            # Processors with bfloat16 would otherwise round to it.
            "INFERENCE_PRECISION_HINT": precision,
            "INFERENCE_NUM_THREADS": threads or usable_cores(),
        }
        try:
            # Our card stands at the head of the file, where OpenVINO looks for the
            # marks of ONNX: a long one, with a preview, hides them.
            model = onnx.load(path)
            del model.metadata_props[:]
            core = openvino.Core()
            read = core.read_model(model.SerializeToString())
            compiled = core.compile_model(read, "CPU", options)
        except Exception as error:
            raise InferenceError(
                f"{path} could not be loaded by OpenVINO {openvino.__version__}"
                f" ({reason(error)}): choose another backend, or update openvino."
            ) from error
        got = compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name()
        if got != precision:
            raise InferenceError(
                f"Backend {provider} was asked for, but OpenVINO computes in {got}:"
                " this processor has no bfloat16; choose openvino."
            )
        return cls(compiled, provider)

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

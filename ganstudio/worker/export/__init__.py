"""Export: a checkpoint becomes model files that need neither plugin nor torch."""

from ganstudio.worker.export.files import (
    Wording,
    export_checkpoint,
    export_context,
    rebuild,
    weights_of,
)
from ganstudio.worker.export.onnx import PARITY_LIMIT, Exported, to_onnx

__all__ = [
    "PARITY_LIMIT",
    "Exported",
    "Wording",
    "export_checkpoint",
    "export_context",
    "rebuild",
    "to_onnx",
    "weights_of",
]

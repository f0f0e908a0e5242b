"""The model file: one .onnx file with graph, weights, card and preview.

It opens on a machine that has neither the plugin nor torch.
"""

from ganstudio.core.model_file.card import SCHEMA_VERSION, Card, Metric, Sibling
from ganstudio.core.model_file.read import (
    CARD_KEY,
    PREVIEW_KEY,
    ModelFile,
    NoCardError,
    check_model_file,
    read_model_file,
)
from ganstudio.core.model_file.write import (
    LARGEST,
    port_shape,
    with_card,
    write_model_file,
)

__all__ = [
    "CARD_KEY",
    "LARGEST",
    "PREVIEW_KEY",
    "SCHEMA_VERSION",
    "Card",
    "Metric",
    "ModelFile",
    "NoCardError",
    "Sibling",
    "check_model_file",
    "port_shape",
    "read_model_file",
    "with_card",
    "write_model_file",
]

"""Running model files: in this process, or in a child that may fall over."""

from ganstudio.inference.memory import available_memory, estimate_memory
from ganstudio.inference.model import Model, Stop, StoppedError
from ganstudio.inference.sampling import LabelChoice, draw_inputs, sample
from ganstudio.inference.translation import translate

__all__ = [
    "LabelChoice",
    "Model",
    "Stop",
    "StoppedError",
    "available_memory",
    "draw_inputs",
    "estimate_memory",
    "sample",
    "translate",
]

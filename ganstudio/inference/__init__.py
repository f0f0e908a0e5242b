"""Running model files: in this process, or in a child that may fall over."""

from ganstudio.inference.memory import available_memory, estimate_memory
from ganstudio.inference.model import Model
from ganstudio.inference.points import picture_of, place_on_cloud
from ganstudio.inference.process import InferenceProcess
from ganstudio.inference.requests import (
    Answer,
    OpenRequest,
    Request,
    RunRequest,
    SampleRequest,
    Ticket,
    TranslateRequest,
)
from ganstudio.inference.sampling import (
    LabelChoice,
    draw_inputs,
    sample,
    sample_points,
)
from ganstudio.inference.stop import Stop, StoppedError
from ganstudio.inference.streaming import Report, seam
from ganstudio.inference.translation import translate

__all__ = [
    "Answer",
    "InferenceProcess",
    "LabelChoice",
    "Model",
    "OpenRequest",
    "Report",
    "Request",
    "RunRequest",
    "SampleRequest",
    "Stop",
    "StoppedError",
    "Ticket",
    "TranslateRequest",
    "available_memory",
    "draw_inputs",
    "estimate_memory",
    "picture_of",
    "place_on_cloud",
    "sample",
    "sample_points",
    "seam",
    "translate",
]

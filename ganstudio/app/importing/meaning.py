"""What an ONNX file without a card leaves open: the meaning of its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

RANGES: Final = {"-1..1": (-1.0, 1.0), "0..1": (0.0, 1.0), "0..255": (0.0, 255.0)}
"""Values of black and white, by the name that a person chooses them with."""


@dataclass(frozen=True)
class Meaning:
    """How the numbers of a picture network are to be understood.

    Attributes:
        layout: NCHW or NHWC, of the file's arrays, in and out.
        input_range: a key of `RANGES`: black and white as the network takes them.
        output_range: likewise, as it gives them.
        order: of the colours, in and out.
        normalise: "imagenet" takes ImageNet's mean from values in 0..1 and divides by
            its spread before the network sees them; `input_range` is then 0..1.
    """

    layout: Literal["NCHW", "NHWC"] = "NCHW"
    input_range: str = "-1..1"
    output_range: str = "-1..1"
    order: Literal["RGB", "BGR"] = "RGB"
    normalise: Literal["none", "imagenet"] = "none"


@dataclass(frozen=True)
class Guess:
    """What was found out about a translator's file by reading and by trying it.

    Attributes:
        meaning: the most likely one.
        channels: of the input and of the output, 1 or 3.
        size: (H, W) where the file fixes it, px; None: any size.
        multiple_of: both sides must be multiples of this, px.
        minimum: shortest side that was seen to work, px.
        scale: output side over input side.
        reasons: one sentence for each thing that was found, in the words of a person.
        sure: whether ranges were read from the graph, not judged by a picture.
    """

    meaning: Meaning
    channels: tuple[Literal[1, 3], Literal[1, 3]]
    size: tuple[int, int] | None
    multiple_of: int
    minimum: int
    scale: int
    reasons: tuple[str, ...]
    sure: bool

"""What a child process can be asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ganstudio.core.images import Picture
from ganstudio.inference.sampling import LabelChoice
from ganstudio.inference.streaming import Report


@dataclass(frozen=True)
class OpenRequest:
    """Load a model, so that the next request need not wait for it."""

    kind: ClassVar[str] = "open"
    model: Path

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing goes through shared memory."""
        return {}

    def settings(self) -> dict[str, Any]:
        """What goes as JSON."""
        return {}


@dataclass(frozen=True)
class SampleRequest:
    """Draw pictures; fields as the arguments of `ganstudio.inference.sample`."""

    kind: ClassVar[str] = "sample"
    model: Path
    count: int = 1
    seed: int = 0
    label: LabelChoice = None
    truncation: float = 1.0
    start: int = 0
    batch: int = 64

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing goes through shared memory."""
        return {}

    def settings(self) -> dict[str, Any]:
        """What goes as JSON."""
        return {
            "count": self.count,
            "seed": self.seed,
            "label": _plain(self.label),
            "truncation": self.truncation,
            "start": self.start,
            "batch": self.batch,
        }


@dataclass(frozen=True)
class RunRequest:
    """Run a graph on inputs that the caller made: a latent under the mouse.

    Attributes:
        model: the file.
        inputs: port's name -> float32 array; see `Model.run`. They are not to be
            changed until the answer is there.
    """

    kind: ClassVar[str] = "run"
    model: Path
    inputs: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What goes through shared memory."""
        return dict(self.inputs)

    def settings(self) -> dict[str, Any]:
        """What goes as JSON."""
        return {}


@dataclass(frozen=True)
class TranslateRequest:
    """Translate a picture; fields as the arguments of `ganstudio.inference.translate`.

    The picture's arrays are not to be changed until the answer is there.
    """

    kind: ClassVar[str] = "translate"
    model: Path
    picture: Picture
    tile: str | int = "auto"
    label: LabelChoice = None
    seed: int = 0
    memory_limit: int | None = None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What goes through shared memory."""
        arrays: dict[str, NDArray[Any]] = {"pixels": self.picture.pixels}
        if self.picture.alpha is not None:
            arrays["alpha"] = self.picture.alpha
        return arrays

    def settings(self) -> dict[str, Any]:
        """What goes as JSON."""
        return {
            "tile": self.tile,
            "label": _plain(self.label),
            "seed": self.seed,
            "memory_limit": self.memory_limit,
        }


Request = OpenRequest | SampleRequest | RunRequest | TranslateRequest


@dataclass(frozen=True)
class Ticket:
    """Names a request: numbers rise, and each channel shows its newest alone."""

    channel: str
    number: int


@dataclass(frozen=True, eq=False)
class Answer:
    """What became of a request.

    Attributes:
        ticket: which one.
        images: uint8 or uint16 (N, H, W, C), where the result is pictures, or points,
            each marked in a picture of the cloud.
        picture: a translated picture with the metadata of the one that was sent.
        values: float32 array of the output port, where it is no picture.
        error: one sentence, where it failed; then the rest is None.
        seconds_network: time within the network, s.
        provider: short name of the backend that ran: "cpu", ...
        report: how a picture was translated.
    """

    ticket: Ticket
    images: NDArray[Any] | None = None
    picture: Picture | None = None
    values: NDArray[np.float32] | None = None
    error: str | None = None
    seconds_network: float = 0.0
    provider: str = ""
    report: Report | None = None


def _plain(label: LabelChoice) -> Any:
    if isinstance(label, Sequence | np.ndarray) and not isinstance(label, str):
        return [float(weight) for weight in label]
    return label if label is None or isinstance(label, str) else int(label)

"""What models can run on, in a person's words, and how close it comes to exact."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ganstudio.api import InferenceError
from ganstudio.core.images import Picture, read_picture, working_picture

EXACT = "cpu"
"""The backend that all others are measured against: float32 on the processor."""
COMPARED_SIZE = 768
"""Longer side of what is compared, px: some seconds on a small computer."""
FAIR = 40.0
"""Decibels above which nobody sees it: 2.5 levels of 255, root mean square."""
VISIBLE = 30.0
"""Decibels below which anybody sees it: 8 levels of 255, root mean square."""
_ROUNDS = 2


@dataclass(frozen=True)
class Backend:
    """A way to run networks.

    Attributes:
        name: short name, as `--backend` takes it.
        title: what a person reads.
        about: one sentence of help.
        install: what to do where it is not there.
        systems: values of `sys.platform` where it can be; () for all.
    """

    name: str
    title: str
    about: str
    install: str = ""
    systems: tuple[str, ...] = ()


BACKENDS = (
    Backend("auto", "Automatic", "The fastest exact way that is installed."),
    Backend(EXACT, "Exact, processor", "float32 by onnxruntime."),
    Backend(
        "openvino",
        "Exact, OpenVINO",
        "float32 by OpenVINO, on the processor.",
        'pip install "ganstudio[openvino]"',
    ),
    Backend(
        "openvino-bf16",
        "Reduced precision, OpenVINO",
        "bfloat16 by OpenVINO, on the processor: faster, and rounded on the way.",
        'pip install "ganstudio[openvino]"',
    ),
    Backend(
        "cuda",
        "CUDA",
        "NVIDIA graphics, by onnxruntime.",
        "pip uninstall onnxruntime, then pip install onnxruntime-gpu",
        ("linux", "win32"),
    ),
    Backend(
        "tensorrt",
        "TensorRT",
        "NVIDIA graphics; the first picture of a size takes minutes.",
        "pip uninstall onnxruntime, then pip install onnxruntime-gpu",
        ("linux", "win32"),
    ),
    Backend(
        "migraphx",
        "MIGraphX",
        "AMD graphics, by onnxruntime.",
        "pip uninstall onnxruntime, then pip install onnxruntime-migraphx",
        ("linux",),
    ),
    Backend(
        "directml",
        "DirectML",
        "Any graphics of Windows, by onnxruntime.",
        "pip uninstall onnxruntime, then pip install onnxruntime-directml",
        ("win32",),
    ),
    Backend(
        "coreml",
        "CoreML",
        "Apple's graphics and neural engine, by onnxruntime.",
        "pip install --force-reinstall onnxruntime",
        ("darwin",),
    ),
)


def backends_here() -> list[Backend]:
    """Those that this operating system can have, installed or not."""
    return [b for b in BACKENDS if not b.systems or sys.platform in b.systems]


def title_of(name: str) -> str:
    """What a person calls a backend; its name where nobody knows it."""
    return next((b.title for b in BACKENDS if b.name == name), name)


@dataclass(frozen=True)
class Closeness:
    """A backend beside the exact one, on one picture.

    Attributes:
        backend: short name of what really ran.
        size: height and width of what the network got, px.
        psnr: of its result against the exact one, dB; None where no value differs.
        seconds: of the network, the best of two.
        exact_seconds: of the exact network, the best of two; both took turns.
    """

    backend: str
    size: tuple[int, int]
    psnr: float | None
    seconds: float
    exact_seconds: float

    @property
    def factor(self) -> float:
        """How many times as fast as the exact one."""
        return self.exact_seconds / max(self.seconds, 1e-9)

    @property
    def sentence(self) -> str:
        """Difference and speed, in words."""
        speed = f"{self.factor:.1f} times as fast"
        if self.psnr is None:
            return f"The same as the exact result; {speed}."
        return f"Differs from the exact result by {self.psnr:.1f} dB; {speed}."

    @property
    def warning(self) -> str:
        """What may be seen of it; "" where nobody sees anything."""
        if self.psnr is None or self.psnr >= FAIR:
            return ""
        if self.psnr >= VISIBLE:
            return (
                f"Under {FAIR:.0f} dB: side by side, smooth areas may show steps or a"
                " tint. Look at skies and skin before you save."
            )
        return (
            f"Under {VISIBLE:.0f} dB: the rounding is plain to see on this picture."
            " Choose an exact backend for what you keep."
        )


def compare_backend(
    model: Path,
    picture: Path,
    backend: str,
    *,
    label: int | str | None = None,
    working_size: int | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Closeness:
    """Translate a picture exactly and with another backend; the two take turns.

    Args:
        model: a translator's file.
        picture: made smaller, to 768 px, where it is larger.
        backend: short name; what "auto" runs is compared.
        label: class, for models that have classes.
        working_size: longer side of what the network gets, px, where that is less.
        threads: of the processor; None takes the cores this process may use.
        progress: called with the part done, in [0, 1].

    Raises:
        PictureError: the picture cannot be read.
        ModelFileError: the model is damaged.
        InferenceError: the backend is not there, is the exact one itself, or does not
            take the model.
    """
    from ganstudio.inference import Model, translate

    other = Model.open(model, provider=backend, threads=threads)
    if other.provider == EXACT:
        raise InferenceError(
            f"Backend {backend} runs on {EXACT}, which is the exact one: name another"
            " one to compare it with."
        )
    exact = Model.open(model, provider=EXACT, threads=threads)
    limit = min(working_size or COMPARED_SIZE, COMPARED_SIZE)
    small = _in_16_bits(working_picture(read_picture(picture), limit))
    best = {exact: math.inf, other: math.inf}
    made: dict[Model, Picture] = {}
    steps = 2 * (_ROUNDS + 1)
    for number in range(steps):
        one = (exact, other)[number % 2]
        before = one.seconds
        made[one] = translate(one, small, tile="off", label=label)
        if number > 1:  # the first time a backend prepares itself for the size
            best[one] = min(best[one], one.seconds - before)
        if progress is not None:
            progress((number + 1) / steps)
        time.sleep(0.05)  # threads that spin after their work take a core from the next
    return Closeness(
        other.provider,
        small.size,
        _psnr(made[other], made[exact]),
        best[other],
        best[exact],
    )


def _in_16_bits(picture: Picture) -> Picture:
    """The same picture, so that rounding to 8 bits hides no difference."""
    if picture.bits == 16:
        return picture
    return replace(picture, pixels=picture.pixels.astype(np.uint16) * 257)


def _psnr(one: Picture, other: Picture) -> float | None:
    difference = one.pixels.astype(np.float64) - other.pixels
    mean = float(np.mean(np.square(difference)))
    return None if mean == 0 else float(10 * math.log10(65535**2 / mean))

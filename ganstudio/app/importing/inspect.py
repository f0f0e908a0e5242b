"""Finding out what a foreign translator takes and gives: read first, then tried."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Image, ModelFileError, Role, StudioError
from ganstudio.app.importing import traces
from ganstudio.app.importing.graph import (
    INPUT,
    OUTPUT,
    Foreign,
    read_foreign,
    rewritten,
)
from ganstudio.app.importing.meaning import RANGES, Guess, Meaning
from ganstudio.core.images import read_pixels, resize, to_network
from ganstudio.core.model_file import Card, write_model_file
from ganstudio.core.paths import resources
from ganstudio.inference import Model

_STEPS: Final = (1, 2, 4, 8, 16, 32, 64)
_MINIMA: Final = (8, 16, 32, 64)
_SCALES: Final = (1, 2, 3, 4, 8)
_TRIAL: Final = (128, 192)
"""(H, W) of the picture that is tried first, px: multiples of 64."""


def inspect(path: Path) -> Guess:
    """Find out what a file without a card takes and gives.

    The graph is read for its layout and for what stands at its ends (tanh, sigmoid,
    a division by 255); sizes are tried; what the graph does not tell of the ranges is
    judged by what it makes of a photograph.

    Raises:
        ModelFileError: no picture network of one input and one output, or one that
            fails on every picture.
    """
    foreign = read_foreign(path)
    reasons = [f"Its arrays are {foreign.layout}: {_arrays(foreign)}."]
    found = traces.ranges(foreign.proto)
    reasons += found.reasons
    given = foreign.channels[0] or 3
    meaning = Meaning(
        layout=foreign.layout,
        input_range=found.input or found.output or "-1..1",
        output_range=found.output or found.input or "-1..1",
    )
    with _Trials(foreign) as trials:
        height, width = foreign.size or _TRIAL
        first = trials.run(meaning, given, height, width)
        if first is None:
            raise ModelFileError(
                f"{path.name} ran with no picture of {width}x{height} px:"
                f" {trials.reason}"
            )
        scale = _scale(path, first, height, width)
        made: Literal[1, 3] = 1 if first.shape[1] == 1 else 3
        step, minimum = 1, 1
        if foreign.size is None:
            step = _step(trials, meaning, given, scale)
            minimum = _minimum(trials, meaning, given, scale, step)
            reasons.append(
                "It takes pictures of any size"
                + (f" whose sides are multiples of {step} px." if step > 1 else ".")
            )
        else:
            reasons.append(f"It takes pictures of {width}x{height} px only.")
        if not (found.input and found.output):
            meaning, reason = _by_eye(trials, meaning, given, (height, width), found)
            reasons.append(reason)
    if scale > 1:
        reasons.append(f"It makes pictures {scale} times larger.")
    return Guess(
        meaning=meaning,
        channels=(1 if given == 1 else 3, made),
        size=foreign.size,
        multiple_of=step,
        minimum=minimum,
        scale=scale,
        reasons=tuple(reasons),
        sure=bool(found.input and found.output),
    )


def ports(guess: Guess) -> tuple[Image, Image]:
    """Return the ports of a rewritten graph, input and output."""
    source = Image(
        name=INPUT,
        channels=guess.channels[0],
        range=RANGES[guess.meaning.input_range],
        size=guess.size,
        multiple_of=guess.multiple_of,
        minimum=guess.minimum,
    )
    size = guess.size and (guess.size[0] * guess.scale, guess.size[1] * guess.scale)
    result = Image(
        name=OUTPUT,
        channels=guess.channels[1],
        range=RANGES[guess.meaning.output_range],
        size=size or None,
        scale=guess.scale,
    )
    return source, result


@dataclass
class _Trials:
    """Runs a foreign graph on parts of a photograph."""

    foreign: Foreign
    reason: str = ""
    """Why the last run failed."""

    def __enter__(self) -> _Trials:
        self._folder = tempfile.TemporaryDirectory(prefix="ganstudio-import-")
        self._models: dict[Meaning, Model] = {}
        self._photo = read_pixels(resources() / "images" / "coast.jpg")
        return self

    def __exit__(self, *_: object) -> None:
        self._models.clear()
        self._folder.cleanup()

    def run(
        self, meaning: Meaning, channels: int, height: int, width: int
    ) -> NDArray[np.float32] | None:
        """Return what it makes of the photograph at this size; None where it fails."""
        photo = resize(self._photo, (height, width))
        batch = to_network(photo, channels, RANGES[meaning.input_range])
        try:
            made = self._model(meaning, channels).run({INPUT: batch})
        except StudioError as error:
            self.reason = str(error)
            return None
        return made if made.ndim == 4 and made.shape[1] in (1, 3) else None

    def _model(self, meaning: Meaning, channels: int) -> Model:
        # Ranges are not in the graph: one file serves them all.
        key = replace(meaning, input_range="", output_range="")
        if key not in self._models:
            path = Path(self._folder.name) / f"{len(self._models)}.onnx"
            proto = rewritten(self.foreign, meaning)
            out = self.foreign.channels[1] or channels
            card = Card(
                name="trial",
                role=Role.TRANSLATOR,
                model="imported",
                inputs=(
                    Image(
                        name=INPUT,
                        channels=1 if channels == 1 else 3,
                        size=self.foreign.size,
                    ),
                ),
                output=Image(name=OUTPUT, channels=1 if out == 1 else 3),
            )
            write_model_file(path, proto, card)
            self._models[key] = Model.open(path, provider="cpu")
        return self._models[key]


def _arrays(foreign: Foreign) -> str:
    given, made = (str(c or "any") for c in foreign.channels)
    return f"{given} channels in, {made} out"


def _scale(path: Path, made: NDArray[np.float32], height: int, width: int) -> int:
    for scale in _SCALES:
        if made.shape[2:] == (height * scale, width * scale):
            return scale
    raise ModelFileError(
        f"{path.name} makes {made.shape[3]}x{made.shape[2]} px of {width}x{height} px:"
        " only whole enlargements can be imported."
    )


def _fits(
    trials: _Trials, meaning: Meaning, channels: int, scale: int, sides: Iterable[int]
) -> bool:
    height, width = sides
    made = trials.run(meaning, channels, height, width)
    return made is not None and made.shape[2:] == (height * scale, width * scale)


def _step(trials: _Trials, meaning: Meaning, channels: int, scale: int) -> int:
    for step in _STEPS[:-1]:
        # Sides that are multiples of the step and of nothing larger.
        sides = (_TRIAL[0] + step, _TRIAL[1] + step)
        if _fits(trials, meaning, channels, scale, sides):
            return step
    return _STEPS[-1]


def _minimum(
    trials: _Trials, meaning: Meaning, channels: int, scale: int, step: int
) -> int:
    for side in _MINIMA:
        if side % step == 0 and _fits(trials, meaning, channels, scale, (side, side)):
            return side
    return _TRIAL[0]


def _by_eye(
    trials: _Trials,
    meaning: Meaning,
    channels: int,
    size: tuple[int, int],
    found: traces.Ranges,
) -> tuple[Meaning, str]:
    """Judge ranges that the graph does not tell by what it makes of a photograph.

    The input range is the one that leaves most of the photograph's light and shade in
    the result; the output range the smallest that holds nearly all of it.
    """
    best, score = meaning, -np.inf
    photo = resize(read_pixels(resources() / "images" / "coast.jpg"), size)
    shade = photo.astype(np.float32).mean(2)
    for name in [found.input] if found.input else list(RANGES):
        tried = replace(meaning, input_range=name)
        made = trials.run(tried, channels, *size)
        if made is None or not np.isfinite(made).all():
            continue
        out = found.output or _holding(made)
        low, high = RANGES[out]
        small = resize(_eight(made, low, high), size).astype(np.float32).mean(2)
        clipped = float(((small <= 1) | (small >= 254)).mean())
        likeness = _likeness(shade, small) - clipped
        if likeness > score:
            best, score = replace(tried, output_range=out), likeness
    open_ends = []
    if not found.input:
        open_ends.append(f"{best.input_range} goes in")
    if not found.output:
        open_ends.append(f"{best.output_range} comes out")
    likely = " and ".join(open_ends)
    return best, f"Judged by what it makes of a photograph, {likely}: have a look."


def _holding(made: NDArray[np.float32]) -> str:
    low, high = np.quantile(made, (0.01, 0.99))
    if high > 2 or low < -2:
        return "0..255"
    return "-1..1" if low < -0.1 else "0..1"


def _eight(made: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint8]:
    scaled = (made[0].transpose(1, 2, 0) - low) / (high - low)
    pixels: NDArray[np.uint8] = (scaled.clip(0, 1) * 255).round().astype(np.uint8)
    return pixels


def _likeness(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Correlation of light and shade; 0 where one of them is flat."""
    if a.std() < 1 or b.std() < 1:
        return 0.0
    return abs(float(np.corrcoef(a.ravel(), b.ravel())[0, 1]))

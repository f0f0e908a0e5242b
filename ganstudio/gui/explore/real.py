"""Starting from a real picture: a model's encoder says where it lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from ganstudio.api import Image, InferenceError, Latent, Role
from ganstudio.app.training_pictures import cut_to
from ganstudio.core.images import read_pixels, to_network
from ganstudio.core.model_file import Card, read_model_file
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.places import place
from ganstudio.gui.explore.point import Base, Point
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.explore.subject import Subject
from ganstudio.gui.services import Task
from ganstudio.inference import Answer, RunRequest

CHANNEL = "explore-encoder"
_KEPT = 32


@dataclass(frozen=True)
class _Cut:
    """A picture as the encoder takes it, uint8 (H, W, C), and who encodes it."""

    name: str
    pixels: Pixels
    encoder: Path
    card: Card


class RealPicture(QObject):
    """Encodes a picture and goes to where it lies; remembers what it looked like.

    Args:
        explorer: whose point is set.
    """

    changed = Signal()
    """It is busy, has failed, or is done."""

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(explorer)
        self._explorer = explorer
        self.error = ""
        """One sentence: why a picture was not taken."""
        self.busy = False
        self._originals: dict[Base, Pixels] = {}
        self._task: Task | None = None
        explorer.subject_changed.connect(self._forget)
        explorer.point_changed.connect(self._moved)

    @property
    def available(self) -> bool:
        """Whether the model has an encoder beside it."""
        subject = self._explorer.subject
        return subject is not None and _encoder_name(subject) is not None

    def original(self, point: Point) -> Pixels | None:
        """The picture that a point came from, uint8 (H, W, C); None for others.

        Moving a dial or the pad's point leaves it: what changes can be compared.
        """
        base = point.base
        if base is None or not point.weights[0]:
            return None
        return self._originals.get(base)

    def open(self, path: Path) -> None:
        """Start from a picture's file."""
        self._start(path.name, lambda: read_pixels(path))

    def _start(self, name: str, read: Callable[[], Pixels]) -> None:
        subject = self._explorer.subject
        if subject is None:
            return
        self._stop()
        self.busy, self.error = True, ""
        self.changed.emit()

        def failed(sentence: str) -> None:
            self._end(sentence)

        self._task = self._explorer.services.background.run(
            lambda _: _cut(subject, name, read()),
            lambda cut: self._encode(subject, cut),
            failed,
            owner=self,
            what=f"Reading {name}",
        )

    def close(self) -> None:
        """Drop what was asked for."""
        self._stop()

    def _encode(self, subject: Subject, cut: _Cut) -> None:
        port = cut.card.inputs[0]
        assert isinstance(port, Image)
        batch = to_network(cut.pixels, port.channels, port.range)

        def receive(answer: Answer) -> None:
            if subject is not self._explorer.subject:
                return
            if answer.values is None:
                self._end(answer.error or f"{cut.encoder.name} gave no answer.")
            else:
                self._go(subject, cut, answer.values)

        self._explorer.services.interactive.submit(
            RunRequest(cut.encoder, {port.name: batch}), receive, CHANNEL
        )

    def _go(self, subject: Subject, cut: _Cut, values: np.ndarray) -> None:
        explorer = self._explorer
        latent = _latent_of(subject, cut.card)
        inputs = explorer.inputs
        assert inputs is not None
        if not np.isfinite(values).all():
            self._end(
                f"{cut.encoder.name} found no place for {cut.name}: try another one."
            )
            return
        arrays = {p.name: inputs.of(explorer.point)[p.name] for p in subject.latents}
        arrays[latent.name] = np.asarray(values[:1], np.float32)
        point = place(subject, explorer.point, cut.name, arrays)
        assert point.base is not None
        self._originals[point.base] = cut.pixels
        for base in list(self._originals)[:-_KEPT]:
            del self._originals[base]
        self._end("")
        explorer.take_point(point, "Start from a picture")

    def _end(self, sentence: str) -> None:
        self._task, self.busy, self.error = None, False, sentence
        self.changed.emit()

    def _moved(self) -> None:
        # Somebody went on without the picture.
        if self.error:
            self._end("")

    def _forget(self) -> None:
        self._stop()
        self._originals.clear()
        self._end("")

    def _stop(self) -> None:
        if self._task is not None:
            self._task.stop()
        self._explorer.services.interactive.cancel(CHANNEL)


def _encoder_name(subject: Subject) -> str | None:
    """File name of the model's encoder; None where it has none."""
    found = (s.file for s in subject.card.siblings if s.role is Role.ENCODER)
    return next(found, None)


def _latent_of(subject: Subject, card: Card) -> Latent:
    """Which latent of the generator an encoder speaks of.

    Raises:
        InferenceError: none of its size.
    """
    output = card.output
    fits = [
        p
        for p in subject.latents
        if isinstance(output, Latent) and p.size == output.size
    ]
    named = [p for p in fits if p.name == output.name]
    if not fits:
        raise InferenceError(
            f"Encoder {card.name} speaks of other latents than {subject.path.name} has:"
            " export both from one run."
        )
    return (named or fits)[0]


def _cut(subject: Subject, name: str, pixels: Pixels) -> _Cut:
    """Read the encoder's card and cut a picture to its size; for any thread.

    Raises:
        ModelFileError: the encoder's file is gone or damaged.
        InferenceError: it does not fit the generator.
    """
    file = _encoder_name(subject)
    if file is None:
        raise InferenceError(
            f"{subject.path.name} has no encoder, so that no place can be found for a"
            " picture: choose a model that was trained with one."
        )
    path = subject.path.with_name(file)
    card = read_model_file(path).card
    _latent_of(subject, card)
    port = card.inputs[0]
    assert isinstance(port, Image)
    size = port.size or subject.size or (pixels.shape[0], pixels.shape[1])
    if port.size is None:
        unit = port.multiple_of
        size = (max(size[0] // unit, 1) * unit, max(size[1] // unit, 1) * unit)
    return _Cut(name, cut_to(pixels, size, port.channels), path, card)

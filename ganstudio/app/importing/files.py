"""Importing: a copy with a card among the user's models, read back."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganstudio.api import JobError, ModelFileError, Role
from ganstudio.app.importing.graph import read_foreign, rewritten
from ganstudio.app.importing.inspect import ports
from ganstudio.app.importing.meaning import Guess
from ganstudio.app.models import WEIGHT_SUFFIXES
from ganstudio.app.output import free_path
from ganstudio.core.images import Picture, encode_png, read_pixels, resize, to_eight_bit
from ganstudio.core.model_file import Card, ModelFile, read_model_file, with_card
from ganstudio.core.model_file import write_model_file as write
from ganstudio.core.paths import models_dir, resources
from ganstudio.host import require_train
from ganstudio.inference import Model, translate

_SIDE = 256


@dataclass(frozen=True)
class Imported:
    """What a person says of a model from elsewhere.

    Attributes:
        name: what it is to be called by; empty takes the file's name.
        title: what a person reads; empty takes the name.
        licence: of the weights.
        data_note: what they were trained on.
        out: folder; None takes the user's models.
    """

    name: str = ""
    title: str = ""
    licence: str = ""
    data_note: str = ""
    out: Path | None = None


def import_model(path: Path, words: Imported, guess: Guess | None = None) -> ModelFile:
    """Write a copy of a foreign model that has a card.

    Args:
        path: an ONNX file, or weights of a CycleGAN generator (.pth, .pt).
        words: what a person adds.
        guess: of an ONNX file, from `inspect`, perhaps corrected by a person.

    Raises:
        ModelFileError: it cannot be imported; the sentence says why.
        JobError: weights of torch, and torch is not installed.
    """
    name = words.name or _slug(path.stem)
    if name != _slug(name):
        raise ModelFileError(
            f"A model cannot be called {name!r}: use a-z, 0-9, - and _ only."
        )
    folder = words.out or models_dir()
    folder.mkdir(parents=True, exist_ok=True)
    target = free_path(folder / f"{name}.onnx")
    if path.suffix.lower() in WEIGHT_SUFFIXES:
        _convert(path, target)
        card = read_model_file(target).card
    else:
        assert guess is not None
        source, result = ports(guess)
        card = Card(
            name="translator",
            role=Role.TRANSLATOR,
            model="imported",
            inputs=(source,),
            output=result,
        )
        write(target, rewritten(read_foreign(path), guess.meaning), card)
    card = card.model_copy(
        update={
            "title": words.title or name.replace("-", " ").capitalize(),
            "licence": words.licence,
            "data_note": words.data_note or f"imported from {path.name}",
            "sha256": read_model_file(target).card.sha256,
            "opset": read_model_file(target).card.opset,
        }
    )
    try:
        preview = _preview(target)
    except BaseException:
        target.unlink()
        raise
    return with_card(target, card, preview)


def _convert(path: Path, target: Path) -> None:
    """Let a process with torch read the weights and write the network as ONNX."""
    require_train()
    module = "ganstudio.worker.weights"
    command = [sys.executable, "-P", "-m", module, str(path.resolve()), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        last = lines[-1] if lines else f"its process ended with {done.returncode}"
        kind = ModelFileError if done.returncode == 1 else JobError
        raise kind(last)


def _preview(path: Path) -> bytes:
    """Draw a sample photograph above what the model makes of it, PNG."""
    model = Model.open(path)
    source = model.card.inputs[0]
    photo = read_pixels(resources() / "images" / "coast.jpg")
    size = getattr(source, "size", None) or (_SIDE * 5 // 8, _SIDE)
    photo = resize(photo, size)
    made = to_eight_bit(translate(model, Picture(photo)).pixels)
    if made.shape[2] == 1:
        made = np.repeat(made, 3, axis=2)
    return encode_png(np.concatenate([photo, resize(made, size)]))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-") or "model"

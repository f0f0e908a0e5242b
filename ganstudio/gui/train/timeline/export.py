"""The curves as a table and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from ganstudio.core.files import write_bytes
from ganstudio.gui.train.timeline.series import Numbers

Column = tuple[str, Numbers, Numbers, Numbers]
"""Name, steps, values and seconds of one term."""


def write_csv(path: Path, columns: Sequence[Column]) -> int:
    """Write one row for each step at which a term was measured.

    The first columns are `step` and `seconds` of training; a value that was not
    finite is "nan", one that was not measured is empty.

    Args:
        path: of the file.
        columns: the terms.

    Returns:
        Number of rows below the head.

    Raises:
        StudioError: the disk refuses.
    """
    steps = np.unique(np.concatenate([c[1] for c in columns] or [np.empty(0)]))
    seconds = np.full(len(steps), np.nan)
    texts: list[list[str]] = []
    for _, at, values, when in columns:
        places = np.searchsorted(steps, at)
        seconds[places] = when
        column = [""] * len(steps)
        for place, value in zip(places.tolist(), values.tolist(), strict=True):
            column[place] = repr(value)
        texts.append(column)
    head = ",".join(["step", "seconds", *(_quoted(c[0]) for c in columns)])
    rows = [
        ",".join((f"{step:.0f}", f"{second:.3f}", *cells))
        for step, second, *cells in zip(
            steps.tolist(), seconds.tolist(), *texts, strict=True
        )
    ]
    write_bytes(path, ("\n".join([head, *rows]) + "\n").encode())
    return len(rows)


def write_png(path: Path, image: QImage) -> None:
    """Write a picture; may be called in any thread.

    Raises:
        StudioError: the disk refuses.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    write_bytes(path, bytes(data.data()))


def _quoted(name: str) -> str:
    if any(sign in name for sign in ',"\n'):
        name = '"' + name.replace('"', '""') + '"'
    return name

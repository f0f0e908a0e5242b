"""How long the picture view paints while somebody wipes and pans, masked or not."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ganstudio.gui.main import make_application
from ganstudio.gui.picture import PaintView, PictureView, Pyramid, empty_mask
from ganstudio.gui.theme import theme

WIDTH, HEIGHT = 6000, 4000
"""24 megapixels."""


def paint_times(
    seconds: float, size: tuple[int, int] = (HEIGHT, WIDTH)
) -> dict[str, object]:
    """Drag the wipe and pan at several zooms, in a window of 1280x800.

    Args:
        seconds: for each of the four.
        size: height and width of the picture, px.

    Returns:
        "wipe" and "pan", and both with a mask tinted over the picture, "wipe masked"
        and "pan masked": lists of seconds, one for each paint; "build" seconds for one
        pyramid.
    """
    app = make_application()
    theme.apply("dark")
    rng = np.random.Generator(np.random.Philox(1))
    # Noise over a slope: nothing that a cache or a compressor could make cheap.
    before = rng.integers(0, 256, (*size, 3), np.uint8)
    began = time.perf_counter()
    first = Pyramid.build(before)
    build = time.perf_counter() - began
    second = Pyramid.build(255 - before)
    view = PaintView("Photograph")
    view.resize(1280, 800)
    view.show_pictures(first, second)
    view.show()
    app.processEvents()
    found: dict[str, object] = {"build": build}
    mask = empty_mask(size)
    mask[:] = rng.integers(0, 256, mask.shape, np.uint8)
    for shown, suffix in ((None, ""), (mask, " masked")):
        view.show_mask(shown)
        found[f"wipe{suffix}"] = _measure(app, view, seconds, _wipe)
        found[f"pan{suffix}"] = _measure(app, view, seconds, _pan)
    view.close()
    return found


def _measure(app: QApplication, view: PictureView, seconds: float, act) -> list[float]:  # type: ignore[no-untyped-def]
    times: list[float] = []
    zooms = (None, 0.3, 0.55, 1.0, 2.5)
    for zoom in zooms:
        view.fit() if zoom is None else view.zoom_by(zoom / view.zoom)
        app.processEvents()
        view.paint_seconds.clear()
        until = time.perf_counter() + seconds / len(zooms)
        number = 0
        while time.perf_counter() < until:
            act(view, number)
            number += 1
            app.processEvents()
            times.extend(view.paint_seconds)
            view.paint_seconds.clear()
    return times


def _wipe(view: PictureView, number: int) -> None:
    view.set_wipe(0.1 + 0.8 * abs((number % 200) / 100 - 1))


def _pan(view: PictureView, number: int) -> None:
    """One step of a drag with the left button, round and round."""
    turn = number % 60
    at = QPointF(300 + 10 * turn, 200 + 5 * turn)
    if turn == 0:
        _send(view, QEvent.Type.MouseButtonPress, at)
    elif turn == 59:
        _send(view, QEvent.Type.MouseButtonRelease, at)
    else:
        _send(view, QEvent.Type.MouseMove, at)


def _send(view: PictureView, kind: QEvent.Type, at: QPointF) -> None:
    released = kind is QEvent.Type.MouseButtonRelease
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    event = QMouseEvent(
        kind,
        at,
        QPointF(view.mapToGlobal(QPoint(0, 0))) + at,
        none if kind is QEvent.Type.MouseMove else left,
        none if released else left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)

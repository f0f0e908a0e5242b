"""The curves of a run, with their controls."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.theme import size, theme
from ganstudio.gui.train.timeline import figures
from ganstudio.gui.train.timeline.controls import CurveControls
from ganstudio.gui.train.timeline.drawing import Drawing, Look, Panel
from ganstudio.gui.train.timeline.export import write_csv, write_png
from ganstudio.gui.train.timeline.history import RunHistory
from ganstudio.gui.train.timeline.span import Span
from ganstudio.gui.widgets import Sentence, label

if TYPE_CHECKING:
    from ganstudio.gui.train.timeline.plot import Plot

_DRAW_MS, _READING_MS, _SAID_MS = 60, 200, 6000
_MODULE = "ganstudio.gui.train.timeline.plot"
_NEAR = 5
_ROOM, _MOST_ROOM = 64, 190
"""Least height for a panel, and for all of them, in units of `theme.size`."""


class CurvesView(QWidget):
    """Terms over steps or time, with a cross-hair and the run's time cursor.

    The drawing library is imported in the background when this is first shown.

    Args:
        history: the run.
    """

    def __init__(self, history: RunHistory) -> None:
        super().__init__()
        self.setAccessibleName("Curves")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.history = history
        self.look = Look()
        self.panels: list[Panel] = []
        """What is drawn now."""
        self.plot: Plot | None = None
        """The drawing; None before it is loaded."""
        self._drawing = Drawing(history)
        self._span = Span()
        self._pointer: float | None = None
        self._before_click: float | None = None
        self._loading = False
        self._known: Path | None = None
        self._error = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.draw)
        self._build()
        history.changed.connect(self._changed)
        history.cursor_changed.connect(self._cursor_moved)
        theme.changed.connect(self._recolour)
        self._changed()
        self._describe()

    def _build(self) -> None:
        self.controls = CurveControls(self.look)
        self.controls.changed.connect(self._take_look)
        self.controls.csv_wanted.connect(self._ask_csv)
        self.controls.png_wanted.connect(self._ask_png)
        self.controls.all_wanted.connect(self.show_all)
        self.message = Sentence("Message about the curves")
        self.empty = label("", "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place = QWidget()
        self._place.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding
        )
        self._place.setMinimumHeight(size(120))
        self._stack = QStackedLayout(self._place)
        self._stack.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(2))
        box.addWidget(self.controls)
        box.addWidget(self.message)
        box.addWidget(self._place, 1)

    # The drawing library

    def showEvent(self, event: QShowEvent) -> None:
        """Load the drawing library once the window has painted."""
        super().showEvent(event)
        if self.plot is None and not self._loading:
            self._loading = True
            self.history.background.run(
                lambda _: importlib.import_module(_MODULE),
                self._loaded,
                self._failed,
                owner=self,
                what="Loading the curves",
            )
        else:
            self._later()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing that nobody sees."""
        self._timer.stop()
        super().hideEvent(event)

    def _failed(self, sentence: str) -> None:
        self._loading = False
        self.message.say(sentence)

    def _loaded(self, module: object) -> None:
        from ganstudio.gui.train.timeline.plot import Plot

        plot = self.plot = Plot()
        plot.setAccessibleName("Drawing of the curves")
        plot.values = self._value
        plot.clicked.connect(self._click)
        plot.pointed.connect(self._point)
        plot.zoomed.connect(self.zoom)
        plot.panned.connect(self.pan)
        plot.reset.connect(self._double_click)
        plot.resized.connect(self._later)
        self._stack.addWidget(plot)
        self.draw()

    # What is seen

    @property
    def whole(self) -> tuple[float, float]:
        """The x axis from end to end."""
        clock = self.history.clock
        if self.look.by_time:
            end = float(clock.seconds[-1]) if clock is not None else 1.0
        else:
            end = float(self.history.end)
        return 0.0, max(end, 1.0)

    @property
    def span(self) -> tuple[float, float]:
        """What is seen of the x axis, in steps or seconds."""
        return self._span.of(self.whole)

    def zoom(self, factor: float, around: float) -> None:
        """Change the width of what is seen; `around` stays where it is."""
        self._span.zoom(self.whole, factor, around)
        self.draw()

    def pan(self, distance: float) -> None:
        """Move what is seen along the axis."""
        self._span.pan(self.whole, distance)
        self.draw()

    def show_all(self) -> None:
        """Show the whole run."""
        self._span.reset()
        self.draw()

    def _take_look(self) -> None:
        look = self.controls.look
        if look.by_time != self.look.by_time:
            self._span.reset()
            self._pointer = None
        self.look = look
        self.draw()

    def _changed(self) -> None:
        history = self.history
        path = history.folder.path if history.folder else None
        if path != self._known:
            self._known = path
            self._span.reset()
            self._drawing = Drawing(history)
        self.controls.chips.show_terms(list(history.series), self.look.hidden)
        if history.error != self._error:
            self._error = history.error
            self.message.say(history.error)
        self.empty.setText(self._why_empty())
        self._later()

    def _why_empty(self) -> str:
        if self.history.folder is None:
            return "Choose a run to see its curves."
        if self.history.reading:
            return "Reading the run…"
        return "The curves begin with the first step."

    def _later(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            reading = self.history.reading
            self._timer.start(_READING_MS if reading else _DRAW_MS)

    def _recolour(self) -> None:
        if self.plot is not None:
            self.plot.recolour()
            self.draw()

    def draw(self) -> None:
        """Draw the curves as they are now."""
        self._timer.stop()
        plot = self.plot
        if plot is None:
            return
        if not self.history.series:
            self.panels = []
            self._stack.setCurrentWidget(self.empty)
            return
        self._stack.setCurrentWidget(plot)
        self.panels = self._drawing.panels(self.look, self.span, plot.plot_width)
        plot.span = self.span
        plot.checkpoints = [self._x(step) for step in self.history.checkpoints]
        plot.notes = [(self._x(note.step), note) for note in self.history.notes]
        wanted = _ROOM * len(self.panels) + _ROOM / 2
        self._place.setMinimumHeight(size(min(wanted, _MOST_ROOM)))
        plot.draw(self.panels, self.look.by_time)
        self._mark()
        self._describe()

    def _x(self, step: float) -> float:
        clock = self.history.clock
        if self.look.by_time and clock is not None:
            return clock.second_at(step)
        return float(step)

    def _step(self, x: float) -> float:
        clock = self.history.clock
        if self.look.by_time and clock is not None:
            return clock.step_at(x)
        return x

    # Cursor and cross-hair

    def _value(self, name: str) -> float:
        """What a label says: the value at the pointer, else at the cursor."""
        step = self.history.at if self._pointer is None else self._step(self._pointer)
        # Until the next drawing, the lines may be those of the run before.
        series = self.history.series.get(name)
        return float("nan") if series is None else series.at(step)

    def _click(self, x: float) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._before_click = self.history.cursor
        self.history.set_cursor(self._step(x))

    def _double_click(self) -> None:
        self.history.set_cursor(self._before_click)
        self.show_all()

    def _point(self, x: float | None) -> None:
        self._pointer = x
        self._mark()

    def _cursor_moved(self) -> None:
        self._mark()
        self._describe()

    def _mark(self) -> None:
        plot = self.plot
        if plot is None:
            return
        cursor = self.history.cursor
        plot.cursor = None if cursor is None else self._x(cursor)
        plot.pointer = self._pointer
        if self._pointer is not None:
            plot.head = self._head_line(plot, self._pointer)
        plot.viewport().update()

    def _head_line(self, plot: Plot, x: float) -> str:
        """What is at the pointer: step, time, and the mark that is near."""
        step, clock = self._step(x), self.history.clock
        parts = [f"step {figures.steps(step)}"]
        if clock is not None:
            parts.append(figures.clock(clock.second_at(step)))
        marks = [(at, "Checkpoint") for at in plot.checkpoints]
        marks += [(at, note.text or note.level) for at, note in plot.notes]
        here = plot.pixel_at(x)
        near = [
            text for at, text in marks if abs(plot.pixel_at(at) - here) <= size(_NEAR)
        ]
        return " · ".join(parts + near[-1:])

    def _describe(self) -> None:
        text = figures.words(self.history, self.history.at, self.look.hidden)
        self.setAccessibleDescription(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the curves now, and that is seen."""
        super().focusInEvent(event)
        self._frame()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys go elsewhere."""
        super().focusOutEvent(event)
        self._frame()

    def _frame(self) -> None:
        if self.plot is not None:
            self.plot.focused = self.hasFocus()
            self.plot.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cursor by a sheet, Home and End; plus, minus, 0 zoom."""
        low, high = self.span
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                way = 1 if key is Qt.Key.Key_Right else -1
                if shift:
                    self.pan(way * (high - low) / 5)
                else:
                    self.history.go(way)
            case Qt.Key.Key_Home:
                self.history.go_first()
            case Qt.Key.Key_End | Qt.Key.Key_Escape:
                self.history.set_cursor(None)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(0.8, self._x(self.history.at))
            case Qt.Key.Key_Minus:
                self.zoom(1.25, self._x(self.history.at))
            case Qt.Key.Key_0:
                self.show_all()
            case _:
                super().keyPressEvent(event)

    # Export

    def export_csv(self, path: Path) -> None:
        """Write the values of the terms that are shown, in the background."""
        columns = [
            (name, s.steps.copy(), s.values.copy(), s.seconds.copy())
            for name, s in self.history.series.items()
            if name not in self.look.hidden
        ]
        self.history.background.run(
            lambda _: write_csv(path, columns),
            lambda rows: self._saved(f"Saved {rows:,} rows as {path.name}."),
            self.message.say,
            owner=self,
            what="Saving the values",
        )

    def export_png(self, path: Path, scale: float = 2.0) -> None:
        """Write the picture of the curves as they are seen.

        Args:
            path: of the file.
            scale: pixels of the picture for one of the window.
        """
        plot = self.plot
        if plot is None:
            return
        image = plot.picture(scale).toImage()

        self.history.background.run(
            lambda _: write_png(path, image),
            lambda _: self._saved(f"Saved the picture as {path.name}."),
            self.message.say,
            owner=self,
            what="Saving the picture",
        )

    def _saved(self, sentence: str) -> None:
        """Say it for a while, then give the room back to the curves."""
        self.message.say(sentence, "good")
        QTimer.singleShot(_SAID_MS, self, lambda: self._unsay(sentence))

    def _unsay(self, sentence: str) -> None:
        if self.message.text == sentence:
            self.message.clear()

    def _ask_csv(self) -> None:
        self._ask("Save values", "csv", self.export_csv)

    def _ask_png(self) -> None:
        self._ask("Save picture", "png", self.export_png)

    def _ask(self, title: str, kind: str, then: Callable[[Path], None]) -> None:
        name = self.history.folder.name if self.history.folder else "curves"
        path, _ = QFileDialog.getSaveFileName(
            self, title, f"{name}-curves.{kind}", f"{kind.upper()} (*.{kind})"
        )
        if path:
            then(Path(path))

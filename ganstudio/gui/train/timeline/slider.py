"""The time of the samples: play, step, slide, follow."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QWidget

from ganstudio.gui.theme import icon, size, theme
from ganstudio.gui.train.timeline import figures
from ganstudio.gui.train.timeline.history import RunHistory
from ganstudio.gui.widgets import label, tool_button

_FILM_MS, _FASTEST_MS, _SLOWEST_MS = 12_000, 80, 500


class _Steps(QSlider):
    """A slider over steps with a tick at each sheet."""

    def __init__(self, history: RunHistory) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._history = history
        self.setAccessibleName("Time cursor, steps")
        self.setMinimumWidth(size(80))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by a sheet, Shift and Page by ten."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        by = 10 if shift else 1
        match Qt.Key(event.key()):
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                self._history.go(-by)
            case Qt.Key.Key_Right | Qt.Key.Key_Up:
                self._history.go(by)
            case Qt.Key.Key_PageDown:
                self._history.go(-10)
            case Qt.Key.Key_PageUp:
                self._history.go(10)
            case Qt.Key.Key_Home:
                self._history.go_first()
            case Qt.Key.Key_End:
                self._history.set_cursor(None)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The slider, and below its groove the sheets."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens.muted))
        groove, handle = self._places()
        left = groove.left() + handle.width() / 2
        width = max(groove.width() - handle.width(), 1)
        y, last = self.height() - size(2), -10.0
        for sheet in self._history.samples:
            x = left + width * sheet.step / max(self.maximum(), 1)
            if x - last >= size(3):
                painter.drawEllipse(QPointF(x, y), size(1), size(1))
                last = x
        painter.end()
        super().paintEvent(event)

    def _places(self) -> tuple[QRect, QRect]:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_Slider
        part = QStyle.SubControl
        groove, handle = (
            self.style().subControlRect(control, option, which, self)
            for which in (part.SC_SliderGroove, part.SC_SliderHandle)
        )
        return groove, handle


class TimeSlider(QWidget):
    """Moves the time cursor through the sheets of a run.

    Args:
        history: the run.
    """

    def __init__(self, history: RunHistory) -> None:
        super().__init__()
        self.setAccessibleName("Sample time")
        self.history = history
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.first = tool_button(
            "skip_previous", "First sheet", history.go_first, help="First sheet (Home)"
        )
        self.back = tool_button(
            "chevron_left", "Sheet before", self._back, help="One sheet back (Left)"
        )
        self.play = tool_button("play", "Play", self.toggle, help="Play the sheets")
        self.forward = tool_button(
            "chevron_right", "Next sheet", self._forward, help="One sheet on (Right)"
        )
        self.slider = _Steps(history)
        self.slider.setToolTip("Time cursor, in steps of the run.")
        self.slider.valueChanged.connect(self._slid)
        self.place = label()
        font = QFont(self.place.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        self.place.setFont(font)
        self.place.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.follow = tool_button(
            "skip_next",
            "Follow",
            self._follow,
            help="Show the newest, and go on with it (End)",
            text=True,
        )
        self.follow.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(size(8), size(4), size(8), size(4))
        row.setSpacing(size(4))
        for one in (self.first, self.back, self.play, self.forward):
            row.addWidget(one)
        row.addSpacing(size(4))
        row.addWidget(self.slider, 1)
        row.addSpacing(size(4))
        row.addWidget(self.place)
        row.addWidget(self.follow)
        history.changed.connect(self._show)
        history.cursor_changed.connect(self._show)
        self._show()

    @property
    def playing(self) -> bool:
        """Whether the sheets go by."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Play, from the beginning where the cursor is at the end; or stop."""
        history = self.history
        if self.playing:
            self._stop()
        elif len(history.samples) > 1:
            if history.index_at(history.at) >= len(history.samples) - 1:
                history.go_first()
            each = _FILM_MS // len(history.samples)
            self._timer.start(min(max(each, _FASTEST_MS), _SLOWEST_MS))
            self._show()

    def _stop(self) -> None:
        self._timer.stop()
        self._show()

    def _tick(self) -> None:
        history = self.history
        if history.index_at(history.at) >= len(history.samples) - 1:
            self._stop()
        else:
            history.go(1)

    def _back(self) -> None:
        self._stop()
        self.history.go(-1)

    def _forward(self) -> None:
        self._stop()
        self.history.go(1)

    def _follow(self) -> None:
        self._stop()
        self.history.set_cursor(None)
        self._show()

    def _slid(self, step: int) -> None:
        # At the right end it goes on with the newest.
        self.history.set_cursor(None if step >= self.history.end else step)

    def _show(self) -> None:
        history = self.history
        if self.playing and len(history.samples) < 2:
            self._timer.stop()
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, history.end)
            self.slider.setPageStep(max(1, history.end // 10))
            self.slider.setValue(round(history.at))
        self.slider.update()
        there = history.step > 0
        self.slider.setEnabled(there)
        index, last = history.index_at(history.at), len(history.samples) - 1
        self.first.setEnabled(last >= 0)
        self.back.setEnabled(last >= 0 and history.at > history.samples[0].step)
        self.forward.setEnabled(index < last)
        self.play.setEnabled(last > 0)
        self.follow.setEnabled(history.folder is not None)
        self.follow.setChecked(history.cursor is None)
        name = "Stop playing" if self.playing else "Play"
        if self.play.accessibleName() != name or self.play.icon().isNull():
            self.play.setAccessibleName(name)
            self.play.setToolTip(name)
            self.play.setIcon(icon("pause" if self.playing else "play"))
        whole = figures.steps(history.total or history.end)
        widest = f"step {whole} of {whole}"
        self.place.setMinimumWidth(
            QFontMetrics(self.place.font()).horizontalAdvance(widest)
        )
        text = f"step {figures.steps(history.at)} of {whole}" if there else ""
        self.place.setText(text)
        self.slider.setAccessibleDescription(text)

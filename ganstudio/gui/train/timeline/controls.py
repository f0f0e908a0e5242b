"""How the curves look: terms, smoothing, axes, export."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QMenu,
    QSlider,
    QToolButton,
    QWidget,
)

from ganstudio.gui.theme import size
from ganstudio.gui.train.timeline.chips import Chips
from ganstudio.gui.train.timeline.drawing import Look
from ganstudio.gui.widgets import caption, set_kind, tool_button

_NARROW = 600


class CurveControls(QWidget):
    """The row above the curves; where it is narrow, two rows.

    Args:
        look: at the beginning.
    """

    changed = Signal()
    csv_wanted = Signal()
    png_wanted = Signal()
    all_wanted = Signal()
    """The whole run should be seen."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName("Look of the curves")
        self.chips = Chips()
        self.chips.changed.connect(self.changed)
        self.smooth = QSlider(Qt.Orientation.Horizontal)
        self.smooth.setRange(0, 99)
        self.smooth.setPageStep(10)
        self.smooth.setValue(round(100 * look.smoothing))
        self.smooth.setFixedWidth(size(84))
        self.smooth.setAccessibleName("Smoothing")
        self.smooth.setToolTip(
            "Smoothing: weight of the past in the mean, 0 to 0.99. 0 shows the values"
            " as they were measured."
        )
        self.smooth.valueChanged.connect(self._smoothed)
        self.smooth_value = caption(f"{look.smoothing:.2f}", wrap=False)
        font = QFont(self.smooth_value.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        self.smooth_value.setFont(font)
        self.log = _switch("log", "Logarithmic axis", "Logarithmic axis of values.")
        self.by_time = _switch(
            "time", "Time axis", "Time of training along the axis, instead of steps."
        )
        for one in (self.log, self.by_time):
            one.toggled.connect(self.changed)
        menu = QMenu(self)
        menu.addAction("Save values as CSV…", self.csv_wanted.emit)
        menu.addAction("Save picture as PNG…", self.png_wanted.emit)
        menu.addSeparator()
        menu.addAction("Show the whole run", self.all_wanted.emit)
        self.more = tool_button("dots_vertical", "More about the curves")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(menu)
        self._lay_out()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(size(6))
        tools.addStretch()
        tools.addWidget(caption("Smoothing", wrap=False))
        tools.addWidget(self.smooth)
        tools.addWidget(self.smooth_value)
        for one in (self.log, self.by_time, self.more):
            tools.addWidget(one)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._head.setContentsMargins(size(8), size(4), size(4), 0)
        self._head.setSpacing(size(4))
        self._head.addWidget(self.chips, 1)
        self._head.addLayout(tools)
        self._head.setAlignment(tools, Qt.AlignmentFlag.AlignTop)

    @property
    def look(self) -> Look:
        """What is chosen."""
        return Look(
            self.smooth.value() / 100,
            self.log.isChecked(),
            self.by_time.isChecked(),
            self.chips.hidden,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the chips have a row of their own."""
        super().resizeEvent(event)
        narrow = self.width() < size(_NARROW)
        way = QBoxLayout.Direction
        self._head.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def _smoothed(self, value: int) -> None:
        self.smooth_value.setText(f"{value / 100:.2f}")
        self.changed.emit()


def _switch(text: str, name: str, help: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setCheckable(True)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAccessibleName(name)
    made.setToolTip(help)
    set_kind(made, "chip")
    return made

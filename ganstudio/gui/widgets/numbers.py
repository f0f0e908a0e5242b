"""A named number: slider, field, unit, reset."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QSlider, QWidget

from ganstudio.gui.theme import size
from ganstudio.gui.widgets.kinds import label

_STEPS = 1000


class NumberRow(QWidget):
    """A number between two bounds, by slider or by typing.

    Arrows step, Shift with arrows or Page keys go ten steps, Enter in the field takes
    a typed number, a double click on the slider or its name resets.

    Args:
        name: what it is; also the accessible name.
        low: smallest value.
        high: largest value.
        value: where it stands, and where reset goes.
        decimals: shown, at most.
        unit: "px", "%"; "" for a bare number.
        help: one sentence for the tooltip; range and unit are added.
        log: slider with a logarithmic scale; `low` above 0.
        compact: all in one line, for a long list of short names.
    """

    changed = Signal(float)
    """The value, while it is dragged too."""
    settled = Signal(float)
    """The value, once the slider is released or a number typed."""

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        value: float,
        *,
        decimals: int = 2,
        unit: str = "",
        help: str = "",
        log: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__()
        self._low, self._high, self._log = low, high, log
        self.default = value
        self.name = label(name)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 10)
        self.slider.setSingleStep(max(1, _STEPS // 100))
        self.slider.installEventFilter(self)
        self.name.installEventFilter(self)
        self.field = QDoubleSpinBox()
        self.field.setRange(low, high)
        self.field.setDecimals(decimals)
        self.field.setSingleStep(max((high - low) / 100, 10**-decimals))
        self.field.setSuffix(f" {unit}" if unit else "")
        self.field.setKeyboardTracking(False)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFixedWidth(size(78))
        bounds = f"{low:g} to {high:g}{' ' + unit if unit else ''}"
        tip = f"{help} From {bounds}." if help else f"From {bounds}."
        for part in (self.slider, self.field):
            part.setToolTip(f"{tip} Double click resets.")
        self.slider.setAccessibleName(name)
        self.field.setAccessibleName(f"{name}, number")
        self.name.setBuddy(self.field)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(size(8))
        grid.setVerticalSpacing(0)
        grid.addWidget(self.name, 0, 0)
        if compact:
            self.name.setMinimumWidth(size(44))
            self.field.setFixedWidth(size(62))
            grid.addWidget(self.slider, 0, 1)
            grid.addWidget(self.field, 0, 2)
        else:
            grid.addWidget(self.field, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self.slider, 1, 0)
        self._value = value
        self.set_value(value)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(lambda: self.settled.emit(self._value))
        self.field.valueChanged.connect(self._typed)

    @property
    def value(self) -> float:
        """The number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Move to a number without telling anybody."""
        self._value = min(max(value, self._low), self._high)
        with QSignalBlocker(self.slider), QSignalBlocker(self.field):
            self.slider.setValue(self._position(self._value))
            self.field.setValue(self._value)

    def reset(self) -> None:
        """Go back to the default, and tell."""
        if self._value != self.default:
            self.set_value(self.default)
            self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Double click resets; Shift with an arrow is a page."""
        if event.type() is QEvent.Type.MouseButtonDblClick:
            self.reset()
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and watched is self.slider
            and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            step = {
                Qt.Key.Key_Left: -1,
                Qt.Key.Key_Down: -1,
                Qt.Key.Key_Right: 1,
                Qt.Key.Key_Up: 1,
            }.get(Qt.Key(event.key()), 0)
            if step:
                page = self.slider.pageStep()
                self.slider.setValue(self.slider.value() + step * page)
                return True
        return super().eventFilter(watched, event)

    def _position(self, value: float) -> int:
        if self._log:
            span = math.log(self._high / self._low)
            return round(_STEPS * math.log(value / self._low) / span)
        return round(_STEPS * (value - self._low) / (self._high - self._low))

    def _slid(self, position: int) -> None:
        part = position / _STEPS
        if self._log:
            value = self._low * (self._high / self._low) ** part
        else:
            value = self._low + part * (self._high - self._low)
        self._value = round(value, self.field.decimals())
        with QSignalBlocker(self.field):
            self.field.setValue(self._value)
        self.changed.emit(self._value)
        if not self.slider.isSliderDown():
            self.settled.emit(self._value)

    def _typed(self, value: float) -> None:
        self._value = value
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._position(value))
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self._value)
        self.settled.emit(self._value)

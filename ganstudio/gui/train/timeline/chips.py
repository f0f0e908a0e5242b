"""Which terms are shown: one chip for each."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from ganstudio.gui.theme import size, theme
from ganstudio.gui.train.timeline.flow import FlowLayout
from ganstudio.gui.widgets import set_kind


class Chips(QWidget):
    """A row of switches in the colours of the lines."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Terms shown")
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.buttons: dict[str, QToolButton] = {}
        theme.changed.connect(self._recolour)

    @property
    def hidden(self) -> frozenset[str]:
        """Terms that are switched off."""
        return frozenset(n for n, b in self.buttons.items() if not b.isChecked())

    def show_terms(self, names: list[str], hidden: frozenset[str]) -> None:
        """Have a chip for each of these terms."""
        if list(self.buttons) == names:
            return
        for chip in self.buttons.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.buttons = {}
        for name in names:
            chip = QToolButton(self)
            chip.setText(name)
            chip.setCheckable(True)
            chip.setChecked(name not in hidden)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setIconSize(QSize(size(10), size(10)))
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.setAccessibleName(f"Show {name}")
            chip.setToolTip(f"Show or hide {name}. Double click shows it alone.")
            chip.installEventFilter(self)
            set_kind(chip, "chip")
            chip.toggled.connect(self._toggled)
            self._flow.addWidget(chip)
            self.buttons[name] = chip
        self._recolour()
        self.updateGeometry()

    def alone(self, name: str) -> None:
        """Show one term; all of them where it is alone already."""
        others = [chip for other, chip in self.buttons.items() if other != name]
        every = not any(chip.isChecked() for chip in others)
        for other, chip in self.buttons.items():
            chip.blockSignals(True)
            chip.setChecked(every or other == name)
            chip.blockSignals(False)
        self._toggled()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """A double click on a chip shows its term alone."""
        if event.type() is QEvent.Type.MouseButtonDblClick:
            for name, chip in self.buttons.items():
                if chip is watched:
                    self.alone(name)
                    return True
        return False

    def _toggled(self) -> None:
        self._recolour()
        self.changed.emit()

    def _recolour(self) -> None:
        for number, chip in enumerate(self.buttons.values()):
            chip.setIcon(_swatch(number, filled=chip.isChecked()))


def _swatch(number: int, *, filled: bool) -> QIcon:
    colours = theme.tokens.series
    side = size(10)
    ratio = 3
    pixmap = QPixmap(side * ratio, side * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(colours[number % len(colours)])
    painter.setPen(colour)
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(1, 1, side - 2, side - 2, side / 4, side / 4)
    painter.end()
    return QIcon(pixmap)

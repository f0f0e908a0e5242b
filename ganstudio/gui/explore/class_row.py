"""Classes: one by a click, or several mixed."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.point import one_class
from ganstudio.gui.explore.rows import clear
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import NumberRow, button, section

_MOST_CHIPS = 20


class ClassRow(QWidget):
    """Chips for a few classes, a box for many; sliders for those that are mixed.

    Args:
        explorer: whose label is chosen.
    """

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self._explorer = explorer
        self.chips: list[QPushButton] = []
        self.box = QComboBox()
        self.box.setAccessibleName("Class")
        self.box.setToolTip("Which class is drawn.")
        self.box.activated.connect(self._click)
        self.mix = QCheckBox("Mix")
        self.mix.setAccessibleName("Mix classes")
        self.mix.setToolTip(
            "Choose several classes and weigh them from 0 to 1; the weights are divided"
            " by their sum."
        )
        self.mix.toggled.connect(self._toggle_mix)
        self.rows: dict[int, NumberRow] = {}
        head = QHBoxLayout()
        head.addWidget(section("Class"))
        head.addStretch()
        head.addWidget(self.mix)
        self._chips = QGridLayout()
        self._chips.setSpacing(size(4))
        self._sliders = QVBoxLayout()
        self._sliders.setSpacing(size(4))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(size(8))
        whole.addLayout(head)
        whole.addLayout(self._chips)
        whole.addWidget(self.box)
        whole.addLayout(self._sliders)
        explorer.subject_changed.connect(self._rebuild)
        explorer.settled.connect(self._show)
        self._rebuild()

    def _rebuild(self) -> None:
        subject = self._explorer.subject
        names = subject.classes if subject else ()
        clear(self._chips)
        self.chips = []
        self.box.clear()
        many = len(names) > _MOST_CHIPS
        self.box.setVisible(many)
        self.mix.setChecked(False)
        if many:
            self.box.addItems(list(names))
        else:
            longest = max(map(len, names), default=0)
            columns = 5 if longest <= 4 else 3 if longest <= 9 else 2
            for number, name in enumerate(names):
                chip = button(
                    name,
                    partial(self._click, number),
                    help=f"Draw class {name}.",
                    kind="chip",
                )
                chip.setCheckable(True)
                chip.setAccessibleName(f"Class {name}")
                self.chips.append(chip)
                self._chips.addWidget(chip, number // columns, number % columns)
        self.setVisible(bool(names))
        self._show()

    def _show(self) -> None:
        label = self._explorer.point.label
        if sum(weight > 0 for weight in label) > 1 and not self.mix.isChecked():
            self.mix.setChecked(True)
        best = self._explorer.point.best_class
        for number, chip in enumerate(self.chips):
            chip.setChecked(number < len(label) and label[number] > 0)
        if best is not None and self.box.count() > best:
            self.box.setCurrentIndex(best)
        self._show_sliders()

    def _show_sliders(self) -> None:
        subject, label = self._explorer.subject, self._explorer.point.label
        wanted = [n for n, weight in enumerate(label) if weight > 0]
        # A slider that was dragged to 0 stays under the mouse.
        wanted = sorted({*wanted, *(n for n in self.rows if n < len(label))})
        if not self.mix.isChecked() or subject is None:
            wanted = []
        if wanted != list(self.rows):
            clear(self._sliders)
            self.rows = {}
            for number in wanted:
                name = subject.classes[number] if subject else ""
                self.rows[number] = self._row(number, name)
                self._sliders.addWidget(self.rows[number])
        for number, row in self.rows.items():
            row.set_value(label[number])
        self._show_shares()

    def _show_shares(self) -> None:
        subject, label = self._explorer.subject, self._explorer.point.label
        for number, row in self.rows.items():
            if subject is not None:
                share = label[number] / sum(label)
                row.name.setText(f"{subject.classes[number]} · {round(100 * share)} %")

    def _row(self, number: int, name: str) -> NumberRow:
        row = NumberRow(
            f"Weight of class {name}", 0, 1, 1, help=f"Weight of class {name}."
        )
        row.changed.connect(lambda value: self._weigh(number, value))
        row.settled.connect(self._explorer.settle)
        return row

    def _weigh(self, number: int, value: float) -> None:
        label = list(self._explorer.point.label)
        label[number] = value
        if sum(label) <= 0:
            # Some class there must be: the last one stays a little.
            label[number] = 0.01
        name = self._explorer.subject.classes[number] if self._explorer.subject else ""
        self._explorer.change(f"Weigh class {name}", dragging=True, label=tuple(label))
        self._show_shares()

    def _click(self, number: int) -> None:
        explorer = self._explorer
        if explorer.subject is None:
            return
        label = list(explorer.point.label)
        name = explorer.subject.classes[number]
        if not self.mix.isChecked():
            wanted = one_class(number, len(label))
        else:
            label[number] = 0.0 if label[number] > 0 else 1.0
            self.rows.pop(number, None) if not label[number] else None
            wanted = tuple(label) if sum(label) > 0 else explorer.point.label
        explorer.change(f"Choose class {name}", label=wanted)
        self._show()

    def _toggle_mix(self, on: bool) -> None:
        explorer = self._explorer
        best = explorer.point.best_class
        if not on and best is not None:
            self.rows = {}
            clear(self._sliders)
            wanted = one_class(best, len(explorer.point.label))
            explorer.change("Stop mixing classes", label=wanted)
        self._show_sliders()

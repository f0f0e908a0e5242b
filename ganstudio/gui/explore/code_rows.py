"""Interpretable codes: a slider or a choice for each."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.api import Code
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.rows import clear
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import NumberRow, label, section


class CodeRows(QWidget):
    """One row for each code of the model.

    Args:
        explorer: whose codes are set.
    """

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self._explorer = explorer
        self.sliders: dict[str, NumberRow] = {}
        self.choices: dict[str, QComboBox] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(size(8))
        explorer.subject_changed.connect(self._rebuild)
        explorer.settled.connect(self._show)
        self._rebuild()

    def _rebuild(self) -> None:
        clear(self._rows)
        self.sliders, self.choices = {}, {}
        subject = self._explorer.subject
        codes = subject.codes if subject else ()
        if codes:
            self._rows.addWidget(section("Codes"))
        for code in codes:
            self._rows.addWidget(
                self._choice(code) if code.choices else self._row(code)
            )
        self.setVisible(bool(codes))
        self._show()

    def _row(self, code: Code) -> NumberRow:
        row = NumberRow(
            code.name,
            code.low,
            code.high,
            code.low,
            help=f"Code {code.name}; reset takes the seed's own value.",
        )
        row.changed.connect(lambda value: self._set(code.name, value, dragging=True))
        row.settled.connect(self._explorer.settle)
        self.sliders[code.name] = row
        return row

    def _choice(self, code: Code) -> QWidget:
        box = QComboBox()
        box.addItem("of the seed", None)
        for number in range(code.choices):
            box.addItem(str(number + 1), float(number))
        box.setAccessibleName(code.name)
        box.setToolTip(f"Code {code.name}: one of {code.choices} choices.")
        box.activated.connect(lambda at: self._set(code.name, box.itemData(at)))
        self.choices[code.name] = box
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        name = label(code.name)
        name.setBuddy(box)
        line.addWidget(name)
        line.addStretch()
        line.addWidget(box)
        return holder

    def _set(self, name: str, value: float | None, *, dragging: bool = False) -> None:
        row = self.sliders.get(name)
        if row is not None and value == row.default:
            value = None
        point = self._explorer.point.with_code(name, value)
        self._explorer.go(point, f"Change {name}", dragging=dragging)

    def _show(self) -> None:
        explorer = self._explorer
        if explorer.inputs is None:
            return
        set_here = dict(explorer.point.codes)
        own = explorer.inputs.own(explorer.point)
        for name, row in self.sliders.items():
            row.default = float(own[name][0, 0])
            row.set_value(set_here.get(name, row.default))
        for name, box in self.choices.items():
            value = set_here.get(name)
            box.setCurrentIndex(0 if value is None else int(value) + 1)

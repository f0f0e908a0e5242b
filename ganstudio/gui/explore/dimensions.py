"""Single dimensions of the latent, as sliders."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.rows import clear
from ganstudio.gui.explore.subject import Dimension
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import NumberRow, label, section, tool_button

_AT_FIRST = 12


class Dimensions(QWidget):
    """A dozen sliders; a field and "+" bring any other dimension.

    A slider has the value itself: where it was never moved, the seeds' own. A value
    that was set stays when the dice are thrown, until it is reset.

    Args:
        explorer: whose latent it is.
        commands: for "Reset directions".
    """

    def __init__(self, explorer: Explorer, commands: Commands) -> None:
        super().__init__()
        self._explorer = explorer
        self._known: dict[tuple[str, int], Dimension] = {}
        self.rows: dict[tuple[str, int], NumberRow] = {}
        self.which = QSpinBox()
        self.which.lineEdit().setTextMargins(size(4), 0, 0, 0)
        self.which.setAccessibleName("Dimension to add")
        self.which.setFixedWidth(size(78))
        self._of = label("", "muted")
        self._plus = tool_button(
            "plus", "Add dimension", self.add_chosen, help="Show this dimension."
        )
        head = QHBoxLayout()
        head.addWidget(section("Dimensions"))
        head.addStretch()
        head.addWidget(tool_button(commands.action("explore.reset")))
        line = QHBoxLayout()
        line.setSpacing(size(8))
        line.addWidget(label("Show"))
        line.addWidget(self.which)
        line.addWidget(self._of)
        line.addWidget(self._plus)
        line.addStretch()
        self._adding = QWidget()
        line.setContentsMargins(0, 0, 0, 0)
        self._adding.setLayout(line)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(size(2))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(size(6))
        whole.addLayout(head)
        whole.addLayout(self._rows)
        whole.addWidget(self._adding)
        explorer.subject_changed.connect(self._rebuild)
        explorer.settled.connect(self._show)
        self._rebuild()

    def add_chosen(self) -> None:
        """Show the dimension in the field."""
        known = list(self._known)
        if known:
            self.add(known[self.which.value() - 1])
            self.which.setValue(min(self.which.value() + 1, len(known)))

    def add(self, where: tuple[str, int]) -> None:
        """Show a dimension, and go there."""
        if where not in self.rows:
            self._insert(where)
            self._show()
        row = self.rows[where]
        row.slider.setFocus(Qt.FocusReason.OtherFocusReason)
        # Its place is known once the layout had its turn.
        QTimer.singleShot(0, row, lambda: self._go_to(row))

    def _go_to(self, row: NumberRow) -> None:
        area = self._area()
        if area is not None:
            area.ensureWidgetVisible(row)

    def _area(self) -> QScrollArea | None:
        at = self.parentWidget()
        while at is not None and not isinstance(at, QScrollArea):
            at = at.parentWidget()
        return at

    def _rebuild(self) -> None:
        clear(self._rows)
        self.rows = {}
        subject = self._explorer.subject
        dimensions = subject.dimensions if subject else ()
        self._known = {(d.port, d.index): d for d in dimensions}
        count = len(dimensions)
        self.which.setRange(1, max(count, 1))
        self.which.setValue(min(_AT_FIRST + 1, max(count, 1)))
        self.which.setToolTip(
            f"Number of a dimension, from 1 to {count}. Enter or + shows it."
        )
        self._of.setText(f"of {count}")
        self._adding.setVisible(count > _AT_FIRST)
        for where in list(self._known)[:_AT_FIRST]:
            self._insert(where)
        self.setVisible(count > 0)
        self._show()

    def _insert(self, where: tuple[str, int]) -> None:
        dimension = self._known[where]
        row = NumberRow(
            dimension.name,
            -dimension.limit,
            dimension.limit,
            0.0,
            help=(
                f"Value of {dimension.name} before truncation; where it is not set, it"
                " is the seed's own, and reset goes back there."
            ),
            compact=True,
        )
        row.changed.connect(lambda value: self._set(dimension, value))
        row.settled.connect(self._explorer.settle)
        before = [other for other in self.rows if other in self._known]
        order = sorted([*before, where], key=list(self._known).index)
        self._rows.insertWidget(order.index(where), row)
        self.rows[where] = row

    def _set(self, dimension: Dimension, value: float) -> None:
        where = (dimension.port, dimension.index)
        own = value == self.rows[where].default
        point = self._explorer.point.with_value(where, None if own else value)
        self._explorer.go(point, f"Change {dimension.name}", dragging=True)

    def _show(self) -> None:
        explorer = self._explorer
        if explorer.inputs is None:
            return
        set_here = dict(explorer.point.values)
        for where in set_here:
            if where in self._known and where not in self.rows:
                self._insert(where)
        own = explorer.inputs.own(explorer.point)
        for (port, index), row in self.rows.items():
            row.default = float(own[port][0, index])
            value = set_here.get((port, index))
            row.set_value(row.default if value is None else value)
            font = row.name.font()
            if font.bold() != (value is not None):
                font.setBold(value is not None)
                row.name.setFont(font)

"""A group of knobs under its title."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.gui.form.row import KnobRow
from ganstudio.gui.theme import icon, size
from ganstudio.gui.widgets import button, section


class Section(QWidget):
    """Rows under a title; the advanced ones unfold on request.

    An advanced knob that was changed, is wrong or is searched for shows all the same.

    Args:
        title: of the group.
        rows: its knobs.
    """

    def __init__(self, title: str, rows: list[KnobRow]) -> None:
        super().__init__()
        self.rows = rows
        self._title = title
        self._unfolded = False
        self._searched = ""
        self._must: Collection[str] = ()
        self.more = button("", self._toggle, kind="link")
        top = QHBoxLayout()
        top.setSpacing(size(4))
        top.addWidget(section(title))
        top.addStretch()
        top.addWidget(self.more)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, size(4), 0, size(4))
        box.setSpacing(size(6))
        box.addLayout(top)
        for row in sorted(rows, key=lambda row: row.knob.advanced):
            box.addWidget(row)

    def show_found(self, text: str, must: Collection[str]) -> bool:
        """Show the knobs that a search finds; return whether there are any.

        Args:
            text: "" finds all that are not folded away.
            must: names of advanced knobs that show also while folded.
        """
        self._searched, self._must = text, must
        return self._show()

    def _show(self) -> bool:
        any_shown = False
        for row in self.rows:
            knob = row.knob
            if self._searched.strip():
                shown = row.matches(self._searched)
            else:
                shown = not knob.advanced or self._unfolded or knob.name in self._must
            row.setVisible(shown)
            any_shown = any_shown or shown
        count = sum(row.knob.advanced for row in self.rows)
        self.more.setText("Fewer" if self._unfolded else f"{count} advanced")
        self.more.setIcon(
            icon("chevron_up" if self._unfolded else "chevron_down", "accent")
        )
        what = "Fold away" if self._unfolded else "Show"
        self.more.setToolTip(f"{what} the advanced settings of {self._title.lower()}.")
        self.more.setAccessibleName(f"{what} advanced settings: {self._title}")
        self.more.setVisible(count > 0 and not self._searched.strip())
        only_folded = not self._searched.strip() and count > 0
        self.setVisible(any_shown or only_folded)
        return any_shown

    def _toggle(self) -> None:
        self._unfolded = not self._unfolded
        self._show()

"""Names and values below each other, and links."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.gui.theme import size
from ganstudio.gui.widgets import button, caption, label

Link = tuple[str, Callable[[], object]]
Value = str | Sequence[Link]


class Facts(QWidget):
    """Rows of a small muted name and a value that can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._grid: QWidget | None = None
        self._shown: list[tuple[str, str]] = []

    def show_facts(self, facts: list[tuple[str, Value]]) -> None:
        """Show these; empty values are left out."""
        facts = [(name, value) for name, value in facts if value]
        texts = [(name, _text(value)) for name, value in facts]
        if texts == self._shown:
            return
        self._shown = texts
        if self._grid is not None:
            # Not at once: one of its links may be what asked for this.
            self._grid.hide()
            self._box.removeWidget(self._grid)
            self._grid.deleteLater()
        self._grid = QWidget()
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(size(12))
        grid.setVerticalSpacing(size(6))
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(facts):
            top = Qt.AlignmentFlag.AlignTop
            known = caption(name, wrap=False)
            known.setContentsMargins(0, size(1), 0, 0)
            grid.addWidget(known, row, 0, top)
            grid.addWidget(_value(name, value), row, 1, top)
        self._box.addWidget(self._grid)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "\n".join(text for text, _ in value)


def _value(name: str, value: Value) -> QWidget:
    if isinstance(value, str):
        shown = label(value, wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName(f"{name}: {value}")
        # A long path has no space to break at: it must not widen the panel.
        shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return shown
    links = QWidget()
    box = QVBoxLayout(links)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for text, act in value:
        link = button(text, act, kind="link", help=f"Show {text}.")
        box.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
    return links

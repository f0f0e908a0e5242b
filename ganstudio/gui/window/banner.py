"""A line across the top of the window, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ganstudio.gui.theme import size
from ganstudio.gui.widgets import Sign, button, label, set_kind, tool_button


class Banner(QFrame):
    """One sentence, some buttons, and a cross that closes it.

    Args:
        sentence: what it is about.
        steps: text of each button -> what it does.
        closed: called once, when the cross is clicked.
        sign: icon's name.
        role: colour of the icon, see `theme.icon`.
    """

    def __init__(
        self,
        sentence: str,
        steps: dict[str, Callable[[], object]],
        closed: Callable[[], object] | None = None,
        *,
        sign: str = "information_outline",
        role: str = "accent",
    ) -> None:
        super().__init__()
        set_kind(self, "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(sentence)
        self._closed = closed
        row = QHBoxLayout(self)
        row.setContentsMargins(size(12), size(4), size(8), size(4))
        row.setSpacing(size(8))
        row.addWidget(Sign(sign, 18, role))
        row.addWidget(label(sentence, wrap=True), 1)
        self.buttons = {text: button(text, run) for text, run in steps.items()}
        for made in self.buttons.values():
            row.addWidget(made)
        row.addWidget(tool_button("close", "Close this message", self.dismiss))

    def dismiss(self) -> None:
        """Take it away."""
        self.hide()
        self.deleteLater()
        if self._closed is not None:
            self._closed()

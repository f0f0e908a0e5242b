"""One sentence where the eye is: an error, a warning, a word of advice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ganstudio.gui.theme import size
from ganstudio.gui.widgets.kinds import Sign, button, label, set_kind

_ICONS = {
    "bad": "alert_circle_outline",
    "warning": "alert_outline",
    "good": "check_circle_outline",
    "muted": "information_outline",
}


class Sentence(QWidget):
    """A sentence with an icon, "Details" where there are some, and "Copy".

    It takes no room while it says nothing.

    Args:
        name: accessible name, "Error of the data field".
        copyable: offer "Copy" beside a bad sentence.
    """

    def __init__(self, name: str = "Message", *, copyable: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._copyable = copyable
        self._sign = Sign("information_outline")
        self._text = label(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._action = button("", kind="link")
        self._details_button = button("Details", self._toggle, kind="link")
        self._copy_button = button("Copy", self._copy, kind="link")
        for one in (self._action, self._details_button, self._copy_button):
            self._buttons.addWidget(one)
        self._buttons.addStretch()
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setAccessibleName("Details")
        self._details.setMaximumHeight(size(160))
        line = QHBoxLayout()
        line.setSpacing(size(8))
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(4))
        box.addLayout(line)
        box.addLayout(self._buttons)
        box.addWidget(self._details)
        self._then: Callable[[], object] | None = None
        self._action.clicked.connect(self._act)
        self.clear()

    @property
    def text(self) -> str:
        """What it says; "" for nothing."""
        return self._text.text()

    def say(
        self,
        sentence: str,
        kind: str = "bad",
        *,
        details: str = "",
        action: str = "",
        then: Callable[[], object] | None = None,
    ) -> None:
        """Show a sentence.

        Args:
            sentence: "" hides it.
            kind: "bad", "warning", "good" or "muted".
            details: a longer text behind "Details".
            action: text of a button that does something about it.
            then: what that button does.
        """
        self._text.setText(sentence)
        set_kind(self._text, kind)
        self._sign.show_icon(_ICONS[kind], kind)
        self._details.setPlainText(details)
        self._details.hide()
        self._details_button.setVisible(bool(details))
        self._copy_button.setVisible(self._copyable and kind == "bad")
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self._then = then
        self.setAccessibleDescription(sentence)
        self.setVisible(bool(sentence))

    def clear(self) -> None:
        """Say nothing."""
        self.say("", "muted")

    def _toggle(self) -> None:
        self._details.setVisible(self._details.isHidden())

    def _copy(self) -> None:
        parts = [self._text.text(), self._details.toPlainText()]
        QGuiApplication.clipboard().setText("\n\n".join(p for p in parts if p))

    def _act(self) -> None:
        if self._then is not None:
            self._then()

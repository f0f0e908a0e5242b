"""Labels and buttons with the looks that the style sheet knows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from ganstudio.gui.theme import icon as make_icon
from ganstudio.gui.theme import size


def set_kind(widget: QWidget, kind: str) -> None:
    """Give a widget one of the style sheet's looks: "panel", "card", "main", "bad"."""
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    # A dynamic property counts only once the style was taken off and put on again.
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_flag(widget: QWidget, name: str, on: bool) -> None:
    """Set a property that the style sheet asks for: "wrong", "hot", "chosen"."""
    if bool(widget.property(name)) == on:
        return
    widget.setProperty(name, on)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """A label; `kind` is "heading", "title", "section", "caption", "muted", ..."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        set_kind(made, kind)
    return made


class Sign(QWidget):
    """An icon as large as asked for, in the colours of the scheme in force.

    Args:
        name: of the icon set.
        units: its side, in units of `theme.size`.
        role: see `theme.icon`.
    """

    def __init__(self, name: str, units: float = 16, role: str = "muted") -> None:
        super().__init__()
        self._icon = make_icon(name, role)
        side = size(units)
        self.setFixedSize(side, side)

    def show_icon(self, name: str, role: str) -> None:
        """Show another one."""
        self._icon = make_icon(name, role)
        self.update()

    def paintEvent(self, _: object) -> None:
        """Paint it."""
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())
        painter.end()


def heading(text: str) -> QLabel:
    """A heading, 15 px semi-bold."""
    return label(text, "heading")


def section(text: str) -> QLabel:
    """The small muted title of a group of controls."""
    return label(text, "section")


def caption(text: str = "", *, wrap: bool = True) -> QLabel:
    """Small muted text."""
    return label(text, "caption", wrap=wrap)


def button(
    text: str,
    clicked: Callable[[], object] | None = None,
    *,
    icon: str = "",
    help: str = "",
    kind: str = "",
) -> QPushButton:
    """A push button; `kind` "main", "danger" or "link"."""
    made = QPushButton(text)
    if icon:
        made.setIcon(make_icon(icon, "on_accent" if kind == "main" else "text"))
        made.setIconSize(QSize(size(16), size(16)))
    if help:
        made.setToolTip(help)
    if kind:
        set_kind(made, kind)
    made.setAccessibleName(text.replace("…", ""))
    if clicked is not None:
        made.clicked.connect(lambda: clicked())
    return made


def main_button(
    text: str,
    clicked: Callable[[], object] | None = None,
    *,
    icon: str = "",
    help: str = "",
) -> QPushButton:
    """The one button in the accent colour."""
    return button(text, clicked, icon=icon, help=help, kind="main")


def tool_button(
    what: QAction | str,
    name: str = "",
    clicked: Callable[[], object] | None = None,
    *,
    help: str = "",
    text: bool = False,
) -> QToolButton:
    """A flat button with an icon.

    Args:
        what: an action, or an icon's name.
        name: accessible name, also the text where `text` is set.
        clicked: called without arguments, where `what` is an icon.
        help: tooltip.
        text: show the name beside the icon.
    """
    made = QToolButton()
    made.setIconSize(QSize(size(20), size(20)))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if isinstance(what, QAction):
        made.setDefaultAction(what)
        name = name or what.text().replace("…", "")
    else:
        made.setIcon(make_icon(what))
        made.setText(name)
        made.setToolTip(help or name)
        if clicked is not None:
            made.clicked.connect(lambda: clicked())
    if text:
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setAccessibleName(name)
    return made


def rule() -> QFrame:
    """A thin horizontal line."""
    made = QFrame()
    set_kind(made, "rule")
    made.setFixedHeight(1)
    return made

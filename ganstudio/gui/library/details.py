"""What the inspector's three faces have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ganstudio.gui.commands import Commands
from ganstudio.gui.library.facts import Facts
from ganstudio.gui.theme import size, theme
from ganstudio.gui.widgets import Sentence, label, main_button, rule, tool_button
from ganstudio.gui.widgets.cards import Preview


class Details(QScrollArea):
    """Picture, name, main button, tools, one sentence, facts.

    Args:
        name: accessible name.
        nothing: what to say while nothing is chosen.
        main: text of the main button.
        tools: rows of the command table, as buttons.
    """

    def __init__(
        self,
        name: str,
        nothing: str,
        main: str,
        commands: Commands,
        tools: tuple[str, ...],
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.nothing = label(nothing, "muted", wrap=True)
        self.body = QWidget()
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(size(16), size(16), size(16), size(16))
        outer.addWidget(self.nothing)
        outer.addWidget(self.body)
        outer.addStretch()
        self.setWidget(whole)
        # A scroll area makes its widget paint the window's colour over the panel's.
        whole.setAutoFillBackground(False)
        self.picture = Preview(fill=False)
        self.heading = label(kind="heading", wrap=True)
        self.heading.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.line = label(kind="muted", wrap=True)
        action = commands.action("library.open")
        self.main = main_button(main, action.trigger, help=action.toolTip())
        self.tools = QHBoxLayout()
        self.tools.setSpacing(size(4))
        for id in tools:
            self.tools.addWidget(tool_button(commands.action(id)))
        self.tools.addStretch()
        self.sentence = Sentence(f"Message about the {name.casefold()}")
        self.facts = Facts()
        self.box = QVBoxLayout(self.body)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(size(10))
        for part in (self.picture, self.heading, self.line, self.main):
            self.box.addWidget(part)
        self.box.addLayout(self.tools)
        self.box.addWidget(self.sentence)
        self.box.addWidget(rule())
        self.box.addWidget(self.facts)
        self._measure()
        theme.changed.connect(self._measure)
        self.show_body(False)

    def show_body(self, on: bool) -> None:
        """Show the details, or the word that nothing is chosen."""
        self.body.setVisible(on)
        self.nothing.setVisible(not on)

    def show_picture(self, pixmap: QPixmap | None) -> None:
        """Show the preview; a null picture takes no room."""
        there = pixmap is None or not pixmap.isNull()
        self.picture.setVisible(there)
        if there:
            self.picture.show_pixmap(pixmap or QPixmap())

    def _measure(self) -> None:
        self.picture.setFixedHeight(size(180))

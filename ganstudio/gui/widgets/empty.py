"""What an empty place shows: what it is for, and the first step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.gui.theme import size
from ganstudio.gui.widgets.kinds import Sign, label


class EmptyState(QWidget):
    """An icon, a title, a sentence, and a row of things to begin with, centred.

    Args:
        picture: icon's name.
        title: "Drop photographs here".
        sentence: what the place is for.
        steps: widgets in a row: buttons, thumbnails.
    """

    def __init__(
        self, picture: str, title: str, sentence: str, *steps: QWidget
    ) -> None:
        super().__init__()
        sign = Sign(picture, 48)
        self.title = label(title, "title", wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = label(sentence, "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMaximumWidth(size(440))
        row = QHBoxLayout()
        row.setSpacing(size(12))
        row.addStretch()
        for step in steps:
            row.addWidget(step)
        row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(size(24), size(24), size(24), size(24))
        box.setSpacing(size(12))
        box.addStretch(2)
        box.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.title)
        # A wrapped label alone in a centred cell would collapse to one word a line.
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self.sentence, 100)
        middle.addStretch()
        box.addLayout(middle)
        box.addSpacing(size(4))
        box.addLayout(row)
        box.addStretch(3)
        self.setAccessibleName(title)

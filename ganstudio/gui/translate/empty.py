"""What the canvas shows before a photograph is open."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.api import StudioError
from ganstudio.core.paths import resources
from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Background, Task
from ganstudio.gui.theme import size
from ganstudio.gui.translate.thumbnails import thumbnail
from ganstudio.gui.widgets import (
    Card,
    EmptyState,
    button,
    caption,
    main_button,
    set_flag,
    set_kind,
)


class EmptyCanvas(QFrame):
    """A drop zone, buttons, and sample photographs.

    Args:
        commands: for Open and Paste.
        background: where the samples' thumbnails are read.
    """

    sample_wanted = Signal(Path)

    def __init__(self, commands: Commands, background: Background) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setAccessibleName("Nothing is open")
        self.zone = QFrame()
        set_kind(self.zone, "drop")
        open_action = commands.action("app.open")
        paste_action = commands.action("app.paste")
        self.open_button = main_button(
            "Open…",
            open_action.trigger,
            icon="folder_open_outline",
            help=open_action.toolTip(),
        )
        self.paste_button = button(
            "Paste",
            paste_action.trigger,
            icon="content_paste",
            help=paste_action.toolTip(),
        )
        self.samples: dict[Path, Card] = {}
        column = QWidget()
        down = QVBoxLayout(column)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(size(12))
        for row in (self._row(self.open_button, self.paste_button), self._samples()):
            down.addLayout(row)
        state = EmptyState(
            "image_plus_outline",
            "Drop photographs here",
            "A translator turns a photograph into another kind of picture. Choose one"
            " on the right, compare with the original, and save in full size.",
            column,
        )
        inside = QVBoxLayout(self.zone)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(state)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(16), size(16), size(16))
        box.addWidget(self.zone)
        if self.samples:
            paths = list(self.samples)
            background.run(partial(_thumbnails, paths), self._show, owner=self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that it can be dropped here."""
        data = event.mimeData()
        if data.hasUrls() or data.hasImage() or data.hasHtml():
            set_flag(self.zone, "hot", True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Back to normal."""
        set_flag(self.zone, "hot", False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """The window knows what to do with it."""
        set_flag(self.zone, "hot", False)
        # Sent as an event it would come back here: Qt delivers to where the drag is.
        self.window().dropEvent(event)

    def _row(self, *widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(size(12))
        row.addStretch()
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch()
        return row

    def _samples(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(size(6))
        try:
            paths = sorted((resources() / "images").glob("*.jpg"))
        except StudioError:
            paths = []
        for path in paths:
            card = Card(path.stem.capitalize(), picture_height=72)
            card.setFixedWidth(size(124))
            card.setToolTip(f"Try it with this photograph: {path.stem}")
            card.setAccessibleName(f"Sample photograph {path.stem}")
            card.clicked.connect(partial(self.sample_wanted.emit, path))
            self.samples[path] = card
        if paths:
            text = caption("or try a sample photograph", wrap=False)
            box.addLayout(self._row(text))
            box.addLayout(self._row(*self.samples.values()))
        return box

    def _show(self, images: dict[Path, QImage]) -> None:
        for path, image in images.items():
            self.samples[path].preview.show_pixmap(QPixmap.fromImage(image))


def _thumbnails(paths: list[Path], _: Task) -> dict[Path, QImage]:
    return {path: thumbnail(path) for path in paths}

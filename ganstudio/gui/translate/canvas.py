"""The canvas: the photograph and its translation, or the way to open one."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout

from ganstudio.gui.commands import Commands
from ganstudio.gui.picture import PictureView
from ganstudio.gui.services import Background
from ganstudio.gui.theme import size
from ganstudio.gui.translate.bar import Bar
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.empty import EmptyCanvas
from ganstudio.gui.translate.pictures import Photo
from ganstudio.gui.translate.said import Said
from ganstudio.gui.widgets import Sentence, set_kind

Mode = Literal["wipe", "side", "before", "after"]


class Canvas(QStackedWidget):
    """A page for nothing, a page for the picture with its line and sentence.

    Args:
        desk: what is shown.
        commands: of the buttons.
        background: reads the samples.
    """

    mode_changed = Signal(str)

    def __init__(self, desk: Desk, commands: Commands, background: Background) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Photo | None = None
        self.empty = EmptyCanvas(commands, background)
        self.view = PictureView("Photograph")
        self.bar = Bar(desk, commands)
        self.sentence = Sentence("What happened to the photograph")
        self._plate = QFrame()
        set_kind(self._plate, "panel")
        plate = QVBoxLayout(self._plate)
        plate.setContentsMargins(size(12), size(8), size(12), size(8))
        plate.addWidget(self.sentence)
        page = QFrame()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.view, 1)
        box.addWidget(self._plate)
        box.addWidget(self.bar)
        self.addWidget(self.empty)
        self.addWidget(page)
        self.view.view_changed.connect(self._zoomed)
        self.view.mode_changed.connect(self.mode_changed)
        desk.photo_changed.connect(self._show)
        desk.shown_changed.connect(self._show)
        desk.said_changed.connect(self._say)
        desk.film.count_changed.connect(self._turn)
        self._turn()
        self._say()

    @property
    def mode(self) -> str:
        """How the two are laid out: "wipe", "side", "before" or "after"."""
        return str(self.view.mode)

    def set_mode(self, mode: Mode) -> None:
        """Lay them out in another way."""
        self.view.set_mode(mode)

    def _turn(self) -> None:
        self.setCurrentIndex(1 if self._desk.film.frames else 0)

    def _show(self) -> None:
        photo = self._desk.photo
        if photo is None:
            # While the next one is read the old one stays: nothing flickers.
            if not self._desk.reading:
                self._shown = None
                self.view.show_pictures(None)
            return
        same = photo is self._shown
        self._shown = photo
        self.view.show_pictures(photo.pyramid, self._desk.after, keep_view=same)
        self._zoomed()

    def _zoomed(self) -> None:
        self.bar.show_zoom(self.view.percent)

    def _say(self) -> None:
        said: Said | None = self._desk.said
        # Good news stands in the line below, where the picture need not make room.
        if said is None or said.kind == "good":
            self.sentence.clear()
        else:
            self.sentence.say(
                said.text,
                said.kind,
                details=said.details,
                action=said.action,
                then=said.then,
            )
        self._plate.setVisible(bool(self.sentence.text))

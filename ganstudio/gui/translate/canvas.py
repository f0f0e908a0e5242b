"""The canvas: the photograph and its translation, or the way to open one."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout

from ganstudio.gui.commands import Commands
from ganstudio.gui.picture import PaintView, PictureView
from ganstudio.gui.services import Background
from ganstudio.gui.theme import size
from ganstudio.gui.translate.bar import Bar
from ganstudio.gui.translate.compare_view import CompareView
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.empty import EmptyCanvas
from ganstudio.gui.translate.masking import Masking
from ganstudio.gui.translate.pictures import Photo
from ganstudio.gui.translate.said import Said
from ganstudio.gui.widgets import Sentence, set_kind

Mode = Literal["wipe", "side", "before", "after"]


class Canvas(QStackedWidget):
    """A page for nothing, a page for the picture with its line and sentence.

    Args:
        desk: what is shown.
        masking: brush and mask.
        compared: shows several models.
        commands: of the buttons.
        background: reads the samples.
    """

    mode_changed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        masking: Masking,
        compared: CompareView,
        commands: Commands,
        background: Background,
    ) -> None:
        super().__init__()
        self._desk, self._masking = desk, masking
        self._shown: Photo | None = None
        self._mode_before = "wipe"
        """How the two were laid out before the brush was taken."""
        self.empty = EmptyCanvas(commands, background)
        self.view = PaintView("Photograph")
        self.compared = compared
        self._views = QStackedWidget()
        self._views.addWidget(self.view)
        self._views.addWidget(compared)
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
        box.addWidget(self._views, 1)
        box.addWidget(self._plate)
        box.addWidget(self.bar)
        self.addWidget(self.empty)
        self.addWidget(page)
        self.view.view_changed.connect(self._zoomed)
        self.view.mode_changed.connect(self.mode_changed)
        compared.view_changed.connect(self._zoomed)
        desk.photo_changed.connect(self._show)
        desk.shown_changed.connect(self._show)
        desk.said_changed.connect(self._say)
        desk.film.count_changed.connect(self._turn)
        self.view.pressed.connect(masking.press)
        self.view.moved.connect(masking.move)
        self.view.lifted.connect(masking.lift)
        masking.tool_changed.connect(self._take_brush)
        masking.mask_changed.connect(self._tint)
        masking.touched.connect(self.view.touch)
        self._turn()
        self._say()

    @property
    def mode(self) -> str:
        """How the two are laid out: "wipe", "side", "before" or "after"."""
        if self.comparing:
            return "before" if self.compared.shows_original else "after"
        return str(self.view.mode)

    def set_mode(self, mode: Mode) -> None:
        """Lay them out in another way."""
        if self.comparing:
            self.compared.set_original(mode == "before")
            self.mode_changed.emit(self.mode)
        else:
            self.view.set_mode(mode)

    @property
    def comparing(self) -> bool:
        """Whether several models are shown."""
        return self._views.currentWidget() is self.compared

    def show_comparison(self, on: bool) -> None:
        """Show several models, or the chosen one."""
        if on == self.comparing:
            return
        old = self.present
        self._views.setCurrentIndex(1 if on else 0)
        if old is not None and self.present is not None and self.present is not old:
            self.present.follow(old)
        self._zoomed()

    @property
    def present(self) -> PictureView | None:
        """The view that zooms; of several models that of the first."""
        return self.compared.first if self.comparing else self.view

    def fit(self) -> None:
        """Show the whole picture."""
        if self.present is not None:
            self.present.fit()

    def actual_size(self) -> None:
        """Show one pixel of the picture on one of the screen."""
        if self.present is not None:
            self.present.actual_size()

    def zoom_by(self, factor: float) -> None:
        """Zoom around the middle."""
        if self.present is not None:
            self.present.zoom_by(factor)

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

    def _take_brush(self) -> None:
        masking = self._masking
        if masking.active and self.view.brush is None:
            self._mode_before = self.mode
            if self.mode == "wipe":
                self.set_mode("after")  # nobody paints on half a picture
        elif (
            not masking.active
            and self.view.brush is not None
            and (self.mode, self._mode_before) == ("after", "wipe")
        ):
            self.set_mode("wipe")
        self.view.set_brush(
            masking.brush if masking.active else None, erase=masking.erase
        )

    def _tint(self) -> None:
        masking = self._masking
        mask = masking.mask if masking.active and masking.visible else None
        if mask is not self.view.shown_mask:
            self.view.show_mask(mask)

    def _zoomed(self) -> None:
        view = self.present
        self.bar.show_zoom(0 if view is None else view.percent)

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

"""A square button that holds a point, chosen from the kept samples."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QToolButton

from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.kept import Kept
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.theme import icon, size
from ganstudio.gui.widgets import set_kind, to_pixmap

_IN_MENU = 32


class PointPicker(QToolButton):
    """Shows the picture of a point; its menu offers the kept samples.

    Args:
        name: accessible name, "Beginning of the walk".
        explorer: whose present point is offered, too.
        kept: the samples.
        side: of the picture, in units of `theme.size`.
        removable: the menu can take the point out.
    """

    picked = Signal(object)
    """The point that was chosen; None where it was taken out."""

    def __init__(
        self,
        name: str,
        explorer: Explorer,
        kept: Kept,
        *,
        side: float = 56,
        removable: bool = False,
    ) -> None:
        super().__init__()
        self._name, self._explorer, self._kept = name, explorer, kept
        self._removable = removable
        self.point: Point | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setIconSize(QSize(size(side), size(side)))
        self.setFixedSize(size(side + 10), size(side + 10))
        set_kind(self, "slot")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.fill)
        self.setMenu(menu)
        self.show_point(None, None)

    def show_point(self, point: Point | None, pixels: Pixels | None) -> None:
        """Show a point, with its picture as far as it is there."""
        self.point = point
        if point is None:
            self.setIcon(icon("plus", "muted"))
            self.setToolTip(f"{self._name}: choose a kept sample.")
            self.setAccessibleDescription("empty")
            return
        if pixels is None:
            self.setIcon(icon("image_outline", "muted"))
        else:
            self.setIcon(self._icon(pixels, self.iconSize().width()))
        self.setToolTip(f"{self._name}: {point.mixture_text()}. Click to change it.")
        self.setAccessibleDescription(point.mixture_text())

    def fill(self) -> None:
        """Fill the menu with what can be chosen now."""
        menu = self.menu()
        menu.clear()
        here = self._explorer.point
        self._add("The present picture", here, self._pixels_here(here))
        if self._kept.all:
            menu.addSeparator()
        for sample in self._kept.all:
            self._add(_short(sample.point.mixture_text()), sample.point, sample.pixels)
        if self._removable and self.point is not None:
            menu.addSeparator()
            out = menu.addAction(icon("close"), "Take it out")
            out.triggered.connect(lambda: self.picked.emit(None))
        if not self._kept.all:
            menu.addSeparator()
            menu.addAction("K keeps more pictures to choose from").setEnabled(False)

    def _add(self, text: str, point: Point, pixels: Pixels | None) -> None:
        action: QAction = self.menu().addAction(text)
        if pixels is not None:
            action.setIcon(self._icon(pixels, size(_IN_MENU)))
        action.setToolTip(point.mixture_text())
        action.triggered.connect(partial(self.picked.emit, point))

    def _pixels_here(self, point: Point) -> Pixels | None:
        shown = self._explorer.shown
        return shown.pixels if shown is not None and shown.point == point else None

    def _icon(self, pixels: Pixels, side: int) -> QIcon:
        small = min(pixels.shape[:2]) < side
        mode = (
            Qt.TransformationMode.FastTransformation
            if small
            else Qt.TransformationMode.SmoothTransformation
        )
        wanted = round(side * self.devicePixelRatioF())
        keep = Qt.AspectRatioMode.KeepAspectRatio
        picture = to_pixmap(pixels).scaled(wanted, wanted, keep, mode)
        return QIcon(picture)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"

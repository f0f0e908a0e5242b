"""The brush: painting where the photograph is translated."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ganstudio.gui.picture import Brush, Mask, Stroke, empty_mask
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.history import History

SMALLEST, LARGEST = 0.005, 0.6
"""Diameter of the brush, parts of the picture's longer side."""
STEP = 1.25


class Masking(QObject):
    """Brush and mask of the current frame.

    The first stroke says what the mask is: one that paints translates only there, one
    that erases translates everything else.
    """

    tool_changed = Signal()
    """Brush, eraser or what is shown of the mask."""
    mask_changed = Signal()
    """Another mask is to be shown, or none."""
    touched = Signal(object)
    """A box of the mask was painted."""

    def __init__(
        self, desk: Desk, history: History, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._history = desk, history
        self.brush = Brush()
        self.active = False
        """Whether the mouse paints."""
        self.erase = False
        self.visible = True
        """Whether the mask is tinted while the mouse paints."""
        self._frame: Frame | None = None
        """Whose mask is being painted."""
        self._before: Mask | None = None
        self._working: Mask | None = None
        self._stroke: Stroke | None = None
        self._erases = False
        desk.film.current_changed.connect(self.lift)
        desk.mask_changed.connect(self.mask_changed)

    @property
    def mask(self) -> Mask | None:
        """The mask of the current frame, as it is painted."""
        if self._stroke is not None:
            return self._working
        frame = self._desk.film.current
        return None if frame is None else frame.mask

    @property
    def can_paint(self) -> bool:
        """Whether there is a translation to paint with."""
        return self._desk.photo is not None and self._desk.recipe is not None

    # The tool.

    def set_active(self, active: bool) -> None:
        """Let the mouse paint, or not."""
        self.lift()
        self.active = active
        self._tell()

    def set_erase(self, erase: bool) -> None:
        """Let the left button take away."""
        self.erase = erase
        self._tell()

    def set_visible(self, visible: bool) -> None:
        """Tint what stays as it is, or not."""
        self.visible = visible
        self._tell()

    def set_size(self, size: float) -> None:
        """Change the diameter, parts of the picture's longer side."""
        size = min(max(size, SMALLEST), LARGEST)
        self.brush = replace(self.brush, size=size)
        self._tell()

    def resize(self, factor: float) -> None:
        """Make the brush larger or smaller."""
        self.set_size(self.brush.size * factor)

    def set_softness(self, softness: float) -> None:
        """Change how much of the radius fades out, in [0, 1]."""
        self.brush = replace(self.brush, softness=softness)
        self._tell()

    def _tell(self) -> None:
        self.tool_changed.emit()
        self.mask_changed.emit()

    # The mask.

    def press(self, x: float, y: float, erase: bool) -> None:
        """Put the brush down; places are parts of the picture's sides."""
        photo, frame = self._desk.photo, self._desk.film.current
        if photo is None or frame is None or not self.can_paint:
            return
        self.lift()
        self._frame, self._before, self._erases = frame, frame.mask, erase
        if frame.mask is None:
            self._working = empty_mask(photo.picture.size, 255 if erase else 0)
        else:
            self._working = frame.mask.copy()
        self._stroke = Stroke(self._working, self.brush, erase=erase)
        self.mask_changed.emit()
        self.move(x, y)

    def move(self, x: float, y: float) -> None:
        """Paint on."""
        if self._stroke is None or self._working is None or self._frame is None:
            return
        box = self._stroke.to(x, y)
        self.touched.emit(box)
        self._desk.set_mask(self._frame, self._working.copy(), settled=False)

    def lift(self) -> None:
        """End the stroke; undo takes it back as a whole."""
        if self._stroke is None or self._frame is None:
            return
        frame, self._stroke = self._frame, None
        self._desk.set_mask(frame, self._working)
        what = "Erase from the mask" if self._erases else "Paint the mask"
        self._history.masked(what, frame, self._before)
        self._working = self._before = self._frame = None

    def clear(self) -> None:
        """Translate the whole picture again."""
        self._replace("Clear the mask", None)

    def invert(self) -> None:
        """Translate what stayed, and leave what was translated."""
        if self.mask is not None:
            self._replace("Invert the mask", 255 - self.mask)

    def _replace(self, what: str, mask: Mask | None) -> None:
        self.lift()
        frame = self._desk.film.current
        if frame is None or frame.mask is None:
            return
        before = frame.mask
        self._desk.set_mask(frame, mask)
        self._history.masked(what, frame, before)

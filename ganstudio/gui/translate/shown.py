"""What the canvas shows of a translation, mixed as somebody wants it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture, Shape
from ganstudio.gui.picture import Pyramid
from ganstudio.gui.services import Background
from ganstudio.gui.translate.mixing import Mix, Mixer, Pair


class Shown(QObject):
    """The translation on the canvas: first the preview's, then that in full size."""

    changed = Signal()
    """`after` is another picture."""
    failed = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.after: Pyramid | None = None
        """What the translation looks like in the shape in force; None without."""
        self.picture: Picture | None = None
        """The same as a picture."""
        self.is_preview = False
        """Whether `after` is a preview."""
        self._pair: Pair | None = None
        self._mixer = Mixer(background, self)
        self._mixer.mixed.connect(self._mixed)
        self._mixer.failed.connect(self.failed)

    def take_preview(self, pair: Pair) -> None:
        """Mix this from now on."""
        self._pair = pair

    def take_full(self, before: Picture, after: Picture) -> None:
        """Mix a photograph and its translation as they are from now on."""
        if self._pair is None or self._pair.after is not after:
            self._pair = Pair(before, after, preview=False)

    def mix(self, shape: Shape, *, coarse: bool = False) -> None:
        """Make `after`, where there is anything to mix; coarse while a slider moves."""
        if self._pair is not None:
            self._mixer.mix(self._pair, shape, coarse=coarse)

    def forget(self) -> None:
        """Another photograph or model: nothing is there yet."""
        self._mixer.drop()
        self._pair = self.after = self.picture = None
        self.changed.emit()

    def _mixed(self, mix: Mix) -> None:
        self.after, self.picture = mix.pyramid, mix.picture
        self.is_preview = mix.pair.preview
        self.changed.emit()

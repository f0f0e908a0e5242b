"""Looking at large pictures: original and result, by wipe or side by side."""

from ganstudio.gui.picture.brush import Brush, Mask, Stroke, empty_mask
from ganstudio.gui.picture.painting import PaintView
from ganstudio.gui.picture.pyramid import Pyramid
from ganstudio.gui.picture.view import PictureView

__all__ = [
    "Brush",
    "Mask",
    "PaintView",
    "PictureView",
    "Pyramid",
    "Stroke",
    "empty_mask",
]

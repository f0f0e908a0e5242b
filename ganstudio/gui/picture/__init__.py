"""Looking at large pictures: original and result, by wipe or side by side."""

from ganstudio.gui.picture.pyramid import Pyramid
from ganstudio.gui.picture.view import PictureView

__all__ = ["PictureView", "Pyramid"]

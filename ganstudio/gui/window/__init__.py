"""The frame: rail, canvas, inspector, strip, status line, menus."""

from ganstudio.gui.window.window import Window

__all__ = ["Window"]

"""Lengths that follow the size of the text."""

from __future__ import annotations

from PySide6.QtGui import QFontInfo, QGuiApplication

_BODY = 13
"""Text height at which one unit is one pixel, px at 96 dpi."""


def size(units: float) -> int:
    """Turn a length of the design into pixels, in proportion to the application's font.

    Args:
        units: px where the text is 13 px high: 4, 8, 12, 16, 24 for spaces.

    Returns:
        Device-independent px, at least 1 for anything above 0.
    """
    pixels = QFontInfo(QGuiApplication.font()).pixelSize()
    scaled = round(units * max(pixels, 8) / _BODY)
    return max(scaled, 1) if units > 0 else scaled

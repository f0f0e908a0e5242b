"""What is painted over the pictures: the wipe's line, tags, zoom, focus."""

from __future__ import annotations

from PySide6.QtCore import (
    QObject,
    QPointF,
    QRect,
    QRectF,
    Qt,
    QTimer,
    QVariantAnimation,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ganstudio.gui.theme import size, theme

_FADE_MS = 120
_STAYS_MS = 900
_VEIL = 0.82
"""Opacity of what lies on a picture."""


def _small_font(widget: QWidget) -> QFont:
    font = QFont(widget.font())
    font.setPixelSize(size(11))
    return font


def tag_size(widget: QWidget, text: str) -> tuple[int, int]:
    """Width and height of a tag, px."""
    metrics = QFontMetrics(_small_font(widget))
    width = metrics.horizontalAdvance(text) + 2 * size(6)
    return width, metrics.height() + 2 * size(2)


def draw_tag(painter: QPainter, widget: QWidget, box: QRect, text: str) -> None:
    """A word in a small veil that any picture lets be read."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    veil = QColor(theme.tokens.panel)
    veil.setAlphaF(_VEIL)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    painter.drawRoundedRect(QRectF(box), size(4), size(4))
    painter.setFont(_small_font(widget))
    painter.setPen(QColor(theme.tokens.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def draw_line(
    painter: QPainter, x: float, top: float, bottom: float, *, hot: bool
) -> None:
    """The wipe's line with its grip half way down; `hot` while it can be dragged."""
    tokens = theme.tokens
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # Dark beside light: one of the two is seen on any picture.
    for width, colour in ((3, tokens.panel), (1, tokens.text)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    radius = size(11)
    middle = QPointF(x, (top + bottom) / 2)
    painter.setBrush(QColor(tokens.panel))
    painter.setPen(QPen(QColor(tokens.accent if hot else tokens.text), size(1.5)))
    painter.drawEllipse(middle, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.text))
    near, far, half = size(2.5), size(6.5), size(3.5)
    for side in (-1, 1):
        points = [
            middle + QPointF(side * far, 0),
            middle + QPointF(side * near, -half),
            middle + QPointF(side * near, half),
        ]
        painter.drawPolygon(QPolygonF(points))
    painter.restore()


def draw_focus(painter: QPainter, box: QRect) -> None:
    """The ring of what has the keys."""
    painter.save()
    painter.setPen(QPen(QColor(theme.tokens.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(1, 1, -1, -1))
    painter.restore()


class ZoomSign(QObject):
    """The zoom in percent, for a moment after it changed.

    Args:
        widget: on which it is painted, at the bottom in the middle.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._text = ""
        self._opacity = 0.0
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(_FADE_MS)
        self._fade.valueChanged.connect(self._set)
        self._stays = QTimer(self)
        self._stays.setSingleShot(True)
        self._stays.setInterval(_STAYS_MS)
        self._stays.timeout.connect(self._leave)

    def show(self, text: str) -> None:
        """Say a zoom."""
        self._text = text
        self._go_to(1.0)
        self._stays.start()
        self._widget.update(self._box())

    def hide(self) -> None:
        """Be gone at once."""
        self._stays.stop()
        self._fade.stop()
        self._opacity = 0.0

    def draw(self, painter: QPainter) -> None:
        """Paint it as far as it is there."""
        if self._opacity > 0:
            painter.save()
            painter.setOpacity(self._opacity)
            draw_tag(painter, self._widget, self._box(), self._text)
            painter.restore()

    def _leave(self) -> None:
        self._go_to(0.0)

    def _go_to(self, opacity: float) -> None:
        self._fade.stop()
        if theme.reduced_motion:
            self._set(opacity)
            return
        self._fade.setStartValue(self._opacity)
        self._fade.setEndValue(opacity)
        self._fade.start()

    def _set(self, opacity: float) -> None:
        self._opacity = float(opacity)
        self._widget.update(self._box())

    def _box(self) -> QRect:
        # As wide as the longest text: a shorter one leaves nothing behind.
        width, height = tag_size(self._widget, "100000 %")
        left = (self._widget.width() - width) // 2
        return QRect(left, self._widget.height() - height - size(12), width, height)

"""One panel of the curves on the screen."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from ganstudio.gui.theme import size, theme
from ganstudio.gui.train.timeline import ticks
from ganstudio.gui.train.timeline.drawing import Line, Panel


def series_pen(number: int, alpha: int = 255, width: float = 1.0) -> QPen:
    """The pen of the run's n-th term; from the ninth on dashed.

    Args:
        number: of the term.
        alpha: opacity, 0 to 255.
        width: px of the screen.
    """
    colours = theme.tokens.series
    colour = QColor(colours[number % len(colours)])
    colour.setAlpha(alpha)
    pen = QPen(colour)
    pen.setCosmetic(True)
    pen.setWidthF(width)
    if number >= len(colours):
        pen.setStyle(Qt.PenStyle.DashLine)
    return pen


class Curve(pg.PlotCurveItem):  # type: ignore[misc]
    """A line that is drawn over the whole panel and decides nothing about its range."""

    def boundingRect(self) -> QRectF:
        """What is seen: measuring the data again would take as long as drawing it."""
        box = self.getViewBox()
        return QRectF() if box is None else box.viewRect()

    def dataBounds(self, *_: object, **__: object) -> tuple[None, None]:
        """No wish about the range."""
        return None, None


class Room:
    """One panel on the screen."""

    def __init__(self, layout: pg.GraphicsLayout, row: int) -> None:
        # No axes of the library: recording and replaying their grids takes longer
        # than drawing all curves.
        self.box: pg.ViewBox = layout.addViewBox(row=row, col=0, enableMenu=False)
        self.box.setMouseEnabled(False, False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0)
        self.curves: dict[str, tuple[Curve, Curve]] = {}
        self.panel: Panel | None = None

    def curve(self, line: Line) -> tuple[Curve, Curve]:
        """Items of a term: as measured, and on top of it what is smoothed."""
        if line.name not in self.curves:
            pair = (Curve(), Curve())
            for item, above in zip(pair, (0, 1), strict=True):
                item.setZValue(above)
                self.box.addItem(item, ignoreBounds=True)
            self.curves[line.name] = pair
        return self.curves[line.name]

    def keep(self, names: set[str]) -> None:
        """Remove the items of all other terms."""
        for name in [name for name in self.curves if name not in names]:
            for item in self.curves.pop(name):
                self.box.removeItem(item)

    @property
    def rect(self) -> QRectF:
        """Where its curves are, px of the widget."""
        rect: QRectF = self.box.sceneBoundingRect()
        return rect

    def pixel(self, y: float) -> float:
        """Place of a y, px from the upper edge of the widget."""
        assert self.panel is not None
        rect, width = self.rect, max(self.panel.high - self.panel.low, 1e-300)
        return rect.bottom() - (y - self.panel.low) / width * rect.height()

    def ticks(self) -> list[float]:
        """Where the axis has figures."""
        assert self.panel is not None
        most = max(2, int(self.rect.height() / size(32)))
        ends = self.panel.low, self.panel.high
        return (
            ticks.powers(*ends, most) if self.panel.log else ticks.linear(*ends, most)
        )

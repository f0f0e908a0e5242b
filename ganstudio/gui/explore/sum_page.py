"""The canvas while it shows A − B + C."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.kept import Kept
from ganstudio.gui.explore.picker import PointPicker
from ganstudio.gui.explore.picture_box import PictureBox
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.sums import MOST_POINTS, OPERANDS, Sum
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import (
    Sentence,
    button,
    heading,
    label,
    main_button,
    set_kind,
    to_pixmap,
)

_SIGNS = {"a": "", "b": "−", "c": "+"}
_MEAN = 84
_RESULT = 224


class Operand(QWidget):
    """One operand: up to three points, and the picture of their mean.

    Args:
        operand: "a", "b" or "c".
        explorer: whose present point is offered.
        kept: samples that are offered.
        sum_: whose operand it is.
    """

    def __init__(self, operand: str, explorer: Explorer, kept: Kept, sum_: Sum) -> None:
        super().__init__()
        self._operand, self._sum, self._kept = operand, sum_, kept
        name = operand.upper()
        self.pickers = [
            PointPicker(
                f"{name}, sample {number + 1}", explorer, kept, side=40, removable=True
            )
            for number in range(MOST_POINTS)
        ]
        for number, picker in enumerate(self.pickers):
            picker.picked.connect(partial(self._put, number))
        self.picture = PictureBox(f"Picture of {name}", _MEAN)
        self.words = label()
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = heading(name)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QVBoxLayout()
        row.setSpacing(size(4))
        for picker in self.pickers:
            row.addWidget(picker, 0, Qt.AlignmentFlag.AlignHCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(6))
        box.addWidget(title)
        box.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.words)
        box.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_points()

    def show_points(self) -> None:
        """Show the operand's points; one empty place follows them."""
        points = self._sum.points(self._operand)
        for number, picker in enumerate(self.pickers):
            point = points[number] if number < len(points) else None
            pixels = None if point is None else self._kept.picture_of(point)
            if point is not None and pixels is None and len(points) == 1:
                pixels = self._sum.pictures.get(self._operand)
            picker.show_point(point, pixels)
            picker.setEnabled(number <= len(points))
        self.words.setText(f"mean of {len(points)}" if len(points) > 1 else "")

    def show_picture(self) -> None:
        """Show the picture of the mean."""
        pixels = self._sum.pictures.get(self._operand)
        here = bool(self._sum.points(self._operand)) and pixels is not None
        self.picture.show_pixmap(
            to_pixmap(pixels) if here and pixels is not None else QPixmap()
        )
        self.show_points()

    def _put(self, number: int, point: Point | None) -> None:
        number = min(number, len(self._sum.points(self._operand)))
        self._sum.put(self._operand, number, point)


class SumPage(QWidget):
    """Three operands and what comes out.

    Args:
        explorer: whose model draws.
        kept: samples to choose from.
        sum_: what is shown.
    """

    def __init__(self, explorer: Explorer, kept: Kept, sum_: Sum) -> None:
        super().__init__()
        set_kind(self, "image")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sum = sum_
        self.operands = {
            operand: Operand(operand, explorer, kept, sum_) for operand in OPERANDS
        }
        self.picture = PictureBox("Picture of the sum", _RESULT)
        self.go = main_button(
            "Go there",
            sum_.go,
            icon="arrow_right",
            help="Make the sum the present point, with all its dials; Undo goes back.",
        )
        self.keep = button(
            "Keep",
            sum_.keep,
            icon="bookmark_plus_outline",
            help="Put the sum among the kept samples.",
        )
        self.empty = button(
            "Empty all",
            sum_.empty,
            kind="link",
            help="Take every sample out of A, B and C; Undo brings them back.",
        )
        self.lengthen = QCheckBox("Usual length")
        self.lengthen.setAccessibleName("Usual length")
        self.lengthen.setToolTip(
            "Samples of a normal prior with n numbers all have a length close to √n. A"
            " sum of three single samples is √3 times as long: further out than the"
            " network has ever been. On: the sum keeps its direction and gets the"
            " length √n. Off: the bare sum."
        )
        self.lengthen.toggled.connect(sum_.set_lengthen)
        self.error = Sentence("Error of the sum")
        self._below = QWidget()
        set_kind(self._below, "panel")
        self._below.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(self._below)
        inside.setContentsMargins(size(12), size(6), size(12), size(2))
        inside.addWidget(self.error)
        self.hint = label(wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setMaximumWidth(size(480))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, size(12), 0, 0)
        box.setSpacing(size(12))
        box.addStretch()
        box.addLayout(self._line())
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self.hint, 100)
        middle.addStretch()
        box.addLayout(middle)
        box.addStretch()
        box.addWidget(self._below)
        sum_.changed.connect(self._show)
        sum_.drawn.connect(self._show_pictures)
        kept.drawn.connect(self._show)
        kept.changed.connect(self._show)
        self._show_pictures()

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(size(10))
        line.addStretch()
        for operand, widget in self.operands.items():
            if _SIGNS[operand]:
                line.addWidget(self._sign(_SIGNS[operand]), 0, _TOP)
            line.addWidget(widget, 0, _TOP)
        line.addWidget(self._sign("="), 0, _TOP)
        line.addWidget(self._result(), 0, _TOP)
        line.addStretch()
        return line

    def _sign(self, text: str) -> QWidget:
        sign = label(text, "title")
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        holder = QWidget()
        box = QVBoxLayout(holder)
        # As high as the middle of the pictures of A, B and C.
        box.setContentsMargins(0, size(28 + _MEAN / 2 - 14), 0, 0)
        box.addWidget(sign)
        return holder

    def _result(self) -> QWidget:
        result = QWidget()
        title = heading("A − B + C")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(size(8))
        buttons.addWidget(self.go, 1)
        buttons.addWidget(self.keep)
        below = QHBoxLayout()
        below.addWidget(self.lengthen)
        below.addStretch()
        below.addWidget(self.empty)
        box = QVBoxLayout(result)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(6))
        box.addWidget(title)
        box.addWidget(self.picture)
        box.addLayout(buttons)
        box.addLayout(below)
        return result

    def _show(self) -> None:
        sum_ = self._sum
        for widget in self.operands.values():
            widget.show_points()
        missing = [o.upper() for o in OPERANDS if not sum_.points(o)]
        whole = not missing
        self.go.setEnabled(whole)
        self.keep.setEnabled(whole)
        self.empty.setVisible(len(missing) < len(OPERANDS))
        self.lengthen.setVisible(sum_.has_choice)
        self.lengthen.blockSignals(True)
        self.lengthen.setChecked(sum_.lengthen)
        self.lengthen.blockSignals(False)
        self.hint.setText(
            ""
            if whole
            else "Give C what A has and B has not: put one to three kept pictures into"
            f" {_and(missing)}. Of several the mean counts, which holds more of what"
            " they share and less of the rest."
        )

    def _show_pictures(self) -> None:
        sum_ = self._sum
        for widget in self.operands.values():
            widget.show_picture()
        pixels = sum_.pictures.get("sum")
        self.picture.show_pixmap(QPixmap() if pixels is None else to_pixmap(pixels))
        if sum_.error:
            self.error.say(sum_.error, action="Try again", then=sum_.again)
        else:
            self.error.clear()
        self._below.setVisible(bool(sum_.error))
        self._show()


_TOP = Qt.AlignmentFlag.AlignTop


def _and(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"

"""The panel on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.explore.class_row import ClassRow
from ganstudio.gui.explore.code_rows import CodeRows
from ganstudio.gui.explore.corners import Corners
from ganstudio.gui.explore.dimensions import Dimensions
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.model_choice import ModelChoice
from ganstudio.gui.explore.pad import Pad
from ganstudio.gui.explore.point import MAX_SEED, MAX_TRUNCATION
from ganstudio.gui.explore.real import RealPicture
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import (
    NumberRow,
    button,
    label,
    main_button,
    rule,
    section,
    tool_button,
)

_FACTORS = (1, 2, 4, 8, 16, 32)
_LONGEST_SIDE = 8192


class Inspector(QWidget):
    """Model, seed, pad, classes, codes, truncation, dimensions; Save below.

    Args:
        explorer: what they change.
        corners: pictures of the pad.
        real: whether the model can start from a picture.
        commands: dice, reset, save.
    """

    def __init__(
        self,
        explorer: Explorer,
        corners: Corners,
        real: RealPicture,
        commands: Commands,
    ) -> None:
        super().__init__()
        self._explorer, self._real = explorer, real
        self.model = ModelChoice(explorer)
        self.seed = QSpinBox()
        self.seed.lineEdit().setTextMargins(size(4), 0, 0, 0)
        self.seed.setRange(0, MAX_SEED)
        self.seed.setKeyboardTracking(False)
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip(
            f"Which picture, from 0 to {MAX_SEED:,}; the same seed draws the same"
            " picture everywhere. Arrows go to the next."
        )
        self.seed.valueChanged.connect(explorer.choose_seed)
        picture = commands.action("explore.picture")
        self.picture = button(
            "From a picture…",
            picture.trigger,
            icon="image_plus_outline",
            help=picture.toolTip(),
        )
        self.pad = Pad(explorer, corners)
        self.classes = ClassRow(explorer)
        self.codes = CodeRows(explorer)
        self.truncation = NumberRow(
            "Truncation",
            0,
            MAX_TRUNCATION,
            1,
            help="1 is all that was learned, less gives fewer surprises, 0 none.",
        )
        self.truncation.changed.connect(self._truncate)
        self.truncation.settled.connect(explorer.settle)
        self.dimensions = Dimensions(explorer, commands)
        self.factor = QComboBox()
        self.factor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.factor.setAccessibleName("Size of the saved picture")
        self.factor.setToolTip(
            "Size of the saved and the copied picture, px: its own, or enlarged by a"
            " whole factor."
        )
        self.save = main_button(
            "Save picture",
            commands.action("explore.save").trigger,
            icon="content_save_outline",
            help=commands.action("explore.save").toolTip(),
        )
        commands.action("explore.save").enabledChanged.connect(self.save.setEnabled)
        self.save.setEnabled(commands.action("explore.save").isEnabled())
        self._knobs = QWidget()
        knobs = QVBoxLayout(self._knobs)
        knobs.setContentsMargins(0, 0, 0, 0)
        knobs.setSpacing(size(12))
        knobs.addLayout(self._seed_line(commands))
        for part in (self.picture, self.pad, self.classes, self.codes, self.truncation):
            knobs.addWidget(part)
        knobs.addWidget(rule())
        knobs.addWidget(self.dimensions)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(size(12), size(12), size(12), size(12))
        column.setSpacing(size(12))
        column.addWidget(section("Model"))
        column.addWidget(self.model)
        column.addWidget(self._knobs)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addWidget(rule())
        whole.addWidget(self._bottom())
        explorer.subject_changed.connect(self._rebuild)
        explorer.mode_changed.connect(self._show_sizes)
        explorer.settled.connect(self._show)
        self._rebuild()

    @property
    def enlarge(self) -> int:
        """Whole factor of saved pictures."""
        return int(self.factor.currentData() or 1)

    def set_enlarge(self, factor: int) -> None:
        """Choose the factor, where it is offered."""
        found = self.factor.findData(factor)
        if found >= 0:
            self.factor.setCurrentIndex(found)

    def _seed_line(self, commands: Commands) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(size(8))
        name = label("Seed")
        name.setBuddy(self.seed)
        line.addWidget(name)
        line.addWidget(self.seed, 1)
        line.addWidget(tool_button(commands.action("explore.dice")))
        return line

    def _bottom(self) -> QWidget:
        bottom = QWidget()
        line = QHBoxLayout(bottom)
        line.setContentsMargins(size(12), size(8), size(12), size(12))
        line.setSpacing(size(8))
        line.addWidget(self.factor)
        line.addWidget(self.save, 1)
        return bottom

    def _truncate(self, value: float) -> None:
        self._explorer.change("Truncation", dragging=True, truncation=value)

    def _rebuild(self) -> None:
        self._knobs.setVisible(self._explorer.subject is not None)
        self.picture.setVisible(self._real.available)
        self._show_sizes()
        self._show()

    def _show_sizes(self) -> None:
        before = self.enlarge
        subject = self._explorer.subject
        height, width = (subject.size if subject else None) or (0, 0)
        self.factor.clear()
        for factor in _FACTORS:
            if factor > 1 and max(height, width) * factor > _LONGEST_SIDE:
                break
            if width and self._explorer.mode in ("picture", "sum"):
                text = f"{width * factor} x {height * factor}"
            else:
                text = f"{factor}x"
            self.factor.addItem(text, factor)
        self.set_enlarge(before)
        self.factor.setEnabled(subject is not None)

    def _show(self) -> None:
        point = self._explorer.point
        self.seed.blockSignals(True)
        # Below the first seed stands the word for a place that no seed leads to.
        self.seed.setMinimum(0 if point.base is None else -1)
        self.seed.setSpecialValueText("" if point.base is None else "none")
        self.seed.setValue(point.seeds[0] if point.base is None else -1)
        self.seed.blockSignals(False)
        self.truncation.set_value(point.truncation)

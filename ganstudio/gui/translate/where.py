"""Where the photograph is translated: brush and mask."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.gui.commands import Commands
from ganstudio.gui.theme import size
from ganstudio.gui.translate.masking import LARGEST, SMALLEST, Masking
from ganstudio.gui.widgets import NumberRow, caption, section, tool_button

BUTTONS = ("brush", "erase", "mask_show", "mask_invert", "mask_clear")


class Where(QWidget):
    """Buttons of the brush; its size and edge while it is in hand."""

    def __init__(self, masking: Masking, commands: Commands) -> None:
        super().__init__()
        self._masking = masking
        self.size_row = NumberRow(
            "Brush size",
            SMALLEST * 100,
            LARGEST * 100,
            masking.brush.size * 100,
            decimals=1,
            unit="%",
            help="Diameter in parts of the picture's longer side; [ and ] change it.",
            log=True,
        )
        self.size_row.changed.connect(lambda v: masking.set_size(v / 100))
        self.edge_row = NumberRow(
            "Soft edge",
            0,
            100,
            masking.brush.softness * 100,
            decimals=0,
            unit="%",
            help="How much of the brush fades out.",
        )
        self.edge_row.changed.connect(lambda v: masking.set_softness(v / 100))
        self.says = caption()
        self.buttons = {
            name: tool_button(commands.action(f"translate.{name}")) for name in BUTTONS
        }
        row = QHBoxLayout()
        row.setSpacing(size(2))
        row.addWidget(section("Where"))
        row.addStretch()
        for made in self.buttons.values():
            row.addWidget(made)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(6))
        box.addLayout(row)
        for widget in (self.says, self.size_row, self.edge_row):
            box.addWidget(widget)
        masking.tool_changed.connect(self.refresh)
        masking.mask_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the brush that is in hand, and what the mask means."""
        masking = self._masking
        for row, value in (
            (self.size_row, masking.brush.size),
            (self.edge_row, masking.brush.softness),
        ):
            row.setVisible(masking.active)
            if not row.slider.isSliderDown():
                row.set_value(value * 100)
        if masking.mask is not None:
            text = "Translated only where the mask says so."
        elif masking.active:
            text = "Paint where to translate; the right button or Alt erases."
        else:
            text = "The whole picture is translated."
        if text != self.says.text():
            self.says.setText(text)

"""What was found in the data: counts, warnings, pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.app.data import DataReport, PartReport
from ganstudio.gui.theme import size
from ganstudio.gui.train.new_run.looking import Block, Look
from ganstudio.gui.train.new_run.pictures import PictureRows
from ganstudio.gui.train.new_run.words import count
from ganstudio.gui.widgets import Sentence, caption, label, section

_CLASS_SIDE = 56
_MOST = 500
"""Lines behind "Details"."""


class Findings(QWidget):
    """A summary of one look at the data.

    Args:
        found: what to show.
    """

    def __init__(self, found: Look) -> None:
        super().__init__()
        self.found = found
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(size(8))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(12))
        box.addWidget(_table(found.report))
        classes = _classes(found.report)
        if classes:
            box.addWidget(caption(classes))
        box.addLayout(self._warnings)
        for block in found.blocks:
            if found.data.labels:
                box.addWidget(_class_row(block))
                continue
            top = QHBoxLayout()
            top.setSpacing(size(8))
            top.addWidget(section(block.title))
            top.addWidget(caption(block.line, wrap=False))
            top.addStretch()
            box.addLayout(top)
            rows = 3 if len(found.blocks) > 1 else 5
            box.addWidget(PictureRows(block, rows=rows))
        box.addStretch()
        self.sentences: list[Sentence] = []
        self.show_report(found.report, compared=found.compared)

    def show_report(self, report: DataReport, *, compared: bool) -> None:
        """Show the warnings, the gravest first; those about copies come later."""
        for old in self.sentences:
            self._warnings.removeWidget(old)
            old.deleteLater()
        self.sentences = []
        texts = list(report.warnings)
        details = [""] * len(texts)
        # The report tells of skipped files first, and then of copies.
        if report.skipped and texts:
            details[0] = _lines([one.reason for one in report.skipped])
        about_copies = 1 if report.skipped else 0
        if report.duplicates and about_copies < len(texts):
            groups = [" = ".join(names) for names in report.duplicates]
            details[about_copies] = _lines(groups)
        for text, more in zip(texts, details, strict=True):
            self._say(text, "warning", more)
        if not texts and compared:
            self._say("Nothing is wrong with this data.", "good", "")

    def _say(self, text: str, kind: str, details: str) -> None:
        made = Sentence("Finding about the data", copyable=False)
        self._warnings.addWidget(made)
        made.say(text, kind, details=details)
        self.sentences.append(made)


def _lines(texts: list[str]) -> str:
    shown = texts[:_MOST]
    if len(texts) > _MOST:
        shown.append(f"and {len(texts) - _MOST:,} more")
    return "\n".join(shown)


def _table(report: DataReport) -> QWidget:
    holder = QWidget()
    holder.setAccessibleName("What the data holds")
    holder.setMaximumWidth(size(480))
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(size(16))
    grid.setVerticalSpacing(size(4))
    grid.setColumnStretch(2, 2)
    grid.setColumnStretch(3, 1)
    flags = Qt.AlignmentFlag
    number = flags.AlignRight | flags.AlignTop
    for column, head in enumerate(("Part", "Pictures", "Size, px", "Colours")):
        grid.addWidget(section(head), 0, column, number if column == 1 else flags(0))
    for row, part in enumerate(report.parts, 1):
        modes = ", ".join(part.modes)
        if len(part.modes) > 1:
            modes = ", ".join(f"{mode} {n:,}" for mode, n in part.modes.items())
        name = label(part.name[:1].upper() + part.name[1:])
        sizes = label(_sizes(part), wrap=True)
        sizes.setToolTip(f"Width × height; median {_size(part.median)} px")
        grid.addWidget(name, row, 0, flags.AlignTop)
        grid.addWidget(label(f"{part.count:,}"), row, 1, number)
        grid.addWidget(sizes, row, 2)
        grid.addWidget(label(modes, wrap=True), row, 3)
    return holder


def _sizes(part: PartReport) -> str:
    if part.smallest == part.largest:
        return _size(part.smallest)
    return f"{_size(part.smallest)} to {_size(part.largest)}"


def _size(side: tuple[int, int]) -> str:
    height, width = side
    return f"{width} × {height}" if height else "–"


def _classes(report: DataReport) -> str:
    parts = [part for part in report.parts if part.classes]
    if not parts:
        return ""
    counts = [f"{name} {n:,}" for name, n in parts[0].classes.items()]
    return f"{count(len(counts), 'class').replace('classs', 'classes')}: " + ", ".join(
        counts
    )


def _class_row(block: Block) -> QWidget:
    holder = QWidget()
    name = label(block.title, wrap=True)
    name.setFixedWidth(size(96))
    number = caption(block.line)
    column = QVBoxLayout()
    column.setSpacing(size(2))
    column.addWidget(name)
    column.addWidget(number)
    column.addStretch()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addLayout(column)
    row.addWidget(PictureRows(block, rows=1, side=_CLASS_SIDE), 1)
    return holder

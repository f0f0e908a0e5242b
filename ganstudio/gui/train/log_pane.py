"""The log of a run: what its process printed, and what happened to it."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QKeyEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.services import Background
from ganstudio.gui.theme import icon, size
from ganstudio.gui.train.journal import Note
from ganstudio.gui.train.log_tail import LogTail
from ganstudio.gui.train.selected_run import SelectedRun
from ganstudio.gui.widgets import caption, set_kind, tool_button

_LINES = 20_000


class LogPane(QWidget):
    """Two pages of text, "Events" and "Output"; both follow, and can be searched.

    Args:
        background: where the log is read.
        selected: the run that is looked at.
    """

    def __init__(self, background: Background, selected: SelectedRun) -> None:
        super().__init__()
        set_kind(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._selected = selected
        self._notes: tuple[Note, ...] = ()
        self.tail = LogTail(background, self)
        self.events = _page("Events of the run", "Nothing has happened yet.")
        self.output = _page(
            "Output of the process", "The process has printed nothing: all is well."
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.events)
        self.pages.addWidget(self.output)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search the log")
        self.search.setToolTip("Enter goes to the next place, Shift+Enter back.")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            icon("magnify", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.setMaximumWidth(size(200))
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._count)
        self.found = caption(wrap=False)
        self.copy = tool_button(
            "content_copy", "Copy the log", self._copy, help="Copy this page as text."
        )
        self._choice = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(size(4))
        for number, (name, help) in enumerate(
            (
                ("Events", "Starts, pauses, checkpoints asked for, notes, failures."),
                ("Output", "What the process printed: worker.log."),
            )
        ):
            page = tool_button("circle_small", name, help=help, text=True)
            page.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            page.setCheckable(True)
            page.setChecked(number == 0)
            self._choice.addButton(page, number)
            row.addWidget(page)
        row.addStretch()
        row.addWidget(self.found)
        row.addWidget(self.search, 1)
        row.addWidget(self.copy)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(8), size(4), size(8), size(8))
        box.setSpacing(size(4))
        box.addLayout(row)
        box.addWidget(self.pages, 1)
        self._choice.idClicked.connect(self._turn)
        self.tail.began.connect(self._begin)
        self.tail.grew.connect(self._grow)
        selected.changed.connect(self._follow)
        self.setMinimumHeight(size(96))
        self.found.hide()

    @property
    def page(self) -> QPlainTextEdit:
        """The page that is shown."""
        return self.output if self.pages.currentIndex() else self.events

    def look(self, on: bool) -> None:
        """Read along, or not: while it is folded away nothing is read."""
        run = self._selected.run
        self.tail.open(run.entry.folder.log if on and run is not None else None)
        if on:
            self._follow()

    def show_page(self, number: int) -> None:
        """Turn to "Events" (0) or "Output" (1)."""
        button = self._choice.button(number)
        if button is not None:
            button.setChecked(True)
            self._turn(number)

    def close_reading(self) -> None:
        """Read no more."""
        self.tail.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter searches on, Shift+Enter back, Escape clears."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._find(back=back)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _turn(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        self._count()

    def _follow(self) -> None:
        if not self.isVisible():
            return
        run = self._selected.run
        self.tail.open(run.entry.folder.log if run is not None else None)
        notes = self._selected.details.notes
        if notes == self._notes:
            return
        known, self._notes = self._notes, notes
        if known and notes[: len(known)] == known:
            _append(self.events, "".join(_lines(notes[len(known) :])))
        else:
            _replace(self.events, "".join(_lines(notes)))
        self._count()

    def _begin(self, text: str) -> None:
        _replace(self.output, text)
        self._count()

    def _grow(self, text: str) -> None:
        _append(self.output, text)
        self._count()

    def _count(self, _: str = "") -> None:
        wanted = self.search.text()
        self.found.setVisible(bool(wanted))
        if not wanted:
            return
        count = self.page.toPlainText().lower().count(wanted.lower())
        self.found.setText(f"{count:,} found" if count else "Not found")

    def _find(self, *, back: bool) -> None:
        wanted, page = self.search.text(), self.page
        if not wanted:
            return
        flags = QTextDocument.FindFlag(0)
        if back:
            flags |= QTextDocument.FindFlag.FindBackward
        if not page.find(wanted, flags):
            where = (
                QTextCursor.MoveOperation.End
                if back
                else (QTextCursor.MoveOperation.Start)
            )
            page.moveCursor(where)
            page.find(wanted, flags)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.page.toPlainText())


def _page(name: str, empty: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setPlaceholderText(empty)
    made.setMaximumBlockCount(_LINES)
    made.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPixelSize(size(12))
    made.setFont(fixed)
    # Tab goes on to the next control instead of into a text that is only read.
    made.setTabChangesFocus(True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


def _lines(notes: Iterable[Note]) -> Iterable[str]:
    signs = {"bad": "Failure: ", "warning": "Warning: "}
    for note in notes:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(note.time))
        step = "" if note.step is None else f"step {note.step:,}"
        yield f"{when}  {step:<14}  {signs.get(note.kind, '')}{note.text}\n"


def _replace(page: QPlainTextEdit, text: str) -> None:
    page.setPlainText(text.rstrip("\n"))
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum())


def _append(page: QPlainTextEdit, text: str) -> None:
    """Add text; it follows unless somebody scrolled up to read."""
    bar = page.verticalScrollBar()
    follows = bar.value() >= bar.maximum()
    if page.document().isEmpty():
        _replace(page, text)
        return
    page.appendPlainText(text.rstrip("\n"))
    if follows:
        bar.setValue(bar.maximum())

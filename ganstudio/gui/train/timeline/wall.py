"""The sample sheets of a run: one large, all of them small beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedLayout,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.core.files import disk_errors
from ganstudio.gui.theme import size
from ganstudio.gui.train.timeline import figures
from ganstudio.gui.train.timeline.film import Film
from ganstudio.gui.train.timeline.history import RunHistory
from ganstudio.gui.train.timeline.series import Sheet
from ganstudio.gui.train.timeline.sheet_view import Pane, SheetView
from ganstudio.gui.train.timeline.sheets import (
    Part,
    SheetPictures,
    Wish,
    area,
    parts_of,
)
from ganstudio.gui.widgets import Sentence, label, tool_button

_SAID_MS = 6000


class SampleWall(QWidget):
    """The sheet under the time cursor, and the others to choose from.

    Args:
        history: the run.
    """

    def __init__(self, history: RunHistory) -> None:
        super().__init__()
        self.setAccessibleName("Samples")
        self.history = history
        self.pictures = SheetPictures(history.background, self)
        self._known: Path | None = None
        self._newest: Sheet | None = None
        self._parts: list[Part] = []
        self._build()
        history.changed.connect(self._changed)
        history.cursor_changed.connect(self._show)
        self.pictures.arrived.connect(self._arrived)
        self._changed()

    def _build(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Part of the sheet")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.currentChanged.connect(self._show)
        self.compare = tool_button(
            "compare",
            "Compare with first",
            help="Show the first sheet beside the one at the cursor.",
        )
        self.compare.setCheckable(True)
        self.compare.toggled.connect(self._show)
        self.more = tool_button("dots_vertical", "More about the sheet")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu())
        head = QHBoxLayout()
        head.setContentsMargins(size(8), size(2), size(4), size(2))
        head.setSpacing(size(4))
        self.title = label("", "section")
        head.addWidget(self.title)
        head.addWidget(self.tabs, 1)
        head.addStretch()
        head.addWidget(self.compare)
        head.addWidget(self.more)
        self.message = Sentence("Message about the sheets")
        self.view = SheetView()
        self.film = Film(self.pictures)
        self.film.chosen.connect(self._choose)
        for one in (self.view, self.film):
            one.stepped.connect(self.history.go)
            one.ends.connect(self._go_end)
            one.asked.connect(self._ask_menu)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.view)
        self.split.addWidget(self.film)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([600, 400])
        self.empty = label("", "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        place = QWidget()
        self._stack = QStackedLayout(place)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.split)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.message)
        box.addWidget(place, 1)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("Save sheet as…", self._ask_save)
        menu.addAction("Copy sheet", self.copy)
        menu.addAction("Show in folder", self._reveal)
        menu.addSeparator()
        menu.addAction("Compare with first", self.compare.toggle)
        menu.addAction("Fit", lambda: self.view.fit())
        return menu

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that is shown large."""
        samples = self.history.samples
        # Before the first sheet the first is shown: better than nothing to look at.
        return self.history.sheet_at(self.history.at) or (
            samples[0] if samples else None
        )

    @property
    def part(self) -> Part:
        """What of the sheets is shown."""
        index = self.tabs.currentIndex()
        return self._parts[index] if 0 <= index < len(self._parts) else Part("All")

    def _changed(self) -> None:
        history = self.history
        path = history.folder.path if history.folder else None
        if path != self._known:
            self._known, self._newest = path, None
            self.pictures.clear()
            self.view.fit()
        newest = history.samples[-1] if history.samples else None
        if newest is not None and newest is not self._newest:
            # A sheet that is drawn again lies in the same file.
            self.pictures.drop(newest.path)
            self._newest = newest
        self._show_parts(newest.rows if newest else ())
        self._stack.setCurrentIndex(1 if history.samples else 0)
        self.empty.setText(self._why_empty())
        self._show()

    def _why_empty(self) -> str:
        history = self.history
        if history.folder is None:
            return "Choose a run to see its samples."
        if history.reading:
            return "Reading the run…"
        if not history.sample_every:
            return "No sheets are drawn by themselves: ask for one with Sample now."
        ahead = history.step // history.sample_every + 1
        step = ahead * history.sample_every
        if history.total:
            step = min(step, history.total)
        return f"The first sheet comes at step {figures.steps(step)}."

    def _show_parts(self, rows: tuple[str, ...]) -> None:
        parts = parts_of(rows)
        if parts == self._parts:
            return
        kept = self.part.name
        self._parts = parts
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for part in parts:
            self.tabs.addTab(part.name)
        names = [part.name for part in parts]
        self.tabs.setCurrentIndex(names.index(kept) if kept in names else 0)
        self.tabs.setVisible(len(parts) > 1)
        self.tabs.blockSignals(False)

    def _show(self) -> None:
        sheet, samples = self.sheet, self.history.samples
        for one in (self.compare, self.more):
            one.setEnabled(sheet is not None)
        if sheet is None:
            self.view.show_panes([])
            self.film.show_sheets([], -1)
            return
        sheets = [sheet]
        if self.compare.isChecked() and samples[0] is not sheet:
            sheets.insert(0, samples[0])
        self.view.show_panes([self._pane(one) for one in sheets])
        self.view.setAccessibleDescription(
            f"Sheet of step {figures.steps(sheet.step)}, {self.part.name}."
        )
        index = max(self.history.index_at(self.history.at), 0)
        self.film.show_sheets(samples, index, self.part.blocks)

    def _pane(self, sheet: Sheet) -> Pane:
        wish = Wish(sheet.path)
        pane = Pane(f"step {figures.steps(sheet.step)}")
        picture = self.pictures.get(wish)
        if picture is not None:
            pane.image = picture.image
            pane.area = area(picture, self.part, len(sheet.rows))
        else:
            pane.message = self.pictures.failures.get(wish, "")
        return pane

    def _arrived(self, wish: Wish) -> None:
        if not wish.height:
            self._show()

    def _choose(self, number: int) -> None:
        self.history.set_cursor(self.history.samples[number].step)

    def _go_end(self, newest: bool) -> None:
        if newest:
            self.history.set_cursor(None)
        else:
            self.history.go_first()

    # Menu

    def _ask_menu(self, place: QPoint) -> None:
        if self.sheet is not None:
            self.more.menu().popup(place)

    def copy(self) -> None:
        """Copy the sheet to the clipboard."""
        picture = self.pictures.get(Wish(self.sheet.path)) if self.sheet else None
        if picture is not None:
            QGuiApplication.clipboard().setImage(picture.image)

    def save_sheet(self, path: Path) -> None:
        """Copy the sheet's file to another place, in the background."""
        sheet = self.sheet
        if sheet is None:
            return

        def copy(_: object) -> None:
            with disk_errors("write", path):
                shutil.copyfile(sheet.path, path)

        self.history.background.run(
            copy,
            lambda _: self._saved(f"Saved {path.name}."),
            self.message.say,
            owner=self,
            what="Saving the sheet",
        )

    def _saved(self, sentence: str) -> None:
        """Say it for a while, then give the room back to the sheets."""
        self.message.say(sentence, "good")
        QTimer.singleShot(_SAID_MS, self, lambda: self._unsay(sentence))

    def _unsay(self, sentence: str) -> None:
        if self.message.text == sentence:
            self.message.clear()

    def _ask_save(self) -> None:
        if self.sheet is None:
            return
        run = self.history.folder.name if self.history.folder else "run"
        path, _ = QFileDialog.getSaveFileName(
            self, "Save sheet", f"{run}-{self.sheet.step}.png", "PNG (*.png)"
        )
        if path:
            self.save_sheet(Path(path))

    def _reveal(self) -> None:
        if self.sheet is not None:
            folder = QUrl.fromLocalFile(str(self.sheet.path.parent))
            QDesktopServices.openUrl(folder)

"""The three pages: tabs, search, order, cards, and what an empty page says."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.library.cards_view import CardsView
from ganstudio.gui.library.page import Page
from ganstudio.gui.library.things import ThingList
from ganstudio.gui.theme import size, theme
from ganstudio.gui.widgets import EmptyState, Sentence, button, caption, tool_button


class PageView(QWidget):
    """One page: its cards, or why there are none, and a word of advice below.

    Args:
        name: accessible name.
        page: what it shows.
        things: the list behind the cards.
        empty: shown where there is nothing at all.
        rows: rows instead of cards.
    """

    def __init__(
        self,
        name: str,
        page: Page,
        things: ThingList,
        empty: EmptyState,
        *,
        rows: bool = False,
    ) -> None:
        super().__init__()
        self.page, self.empty = page, empty
        self.view = CardsView(name, things, rows=rows)
        self.view.chosen.connect(page.choose)
        self.stack = QStackedWidget()
        for part in (self.view, self.empty):
            self.stack.addWidget(part)
        self.hint = Sentence(f"Advice about the {name.casefold()}")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(8))
        box.addWidget(self.stack, 1)
        box.addWidget(self.hint)
        page.changed.connect(self._show)
        page.choice_changed.connect(self._choose)
        self._show()

    def _show(self) -> None:
        shown = self.page.shown
        self.view.show_things(shown, self.page.key)
        if shown:
            now: QWidget = self.view
        elif self.page.all:
            now = self.nothing
        else:
            now = self.empty if self.page.read else self.reading
        self.stack.setCurrentWidget(now)

    @cached_property
    def nothing(self) -> EmptyState:
        """Shown where the search finds nothing."""
        made = EmptyState(
            "magnify_close",
            "Nothing found",
            "The search looks in names, models, plugins, labels and paths.",
            button("Clear search", lambda: self.page.set_search("")),
        )
        self.stack.addWidget(made)
        return made

    @cached_property
    def reading(self) -> EmptyState:
        """Shown before the list is there."""
        made = EmptyState("timer_sand", "Looking", "The list is being read.")
        self.stack.addWidget(made)
        return made

    def _choose(self) -> None:
        self.view.choose(self.page.key)


class Canvas(QWidget):
    """Tabs over a search field over the page that is chosen.

    Args:
        pages: name -> its view, in the order of the tabs.
        buttons: name -> what adds something to it.
        commands: the table.
    """

    switched = Signal(str)
    opened = Signal(str)
    """Key of the thing to open."""
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        pages: dict[str, PageView],
        buttons: dict[str, QPushButton],
        commands: Commands,
    ) -> None:
        super().__init__()
        self.setAccessibleName("Library")
        self.pages = pages
        self._names = list(pages)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Pages of the library")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search the library")
        self.search.setToolTip("Words in names, models, plugins, labels, paths. Ctrl+F")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._searched)
        self.sort = QComboBox()
        self.sort.setAccessibleName("Order")
        self.sort.setToolTip("What the list is ordered by.")
        self.sort.activated.connect(self._sorted)
        self.stack = QStackedWidget()
        for name, view in pages.items():
            self.tabs.addTab(name.capitalize())
            self.stack.addWidget(view)
            view.view.opened.connect(self.opened)
            view.view.menu_wanted.connect(self.menu_wanted)
            view.page.changed.connect(self._show)
        self._buttons = buttons
        self._lay_out(commands)
        self.tabs.currentChanged.connect(self._switch)
        theme.changed.connect(self._measure)
        self._measure()
        self._switch()

    @property
    def current(self) -> str:
        """Name of the page that is shown."""
        return self._names[self.tabs.currentIndex()]

    @property
    def view(self) -> PageView:
        """The page that is shown."""
        return self.pages[self.current]

    def show_page(self, name: str) -> None:
        """Switch to a page; a name that does not exist changes nothing."""
        if name in self.pages:
            self.tabs.setCurrentIndex(self._names.index(name))

    def go_to_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _lay_out(self, commands: Commands) -> None:
        top = QHBoxLayout()
        top.addWidget(self.tabs)
        top.addStretch()
        for made in self._buttons.values():
            top.addWidget(made)
        self.count = caption(wrap=False)
        below = QHBoxLayout()
        below.setSpacing(size(8))
        below.addWidget(self.search, 3)
        below.addStretch(1)
        below.addWidget(self.count)
        below.addWidget(self.sort)
        below.addWidget(tool_button(commands.action("library.refresh")))
        box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(12), size(16), size(12))
        box.setSpacing(size(8))
        box.addLayout(top)
        box.addLayout(below)
        box.addWidget(self.stack, 1)

    def _measure(self) -> None:
        self.search.setMaximumWidth(size(360))

    def _switch(self) -> None:
        name, page = self.current, self.view.page
        self.stack.setCurrentWidget(self.view)
        for other, made in self._buttons.items():
            made.setVisible(other == name)
        self.sort.clear()
        for key, text in page.sorts.items():
            self.sort.addItem(text, key)
        self._show()
        self.switched.emit(name)

    def _show(self) -> None:
        page = self.view.page
        if self.search.text() != page.search:
            self.search.setText(page.search)
        self.sort.setCurrentIndex(max(self.sort.findData(page.sort), 0))
        shown, whole = len(page.shown), len(page.all)
        self.count.setText(f"{shown} of {whole}" if shown != whole else "")
        for number, name in enumerate(self._names):
            count = len(self.pages[name].page.all)
            text = f"{name.capitalize()}  {count}" if count else name.capitalize()
            self.tabs.setTabText(number, text)

    def _searched(self, text: str) -> None:
        self.view.page.set_search(text)

    def _sorted(self, _: int) -> None:
        self.view.page.set_sort(str(self.sort.currentData()))

"""The choice of what models run on, in the settings and beside the photograph."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from ganstudio.app.backends import Backend, backends_here, title_of
from ganstudio.gui.services import PreferencesStore

ABOUT = (
    "How networks compute. Exact results are the same everywhere; reduced precision is"
    " faster and rounds on the way."
)


class BackendChoice(QComboBox):
    """Every backend that this system can have; what is not installed says what to do.

    Args:
        store: holds the choice, which takes effect at once.
    """

    looked_at = Signal()
    """Somebody is about to choose: time to call `know`."""

    def __init__(self, store: PreferencesStore) -> None:
        super().__init__()
        self._store = store
        self._there: Collection[str] | None = None
        self.setAccessibleName("Backend")
        self.setToolTip(ABOUT)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.activated.connect(self._choose)
        store.changed.connect(self.refresh)
        self.refresh()

    def know(self, there: Collection[str]) -> None:
        """Take the short names of the backends that are installed."""
        self._there = there
        self.refresh()

    @property
    def known(self) -> bool:
        """Whether `know` was called."""
        return self._there is not None

    def refresh(self) -> None:
        """Show what is there and what is chosen."""
        chosen = self._store.value.backend
        listed = backends_here()
        if chosen not in {one.name for one in listed}:
            listed.append(Backend(chosen, title_of(chosen), "Chosen in the settings."))
        names = [one.name for one in listed]
        if names != [self.itemData(row) for row in range(self.count())]:
            self.clear()
            for one in listed:
                self.addItem(one.title, one.name)
        items = self.model()
        assert isinstance(items, QStandardItemModel)
        for row, one in enumerate(listed):
            items.item(row).setEnabled(self._can(one))
            self.setItemData(row, self._tip(one), Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(names.index(chosen))

    def _can(self, one: Backend) -> bool:
        always = ("auto", "cpu", self._store.value.backend)
        return one.name in always or one.name in (self._there or ())

    def _tip(self, one: Backend) -> str:
        if self._can(one):
            return one.about
        if self._there is None:
            return f"{one.about}\nLooking whether it is installed."
        return f"{one.about}\nNot installed. To have it: {one.install}"

    def _choose(self, row: int) -> None:
        self._store.change(backend=self.itemData(row))

    # Before the list opens, and before an arrow key moves through it.

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse comes near."""
        super().enterEvent(event)
        self.looked_at.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard came here."""
        super().focusInEvent(event)
        self.looked_at.emit()

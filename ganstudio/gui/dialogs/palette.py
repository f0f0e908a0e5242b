"""The command palette: type a few letters, press Enter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.dialogs.command_rows import (
    ROW,
    CommandList,
    CommandPainter,
    CommandRow,
    command_rows,
)
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import label, set_kind

_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}


class CommandPalette(QDialog):
    """A popup over the window's top. It is gone once a command was chosen.

    Args:
        commands: what it offers.
        parent: the window.
        say: told one sentence where the chosen command cannot be done now.
    """

    def __init__(
        self,
        commands: Commands,
        parent: QWidget,
        say: Callable[[str], object] = lambda _: None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._commands, self._say = commands, say
        self._around = parent.window()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find a command")
        self.setAccessibleName("Find a command")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Type what you want to do")
        self.field.setAccessibleName("Command")
        self.field.setToolTip(
            "Letters of a command; Up and Down choose, Enter does it."
        )
        self.list = CommandList()
        self.list.setParent(self)
        self.view = QListView()
        self.view.setAccessibleName("Commands that fit")
        self.view.setModel(self.list)
        self.view.setItemDelegate(CommandPainter(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.entered.connect(self.view.setCurrentIndex)
        self.view.clicked.connect(self._run)
        self.nothing = label("No command fits.", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        panel = QFrame()
        set_kind(panel, "banner")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(size(8), size(8), size(8), size(8))
        inside.setSpacing(size(8))
        inside.addWidget(self.field)
        inside.addWidget(self.nothing)
        inside.addWidget(self.view, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(panel)
        self.field.textChanged.connect(self._find)
        self.field.installEventFilter(self)
        self._find("")

    def open(self) -> None:
        """Show it over the top of the window."""
        around = self._around
        width = min(size(600), around.width() - size(32))
        height = min(size(460), around.height() - size(96))
        self.resize(width, height)
        place = QPoint((around.width() - width) // 2, size(48))
        self.move(around.mapToGlobal(place))
        self.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Typing goes into the field."""
        super().showEvent(event)
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down choose, Enter does it, while the cursor stays in the field."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS:
                self._step(_STEPS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.view.currentIndex())
                return True
        return super().eventFilter(watched, event)

    @property
    def chosen(self) -> CommandRow | None:
        """The row that Enter would do."""
        row = self.view.currentIndex().data(ROW)
        return row if isinstance(row, CommandRow) else None

    def _find(self, typed: str) -> None:
        rows = command_rows(self._commands, typed)
        self.list.show_rows(rows)
        self.nothing.setVisible(not rows)
        self.view.setVisible(bool(rows))
        if rows:
            self.view.setCurrentIndex(self.list.index(0))
            self.view.scrollToTop()
        self._describe()

    def _step(self, by: int) -> None:
        count = len(self.list.rows)
        if count:
            now = self.view.currentIndex().row()
            # One step goes round the ends, a page stops at them.
            row = (now + by) % count if abs(by) == 1 else now + by
            self.view.setCurrentIndex(self.list.index(min(max(row, 0), count - 1)))
            self._describe()

    def _describe(self) -> None:
        """Let a screen reader say the chosen row, though the cursor is in the field."""
        said = self.list.data(
            self.view.currentIndex(), Qt.ItemDataRole.AccessibleTextRole
        )
        self.field.setAccessibleDescription(str(said or "No command fits."))

    def _run(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if not isinstance(row, CommandRow):
            return
        commands, command, say = self._commands, row.command, self._say
        self.close()

        def act() -> None:
            if row.elsewhere:
                commands.action(f"app.{command.workspace}").trigger()
            action = commands.action(command.id)
            if action.isEnabled():
                action.trigger()
            else:
                say(f"“{action.text()}” cannot be done now.")

        # Once the popup is gone: what the command opens gets the focus.
        QTimer.singleShot(0, commands, act)

"""The rail on the left: four workspaces, and below them settings and jobs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QToolButton,
    QVBoxLayout,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Jobs
from ganstudio.gui.theme import size, theme
from ganstudio.gui.widgets import set_kind


class JobRing(QAbstractButton):
    """A ring that fills while jobs run, with their number in it."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Jobs")
        jobs.changed.connect(self._show)
        theme.changed.connect(self.update)
        self._show()

    def _show(self) -> None:
        live = self._jobs.live
        said = "No job runs." if not live else f"{len(live)} running."
        self.setToolTip(f"{said} Click for the list of jobs.")
        self.setAccessibleDescription(said)
        self.update()

    def paintEvent(self, _: object) -> None:
        """Draw ring and number."""
        live = self._jobs.live
        tokens = theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = size(22)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        pen = QPen(QColor(tokens.line), size(3))
        painter.setPen(pen)
        painter.drawEllipse(box)
        if live:
            pen.setColor(QColor(tokens.accent))
            painter.setPen(pen)
            part = self._jobs.progress
            angle = round(-360 * 16 * (part if part is not None else 0.25))
            painter.drawArc(box, 90 * 16, angle)
            painter.setPen(QColor(tokens.text))
            font = self.font()
            font.setPixelSize(size(11))
            painter.setFont(font)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(len(live)))
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()


class Rail(QFrame):
    """Icon and word for each workspace.

    Args:
        commands: it shows the rows "app.translate" and so on.
        jobs: what the ring counts.
    """

    jobs_wanted = Signal()

    def __init__(self, names: list[str], commands: Commands, jobs: Jobs) -> None:
        super().__init__()
        set_kind(self, "rail")
        self.setAccessibleName("Workspaces")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, size(8), 0, size(8))
        box.setSpacing(size(4))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for name in names:
            action = commands.action(f"app.{name}")
            button = self._button()
            button.setIcon(action.icon())
            button.setText(action.text())
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text())
            button.setCheckable(True)
            button.clicked.connect(action.trigger)
            self._group.addButton(button)
            self.buttons[name] = button
            box.addWidget(button)
        box.addStretch()
        settings = commands.action("app.settings")
        self.settings = self._button()
        self.settings.setIcon(settings.icon())
        self.settings.setText("Settings")
        self.settings.setToolTip(settings.toolTip())
        self.settings.setAccessibleName("Settings")
        self.settings.clicked.connect(settings.trigger)
        box.addWidget(self.settings)
        self.ring = JobRing(jobs)
        self.ring.clicked.connect(self.jobs_wanted)
        box.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
        theme.changed.connect(self._measure)
        self._measure()

    def show_current(self, name: str) -> None:
        """Mark a workspace as the one that is shown."""
        self.buttons[name].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go along the rail."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        buttons = [*self.buttons.values(), self.settings, self.ring]
        focus = next((i for i, b in enumerate(buttons) if b.hasFocus()), None)
        if step and focus is not None:
            buttons[(focus + step) % len(buttons)].setFocus()
            return
        super().keyPressEvent(event)

    def _measure(self) -> None:
        """Follow the size of the text, also when it changes."""
        self.setFixedWidth(size(64))
        for button in (*self.buttons.values(), self.settings):
            button.setIconSize(QSize(size(22), size(22)))
            button.setFixedWidth(size(64))
        self.ring.setFixedSize(size(40), size(40))

    def _button(self) -> QToolButton:
        button = QToolButton()
        set_kind(button, "rail")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

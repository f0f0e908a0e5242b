"""Which generator: a list with previews; damaged files say what is wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ganstudio.app.models import ModelEntry
from ganstudio.core.model_file import read_model_file
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.subject import explorable
from ganstudio.gui.services import Task
from ganstudio.gui.theme import icon, size
from ganstudio.gui.widgets import caption

_PREVIEW = 40
_DAMAGED = Qt.ItemDataRole.UserRole + 1


class ModelChoice(QWidget):
    """A box of all generators at hand, and a line about the chosen one.

    Args:
        explorer: whose model is chosen.
    """

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self._explorer = explorer
        self._previews: dict[Path, QImage] = {}
        self._asked: set[Path] = set()
        self.box = QComboBox()
        self.box.setAccessibleName("Model")
        self.box.setToolTip("Which generator draws: all that are at hand.")
        self.box.setIconSize(QSize(size(_PREVIEW), size(_PREVIEW)))
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(12)
        self.box.setPlaceholderText("No generator at hand")
        self.box.setMaxVisibleItems(12)
        self.box.activated.connect(self._choose)
        self.facts = caption()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(4))
        box.addWidget(self.box)
        box.addWidget(self.facts)
        explorer.subject_changed.connect(self.refresh)
        explorer.error_changed.connect(self._mark)
        explorer.services.models.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """List the models again."""
        explorer = self._explorer
        entries = [e for e in explorer.services.models.all if _belongs(e)]
        subject = explorer.subject
        self.box.clear()
        for entry in entries:
            self._add(entry)
        if subject is not None and all(e.path != subject.path for e in entries):
            # Dropped from anywhere: it is listed as long as it is explored.
            self._add(ModelEntry(subject.path.stem, subject.path, "user", subject.card))
        self.box.setEnabled(self.box.count() > 0)
        self.facts.setText(subject.facts if subject else "")
        self.facts.setVisible(subject is not None)
        self._mark()

    def _add(self, entry: ModelEntry) -> None:
        number = self.box.count()
        if entry.card is None:
            self.box.addItem(icon("alert_circle_outline", "bad"), entry.name)
            self.box.setItemData(number, entry.error, _DAMAGED)
            self.box.setItemData(number, entry.error, Qt.ItemDataRole.ToolTipRole)
        else:
            self.box.addItem(self._icon(entry.path), _title(entry))
            tip = f"{entry.path}"
            self.box.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        self.box.setItemData(number, str(entry.path), Qt.ItemDataRole.UserRole)

    def _choose(self, number: int) -> None:
        explorer = self._explorer
        damaged = self.box.itemData(number, _DAMAGED)
        path = Path(self.box.itemData(number, Qt.ItemDataRole.UserRole))
        if damaged:
            explorer.refuse(str(damaged), path)
            self._mark()
        else:
            explorer.open(path)

    def _mark(self) -> None:
        """Point at the model that is really explored."""
        subject = self._explorer.subject
        path = None if subject is None else str(subject.path)
        self.box.setCurrentIndex(
            -1 if path is None else self.box.findData(path, Qt.ItemDataRole.UserRole)
        )

    def _icon(self, path: Path) -> QIcon:
        if path in self._previews:
            return QIcon(QPixmap.fromImage(self._previews[path]))
        if path not in self._asked:
            self._asked.add(path)
            side = size(_PREVIEW) * 2

            def read(_: Task) -> QImage:
                return _small(read_model_file(path).preview, side)

            def show(image: QImage) -> None:
                self._previews[path] = image
                number = self.box.findData(str(path), Qt.ItemDataRole.UserRole)
                if number >= 0:
                    self.box.setItemIcon(number, QIcon(QPixmap.fromImage(image)))

            # Without a preview the general sign stays.
            self._explorer.services.background.run(
                read, show, lambda _: None, owner=self
            )
        return icon("creation", "muted")


def _belongs(entry: ModelEntry) -> bool:
    card = entry.card
    return card is None or explorable(card)


def _title(entry: ModelEntry) -> str:
    card = entry.card
    assert card is not None
    title = card.title or card.name
    if entry.source == "run":
        return f"{title} · {card.run or entry.path.parent.parent.name}, {card.step:,}"
    return title if entry.source == "demo" else f"{title} · {entry.name}"


def _small(preview: bytes | None, side: int) -> QImage:
    """Cut the first picture or so out of a preview; for any thread."""
    image = QImage.fromData(preview or b"")
    if image.isNull():
        raise ValueError("no preview")
    cut = min(image.width(), image.height(), max(image.width() // 2, 64))
    return image.copy(0, 0, cut, cut).scaled(
        side,
        side,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )

"""The canvas while it shows a walk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.frames_view import FramesView
from ganstudio.gui.explore.kept import Kept
from ganstudio.gui.explore.picker import PointPicker
from ganstudio.gui.explore.walk import LEAST_FRAMES, MOST_FRAMES, Walk
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import (
    EmptyState,
    Sentence,
    Sign,
    button,
    caption,
    label,
    set_kind,
    tool_button,
)


class WalkPage(QWidget):
    """Two ends, the frames between them, and what the training pictures were.

    Args:
        explorer: whose model draws.
        kept: samples to choose from.
        walk: what is shown.
        commands: for "Save film".
    """

    def __init__(
        self, explorer: Explorer, kept: Kept, walk: Walk, commands: Commands
    ) -> None:
        super().__init__()
        self._walk = walk
        self.ends = [
            PointPicker("Beginning of the walk", explorer, kept, side=36),
            PointPicker("End of the walk", explorer, kept, side=36),
        ]
        for number, end in enumerate(self.ends):
            end.picked.connect(lambda point, n=number: walk.choose(n, point))
        self.swap = tool_button(
            "swap_horizontal", "Turn round", walk.swap, help="Walk the other way."
        )
        self.count = QSpinBox()
        self.count.lineEdit().setTextMargins(size(4), 0, 0, 0)
        self.count.setRange(LEAST_FRAMES, MOST_FRAMES)
        self.count.setKeyboardTracking(False)
        self.count.setAccessibleName("Frames")
        self.count.setToolTip(
            f"How many pictures, from {LEAST_FRAMES} to {MOST_FRAMES}, both ends"
            " among them."
        )
        self.count.valueChanged.connect(walk.set_count)
        self.neighbours = QCheckBox("Nearest training pictures")
        self.neighbours.setAccessibleName("Nearest training pictures")
        self.neighbours.setToolTip(
            "Show below each frame the training picture nearest to it by its pixels,"
            " and their distance from 0 to 1. A model that only repeats what it has"
            " seen shows the same picture twice."
        )
        self.neighbours.toggled.connect(walk.want_neighbours)
        self.frames = FramesView("Frames of the walk")
        self.frames.chosen.connect(walk.take)
        self.empty = EmptyState(
            "map_marker_path",
            "Walk between two pictures",
            "Choose where the walk begins and ends, above. K keeps a picture to choose"
            " from; the two kept last are taken by themselves.",
            button(
                "Back to the picture",
                lambda: explorer.show("picture"),
                icon="image_outline",
                help="Show one picture, so that it can be kept.",
            ),
        )
        self.error = Sentence("Error of the walk")
        self.told = caption()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.frames)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head(commands))
        box.addWidget(self._pages, 1)
        box.addWidget(self._below())
        walk.changed.connect(self._show)
        walk.drawn.connect(self._show_frames)
        walk.search.changed.connect(self._show_neighbours)
        kept.drawn.connect(self._show)
        self._show()
        self._show_frames()

    def choose_folder(self) -> None:
        """Ask where the training pictures are."""
        name = QFileDialog.getExistingDirectory(self, "Folder of training pictures")
        if name:
            self._walk.search.choose(Path(name))

    def _head(self, commands: Commands) -> QWidget:
        head = QWidget()
        set_kind(head, "panel")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(head)
        line.setContentsMargins(size(12), size(6), size(12), size(6))
        line.setSpacing(size(8))
        line.addWidget(self.ends[0])
        line.addWidget(Sign("arrow_right"))
        line.addWidget(self.ends[1])
        line.addWidget(self.swap)
        line.addSpacing(size(8))
        name = label("Frames")
        name.setBuddy(self.count)
        line.addWidget(name)
        line.addWidget(self.count)
        line.addSpacing(size(8))
        line.addWidget(self.neighbours)
        line.addStretch()
        line.addWidget(tool_button(commands.action("explore.frames")))
        line.addWidget(tool_button(commands.action("explore.film")))
        return head

    def _below(self) -> QWidget:
        self._foot = QWidget()
        set_kind(self._foot, "panel")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(self._foot)
        inside.setContentsMargins(size(12), size(6), size(12), size(2))
        inside.setSpacing(size(4))
        inside.addWidget(self.error)
        inside.addWidget(self.told)
        return self._foot

    def _show(self) -> None:
        walk = self._walk
        for number, picker in enumerate(self.ends):
            picker.show_point(walk.ends[number], walk.picture_of(number))
        self.swap.setEnabled(walk.whole)
        self.count.blockSignals(True)
        self.count.setValue(walk.count)
        self.count.blockSignals(False)
        # Points are no pictures that could be compared.
        self.neighbours.setVisible(walk.draws_pictures)
        self.neighbours.blockSignals(True)
        self.neighbours.setChecked(walk.neighbours_on)
        self.neighbours.blockSignals(False)
        page = self.frames if walk.whole else self.empty
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
        self._show_words()

    def _show_frames(self) -> None:
        self.frames.show_frames(self._walk.frames)
        self._show()
        self._show_neighbours()

    def _show_neighbours(self) -> None:
        found = self._walk.search.found
        rows = found.rows if found is not None else ()
        self.frames.show_neighbours([row[0] for row in rows])
        self._show_words()

    def _show_words(self) -> None:
        walk, search = self._walk, self._walk.search
        if walk.error:
            self.error.say(walk.error, action="Try again", then=walk.again)
        elif walk.neighbours_on and search.error:
            self.error.say(
                search.error, action="Choose folder…", then=self.choose_folder
            )
        else:
            self.error.clear()
        text = ""
        if walk.neighbours_on and not search.error:
            text = search.progress
            if search.found is not None:
                text = "Below each frame its nearest training picture. "
                text += search.found.protocol
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self._foot.setVisible(bool(text or self.error.text) and walk.whole)

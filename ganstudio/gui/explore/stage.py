"""The middle of the workspace: picture or grid, what it is, how fast, what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ganstudio.api import Role
from ganstudio.core.paths import resources
from ganstudio.gui.commands import Commands
from ganstudio.gui.explore.canvas import PictureCanvas
from ganstudio.gui.explore.explorer import Mode
from ganstudio.gui.explore.grid import GridCanvas
from ganstudio.gui.explore.parts import Parts
from ganstudio.gui.explore.sum_page import SumPage
from ganstudio.gui.explore.walk_page import WalkPage
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import (
    EmptyState,
    Sentence,
    button,
    caption,
    set_kind,
    tool_button,
)

_REFRESH_MS = 200
_DEMO = "digits.onnx"


class Stage(QWidget):
    """The canvas of the workspace.

    Args:
        parts: what is shown.
        commands: for the buttons below the picture.
    """

    def __init__(self, parts: Parts, commands: Commands) -> None:
        super().__init__()
        explorer = self._explorer = parts.explorer
        self._real, self._walk = parts.real, parts.walk
        self.picture = PictureCanvas(explorer, parts.real)
        self.grid = GridCanvas(explorer)
        self.grid.chosen.connect(explorer.take_cell)
        self.walk = WalkPage(explorer, parts.kept, parts.walk, commands)
        self.sum = SumPage(explorer, parts.kept, parts.sum)
        self.empty = self._empty()
        self.blank = QWidget()
        self.error = Sentence("Error of the explorer")
        self.what = caption(wrap=False)
        self.speed = caption(wrap=False)
        self.speed.setAccessibleName("Speed")
        self.speed.setToolTip(
            "Time in the network and from a change to the painted picture, ms, in the"
            " middle of the last 120; pictures a second in the last drag; the backend"
            " that ran."
        )
        # Figures of one width: the line does not tremble while they change.
        font = QFont(self.speed.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        self.speed.setFont(font)
        self._pages = QStackedWidget()
        self._of_mode: dict[Mode, QWidget] = {
            "picture": self.picture,
            "grid": self.grid,
            "walk": self.walk,
            "sum": self.sum,
        }
        for page in (self.blank, self.empty, *self._of_mode.values()):
            self._pages.addWidget(page)
        self._foot = QWidget()
        set_kind(self._foot, "panel")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(size(8), size(4), size(12), size(4))
        foot.setSpacing(size(4))
        for command in ("dice", "grid", "walk", "sum"):
            foot.addWidget(tool_button(commands.action(f"explore.{command}")))
        foot.addSpacing(size(4))
        foot.addWidget(self.what)
        foot.addStretch()
        foot.addWidget(self.speed)
        self._error_box = QWidget()
        set_kind(self._error_box, "panel")
        self._error_box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(self._error_box)
        inside.setContentsMargins(size(12), size(8), size(12), size(4))
        inside.addWidget(self.error)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._pages, 1)
        box.addWidget(self._error_box)
        box.addWidget(self._foot)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._show_speed)
        explorer.measured.connect(self._measured)
        explorer.subject_changed.connect(self._show)
        explorer.mode_changed.connect(self._show)
        explorer.picture_changed.connect(self._show_page)
        explorer.picture_changed.connect(self._measured)
        explorer.settled.connect(self._show_what)
        explorer.error_changed.connect(self._show_error)
        parts.real.changed.connect(self._show_error)
        parts.walk.changed.connect(self._show_what)
        explorer.services.models.changed.connect(self._show)
        self._show()
        self._show_error()

    def close_timers(self) -> None:
        """Stop what runs."""
        self._timer.stop()

    def _empty(self) -> EmptyState:
        navigator = self._explorer.services.navigator
        steps: list[QWidget] = []
        demo = resources() / "models" / _DEMO
        if demo.exists():
            steps.append(
                button(
                    "Handwritten digits",
                    lambda: self._explorer.open(demo),
                    icon="creation",
                    help="Explore the demo model that draws digits.",
                )
            )
        steps.append(
            button(
                "Train one",
                lambda: navigator.train(),
                icon="chart_line",
                help="Prepare a run that learns to draw from your pictures.",
            )
        )
        return EmptyState(
            "creation",
            "Explore a generator",
            "A generator draws pictures that nobody took. Walk between its pictures,"
            " turn its dials and keep what you like. Drop a model file (.onnx) here, or"
            " begin with one of these.",
            *steps,
        )

    def _show(self) -> None:
        self._show_page()
        self._show_what()
        self._show_speed()

    def _show_page(self) -> None:
        explorer, page = self._explorer, self.blank
        models = explorer.services.models
        if explorer.subject is None:
            if models.read and not models.of_role(Role.GENERATOR):
                page = self.empty
        else:
            page = self._of_mode[explorer.mode]
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
        self._foot.setVisible(explorer.subject is not None)

    def _show_what(self) -> None:
        explorer = self._explorer
        subject, point = explorer.subject, explorer.point
        if subject is None:
            self.what.clear()
            return
        if explorer.mode in ("walk", "sum"):
            self.what.setText(self._words_of_mode())
            return
        parts = []
        plan = explorer.plan if explorer.grid_on else None
        if plan is not None:
            seeds = [cell.seeds[0] for cell in plan.points]
            parts.append(f"Seeds {seeds[0]} to {seeds[-1]}")
        else:
            alone = len(point.used) == 1 and not point.on_base
            parts.append(f"Seed {point.used[0]}" if alone else point.mixture_text())
            if point.label:
                weights = [w / sum(point.label) for w in point.label]
                mixed = [
                    name if weight > 0.995 else f"{name} {round(100 * weight)} %"
                    for name, weight in zip(subject.classes, weights, strict=True)
                    if weight > 0.005
                ]
                parts.append(", ".join(mixed))
        if point.truncation != 1:
            parts.append(f"truncation {point.truncation:g}")
        count = len(point.values) + len(point.codes)
        if count:
            parts.append(f"{count} set by hand")
        self.what.setText(" · ".join(parts))

    def _words_of_mode(self) -> str:
        """Say where the walk goes, or what is added."""
        if self._explorer.mode == "sum":
            return "A − B + C"
        ends = [end for end in self._walk.ends if end is not None]
        texts = [end.mixture_text().removeprefix("100 % ") for end in ends]
        words = [text if len(text) < 30 else f"{text[:29]}…" for text in texts]
        return f"From {' to '.join(words)}" if len(words) == 2 else ""

    def _measured(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _show_speed(self) -> None:
        explorer = self._explorer
        text = explorer.timings.text
        if explorer.loading:
            text = "Loading the model"
        elif self._real.busy:
            text = "Looking for the picture's place"
        self.speed.setText(text)

    def _show_error(self) -> None:
        explorer = self._explorer
        self._show_speed()
        said = explorer.error or explorer.model_error or self._real.error
        self._error_box.setVisible(bool(said))
        if explorer.error:
            self.error.say(explorer.error, action="Try again", then=explorer.ask)
        elif explorer.model_error:
            self.error.say(
                explorer.model_error, action="Try again", then=self._try_model
            )
        elif self._real.error:
            self.error.say(self._real.error)
        else:
            self.error.clear()

    def _try_model(self) -> None:
        if self._explorer.refused is not None:
            self._explorer.open(self._explorer.refused)

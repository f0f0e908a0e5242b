"""First steps: something to do in each workspace, and what this machine lacks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.api import JobError
from ganstudio.app.info import Info
from ganstudio.core.paths import resources
from ganstudio.gui.dialogs import fetch_information
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import (
    Sentence,
    Sign,
    button,
    caption,
    heading,
    label,
    section,
    set_kind,
)

SAMPLE_PHOTO = "coast.jpg"
SAMPLE_GENERATOR = "digits.onnx"
TRAIN_COMMAND = 'pip install "ganstudio[train]"'


def missing_for_training() -> str:
    """Say in one sentence what training lacks; "" where it lacks nothing."""
    from ganstudio.host import require_train

    try:
        require_train()
    except JobError as error:
        return str(error)
    return ""


class FirstSteps(QDialog):
    """A small dialog with one step for each workspace.

    Args:
        services: where the steps lead, and who knows the machine.
        parent: the window.
    """

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setWindowTitle("First steps")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(size(640))
        box = QVBoxLayout(self)
        box.setContentsMargins(size(24), size(24), size(24), size(16))
        box.setSpacing(size(8))
        box.addWidget(heading("First steps"))
        box.addWidget(
            label("Everything here works with what came with the program.", "muted")
        )
        box.addSpacing(size(4))
        go = services.navigator
        photo = resources() / "images" / SAMPLE_PHOTO
        digits = resources() / "models" / SAMPLE_GENERATOR
        self.steps = {
            "Translate": self._step(
                "image_filter_hdr",
                "Turn a photograph into a woodblock print",
                "Opens a sample; drop photographs on the window at any time.",
                "Translate a sample",
                lambda: go.open([photo]),
            ),
            "Explore": self._step(
                "creation",
                "Walk through the digits that a network invents",
                "Drag the point, mix classes, throw the dice.",
                "Explore digits",
                lambda: go.open_model(digits),
            ),
            "Train": self._step(
                "chart_line",
                "Train a model on pictures of your own",
                "A folder of pictures is enough; closing the window stops nothing.",
                "New run",
                lambda: go.train(),
            ),
            "Library": self._step(
                "puzzle_outline",
                "Add a model of your own design",
                "A plugin is a card and a recipe: about eighty lines.",
                "See plugins",
                lambda: go.show("library"),
            ),
        }
        for row in self.steps.values():
            box.addWidget(row)
        box.addSpacing(size(8))
        box.addWidget(section("This machine"))
        self.training = Sentence("What training needs", copyable=False)
        self.machine = Sentence("Devices", copyable=False)
        box.addWidget(self.training)
        box.addWidget(self.machine)
        closing = QHBoxLayout()
        closing.addStretch()
        closing.addWidget(button("Close", self.close))
        box.addLayout(closing)
        self._look_around()

    def _step(
        self, sign: str, title: str, text: str, do: str, run: Callable[[], object]
    ) -> QFrame:
        row = QFrame()
        set_kind(row, "card")
        line = QHBoxLayout(row)
        line.setContentsMargins(size(12), size(8), size(12), size(8))
        line.setSpacing(size(12))
        line.addWidget(Sign(sign, 24, "accent"))
        words = QVBoxLayout()
        words.setSpacing(size(2))
        words.addWidget(label(title))
        words.addWidget(caption(text, wrap=False))
        line.addLayout(words, 1)

        def leave() -> None:
            self.close()
            run()

        line.addWidget(button(do, leave))
        return row

    def _look_around(self) -> None:
        def trains(missing: str) -> None:
            if missing:
                self.training.say(
                    missing,
                    "warning",
                    action="Copy the command",
                    then=lambda: QGuiApplication.clipboard().setText(TRAIN_COMMAND),
                )
            else:
                self.training.say("Training is installed.", "good")

        self._services.background.run(
            lambda _: missing_for_training(), trains, owner=self
        )
        self.machine.say("Looking for a GPU…", "muted")
        fetch_information(
            self._services,
            self._machine,
            lambda text: self.machine.say(text, "muted"),
            owner=self,
        )

    def _machine(self, known: Info) -> None:
        devices = [name for name in known.devices if name != "cpu"]
        if devices:
            self.machine.say(f"Training can use {', '.join(devices)}.", "good")
        else:
            self.machine.say(
                "No GPU was found: networks are trained and run on the processor,"
                " which takes longer; the presets “quick” are made for that.",
                "muted",
            )

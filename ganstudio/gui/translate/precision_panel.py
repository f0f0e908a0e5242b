"""What networks run on, and what that costs on this photograph."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.app.backends import FAIR, VISIBLE
from ganstudio.app.info import Info
from ganstudio.gui.dialogs.backend_choice import BackendChoice
from ganstudio.gui.dialogs.information import fetch_information
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.translate.precision import Precision
from ganstudio.gui.widgets import Sentence, caption, section

_MEANING = (
    "Decibels say how close two pictures are: more is closer. Above about"
    f" {FAIR:.0f} dB no eye sees the difference; under {VISIBLE:.0f} dB anybody does."
)


class PrecisionPanel(QWidget):
    """One choice, and one sentence about it.

    Args:
        services: hold the choice, and know what is installed.
        precision: measures it.
    """

    def __init__(self, services: Services, precision: Precision) -> None:
        super().__init__()
        self._services, self._precision = services, precision
        self._asked = False
        self.choice = BackendChoice(services.preferences)
        self.choice.setAccessibleName("Precision")
        self.choice.looked_at.connect(self._ask)
        self.says = caption()
        self.sentence = Sentence("Precision on this photograph")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(6))
        box.addWidget(section("Precision"))
        for widget in (self.choice, self.says, self.sentence):
            box.addWidget(widget)
        precision.changed.connect(self.refresh)
        services.preferences.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what is known of the present choice."""
        found = self._precision.measured
        self.says.setToolTip("")
        self.sentence.clear()
        if found is not None and found.closeness is not None:
            height, width = found.closeness.size
            text = f"{found.closeness.sentence} Measured at {width} × {height} px."
            self.says.setToolTip(
                f"{_MEANING}\nOf this photograph, with all of the translation;"
                f" {found.closeness.seconds:.2f} s instead of"
                f" {found.closeness.exact_seconds:.2f} s in the network."
            )
            self.sentence.say(found.closeness.warning, "warning")
        elif found is not None:
            text = ""
            self.sentence.say(
                found.error, action="Measure again", then=self._precision.again
            )
        elif self._precision.busy:
            text = "Comparing this photograph with its exact result…"
        else:
            text = ""
        text = " ".join(part for part in (text, self._precision.instead) if part)
        self.says.setText(text)
        self.says.setVisible(bool(text))

    def _ask(self) -> None:
        if not self._asked:
            self._asked = True
            fetch_information(self._services, self._know, self._not_known, owner=self)

    def _know(self, known: Info) -> None:
        self.choice.know(known.backends)

    def _not_known(self, sentence: str) -> None:
        self._asked = False
        self._services.notices.say(sentence, "bad")

"""One setting that may be changed while the run goes on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from ganstudio.api import ConfigError, Knob, ModelSpec, parse_config
from ganstudio.gui.form import NumberField, title_of
from ganstudio.gui.form.steps import stepped
from ganstudio.gui.form.words import help_of, sentence_of, shown
from ganstudio.gui.theme import size
from ganstudio.gui.train.selected_run import Setting
from ganstudio.gui.widgets import Sentence, label, set_flag

_CONTROL = 112


class LiveSetting(QWidget):
    """A knob with a field; Enter asks the run to take it, and the run's word is shown.

    Args:
        setting: which one.
        spec: of the model, for its bounds.
    """

    wanted = Signal(str, object)
    """Name and value that the run is asked to take."""

    def __init__(self, setting: Setting, spec: ModelSpec) -> None:
        super().__init__()
        assert setting.knob is not None
        self.knob: Knob = setting.knob
        self._spec = spec
        self._value = setting.value
        title = title_of(setting.name)
        self.name = label(title, wrap=True)
        self.control = self._make_control(title)
        self.control.setAccessibleName(title)
        self.control.setFixedWidth(size(_CONTROL))
        self.name.setBuddy(self.control)
        tip = help_of(self.knob, self.knob.default, None)
        for part in (self.name, self.control):
            part.setToolTip(f"{tip}\nEnter: taken at the next step.")
        self.problem = Sentence(f"Error of {title}", copyable=False)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(size(8))
        grid.setVerticalSpacing(size(2))
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.control, 0, 1)
        grid.addWidget(self.problem, 1, 0, 1, 2)
        self._show_value()

    def show_setting(self, setting: Setting) -> None:
        """Show what the run has; a number that is being typed stays."""
        if setting.value != self._value:
            self._value = setting.value
            self._show_value()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the panel: it must not change a run on its way."""
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _make_control(self, title: str) -> QWidget:
        knob = self.knob
        if knob.kind == "bool":
            box = QCheckBox()
            box.toggled.connect(self._ask)
            return box
        if knob.kind == "choice":
            choice = QComboBox()
            choice.addItems(list(knob.choices))
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            choice.installEventFilter(self)
            choice.textActivated.connect(self._ask)
            return choice
        number = knob.kind in ("int", "float")
        field = NumberField(title, knob.unit, self._step if number else None)
        field.editingFinished.connect(self._typed)
        return field

    def _step(self, value: float, steps: int) -> float:
        return stepped(self.knob, value, steps)

    def _typed(self) -> None:
        if isinstance(self.control, QLineEdit):
            self._ask(self.control.text().strip())

    def _ask(self, value: object) -> None:
        name = self.knob.name
        try:
            config = parse_config(self._spec.config, {name: value})
        except ConfigError as error:
            text = next(iter(error.problems)).message
            self.problem.say(sentence_of(text))
            set_flag(self.control, "wrong", on=True)
            return
        self.problem.clear()
        set_flag(self.control, "wrong", on=False)
        asked = getattr(config, name)
        if asked != self._value:
            self.wanted.emit(name, asked)

    def _show_value(self) -> None:
        self.problem.clear()
        set_flag(self.control, "wrong", on=False)
        with QSignalBlocker(self.control):
            if isinstance(self.control, QCheckBox):
                self.control.setChecked(bool(self._value))
            elif isinstance(self.control, QComboBox):
                self.control.setCurrentText(str(self._value))
            elif isinstance(self.control, QLineEdit):
                self.control.setText(shown(self._value))

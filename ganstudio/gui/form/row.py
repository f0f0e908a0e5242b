"""One knob in the form: name, control, way back, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QWidget,
)

from ganstudio.api import Knob
from ganstudio.app.settings import range_of
from ganstudio.gui.form.field import NumberField
from ganstudio.gui.form.model import FormModel
from ganstudio.gui.form.steps import grain_of, stepped
from ganstudio.gui.form.words import help_of, shown, title_of
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import Sentence, label, set_flag, tool_button

_CONTROL = 124
_FACTOR_PAGE = 3
"""Steps of a page where one step is a factor."""


class KnobRow(QWidget):
    """A knob of a form, bound to its value.

    Args:
        form: whose knob it is.
        knob: which one.
    """

    def __init__(self, form: FormModel, knob: Knob) -> None:
        super().__init__()
        self.knob = knob
        self._form = form
        self._title = title_of(knob.name)
        self._grain = grain_of(form.spec.config, knob.name)
        self.name = label(self._title, wrap=True)
        self.control = self._make_control()
        self.control.setAccessibleName(self._title)
        self.control.setObjectName(knob.name)
        self.name.setBuddy(self.control)
        self.back: QToolButton | None = None
        """Puts the knob back; made when there is something to put back."""
        self._problem: Sentence | None = None
        place = QHBoxLayout()
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self.control)
        if knob.kind == "bool":
            place.addStretch()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(size(8))
        self.grid.setVerticalSpacing(size(2))
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnMinimumWidth(2, size(_CONTROL))
        self.grid.addWidget(self.name, 0, 0)
        self.grid.addLayout(place, 0, 2)
        self.refresh()

    def refresh(self) -> None:
        """Show what the form holds."""
        self._show_value()
        name, preset = self.knob.name, self._form.preset
        base, changed = self._form.base[name], self._form.is_changed(name)
        tip = help_of(self.knob, base, preset)
        for part in (self.name, self.control):
            part.setToolTip(tip)
        set_flag(self.name, "changed", changed)
        whose = "the default" if preset is None else f"the value of preset {preset}"
        self._show_way_back(f"Back to {shown(base)}, {whose}", changed=changed)
        self._show_problem(self._form.problems.get(name, ""), changed=changed)

    def matches(self, text: str) -> bool:
        """Whether a search for this text finds the knob."""
        text = text.casefold().strip()
        about = (self._title, self.knob.name, self.knob.help, self.knob.group)
        return any(text in part.casefold() for part in about)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the form: it must not change a value on its way."""
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _make_control(self) -> QWidget:
        knob = self.knob
        if knob.kind == "bool":
            box = QCheckBox()
            box.toggled.connect(self._set)
            return box
        if knob.kind == "choice":
            choice = QComboBox()
            choice.addItems(list(knob.choices))
            choice.setFixedWidth(size(_CONTROL))
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            choice.installEventFilter(self)
            choice.currentTextChanged.connect(self._set)
            return choice
        number = knob.kind in ("int", "float")
        field = NumberField(self._title, knob.unit, self._step if number else None)
        field.setFixedWidth(size(_CONTROL))
        field.textEdited.connect(self._set)
        return field

    def _step(self, value: float, steps: int) -> float:
        if self.knob.log:
            steps = max(-_FACTOR_PAGE, min(_FACTOR_PAGE, steps))
        return stepped(self.knob, value, steps, self._grain)

    def _set(self, value: bool | str) -> None:
        self._form.set(self.knob.name, value)

    def _reset(self) -> None:
        # The button is about to go; the keyboard stays with the knob.
        self.control.setFocus()
        self._form.reset(self.knob.name)

    def _show_value(self) -> None:
        value = self._form.value(self.knob.name)
        with QSignalBlocker(self.control):
            if isinstance(self.control, QCheckBox):
                self.control.setChecked(bool(value))
                self.control.setText("On" if value else "Off")
            elif isinstance(self.control, QComboBox):
                self.control.setCurrentText(str(value))
            elif isinstance(self.control, QLineEdit) and self.control.text() != value:
                self.control.setText(str(value))

    def _show_way_back(self, help: str, *, changed: bool) -> None:
        if self.back is None:
            if not changed:
                return
            self.back = tool_button("restore", f"Reset {self._title}", self._reset)
            self.grid.addWidget(self.back, 0, 1)
            self.setTabOrder(self.back, self.control)
        self.back.setToolTip(help)
        self.back.setVisible(changed)

    def _show_problem(self, sentence: str, *, changed: bool) -> None:
        set_flag(self.control, "wrong", bool(sentence))
        allowed = range_of(self.knob) or self.knob.unit
        said = [allowed, "changed" if changed else "", sentence]
        self.control.setAccessibleDescription(", ".join(part for part in said if part))
        if self._problem is None:
            if not sentence:
                return
            self._problem = Sentence(f"Error of {self._title}", copyable=False)
            self.grid.addWidget(self._problem, 1, 0, 1, 3)
        if self._problem.text != sentence:
            self._problem.say(sentence)

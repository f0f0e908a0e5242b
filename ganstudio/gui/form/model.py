"""What a form holds: values as typed, the preset, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.api import Config, ConfigError, Knob, ModelSpec, knobs
from ganstudio.api.spec import TEST_PRESET
from ganstudio.app.settings import build_config
from ganstudio.gui.form.words import sentence_of, shown, title_of

Value = bool | str
"""As a control holds it: whether a box is checked; else text, as typed."""


class FormModel(QObject):
    """The settings of one model while a person changes them. No widgets.

    Every change is checked at once by the same function that checks the command line.

    Args:
        spec: the model.
        preset: where it begins; None for the defaults.
    """

    changed = Signal()
    """A value, the preset or a problem is another one now."""

    def __init__(
        self, spec: ModelSpec, preset: str | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self.knobs: tuple[Knob, ...] = knobs(spec.config)
        self._by_name = {knob.name: knob for knob in self.knobs}
        self.preset: str | None = None
        self.base: dict[str, Any] = {}
        """Values of the preset, by name."""
        self.config: Config | None = None
        """What the values make; None while there is a problem."""
        self.problems: dict[str, str] = {}
        """Knob's name -> sentence; "" for what belongs to no knob alone."""
        self._values: dict[str, Value] = {}
        self._take_preset(preset)
        self._check()

    @property
    def presets(self) -> tuple[str, ...]:
        """Names of the presets that are offered, in the model's order."""
        return tuple(name for name in self.spec.presets if name != TEST_PRESET)

    def value(self, name: str) -> Value:
        """What a control shows."""
        return self._values[name]

    def set(self, name: str, value: Value) -> None:
        """Take what a person set or typed, right or wrong.

        A length in steps wins over epochs that only the preset asked for, as on the
        command line.
        """
        if self._values[name] == value:
            return
        self._values[name] = value
        if (
            name == "steps"
            and self.base.get("epochs")
            and not self.is_changed("epochs")
        ):
            self._values["epochs"] = "0"
        self._check()
        self.changed.emit()

    def reset(self, name: str) -> None:
        """Put one knob back to the preset's value."""
        self.set(name, self._plain(name, self.base[name]))

    def choose_preset(self, preset: str | None) -> None:
        """Show a preset's values; what was changed is given up."""
        self._take_preset(preset)
        self._check()
        self.changed.emit()

    def is_changed(self, name: str) -> bool:
        """Whether a knob differs from the preset."""
        return bool(self._parsed(name) != self.base[name])

    @property
    def any_changed(self) -> bool:
        """Whether any knob differs from the preset."""
        return any(self.is_changed(knob.name) for knob in self.knobs)

    @property
    def settings(self) -> dict[str, Any]:
        """What differs from the preset: name -> number, flag or text.

        With the preset it gives `config` again, here and on the command line.
        """
        found = {
            knob.name: self._parsed(knob.name)
            for knob in self.knobs
            if self.is_changed(knob.name)
        }
        if "steps" in found and self.base.get("epochs"):
            # Without it, steps that are asked for would turn the epochs off.
            found["epochs"] = self._parsed("epochs")
        return found

    def title_of_problems(self) -> list[str]:
        """Titles of the knobs that are wrong, in the form's order."""
        return [title_of(k.name) for k in self.knobs if k.name in self.problems]

    def state(self) -> dict[str, Any]:
        """The preset and what was changed, as JSON."""
        changed = [k.name for k in self.knobs if self.is_changed(k.name)]
        return {
            "preset": self.preset,
            "values": {name: self._values[name] for name in changed},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` returned; what no longer fits is left out."""
        preset, values = state.get("preset"), state.get("values")
        self._take_preset(preset if preset in self.spec.presets else None)
        for name, value in (values if isinstance(values, dict) else {}).items():
            old = self._values.get(name)
            if old is not None and isinstance(value, type(old)):
                self._values[name] = value
        self._check()
        self.changed.emit()

    def _take_preset(self, preset: str | None) -> None:
        self.preset = preset
        self.base = build_config(self.spec, preset, {}).model_dump(mode="json")
        self._values = {
            knob.name: self._plain(knob.name, self.base[knob.name])
            for knob in self.knobs
        }

    def _plain(self, name: str, value: Any) -> Value:
        return bool(value) if self._by_name[name].kind == "bool" else shown(value)

    def _parsed(self, name: str) -> Any:
        """Read the value; text that is no number stays text, to be refused."""
        value, kind = self._values[name], self._by_name[name].kind
        if isinstance(value, str) and kind in ("int", "float"):
            text = value.strip()
            try:
                return int(text) if kind == "int" else float(text)
            except ValueError:
                return text
        return value

    def _check(self) -> None:
        self.problems = {}
        try:
            self.config = build_config(self.spec, self.preset, self.settings)
        except ConfigError as error:
            self.config = None
            for problem in error.problems:
                known = problem.field if problem.field in self._by_name else ""
                said = sentence_of(problem.message)
                if problem.field and not known:
                    said = f"{problem.field}: {said}"
                old = self.problems.get(known)
                self.problems[known] = f"{old} {said}" if old else said

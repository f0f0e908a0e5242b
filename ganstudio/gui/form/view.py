"""The form as it is seen: preset, search, sections, advanced ones folded away."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ganstudio.api import Knob
from ganstudio.gui.form.model import FormModel
from ganstudio.gui.form.row import KnobRow
from ganstudio.gui.form.section import Section
from ganstudio.gui.form.words import group_title
from ganstudio.gui.theme import icon, size
from ganstudio.gui.widgets import Sentence, button, label

_LONG = 8
"""Knobs from which a form offers a search."""


class FormView(QWidget):
    """All knobs of a form.

    Args:
        form: what it shows and changes.
        gradually: make one section at each turn of the event loop, since a long form
            takes some tens of milliseconds; `grown` tells when it is whole.
    """

    grown = Signal()

    def __init__(self, form: FormModel, *, gradually: bool = False) -> None:
        super().__init__()
        self.form = form
        self.preset = QComboBox()
        self.preset.setAccessibleName("Preset")
        self.preset.setToolTip("Settings that go together; choosing one shows them.")
        self.preset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.preset.addItem("Defaults", None)
        for name in form.presets:
            self.preset.addItem(name, name)
        self.preset.activated.connect(self._choose_preset)
        self.undo = button(
            "Reset all",
            self._reset_all,
            kind="link",
            help="Back to the preset's values, all of them.",
        )
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a setting")
        self.search.setAccessibleName("Find a setting")
        self.search.setToolTip("Shows the settings with this word in name or help.")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            icon("magnify", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.textChanged.connect(self._find)
        self.problem = Sentence("Error of the settings", copyable=False)
        self.nothing = label("No setting has this word.", "muted")
        self.rows: dict[str, KnobRow] = {}
        self.sections: list[Section] = []
        self._coming: dict[str, list[Knob]] = {}
        for knob in form.knobs:
            self._coming.setdefault(knob.group, []).append(knob)
        preset_name = label("Preset")
        preset_name.setBuddy(self.preset)
        top = QHBoxLayout()
        top.setSpacing(size(8))
        top.addWidget(preset_name)
        top.addWidget(self.preset, 1)
        top.addWidget(self.undo)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(8))
        box.addLayout(top)
        if len(form.knobs) > _LONG:
            box.addWidget(self.search)
        box.addWidget(self.problem)
        box.addWidget(self.nothing)
        box.addSpacing(size(4))
        self._sections = QVBoxLayout()
        self._sections.setSpacing(size(8))
        box.addLayout(self._sections)
        box.addStretch()
        form.changed.connect(self.refresh)
        if gradually:
            self.refresh()
            QTimer.singleShot(0, self, self._grow)
            return
        while self._coming:
            self._make_section()
        self.refresh()

    @property
    def whole(self) -> bool:
        """Whether every section is there."""
        return not self._coming

    def refresh(self) -> None:
        """Show what the form holds now."""
        form = self.form
        changed = form.any_changed
        with QSignalBlocker(self.preset):
            for index in range(self.preset.count()):
                name = self.preset.itemData(index)
                here = name == form.preset
                text = name or "Defaults"
                if here and changed:
                    text = f"{text}, changed"
                self.preset.setItemText(index, text)
                if here:
                    self.preset.setCurrentIndex(index)
        self.undo.setVisible(changed)
        self.problem.say(form.problems.get("", ""))
        for row in self.rows.values():
            row.refresh()
        self._find(self.search.text())

    def focus_problem(self) -> None:
        """Go to the first knob that is wrong."""
        for knob in self.form.knobs:
            name = knob.name
            if name in self.form.problems and name in self.rows:
                self.rows[name].control.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _grow(self) -> None:
        if self._coming:
            self._make_section()
            self._find(self.search.text())
            QTimer.singleShot(0, self, self._grow)
        else:
            self.grown.emit()

    def _make_section(self) -> None:
        group = next(iter(self._coming))
        rows = [KnobRow(self.form, knob) for knob in self._coming.pop(group)]
        self.rows |= {row.knob.name: row for row in rows}
        made = Section(group_title(group), rows)
        self.sections.append(made)
        self._sections.addWidget(made)

    def _find(self, text: str) -> None:
        must = {
            name
            for name in self.rows
            if name in self.form.problems or self.form.is_changed(name)
        }
        found = [section.show_found(text, must) for section in self.sections]
        self.nothing.setVisible(self.whole and not any(found))

    def _choose_preset(self, index: int) -> None:
        self.form.choose_preset(self.preset.itemData(index))

    def _reset_all(self) -> None:
        self.preset.setFocus()
        self.form.choose_preset(self.form.preset)

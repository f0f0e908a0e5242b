"""The inspector of a new run, from the model down to Start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ganstudio.gui.form import FormModel, FormView, NumberField
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.train.new_run.data_fields import DataFields
from ganstudio.gui.train.new_run.model import NewRunModel
from ganstudio.gui.train.new_run.model_cards import ModelCards
from ganstudio.gui.train.new_run.outlook import Outlook
from ganstudio.gui.widgets import (
    Sentence,
    label,
    rule,
    section,
    set_flag,
    tool_button,
)


class NewRunInspector(QWidget):
    """Everything about a run that can be chosen.

    Args:
        run: the run in the making.
        services: for its parts.
        start: what Start does.
        copy_command: what "Copy as command line" does.
    """

    def __init__(
        self,
        run: NewRunModel,
        services: Services,
        start: Callable[[], None],
        copy_command: Callable[[], None],
    ) -> None:
        super().__init__()
        self._run = run
        self.cards = ModelCards(run, services)
        self.data = DataFields(run.data, services)
        self.form: FormView | None = None
        self._forms: dict[FormModel, FormView] = {}
        self._awaited: FormModel | None = None
        self._form_place = QVBoxLayout()
        self.seed = NumberField("Seed", "", lambda value, n: max(int(value) + n, 0))
        self.seed.setToolTip(
            "Decides every random draw: the same seed, the same run. A whole number, 0"
            " or more."
        )
        self.seed.textEdited.connect(run.set_seed)
        self.dice = tool_button("dice_multiple_outline", "Draw a seed", run.draw_seed)
        self.seed_problem = Sentence("Error of the seed", copyable=False)
        self.device = QComboBox()
        self.device.setAccessibleName("Device")
        self.device.setToolTip("What to train on; automatic takes a graphics card.")
        self.device.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.device.activated.connect(self._choose_device)
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the run")
        self.name.setPlaceholderText("date, time and model")
        self.name.setToolTip(
            "Name of the run, or its folder; left empty, it is named by date and model."
        )
        self.name.textEdited.connect(run.set_name)
        self.name_problem = Sentence("Error of the name")
        self.outlook = Outlook(run, start, copy_command)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = self._body()
        self.area.setWidget(body)
        body.setAutoFillBackground(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.area, 1)
        box.addWidget(rule())
        box.addWidget(self.outlook)
        run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the model holds."""
        run = self._run
        self._show_form()
        if self.seed.text() != run.seed:
            self.seed.setText(run.seed)
        set_flag(self.seed, "wrong", bool(run.seed_problem))
        self.seed_problem.say(run.seed_problem)
        if self.name.text() != run.name:
            self.name.setText(run.name)
        set_flag(self.name, "wrong", bool(run.name_problem))
        self.name_problem.say(run.name_problem)
        self._show_devices()

    def focus_problem(self) -> None:
        """Go to the first field that keeps Start back."""
        run = self._run
        if not run.data.ready:
            self.data.fields[bool(run.data.problems[1])].setFocus()
        elif run.form is not None and run.form.problems and self.form is not None:
            self.form.focus_problem()
        elif run.seed_problem:
            self.seed.setFocus()
        elif run.name_problem:
            self.name.setFocus()

    def _body(self) -> QWidget:
        run_title = section("This run")
        grid = QGridLayout()
        grid.setHorizontalSpacing(size(8))
        grid.setVerticalSpacing(size(6))
        grid.setColumnStretch(1, 1)
        rows = (
            ("Seed", self.seed, self.dice, self.seed_problem),
            ("Device", self.device, None, None),
            ("Name", self.name, None, self.name_problem),
        )
        for n, (text, control, extra, problem) in enumerate(rows):
            name = label(text)
            name.setBuddy(control)
            grid.addWidget(name, 2 * n, 0)
            grid.addWidget(control, 2 * n, 1, 1, 1 if extra is not None else 2)
            if extra is not None:
                grid.addWidget(extra, 2 * n, 2)
            if problem is not None:
                grid.addWidget(problem, 2 * n + 1, 0, 1, 3)
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(size(12), size(12), size(12), size(12))
        box.setSpacing(size(8))
        box.addWidget(section("Model"))
        box.addWidget(self.cards)
        box.addSpacing(size(4))
        box.addWidget(self.data)
        box.addSpacing(size(4))
        box.addWidget(section("Settings"))
        box.addLayout(self._form_place)
        box.addWidget(run_title)
        box.addLayout(grid)
        box.addStretch()
        return body

    def _show_form(self) -> None:
        form = self._run.form
        if form is (self.form.form if self.form is not None else None):
            return
        if self.form is not None:
            self.form.hide()
        self.form = self._forms.get(form) if form is not None else None
        if self.form is not None:
            self.form.show()
        elif form is not None and form is not self._awaited:
            # Some tens of milliseconds: after the rest of the window has answered.
            self._awaited = form
            QTimer.singleShot(0, self, self._make_form)

    def _make_form(self) -> None:
        form, self._awaited = self._run.form, None
        if form is None or form in self._forms:
            return
        view = FormView(form, gradually=True)
        # A plugin that changed gives its model a new form; the old one has gone.
        self._forms = {f: v for f, v in self._forms.items() if isValid(f)}
        self._forms[form] = view
        form.destroyed.connect(view.deleteLater)
        self._form_place.addWidget(view)
        self._show_form()

    def _show_devices(self) -> None:
        run = self._run
        items = {"auto": "Automatic", "cpu": "CPU"}
        for device in run.devices:
            id, _, about = device.partition(",")
            if id != "cpu":
                items[id] = f"{id}: {about.strip()}" if about else id
        items.setdefault(run.device, run.device)
        now = {
            self.device.itemData(n): self.device.itemText(n)
            for n in range(self.device.count())
        }
        with QSignalBlocker(self.device):
            if now != items:
                self.device.clear()
                for id, text in items.items():
                    self.device.addItem(text, id)
            self.device.setCurrentIndex(list(items).index(run.device))

    def _choose_device(self, index: int) -> None:
        self._run.set_device(self.device.itemData(index))

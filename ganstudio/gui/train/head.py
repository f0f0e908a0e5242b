"""The top of the inspector: what the run is, what it is doing, what is in its way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.train.conditions import LOOKS, Condition
from ganstudio.gui.train.known_runs import Run
from ganstudio.gui.train.run_work import RunWork
from ganstudio.gui.train.sentences import ending, step_of, title_of, when
from ganstudio.gui.train.steering import Steering, Trouble
from ganstudio.gui.widgets import (
    Elided,
    Sentence,
    Sign,
    button,
    caption,
    label,
    set_kind,
    time_left,
)

_SAID = {
    Condition.INTERRUPTED: "bad",
    Condition.FAILED: "bad",
    Condition.DAMAGED: "bad",
}


class RunHead(QWidget):
    """Title, state, progress, and the sentences that matter now.

    Args:
        services: of the window.
        steering: knows what stands in the way.
        works: know why an export or a measurement failed.
    """

    def __init__(
        self, services: Services, steering: Steering, works: Sequence[RunWork]
    ) -> None:
        super().__init__()
        self._services, self._steering, self._works = services, steering, works
        self._run: Run | None = None
        self.title = label("", "heading", wrap=True)
        self.name = Elided()
        set_kind(self.name, "caption")
        self.sign = Sign("circle_outline")
        self.word = label()
        self.left = caption(wrap=False)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.step = caption()
        self.sentence = Sentence("State of the run")
        self.trouble = Sentence("What is in the way")
        self.work_problem = Sentence("Error of an export or a measurement")
        self.wait = button(
            "Wait for it",
            self._wait,
            icon="timer_sand",
            help="Start by itself as soon as the device is free.",
        )
        self.show_holder = button(
            "Show it",
            self._show,
            icon="eye_outline",
            help="Show the run that holds it.",
        )
        self.held = QWidget()
        held = QHBoxLayout(self.held)
        held.setContentsMargins(0, 0, 0, 0)
        held.setSpacing(size(8))
        held.addWidget(self.wait)
        held.addWidget(self.show_holder)
        held.addStretch()
        state = QHBoxLayout()
        state.setSpacing(size(6))
        state.addWidget(self.sign)
        state.addWidget(self.word, 1)
        state.addWidget(self.left)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(8))
        names = QVBoxLayout()
        names.setSpacing(size(2))
        names.addWidget(self.title)
        names.addWidget(self.name)
        box.addLayout(names)
        box.addLayout(state)
        box.addWidget(self.bar)
        box.addWidget(self.step)
        for part in (self.sentence, self.trouble, self.held, self.work_problem):
            box.addWidget(part)

    def show_run(self, run: Run) -> None:
        """Show what is known about a run now."""
        self._run = run
        look = LOOKS[run.condition]
        self.title.setText(title_of(run, self._services))
        made = when(run)
        name = run.entry.folder.name
        self.name.say(f"{name} · {made}" if made else name)
        self.sign.show_icon(look.icon, look.role)
        self.word.setText(look.word.capitalize())
        set_kind(self.word, look.role if look.role != "accent" else "")
        self.left.setText(time_left(run.seconds_left))
        begun = run.step > 0 or run.live
        self.bar.setVisible(run.part is not None and begun)
        self.bar.setValue(round(1000 * (run.part or 0)))
        self.bar.setAccessibleDescription(step_of(run))
        self.step.setText(step_of(run))
        self.step.setVisible(begun)
        self._say(run)

    def _say(self, run: Run) -> None:
        doing = self._steering.progress_of(run)
        trouble = self._steering.trouble(run.path)
        kind = _SAID.get(run.condition, "muted")
        # How far a finished run came stands above already.
        text = doing or ("" if run.condition is Condition.FINISHED else ending(run))
        if self.sentence.text != text:
            self.sentence.say(text, "muted" if doing else kind)
        self._say_trouble(trouble)
        problem = " ".join(filter(None, (w.problem(run.path) for w in self._works)))
        if self.work_problem.text != problem:
            self.work_problem.say(problem)

    def _say_trouble(self, trouble: Trouble | None) -> None:
        text = trouble.sentence if trouble is not None else ""
        if self.trouble.text != text:
            kind = trouble.kind if trouble is not None else "muted"
            self.trouble.say(text, kind)
        self.held.setVisible(trouble is not None and bool(trouble.device))

    def _wait(self) -> None:
        if self._run is not None:
            self._steering.wait(self._run)

    def _show(self) -> None:
        run = self._run
        trouble = self._steering.trouble(run.path) if run is not None else None
        if trouble is not None and trouble.holder is not None:
            self._services.navigator.open_run(trouble.holder)

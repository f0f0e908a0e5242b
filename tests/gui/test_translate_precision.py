"""Precision: one choice, what it costs on this photograph, and what it changes."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from ganstudio.core.images import read_recipe
from ganstudio.gui.dialogs.backend_choice import BackendChoice
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.precision import Precision
from ganstudio.gui.translate.precision_panel import PrecisionPanel
from ganstudio.gui.translate.recipe import Recipe

PHOTO = Path(__file__).parents[1] / "data" / "photos" / "beach.jpg"
needs_openvino = pytest.mark.skipif(
    find_spec("openvino") is None, reason="the extra openvino is not installed"
)


class Command:
    """A process that says what it is told to."""

    def __init__(self, arguments, ended) -> None:
        self.arguments, self._ended = arguments, ended
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True
        self._ended(-1, [])

    def say(self, psnr: float | None) -> None:
        row = {
            "picture": "beach.jpg",
            "backend": "openvino-bf16",
            "height": 96,
            "width": 144,
            "psnr": psnr,
            "seconds": 1.0,
            "exact_seconds": 3.1,
        }
        said = json.dumps({"model": "m", "pictures": [row]}, indent=2)
        self._ended(0, ["a library greets", *said.splitlines()])

    def fail(self, sentence: str) -> None:
        self._ended(1, [sentence])


@pytest.fixture
def commands_run(services, monkeypatch) -> list[Command]:
    """Every command that was started in place of a process."""
    started: list[Command] = []

    def run(arguments, ended, *, line=None, owner=None) -> Command:
        started.append(Command(arguments, ended))
        return started[-1]

    monkeypatch.setattr(services.programs, "run", run)
    return started


@pytest.fixture
def desk(services, tmp_path):
    shutil.copy(PHOTO, tmp_path / "beach.jpg")
    film = Film(services.background)
    made = Desk(services, film)
    yield made
    made.close()
    film.close()


@pytest.fixture
def precision(services, desk):
    made = Precision(services, desk)
    made.backend_changed.connect(desk.begin_anew)
    yield made
    made.close()


@pytest.fixture
def panel(services, precision, qtbot):
    made = PrecisionPanel(services, precision)
    qtbot.addWidget(made)
    made.show()
    return made


def settled(desk) -> bool:
    return desk.after is not None and not desk.is_preview and not desk.can_stop


@pytest.fixture
def ready(desk, negative, tmp_path, qtbot):
    desk.film.open([tmp_path / "beach.jpg"])
    desk.choose(Recipe(negative()))
    qtbot.waitUntil(lambda: settled(desk))
    return desk


def rows(choice: BackendChoice) -> dict[str, tuple[bool, str]]:
    tip = Qt.ItemDataRole.ToolTipRole
    return {
        choice.itemData(row): (
            choice.model().item(row).isEnabled(),
            choice.itemData(row, tip),
        )
        for row in range(choice.count())
    }


def choose(panel, backend: str) -> None:
    row = panel.choice.findData(backend)
    panel.choice.setCurrentIndex(row)
    panel.choice.activated.emit(row)


def test_what_is_not_installed_is_grey_and_says_what_to_do(services, qtbot):
    choice = BackendChoice(services.preferences)
    qtbot.addWidget(choice)
    assert not rows(choice)["openvino"][0]
    assert "Looking" in rows(choice)["openvino"][1]
    choice.know(("cpu", "openvino"))
    found = rows(choice)
    assert [name for name, (can, _) in found.items() if can] == [
        "auto",
        "cpu",
        "openvino",
    ]
    assert 'pip install "ganstudio[openvino]"' in found["openvino-bf16"][1]
    services.preferences.change(backend="abacus")
    assert choice.currentData() == "abacus", "what is chosen is shown, whatever it is"


def test_it_asks_once_what_is_there_when_somebody_comes_near(
    services, precision, commands_run, qtbot
):
    panel = PrecisionPanel(services, precision)
    qtbot.addWidget(panel)
    assert not commands_run, "nothing is started for who never looks"
    for _ in range(2):
        QApplication.sendEvent(panel.choice, QFocusEvent(QEvent.Type.FocusIn))
    assert [one.arguments for one in commands_run] == [["info", "--json"]]


def test_reduced_precision_is_measured_on_this_photograph(
    panel, precision, ready, commands_run, qtbot
):
    choose(panel, "openvino-bf16")
    assert panel.says.text().startswith("Comparing")
    qtbot.waitUntil(lambda: bool(commands_run))
    asked = commands_run[0].arguments
    assert asked[1:3] == [str(ready.recipe.model), str(ready.photo.frame.path)]
    assert asked[asked.index("--backend") + 1] == "openvino-bf16"
    commands_run[0].say(46.12)
    assert panel.says.text().startswith(
        "Differs from the exact result by 46.1 dB; 3.1 times as fast."
        " Measured at 144 × 96 px."
    )
    assert "no eye sees" in panel.says.toolTip()
    assert not panel.sentence.isVisible()


def test_a_difference_that_is_seen_is_a_warning(
    panel, precision, ready, commands_run, qtbot
):
    choose(panel, "openvino-bf16")
    qtbot.waitUntil(lambda: bool(commands_run))
    commands_run[0].say(33.0)
    assert panel.sentence.isVisible()
    assert "skies and skin" in panel.sentence.text


def test_the_newest_choice_wins_and_what_is_known_is_kept(
    panel, precision, ready, commands_run, negative, tmp_path, qtbot
):
    first = ready.recipe
    choose(panel, "openvino-bf16")
    qtbot.waitUntil(lambda: len(commands_run) == 1)
    ready.choose(Recipe(negative(tmp_path / "second.onnx")))
    assert commands_run[0].stopped
    qtbot.waitUntil(lambda: len(commands_run) == 2)
    assert commands_run[1].arguments[1].endswith("second.onnx")
    commands_run[1].say(41.0)
    choose(panel, "cpu")
    assert precision.measured is None
    assert not precision.busy
    choose(panel, "openvino-bf16")
    assert precision.measured.closeness.psnr == 41
    ready.choose(first)
    assert precision.busy, "the first was never measured"
    ready.film.close_current()
    assert not precision.busy, "there is no photograph any more"
    assert len(commands_run) == 2


def test_what_cannot_be_measured_says_why_and_can_be_tried_again(
    panel, precision, ready, commands_run, qtbot
):
    choose(panel, "openvino-bf16")
    qtbot.waitUntil(lambda: bool(commands_run))
    commands_run[0].fail("this processor has no bfloat16; choose openvino.")
    assert panel.sentence.text == "this processor has no bfloat16; choose openvino."
    qtbot.mouseClick(panel.sentence._action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(commands_run) == 2)
    commands_run[1].say(None)
    assert panel.says.text().startswith("The same as the exact result")
    assert not panel.sentence.isVisible()


def test_a_working_size_goes_with_it(panel, precision, ready, commands_run, qtbot):
    ready.choose(Recipe(ready.recipe.model, 2, 48))
    choose(panel, "openvino-bf16")
    qtbot.waitUntil(lambda: bool(commands_run))
    asked = commands_run[0].arguments
    assert asked[-4:] == ["--label", "2", "--working-size", "48"]


@needs_openvino
def test_another_backend_translates_anew_and_is_written_into_the_picture(
    panel, precision, ready, services, qtbot
):
    report = ready.full_size.report(ready.film.current, ready.recipe)
    assert report.provider == "cpu"
    choose(panel, "openvino")
    qtbot.waitUntil(
        lambda: (
            (found := ready.full_size.report(ready.film.current, ready.recipe))
            is not None
            and found.provider == "openvino"
        ),
        timeout=30_000,
    )
    with qtbot.waitSignal(ready.saver.saved) as heard:
        ready.save()
    assert read_recipe(heard.args[1]).backend == "openvino"
    # In a process of its own, for real.
    qtbot.waitUntil(lambda: precision.measured is not None, timeout=30_000)
    assert precision.measured.error == ""
    assert precision.measured.closeness.backend == "openvino"
    assert precision.instead == ""


def test_what_is_awaited_begins_anew_on_the_other_backend(services, generator, qtbot):
    from ganstudio.inference import SampleRequest

    answers = []
    process, model = services.interactive, generator()
    process.submit(SampleRequest(model), answers.append, "one")
    first = process.pid
    services.preferences.change(backend="abacus")
    qtbot.waitUntil(lambda: len(answers) == 1, timeout=20_000)
    assert process.pid != first
    assert "abacus is not available" in answers[0].error
    services.preferences.change(backend="cpu")
    process.submit_large(
        SampleRequest(model), answers.append, "two", services.background
    )
    services.preferences.change(backend="auto", threads=1)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=20_000)
    assert answers[1].error is None

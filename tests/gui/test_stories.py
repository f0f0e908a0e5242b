"""One story for each person who uses the program, from the first drop to the end."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.app.launching import stop
from ganstudio.app.runs import all_runs
from ganstudio.gui.widgets import Card
from ganstudio.inference import Model, sample

SECONDS = 20_000
CLOTHES = Path(__file__).parents[1] / "data" / "fashion"


def _by_name(root: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = [
        widget
        for widget in root.findChildren(kind)
        if widget.accessibleName() == name and widget.isVisible()
    ]
    assert len(found) == 1, f"{name}: {[w.accessibleName() for w in found]}"
    return found[0]


def _wait_for(qtbot: QtBot, root: QWidget, kind: type[QWidget], words: str) -> QWidget:
    """Wait for a control whose name or text begins with these words."""

    def found() -> list[QWidget]:
        return [
            widget
            for widget in root.findChildren(kind)
            if widget.isVisible()
            and widget.isEnabled()
            and words in (widget.accessibleName(), widget.property("text"))
        ]

    qtbot.waitUntil(lambda: bool(found()), timeout=4 * SECONDS)
    return found()[0]


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """A JPEG with a colour profile and EXIF that says: turn me by 90 degrees."""
    rng = np.random.Generator(np.random.Philox(5))
    small = rng.integers(0, 256, (12, 18, 3), np.uint8)
    image = Image.fromarray(small).resize((144, 96))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = tmp_path / "holiday" / "beach.jpg"
    path.parent.mkdir()
    image.save(path, quality=95, exif=exif, icc_profile=profile)
    return path


def test_an_artist_drops_a_photograph_and_saves_its_translation(
    window, qtbot, photograph
):
    opened = window()
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(photograph))])
    assert opened.take(dropped)
    qtbot.waitUntil(lambda: bool(opened.workspace.film.frames), timeout=SECONDS)

    card = _by_name(opened, Card, "Photo to ukiyo-e")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    save = opened.commands.action("translate.save")
    qtbot.waitUntil(save.isEnabled, timeout=SECONDS)
    with qtbot.waitActive(opened):
        opened.activateWindow()
    qtbot.keyClick(opened, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    def saved() -> list[Path]:
        return [p for p in photograph.parent.iterdir() if p != photograph]

    qtbot.waitUntil(
        lambda: (
            [p.suffix for p in saved()] == [".jpg"]
            and str(saved()[0].name) in opened.status.message.text()
        ),
        timeout=SECONDS,
    )
    (result,) = saved()
    assert result.name.startswith("beach-")
    with Image.open(result) as image, Image.open(photograph) as before:
        assert before.size == (144, 96)  # nobody touched it
        assert image.size == (96, 144)  # upright now
        assert image.getexif()[0x0112] == 1
        assert image.getexif()[0x010F] == "A camera"
        assert image.info["icc_profile"] == before.info["icc_profile"]
        upright = np.asarray(before.transpose(Image.Transpose.ROTATE_270), float)
        difference = np.abs(np.asarray(image, float) - upright).mean()
        assert difference > 8  # a print, no copy


def test_a_researcher_trains_a_run_exports_and_explores_it(
    window, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    opened = window(workspace="train")
    with qtbot.waitActive(opened):
        opened.activateWindow()
    opened.services.preferences.change(output_folder=tmp_path / "out")
    qtbot.keyClick(opened, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    opened.services.navigator.train("dcgan", [CLOTHES])
    page = opened.workspace.new
    start = opened.commands.action("train.start")
    qtbot.waitUntil(lambda: page.inspector.form is not None, timeout=SECONDS)
    qtbot.waitUntil(lambda: page.inspector.form.whole, timeout=SECONDS)
    tiny = {"image_size": 28, "width": 4, "z_dim": 8, "batch_size": 16, "steps": 30}
    for name, value in tiny.items():
        field = opened.findChild(QLineEdit, name)
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, str(value))
    qtbot.waitUntil(start.isEnabled, timeout=SECONDS)
    start.trigger()

    def states() -> list[str]:
        return [entry.status.state for entry in opened.services.runs.all]

    qtbot.waitUntil(lambda: states() == ["finished"], timeout=4 * SECONDS)
    (run,) = opened.services.runs.all
    assert run.status.step == 30
    assert {k: run.folder.record.config[k] for k in tiny} == tiny
    history = opened.workspace.view.history
    qtbot.waitUntil(lambda: bool(history.samples), timeout=SECONDS)
    assert {"loss/d", "loss/g"} <= set(history.series)

    export = opened.commands.action("train.export")
    qtbot.waitUntil(export.isEnabled, timeout=SECONDS)
    export.trigger()
    qtbot.waitUntil(
        lambda: bool(list(run.folder.exports.glob("*.onnx"))), timeout=4 * SECONDS
    )
    (file,) = run.folder.exports.glob("*.onnx")
    open_it = _wait_for(qtbot, opened.inspectors, QPushButton, "Explore")
    qtbot.mouseClick(open_it, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.current == "explore", timeout=SECONDS)
    explorer = opened.workspace.explorer
    qtbot.waitUntil(lambda: explorer.shown is not None, timeout=SECONDS)
    first = explorer.shown.pixels.copy()
    opened.commands.action("explore.dice").trigger()
    qtbot.waitUntil(
        lambda: not np.array_equal(explorer.shown.pixels, first), timeout=SECONDS
    )
    seed = explorer.point.seeds[0]
    (expected,) = sample(Model.open(file), count=1, seed=seed)
    assert np.array_equal(explorer.shown.pixels, expected)
    # A finished run's process takes a moment to put torch away.
    qtbot.waitUntil(lambda: not _workers(), timeout=4 * SECONDS)


def _workers() -> list[str]:
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith("worker-")]


def test_an_author_finds_a_broken_plugin_with_its_reason_and_trace(
    window, qtbot, tmp_path, monkeypatch
):
    site = tmp_path / "site"
    facts = site / "sunsets-1.2.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: sunsets\nVersion: 1.2\n"
    )
    (facts / "entry_points.txt").write_text("[ganstudio]\nsunsets = sunsets_card\n")
    (site / "sunsets_card.py").write_text("import torch_that_nobody_has\n")
    monkeypatch.syspath_prepend(str(site))
    opened = window(workspace="library")
    library = opened.workspace
    library.canvas.show_page("plugins")
    view = library.canvas.view
    qtbot.waitUntil(lambda: any(t.title == "sunsets" for t in view.page.shown))
    row = next(t for t in view.page.shown if t.title == "sunsets")
    view.view.setCurrentIndex(view.view.model().row_of(row.key))
    inspector = library.inspector
    qtbot.waitUntil(
        lambda: any(
            b.text() == "Details" and b.isVisible()
            for b in inspector.findChildren(QPushButton)
        )
    )
    _by_name(inspector, QPushButton, "Details").click()
    shown = [
        text
        for text in (w.toPlainText() for w in inspector.findChildren(QPlainTextEdit))
        if text
    ]
    assert any("torch_that_nobody_has" in t and "Traceback" in t for t in shown)
    # The others live.
    names = {t.title for t in view.page.shown}
    assert {"dcgan", "cyclegan"} <= names
    sys.modules.pop("sunsets_card", None)


TRAINS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ganstudio.app.training import TrainRequest, create_run
from ganstudio.core.runs import RunFolder
from ganstudio.gui.main import make_application, open_window
from ganstudio.host import discover

settings = {"image_size": 28, "width": 4, "batch_size": 16, "steps": 1_000_000}
request = TrainRequest("dcgan", Path(sys.argv[1]), settings=settings, device="cpu")
app = make_application()
window = open_window()
place = window.place("train")
folder = create_run(request, discover())
window.services.runs.refresh()
place.show_run(folder.path)

def start():
    run = place.runs.at(folder.path)
    if run is None:
        QTimer.singleShot(100, window, start)
    else:
        place.steering.start(run)

start()
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_training_goes_on_when_the_window_is_killed_and_the_next_one_follows_it(
    window, qtbot, monkeypatch
):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    first = subprocess.Popen([sys.executable, "-c", TRAINS, str(CLOTHES)])

    def step() -> int:
        found = all_runs()
        return found[0].status.step if found else 0

    try:
        qtbot.waitUntil(lambda: step() > 5, timeout=4 * SECONDS)
    finally:
        first.kill()
        first.wait()
    (run,) = all_runs()
    try:
        at = step()
        qtbot.waitUntil(lambda: step() > at, timeout=SECONDS)
        opened = window()
        qtbot.waitUntil(lambda: bool(opened.services.jobs.live), timeout=SECONDS)
        (job,) = opened.services.jobs.live
        opened.services.navigator.open_run(run.folder.path)
        end = opened.commands.action("train.stop")
        qtbot.waitUntil(end.isEnabled, timeout=SECONDS)
        end.trigger()
        qtbot.waitUntil(lambda: not job.live, timeout=2 * SECONDS)
        qtbot.waitUntil(lambda: not opened.services.background.busy, timeout=SECONDS)
        assert all_runs()[0].status.state == "stopped"
    finally:
        stop(run.folder)  # nothing where it has ended

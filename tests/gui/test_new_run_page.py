"""A new run: data, settings and Start, on the real page with small data."""

from __future__ import annotations

import gzip
import shlex
import shutil
import struct
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QSplitter
from typer.testing import CliRunner

import ganstudio.app.training
import ganstudio.cli.training
import ganstudio.gui.train.new_run.data as data_module
from ganstudio.api import JobError
from ganstudio.app.settings import build_config
from ganstudio.cli.main import app
from ganstudio.core.paths import runs_dir
from ganstudio.core.runs import EventWriter, RunFolder
from ganstudio.gui.train.new_run import NewRun
from ganstudio.gui.train.new_run.command_line import arguments_of
from ganstudio.gui.train.new_run.data import DataState
from ganstudio.gui.train.new_run.pictures import PictureRows
from ganstudio.host import PluginRow, Registry

DATA = Path(__file__).parents[1] / "data"
FASHION, PHOTOS, PAINTINGS = (DATA / n for n in ("fashion", "photos", "paintings"))


@pytest.fixture(autouse=True)
def torch_is_there(monkeypatch):
    """The page only asks whether training is possible; no test here trains."""
    monkeypatch.setattr("ganstudio.gui.train.new_run.model.require_train", lambda: None)
    monkeypatch.setattr(ganstudio.app.training, "require_train", lambda: None)
    monkeypatch.setattr("ganstudio.app.info._gpus", lambda: ("cuda:0, Toy, 9 MiB",))


@pytest.fixture
def page(services, commands, qtbot):
    made = NewRun(services, commands)
    host = QSplitter()
    qtbot.addWidget(host)
    host.addWidget(made.canvas)
    host.addWidget(made.inspector)
    host.resize(1220, 700)
    host.setSizes([900, 320])
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    services.runs.refresh()
    services.plugins.refresh()
    qtbot.waitUntil(lambda: grown(made), timeout=20_000)
    yield made
    made.close()


def grown(page):
    return page.inspector.form is not None and page.inspector.form.whole


def settled(qtbot, services):
    qtbot.waitUntil(lambda: not services.background.busy, timeout=20_000)


def fill(qtbot, services, page, model, *data):
    page.prepare(model, list(data))
    qtbot.waitUntil(lambda: page.model.data.compared, timeout=20_000)
    qtbot.waitUntil(lambda: grown(page))
    settled(qtbot, services)


def seen(widget):
    return [text.text() for text in widget.findChildren(QLabel) if text.isVisible()]


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def drop(widget, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entered = QDragEnterEvent(QPoint(5, 5), *how)
    QApplication.sendEvent(widget, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), *how))


def test_no_part_is_a_window_of_its_own_for_a_moment(services, commands, qtbot):
    shown = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() is QEvent.Type.Show and watched.isWindowType():
                shown.append(watched)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    page = NewRun(services, commands)
    services.plugins.refresh()
    qtbot.waitUntil(lambda: grown(page), timeout=20_000)
    page.model.form.set("steps", "x")
    page.prepare("dcgan", [FASHION])
    settled(qtbot, services)
    QApplication.instance().removeEventFilter(watch)
    assert shown == []
    page.close()
    page.canvas.deleteLater()
    page.inspector.deleteLater()


def test_every_model_has_a_card_that_says_what_it_learns_from(page, qtbot):
    choice = page.inspector.cards
    assert len(choice.cards.cards) == 1  # the chosen one; the others are folded away
    qtbot.mouseClick(choice.more, Qt.MouseButton.LeftButton)
    cards = choice.cards.cards
    assert {"dcgan", "cyclegan", "mnist_cgan", "wgan"} <= set(cards)
    qtbot.waitUntil(lambda: all(card.isVisible() for card in cards.values()))
    assert any("Photographs in two folders" in t for t in seen(cards["cyclegan"]))
    assert any("arXiv:1511.06434" in t for t in seen(cards["dcgan"]))
    qtbot.mouseClick(cards["dcgan"], Qt.MouseButton.LeftButton)
    assert page.model.spec.id == "dcgan"
    assert set(choice.cards.cards) == {"dcgan"}
    assert choice.cards.cards["dcgan"].chosen
    assert "DCGAN sampler" in seen(page.canvas)
    qtbot.mouseClick(choice.more, Qt.MouseButton.LeftButton)
    assert not choice.cards.cards["cyclegan"].chosen
    qtbot.keyClick(choice.cards.cards["cyclegan"], Qt.Key.Key_Space)
    assert page.model.spec.id == "cyclegan"


def test_start_makes_the_run_that_the_form_shows(page, qtbot, services):
    fill(qtbot, services, page, "dcgan", FASHION)
    inspector = page.inspector
    rows = inspector.form.rows
    type_into(qtbot, rows["steps"].control, "12")
    type_into(qtbot, rows["lr"].control, "3e-4")
    qtbot.mouseClick(rows["flip"].control, Qt.MouseButton.LeftButton)
    type_into(qtbot, inspector.seed, "7")
    inspector.device.setFocus()
    qtbot.keyClicks(inspector.device, "c")
    assert page.can_start
    with qtbot.waitSignal(page.created, timeout=20_000) as created:
        qtbot.mouseClick(inspector.outlook.start, Qt.MouseButton.LeftButton)
        assert not page.can_start
        assert inspector.outlook.start.text() == "Making the run…"
    folder = created.args[0]
    assert isinstance(folder, RunFolder)
    assert folder.path.parent == runs_dir()
    record = folder.record
    shown = page.model.form.config.model_dump(mode="json")
    assert record.config == shown
    assert (shown["steps"], shown["lr"], shown["flip"]) == (12, 3e-4, True)
    assert (shown["image_size"], shown["width"]) == (28, 32)
    assert (record.model, record.preset) == ("dcgan", "quick")
    assert (record.seed, record.device) == (7, "cpu")
    assert record.data.path == FASHION
    assert record.data.path_b is None
    assert record.facts.count == 512
    settled(qtbot, services)


def test_two_folders_make_a_two_sided_run(page, qtbot, services):
    fill(qtbot, services, page, "cyclegan", PHOTOS, PAINTINGS)
    texts = seen(page.canvas)
    assert "Train A" in texts
    assert "Train B" in texts
    with qtbot.waitSignal(page.created, timeout=20_000) as created:
        page.start()
    data = created.args[0].record.data
    assert (data.path, data.path_b) == (PHOTOS, PAINTINGS)
    settled(qtbot, services)


@pytest.mark.parametrize("second", ["missing", "empty"])
def test_wrong_data_is_told_beside_its_field_and_nothing_is_made(
    page, qtbot, services, tmp_path, second
):
    wrong = tmp_path / second
    if second == "empty":
        wrong.mkdir()
    page.prepare("cyclegan", [PHOTOS, wrong])
    data = page.model.data
    qtbot.waitUntil(lambda: data.state is DataState.BAD, timeout=20_000)
    fields = page.inspector.data
    assert fields.problems[0].text == ""
    assert fields.problems[1].text.startswith(str(wrong))
    assert fields.fields[1].property("wrong")
    assert not page.can_start
    assert "Start waits for: Folder B." in seen(page.inspector)
    assert not page.inspector.outlook.start.isEnabled()
    page.start()
    settled(qtbot, services)
    assert not runs_dir().exists()


def test_one_folder_for_a_two_sided_model_says_how_it_should_lie(page, qtbot):
    page.prepare("cyclegan", [PHOTOS])
    qtbot.waitUntil(lambda: page.model.data.state is DataState.BAD, timeout=20_000)
    assert "should hold two folders" in page.inspector.data.problems[0].text
    assert not page.can_start


def test_a_typed_path_is_taken_by_enter(page, qtbot, services):
    page.prepare("dcgan", [])
    field = page.inspector.data.fields[0]
    type_into(qtbot, field, str(FASHION))
    assert page.model.data.state is DataState.EMPTY
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.can_start, timeout=20_000)
    settled(qtbot, services)
    assert FASHION in services.preferences.value.recent


def test_of_two_quick_choices_the_newest_is_shown(page, qtbot, services, monkeypatch):
    gate, at_once = threading.Event(), data_module.look

    def look(task, kind, path, path_b, side):
        if path == FASHION:
            assert gate.wait(20)
        return at_once(task, kind, path, path_b, side)

    monkeypatch.setattr(data_module, "look", look)
    page.prepare("dcgan", [FASHION])
    page.prepare("", [PHOTOS])
    qtbot.waitUntil(lambda: page.model.data.compared, timeout=20_000)
    gate.set()
    settled(qtbot, services)
    assert page.model.data.found.data.train.count == 9
    assert page.inspector.data.fields[0].text() == str(PHOTOS)


def test_folders_can_be_dropped_on_canvas_and_fields(page, qtbot, services):
    page.prepare("cyclegan", [])
    drop(page.canvas, PHOTOS, PAINTINGS)
    assert page.model.data.texts == (str(PHOTOS), str(PAINTINGS))
    drop(page.inspector.data.fields[1], FASHION / "labels.txt")
    assert page.model.data.texts == (str(PHOTOS), str(FASHION))
    settled(qtbot, services)


def test_single_pictures_can_be_dropped_where_a_model_takes_one(page, qtbot, services):
    photo, painting = PHOTOS / "beach.jpg", PAINTINGS / "great-wave.jpg"
    page.prepare("neural_style", [])
    settled(qtbot, services)
    fields = page.inspector.data.fields
    drop(fields[0], photo)
    drop(fields[1], painting)
    settled(qtbot, services)
    assert page.model.data.texts == (str(photo), str(painting))
    assert page.model.data.ready
    page.prepare("fast_style", [])
    settled(qtbot, services)
    drop(fields[0], photo)  # many photos, so its folder
    drop(fields[1], painting)
    settled(qtbot, services)
    assert page.model.data.texts == (str(PHOTOS), str(painting))
    assert page.model.data.ready


def test_a_second_folder_dropped_alone_becomes_b(page, qtbot, services):
    page.prepare("cyclegan", [])
    drop(page.canvas, PHOTOS)
    qtbot.waitUntil(lambda: page.model.data.state is DataState.BAD, timeout=20_000)
    drop(page.canvas, PAINTINGS)
    qtbot.waitUntil(lambda: page.can_start, timeout=20_000)
    settled(qtbot, services)


def test_skipped_files_and_copies_are_told_with_their_names(
    page, qtbot, services, tmp_path
):
    for path in sorted(PHOTOS.glob("*.jpg")):
        shutil.copy(path, tmp_path)
    (tmp_path / "torn.jpg").write_bytes(b"\xff\xd8nothing")
    shutil.copy(PHOTOS / "sea.jpg", tmp_path / "sea-again.jpg")
    fill(qtbot, services, page, "dcgan", tmp_path)
    sentences = page.canvas._found.sentences
    assert sentences[0].text.startswith("1 file cannot be used")
    assert "torn.jpg" in sentences[0]._details.toPlainText()
    assert "copy" in sentences[1].text or "held out" in sentences[1].text
    assert "sea-again.jpg" in sentences[1]._details.toPlainText()
    assert page.can_start


def test_thumbnails_are_the_real_pictures(page, qtbot, services, tmp_path):
    pixels = np.full((40, 60, 3), (200, 30, 30), np.uint8)
    for n in range(3):
        Image.fromarray(pixels + np.uint8(n)).save(tmp_path / f"{n}.png")
    fill(qtbot, services, page, "dcgan", tmp_path)
    block = page.model.data.found.blocks[0]
    assert [one.name for one in block.pictures] == ["0.png", "1.png", "2.png"]
    assert block.pictures[0].size == (40, 60)
    colour = block.pictures[0].image.pixelColor(5, 5)
    assert (colour.red(), colour.green(), colour.blue()) == (200, 30, 30)


@pytest.mark.parametrize("width", [360, 900])
def test_pictures_fill_the_canvas_and_nothing_is_cut(page, qtbot, services, width):
    fill(qtbot, services, page, "cyclegan", PHOTOS, PAINTINGS)
    page.canvas.setFixedWidth(width)
    rows = page.canvas.findChildren(PictureRows)
    assert len(rows) == 2
    qtbot.waitUntil(
        lambda: all(r.height() == r.heightForWidth(r.width()) for r in rows)
    )
    area = page.canvas.area
    qtbot.waitUntil(lambda: area.widget().width() <= area.viewport().width())


def test_an_error_in_a_setting_keeps_start_back_and_names_it(page, qtbot, services):
    fill(qtbot, services, page, "dcgan", FASHION)
    inspector = page.inspector
    type_into(qtbot, inspector.form.rows["image_size"].control, "5")
    type_into(qtbot, inspector.seed, "-1")
    assert not page.can_start
    assert "Start waits for: Image size and Seed." in seen(inspector)
    page.start()
    assert inspector.form.rows["image_size"].control.hasFocus()
    assert not runs_dir().exists()


def test_without_torch_the_command_is_told_and_copied(
    page, qtbot, services, monkeypatch
):
    def missing():
        raise JobError(
            "Training needs torch, which is not installed: run"
            ' pip install "ganstudio[train]".'
        )

    monkeypatch.setattr("ganstudio.gui.train.new_run.model.require_train", missing)
    fill(qtbot, services, page, "dcgan", FASHION)
    page.start()
    outlook = page.inspector.outlook
    assert not page.can_start
    assert not outlook.start.isEnabled()
    assert any("Training needs torch" in text for text in seen(outlook))
    qtbot.mouseClick(outlook.torch._action, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied == 'pip install "ganstudio[train]"'


def test_a_name_that_is_taken_is_told_beside_the_name(page, qtbot, services):
    (runs_dir() / "mine").mkdir(parents=True)
    (runs_dir() / "mine" / "file").touch()
    fill(qtbot, services, page, "dcgan", FASHION)
    type_into(qtbot, page.inspector.name, "mine")
    page.start()
    problem = page.inspector.name_problem
    qtbot.waitUntil(lambda: bool(problem.text), timeout=20_000)
    assert "something lies there already" in problem.text
    assert not page.can_start
    type_into(qtbot, page.inspector.name, "other")
    with qtbot.waitSignal(page.created, timeout=20_000) as created:
        page.start()
    assert created.args[0].path == runs_dir() / "other"
    settled(qtbot, services)


def test_data_that_goes_away_before_the_start_is_told(page, qtbot, services, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(PHOTOS, folder)
    fill(qtbot, services, page, "dcgan", folder)
    shutil.rmtree(folder)
    page.start()
    qtbot.waitUntil(lambda: page.model.data.state is DataState.BAD, timeout=20_000)
    assert "does not exist" in page.inspector.data.problems[0].text
    assert not runs_dir().exists()


def test_the_command_line_makes_the_same_run(page, qtbot, services, monkeypatch):
    fill(qtbot, services, page, "cyclegan", PHOTOS, PAINTINGS)
    form = page.model.form
    form.choose_preset("paper")
    for name, value in (
        ("steps", "7"),
        ("flip", False),
        ("upsampling", "resize"),
        ("lr", "1e-5"),
        ("lambda_cycle", "12.5"),
    ):
        form.set(name, value)
    page.model.set_seed("3")
    page.model.set_device("cpu")
    page.model.set_name("a run's name")
    page.copy_command()
    words = shlex.split(QGuiApplication.clipboard().text())
    assert words[:3] == ["ganstudio", "train", "cyclegan"]
    asked = []

    def catch(request, registry, progress=None):
        asked.append(request)
        raise JobError("Enough.")

    monkeypatch.setattr(ganstudio.cli.training, "create_run", catch)
    result = CliRunner().invoke(app, words[1:])
    assert len(asked) == 1, result.output
    request, spec = asked[0], page.model.spec
    assert build_config(spec, request.preset, request.settings) == form.config
    assert (request.data, request.data_b) == (PHOTOS, PAINTINGS)
    assert (request.seed, request.device) == (3, "cpu")
    assert request.run == runs_dir() / "a run's name"


def test_the_command_line_says_only_what_differs(page, qtbot, services):
    fill(qtbot, services, page, "dcgan", FASHION)
    page.model.form.choose_preset(None)
    words = arguments_of(page.model.request())
    assert words == ["train", "dcgan", "--data", str(FASHION)]


def test_a_half_filled_form_comes_back(page, qtbot, services, commands):
    fill(qtbot, services, page, "dcgan", FASHION)
    page.model.form.set("steps", "12x")
    page.model.set_seed("5")
    page.model.set_device("cuda:0")
    state = page.state()
    other = NewRun(services, commands)
    qtbot.addWidget(other.canvas)
    qtbot.addWidget(other.inspector)
    other.restore(state)
    qtbot.waitUntil(lambda: grown(other))
    settled(qtbot, services)
    assert other.model.spec.id == "dcgan"
    assert other.inspector.form.rows["steps"].control.text() == "12x"
    assert (other.inspector.seed.text(), other.model.device) == ("5", "cuda:0")
    assert other.inspector.data.fields[0].text() == str(FASHION)
    assert other.model.data.ready
    assert not other.can_start
    other.close()


def test_a_state_of_another_version_does_no_harm(page, qtbot, services):
    page.restore({"model": "gone", "forms": 3, "data": "x", "seed": None})
    assert page.model.spec is not None
    settled(qtbot, services)


def test_each_model_keeps_its_own_settings(page, qtbot, services):
    page.prepare("dcgan", [])
    page.model.form.set("steps", "12")
    page.prepare("cyclegan", [])
    quick = page.model.spec.presets["quick"]
    assert page.model.form.value("steps") == str(quick["steps"])
    page.prepare("dcgan", [])
    assert page.model.form.value("steps") == "12"
    settled(qtbot, services)


def test_plugins_that_are_read_again_keep_what_was_typed(page, qtbot, services):
    page.prepare("dcgan", [])
    page.model.form.set("steps", "12")
    form = page.model.form
    with qtbot.waitSignal(services.plugins.changed, timeout=20_000):
        services.plugins.refresh()
    assert page.model.form is form
    settled(qtbot, services)


def test_a_model_that_changed_takes_over_what_still_fits(page, qtbot, services):
    page.prepare("dcgan", [])
    page.model.form.set("steps", "12")
    registry = services.plugins.registry
    old = registry.models["dcgan"]
    spec = replace(old.spec, title="DCGAN again", presets={})
    changed = {**registry.models, "dcgan": replace(old, spec=spec)}
    services.plugins.registry = Registry(changed, registry.plugins)
    services.plugins.changed.emit()
    qtbot.waitUntil(lambda: grown(page))
    assert "DCGAN again" in seen(page.canvas)
    assert "DCGAN again" in seen(page.inspector.cards)
    assert page.inspector.form.rows["steps"].control.text() == "12"
    assert page.model.form.preset is None
    settled(qtbot, services)


def test_failed_plugins_stay_visible_with_the_way_to_library(page, qtbot, services):
    registry = services.plugins.registry
    row = PluginRow("broken", (), "failed", "It fell.", "", "", "")
    services.plugins.registry = Registry(registry.models, (*registry.plugins, row))
    services.plugins.changed.emit()
    failed = page.inspector.cards.failed
    assert "broken" in failed.text
    with qtbot.waitSignal(services.navigator.workspace_wanted) as wanted:
        qtbot.mouseClick(failed._action, Qt.MouseButton.LeftButton)
    assert wanted.args == ["library"]
    settled(qtbot, services)


def test_the_time_comes_from_an_earlier_run_of_the_same_size(
    page, qtbot, services, monkeypatch
):
    fill(qtbot, services, page, "dcgan", FASHION)
    page.model.set_device("cpu")
    page.model.form.set("steps", "600")
    outlook = page.inspector.outlook
    assert "known after the first steps" in outlook.time.text()
    with qtbot.waitSignal(page.created, timeout=20_000) as created:
        page.start()
    folder = created.args[0]
    with EventWriter(folder) as events:
        events.write("started", step=0, from_step=0, time=0.0)
        for step in range(1, 40):
            events.write_many(
                [{"type": "metrics", "step": step, "time": 100.0 + 2.0 * step}]
            )
    services.runs.refresh()
    qtbot.waitUntil(lambda: outlook.time.text() == "About 20 min", timeout=20_000)
    assert folder.name in outlook.source.text()
    page.model.form.set("steps", "60")
    assert outlook.time.text() == "About 2 min"
    page.model.form.set("width", "64")
    assert "known after the first steps" in outlook.time.text()
    qtbot.wait(300)
    settled(qtbot, services)
    assert "known after the first steps" in outlook.time.text()


def test_sixty_thousand_digits_are_summed_up(page, qtbot, services, tmp_path):
    rng = np.random.default_rng(0)
    for part, number in (("train", 6000), ("t10k", 100)):
        pixels = rng.integers(0, 256, (number, 28, 28), np.uint8)
        head = struct.pack(">BBBB3I", 0, 0, 8, 3, number, 28, 28)
        path = tmp_path / f"{part}-images-idx3-ubyte.gz"
        path.write_bytes(gzip.compress(head + pixels.tobytes(), 1))
    fill(qtbot, services, page, "dcgan", tmp_path)
    assert "6,000" in seen(page.canvas)
    assert "Nothing is wrong with this data." in seen(page.canvas)
    assert "4,000 steps of 64 pictures, 43 times through the data." in seen(
        page.inspector
    )


def test_the_empty_page_says_what_it_is_for(page, qtbot, services):
    page.prepare("cyclegan", [])
    texts = seen(page.canvas)
    assert "Drop two folders of pictures here" in texts
    assert page.canvas.browse.isVisible()
    assert "Start waits for: Folder A." in seen(page.inspector)
    settled(qtbot, services)


def test_closing_while_data_is_read_leaves_nothing(page, services):
    page.prepare("dcgan", [PHOTOS])
    page.close()

"""The library as a person uses it: real files, a real bin, real plugins."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from ganstudio.core.model_file import read_model_file
from ganstudio.core.runs import RunFolder, claim
from ganstudio.gui.library.new_plugin_dialog import NewPluginDialog


@pytest.fixture(autouse=True)
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bin of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "Trash" / "files"


class Library:
    """The window's library, and short ways to what a test asks for."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot
        self.place = window.workspaces["library"]
        self.canvas = self.place.canvas
        self.services = window.services

    def activate(self):
        """Shortcuts work in the active window alone."""
        with self.qtbot.waitActive(self.window):
            self.window.activateWindow()

    def page(self, name):
        self.canvas.show_page(name)
        return self.canvas.view

    @property
    def face(self):
        return self.place.inspector.currentWidget()

    def choose(self, title):
        view = self.canvas.view
        self.wait(lambda: any(t.title == title for t in view.page.shown))
        thing = next(t for t in view.page.shown if t.title == title)
        view.view.setCurrentIndex(view.view.model().row_of(thing.key))
        assert view.page.key == thing.key

    def do(self, name):
        action = self.window.commands.action(name)
        assert action.isEnabled(), name
        action.trigger()

    def wait(self, true):
        self.qtbot.waitUntil(lambda: bool(true()), timeout=15_000)

    def titles(self):
        return [thing.title for thing in self.canvas.view.page.shown]


@pytest.fixture
def library(window, qtbot):
    """Open the window on its library."""

    def make(**how):
        return Library(window(workspace="library", **how), qtbot)

    return make


@pytest.fixture
def own(home, negative):
    """A model of the person's own."""
    return negative(home / "models" / "negative.onnx")


def test_deleting_moves_to_the_bin_and_undo_brings_it_back(own, library, bin_folder):
    lib = library()
    lib.activate()
    lib.choose("Negative")
    lib.qtbot.keyClick(lib.canvas.view.view, Qt.Key.Key_Delete)
    lib.wait(lambda: "Negative" not in lib.titles())
    assert not own.exists()
    assert (bin_folder / own.name).exists()
    lib.do("app.undo")
    lib.wait(lambda: "Negative" in lib.titles())
    assert read_model_file(own).card.title == "Negative"
    assert not (bin_folder / own.name).exists()
    assert not list((bin_folder.parent / "info").iterdir())
    lib.do("app.redo")
    lib.wait(lambda: "Negative" not in lib.titles())
    assert (bin_folder / own.name).exists()


def test_a_bin_that_was_emptied_is_said_and_nothing_is_undone_twice(
    own, library, bin_folder
):
    lib = library()
    lib.choose("Negative")
    lib.do("library.delete")
    lib.wait(lambda: not own.exists() and "Negative" not in lib.titles())
    shutil.rmtree(bin_folder)
    lib.do("app.undo")
    lib.wait(lambda: "not in the bin any more" in lib.window.status.message.text())
    assert not lib.window.commands.action("app.undo").isEnabled()


def test_demo_models_stay_and_it_is_said_why(library):
    lib = library()
    lib.choose("Handwritten digits")
    lib.do("library.delete")
    assert "part of the program" in lib.face.sentence.text
    assert "Handwritten digits" in lib.titles()


def test_a_new_title_goes_into_the_card_and_back(own, library):
    lib = library()
    lib.choose("Negative")
    lib.do("library.rename")
    assert lib.window.focusWidget() is lib.face.title
    lib.qtbot.keyClicks(lib.face.title, "Inverted")
    lib.qtbot.keyClick(lib.face.title, Qt.Key.Key_Return)
    lib.wait(lambda: "Inverted" in lib.titles())
    assert read_model_file(own).card.title == "Inverted"
    lib.do("app.undo")
    lib.wait(lambda: "Negative" in lib.titles())


def test_escape_gives_up_a_title(own, library):
    lib = library()
    lib.choose("Negative")
    lib.do("library.rename")
    lib.qtbot.keyClicks(lib.face.title, "Wrong")
    lib.qtbot.keyClick(lib.face.title, Qt.Key.Key_Escape)
    assert lib.face.title.text() == "Negative"


def test_a_run_s_export_is_kept_among_the_models(home, new_run, negative, library):
    run = new_run("made")
    negative(run.exports / "export.onnx")
    shutil.copytree(run.path, home / "runs" / "made")
    lib = library()
    lib.choose("Negative")
    lib.do("library.keep")
    kept = home / "models" / "export.onnx"
    lib.wait(lambda: lib.place.models.key == str(kept) and lib.place.models.entry)
    assert lib.place.models.chosen.chip == "yours"
    lib.do("app.undo")
    lib.wait(lambda: not kept.exists())


def test_checking_a_file_tells_whether_it_was_changed(own, library):
    lib = library()
    lib.choose("Negative")
    lib.do("library.check")
    lib.wait(lambda: "is whole" in lib.face.sentence.text)
    data = bytearray(own.read_bytes())
    data[-1] ^= 1
    own.write_bytes(bytes(data))
    lib.do("library.check")
    lib.wait(lambda: "changed or damaged" in lib.face.sentence.text)


def test_typing_into_the_search_finds(own, library):
    lib = library()
    lib.do("library.search")
    assert lib.window.focusWidget() is lib.canvas.search
    lib.qtbot.keyClicks(lib.canvas.search, "negative translator")
    assert lib.titles() == ["Negative"]
    lib.qtbot.keyClicks(lib.canvas.search, " nowhere")
    assert lib.canvas.view.stack.currentWidget() is lib.canvas.view.nothing
    lib.canvas.search.clear()
    assert len(lib.titles()) > 1


def test_enter_opens_a_model_where_it_belongs(own, library):
    lib = library()
    lib.choose("Negative")
    assert lib.face.main.text() == "Open in Translate"
    with lib.qtbot.waitSignal(lib.services.navigator.model_wanted) as asked:
        lib.qtbot.keyClick(lib.canvas.view.view, Qt.Key.Key_Return)
    assert asked.args == [own]


def test_the_menu_offers_what_can_be_done(own, library):
    lib = library()
    lib.choose("Negative")
    view = lib.canvas.view.view
    view.menu_wanted.emit(view.mapToGlobal(QPoint(5, 5)))
    menu = lib.canvas.findChild(QMenu)
    texts = [a.text() for a in menu.actions() if a.text()]
    assert "Delete to the bin" in texts
    assert "Rename" in texts
    menu.close()


def test_a_run_that_is_held_is_not_deleted(home, new_run, library):
    run = new_run("made")
    path = home / "runs" / "2026_toy"
    shutil.copytree(run.path, path)
    held = claim(RunFolder(path), "cpu")
    try:
        lib = library()
        lib.page("runs")
        lib.choose("toy")
        lib.do("library.delete")
        lib.wait(lambda: "stop it first" in lib.face.sentence.text)
        assert path.exists()
    finally:
        held.release()


def test_a_run_goes_to_the_bin_and_comes_back(home, new_run, library, bin_folder):
    path = home / "runs" / "2026_toy"
    shutil.copytree(new_run("made").path, path)
    lib = library()
    lib.page("runs")
    lib.choose("toy")
    lib.do("library.delete")
    lib.wait(lambda: lib.titles() == [])
    assert lib.canvas.view.stack.currentWidget() is lib.canvas.view.empty
    lib.do("app.undo")
    lib.wait(lambda: lib.titles() == ["toy"])
    assert (path / "run.json").exists()


@pytest.fixture
def broken_plugin(tmp_path, monkeypatch):
    """Install a plugin that cannot be imported."""
    site = tmp_path / "site"
    info = site / "stranger-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: stranger\nVersion: 1.2\n"
    )
    (info / "entry_points.txt").write_text("[ganstudio]\nbroken = card_broken\n")
    (site / "card_broken.py").write_text("raise ValueError('no such luck')\n")
    monkeypatch.syspath_prepend(str(site))
    importlib.invalidate_caches()
    yield site
    sys.modules.pop("card_broken", None)


def test_a_broken_plugin_shows_reason_and_trace(broken_plugin, library):
    lib = library()
    lib.page("plugins")
    lib.choose("broken")
    assert "no such luck" in lib.face.sentence.text
    assert "1.2" in lib.place.plugins.row.version
    buttons = {
        b.text(): b for b in lib.face.sentence.findChildren(type(lib.face.check))
    }
    lib.qtbot.mouseClick(buttons["Details"], Qt.MouseButton.LeftButton)
    trace = lib.face.sentence.findChild(QPlainTextEdit)
    assert trace.isVisible()
    assert "Traceback" in trace.toPlainText()
    lib.qtbot.mouseClick(buttons["Copy"], Qt.MouseButton.LeftButton)
    assert "Traceback" in QGuiApplication.clipboard().text()


def test_disabling_a_plugin_lasts(library, window, qtbot):
    lib = library()
    lib.page("plugins")
    lib.choose("dcgan")
    lib.qtbot.mouseClick(lib.face.switch, Qt.MouseButton.LeftButton)
    lib.wait(lambda: lib.place.plugins.row.status == "disabled")
    assert lib.face.switch.text() == "Enable"
    lib.window.close()
    again = Library(window(workspace="library"), qtbot)
    again.page("plugins")
    again.choose("dcgan")
    assert again.place.plugins.row.status == "disabled"
    again.qtbot.mouseClick(again.face.switch, Qt.MouseButton.LeftButton)
    again.wait(lambda: again.place.plugins.row.status == "ok")


def test_safe_mode_is_said(broken_plugin, qtbot):
    from ganstudio.gui.main import open_window

    opened = open_window(safe_mode=True)
    qtbot.waitUntil(lambda: opened.services.plugins.registry is not None)
    opened.show_workspace("library")
    lib = Library(opened, qtbot)
    view = lib.page("plugins")
    assert "Safe mode" in view.hint.text
    lib.choose("broken")
    assert not lib.face.switch.isEnabled()
    opened.close()
    opened.deleteLater()


def test_a_check_reports_line_by_line_and_can_be_stopped(library):
    pytest.importorskip("torch")
    lib = library()
    lib.page("plugins")
    lib.choose("dcgan")
    lib.qtbot.mouseClick(lib.face.check, Qt.MouseButton.LeftButton)
    job = lib.services.jobs.all[0]
    assert job.live
    assert not lib.face.check.isEnabled()
    lib.wait(lambda: "dcgan" in lib.face.report.toPlainText())
    lib.qtbot.mouseClick(lib.face.stop, Qt.MouseButton.LeftButton)
    lib.wait(lambda: not job.live)
    assert job.state == "stopped"
    assert lib.face.check.isEnabled()


def test_without_torch_the_sentence_has_the_command(library, monkeypatch):
    from ganstudio.api import JobError
    from ganstudio.gui.library import plugins

    def refuse():
        raise JobError('Training needs torch: run pip install "ganstudio[train]".')

    monkeypatch.setattr(plugins, "require_train", refuse)
    lib = library()
    lib.page("plugins")
    lib.choose("dcgan")
    lib.do("library.check")
    assert "pip install" in lib.face.sentence.text
    assert not lib.services.jobs.all


def test_a_plugin_is_written_and_it_says_what_comes_next(tmp_path, library):
    lib = library()
    lib.page("plugins")
    lib.do("library.new_plugin")
    dialog = lib.canvas.findChild(NewPluginDialog)
    dialog.parent_folder.setText(str(tmp_path))
    dialog.name.setText("No good")
    lib.qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    lib.wait(lambda: "cannot be called" in dialog.sentence.text)
    dialog.name.setText("my_model")
    lib.qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    lib.wait(lambda: "is written" in dialog.sentence.text)
    assert (tmp_path / "my_model" / "pyproject.toml").exists()
    assert "pip install -e" in dialog.next.toPlainText()
    dialog.close()


def test_page_search_and_choice_come_back(own, library, window, qtbot):
    lib = library()
    lib.choose("Negative")
    lib.canvas.search.setText("negative")
    lib.page("plugins")
    lib.canvas.view.page.set_sort("status")
    lib.choose("dcgan")
    lib.window.close()
    again = Library(window(workspace="library"), qtbot)
    assert again.canvas.current == "plugins"
    assert again.canvas.sort.currentData() == "status"
    again.wait(lambda: again.place.plugins.row is not None)
    assert again.place.plugins.row.name == "dcgan"
    again.page("models")
    assert again.canvas.search.text() == "negative"
    again.wait(lambda: again.place.models.entry is not None)
    assert again.place.models.entry.path == own


def test_rubbish_of_an_older_version_is_left_out(library):
    lib = library()
    lib.place.restore({"page": 7, "pages": {"models": [], "runs": {"sort": 3}}})
    lib.place.restore({"pages": "none"})
    assert lib.canvas.current == "models"

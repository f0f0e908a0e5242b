"""Settings, palette, shortcuts, jobs and about, as a person uses them."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

import ganstudio
from ganstudio.app.preferences import read_preferences
from ganstudio.gui.commands import TABLE
from ganstudio.gui.dialogs import (
    AboutDialog,
    CommandPalette,
    JobList,
    SettingsDialog,
    ShortcutsDialog,
    copy_information,
)
from ganstudio.gui.dialogs.fuzzy import fit
from ganstudio.gui.services import Job
from ganstudio.gui.theme import theme


@pytest.fixture
def opened(window, qtbot):
    """A window and nothing over it."""
    return window()


def _gone(widget: QWidget) -> bool:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return not shiboken6.isValid(widget)


def _kept(*names: str) -> dict[str, object]:
    """What the file of the settings says."""
    values = read_preferences()[0].model_dump()
    return {name: values[name] for name in names}


# Fuzzy.


@pytest.mark.parametrize(
    ("typed", "best", "other"),
    [
        ("save", "Save picture", "Settings…"),
        ("pic save", "Save picture", "Close picture"),
        ("svp", "Save picture", "Quit"),
        ("new", "New run…", "Grid of 16"),
        ("set", "Settings…", "Reset directions"),
    ],
)
def test_what_was_meant_fits_better(typed, best, other):
    assert fit(typed, best) > fit(typed, other)


def test_every_word_must_be_found():
    assert fit("save zebra", "Save picture", "Under a free name.") == 0
    assert fit("free", "Save picture", "Under a free name.") > 0
    assert fit("", "Anything") > 0


# Palette.


def test_typing_and_enter_runs_a_command(opened, qtbot):
    palette = CommandPalette(opened.commands, opened)
    palette.open()
    qtbot.keyClicks(palette.field, "explo")
    assert palette.chosen.command.id == "app.explore"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.current == "explore")
    assert _gone(palette)


def test_a_command_of_elsewhere_says_where_and_goes_there(opened, qtbot):
    opened.show_workspace("translate")
    palette = CommandPalette(opened.commands, opened)
    palette.open()
    qtbot.keyClicks(palette.field, "search the library")
    assert palette.chosen.reason == "in Library"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.current == "library")
    search = opened.workspaces["library"].canvas.search
    assert opened.focusWidget() is search


def test_a_command_that_cannot_be_done_is_refused_in_a_sentence(opened, qtbot):
    said = []
    palette = CommandPalette(opened.commands, opened, said.append)
    palette.open()
    qtbot.keyClicks(palette.field, "undo")
    assert palette.chosen.reason == "not now"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said == ["“Undo” cannot be done now."])


def test_arrows_choose_and_escape_leaves(opened, qtbot):
    palette = CommandPalette(opened.commands, opened)
    palette.open()
    first = palette.chosen
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    second = palette.chosen
    assert second != first
    assert second.command.title in palette.field.accessibleDescription()
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.chosen == palette.list.rows[-1]
    qtbot.keyClicks(palette.field, "qqqq")
    assert palette.chosen is None
    assert palette.nothing.isVisibleTo(palette)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert _gone(palette)


# Settings.


@pytest.fixture
def settings(opened, qtbot):
    """The settings, once the backends are known."""
    made = SettingsDialog(opened.services, opened)
    made.open()
    qtbot.waitUntil(lambda: made.backend.count() > 1, timeout=30_000)
    yield made
    if shiboken6.isValid(made):
        made.close()
    theme.apply("dark")


def test_settings_take_effect_at_once_and_last(settings, opened, qtbot):
    settings.scheme.setCurrentIndex(settings.scheme.findData("light"))
    settings.scheme.activated.emit(settings.scheme.currentIndex())
    assert theme.tokens.name == "light"
    qtbot.keyClick(settings.motion, Qt.Key.Key_Space)
    assert theme.reduced_motion
    settings.quality.field.setValue(80)
    settings.threads.setValue(2)
    settings.metadata.setFocus()
    qtbot.keyClick(settings.metadata, Qt.Key.Key_End)
    qtbot.keyClick(settings.recipe, Qt.Key.Key_Down)
    wanted = {
        "scheme": "light",
        "reduced_motion": True,
        "quality": 80,
        "threads": 2,
        "keep_metadata": "no",
        "recipe": "full",
    }
    qtbot.waitUntil(lambda: _kept(*wanted) == wanted)


def test_larger_text_rebuilds_the_dialog_and_keeps_the_focus(settings, qtbot):
    before = settings.height(), settings.text.height()
    settings.text.field.setValue(150)
    qtbot.waitUntil(lambda: _kept("text_scale") == {"text_scale": 1.5})
    assert settings.text.height() > before[1]
    assert settings.text.value == 150
    assert settings.focusWidget() is settings.text.slider


def test_backends_come_from_another_process(settings):
    names = [settings.backend.itemData(n) for n in range(settings.backend.count())]
    assert names[:2] == ["auto", "cpu"]


def test_reset_sets_all_of_them_back(settings, qtbot):
    settings.quality.field.setValue(40)
    qtbot.keyClick(settings.ask, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: _kept("ask_before_close") == {"ask_before_close": False})
    qtbot.mouseClick(settings.reset, Qt.MouseButton.LeftButton)
    assert settings.quality.value == 95
    assert settings.ask.isChecked()
    qtbot.waitUntil(lambda: _kept("quality") == {"quality": 95})


def test_other_threads_reach_the_model_process(settings, opened):
    settings.threads.setValue(3)
    assert opened.services.interactive._threads == 3


def test_escape_closes_the_settings(settings, qtbot):
    qtbot.keyClick(settings, Qt.Key.Key_Escape)
    assert _gone(settings)


# Jobs.


def test_stop_in_the_list_stops_the_job(opened, qtbot):
    jobs, asked = opened.services.jobs, []
    panel = JobList(jobs, opened, opened.rail.ring)
    panel.open()
    assert panel.empty.isVisible()
    job = jobs.add(Job("Translate holiday", stop=lambda: asked.append(1)))
    job.advance(0.25, "9 of 36", 130)
    row = panel.rows[job]
    assert not panel.empty.isVisible()
    assert row.message.text() == "9 of 36 · 25% · 2 min left"
    qtbot.mouseClick(row.stop, Qt.MouseButton.LeftButton)
    assert asked == [1]
    assert not row.stop.isVisible()
    job.was_stopped("Stopped after 9 of 36.")
    assert not row.bar.isVisible()
    qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert jobs.all == []
    assert panel.empty.isVisible()
    panel.close()
    assert _gone(panel)


def test_the_list_opens_what_a_job_made_and_clears_the_ended(opened, qtbot):
    jobs, shown = opened.services.jobs, []
    done = jobs.add(Job("Export", open_result=lambda: shown.append(1)))
    done.finish("2 files")
    failed = jobs.add(Job("Translate"))
    failed.fail("The disk is full.")
    live = jobs.add(Job("Check"))
    live.advance(None)
    panel = JobList(jobs, opened)
    panel.open()
    assert panel.rows[failed].message.text() == "The disk is full."
    qtbot.mouseClick(panel.clear, Qt.MouseButton.LeftButton)
    assert jobs.all == [live]
    again = jobs.add(Job("Export", open_result=lambda: shown.append(2)))
    again.finish()
    qtbot.mouseClick(panel.rows[again].result, Qt.MouseButton.LeftButton)
    assert shown == [2]
    assert _gone(panel)
    live.finish()


# Shortcuts, about.


def test_shortcuts_lists_all_and_finds_by_word_and_key(opened, qtbot):
    dialog = ShortcutsDialog(opened.commands, opened)
    dialog.open()
    assert set(dialog.shown) >= {command.id for command in TABLE}
    qtbot.keyClicks(dialog.field, "ctrl+k")
    assert "app.palette" in dialog.shown
    dialog.field.setText("no such thing")
    assert dialog.shown == []
    dialog.close()


def test_about_says_the_version_and_the_libraries(opened, qtbot):
    dialog = AboutDialog(opened.services, opened)
    dialog.open()
    qtbot.waitUntil(dialog.copy.isEnabled, timeout=30_000)
    text = dialog.text.toPlainText()
    assert ganstudio.__version__ in text
    assert "onnxruntime" in text
    dialog.close()


def test_a_dialog_closed_early_is_not_told(opened, qtbot):
    dialog = AboutDialog(opened.services, opened)
    dialog.open()
    dialog.close()
    assert _gone(dialog)


def test_the_information_lands_on_the_clipboard(opened, qtbot):
    QGuiApplication.clipboard().setText("before")
    copy_information(opened.services)
    qtbot.waitUntil(
        lambda: "backends" in QGuiApplication.clipboard().text(), timeout=30_000
    )
    assert "copied" in opened.status.message.text()


# All of them.


def test_everything_in_them_has_a_name(opened, qtbot):
    job = opened.services.jobs.add(Job("Check", stop=lambda: None))
    made = [
        SettingsDialog(opened.services, opened),
        CommandPalette(opened.commands, opened),
        ShortcutsDialog(opened.commands, opened),
        AboutDialog(opened.services, opened),
        JobList(opened.services.jobs, opened),
    ]
    for dialog in made:
        for button in dialog.findChildren(QAbstractButton):
            if button.isVisibleTo(dialog) and not button.objectName().startswith("qt_"):
                assert button.accessibleName(), (dialog, button.text())
        dialog.close()
        dialog.deleteLater()
    job.was_stopped()

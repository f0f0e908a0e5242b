"""A model of another program is tried, shown, mended and kept."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core.model_file import read_model_file
from ganstudio.core.paths import models_dir, resources
from ganstudio.gui.dialogs.import_model import ImportDialog

LONG = 60_000


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A demo model without its card."""
    model = onnx.load(str(resources() / "models" / "desert-to-snow.onnx"))
    del model.metadata_props[:]
    path = tmp_path / "Winter Net.onnx"
    onnx.save(model, str(path))
    return path


def dialog_of(window, qtbot: QtBot) -> ImportDialog:
    found: list[ImportDialog] = []

    def there() -> bool:
        found[:] = window.findChildren(ImportDialog)
        return bool(found)

    qtbot.waitUntil(there)
    return found[0]


def test_a_file_without_a_card_is_tried_shown_and_kept(window, qtbot, foreign):
    opened = window(foreign)
    dialog = dialog_of(opened, qtbot)
    assert not dialog.accept_button.isEnabled()
    qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=LONG)
    assert dialog.name.text() == "winter-net"
    assert dialog.title.text() == "Winter net"
    assert not dialog.preview.pixmap().isNull()
    assert "tanh" in dialog.found.text()
    assert dialog.choices["--in"].currentText() == "-1..1"
    folder = dialog._folder
    assert not models_dir().exists()

    dialog.title.setText("Let it snow")
    dialog.accept_button.click()
    kept = models_dir() / "winter-net.onnx"
    qtbot.waitUntil(lambda: not folder.exists(), timeout=LONG)
    assert read_model_file(kept).card.title == "Let it snow"
    place = opened.workspace
    qtbot.waitUntil(
        lambda: place.desk.recipe is not None and place.desk.recipe.model == kept
    )
    assert opened.current == "translate"


def test_another_choice_is_tried_at_once(window, qtbot, foreign):
    opened = window(foreign)
    dialog = dialog_of(opened, qtbot)
    qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=LONG)
    before = dialog.preview.pixmap().toImage()
    box = dialog.choices["--order"]
    box.setCurrentText("BGR")
    box.activated.emit(1)
    qtbot.waitUntil(lambda: not dialog.accept_button.isEnabled())
    qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=LONG)
    assert dialog.preview.pixmap().toImage() != before
    assert box.currentText() == "BGR"
    dialog.reject()
    assert not models_dir().exists()


def test_why_a_file_cannot_be_imported_is_said(window, qtbot, tmp_path):
    path = tmp_path / "notes.pth"
    path.write_text("no weights")
    dialog = dialog_of(window(path), qtbot)
    qtbot.waitUntil(lambda: "notes.pth" in dialog.sentence.text, timeout=LONG)
    assert not dialog.accept_button.isEnabled()
    dialog.reject()


def test_leaving_the_dialog_ends_what_it_started(window, qtbot, foreign):
    dialog = dialog_of(window(foreign), qtbot)
    child = dialog._child
    assert child is not None
    dialog.reject()
    assert not child.running

"""Every way in which a picture comes into the window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from ganstudio.core.images import read_picture

PHOTOS = Path(__file__).parents[1] / "data" / "photos"
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def translate(window, qtbot):
    opened = window(workspace="translate")
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    return opened


@pytest.fixture
def photo(tmp_path) -> Path:
    return Path(shutil.copy(PHOTOS / "beach.jpg", tmp_path / "beach.jpg"))


def arrived(opened, name: str) -> bool:
    current = opened.workspace.film.current
    return current is not None and current.name == name


def said(opened) -> list[str]:
    heard: list[str] = []
    opened.services.notices.said.connect(lambda text, *_: heard.append(text))
    return heard


def test_files_and_folders_by_dialog(translate, photo, tmp_path, monkeypatch, qtbot):
    answers = ([str(photo)], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: answers)
    translate.commands.action("app.open").trigger()
    qtbot.waitUntil(lambda: arrived(translate, "beach.jpg"))
    folder = tmp_path / "more"
    folder.mkdir()
    shutil.copy(PHOTOS / "sea.jpg", folder / "sea.jpg")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    translate.commands.action("app.open_folder").trigger()
    qtbot.waitUntil(lambda: arrived(translate, "sea.jpg"))
    assert translate.workspace.film.current.root == folder


def test_a_picture_and_files_by_paste(translate, photo, qtbot):
    board = QGuiApplication.clipboard()
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 200, 30))
    board.setImage(image)
    qtbot.keyClick(translate, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    film = translate.workspace.film
    qtbot.waitUntil(lambda: film.current is not None)
    pasted = read_picture(film.current.path)
    assert pasted.size == (10, 20)
    assert tuple(pasted.pixels[0, 0]) == (10, 200, 30)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    board.setMimeData(data)
    qtbot.keyClick(translate, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: arrived(translate, "beach.jpg"))
    board.clear()  # Python's object must not outlive the application's


def test_what_is_open_is_in_the_list_of_recent_things(translate, photo, qtbot):
    translate.open_paths([photo])
    qtbot.waitUntil(lambda: arrived(translate, "beach.jpg"))
    translate.commands.action("translate.remove").trigger()
    menu = QMenu()
    qtbot.addWidget(menu)
    translate.opener.fill_recent(menu)
    assert menu.actions()[0].text() == "beach.jpg"
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: arrived(translate, "beach.jpg"))
    menu.actions()[-1].trigger()
    translate.opener.fill_recent(menu)
    assert [row.text() for row in menu.actions()] == ["Nothing yet"]


def drop(widget, data: QMimeData) -> bool:
    """Drop something on a widget as the system does; whether it was taken."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, NONE)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(
            widget, QDropEvent(QPointF(5, 5), copy, data, left, NONE)
        )
    return enter.isAccepted()


def test_a_file_by_drop_on_the_empty_place(translate, photo, qtbot):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    empty = translate.workspace.view.empty
    assert drop(empty, data)
    assert not empty.zone.property("hot")
    qtbot.waitUntil(lambda: arrived(translate, "beach.jpg"))


def test_out_of_a_browser_by_drop(translate, photo, qtbot):
    nowhere = QMimeData()
    nowhere.setHtml('<img alt="x" src="http://127.0.0.1:9/a.png?a=1&amp;b=2">')
    heard = said(translate)
    assert drop(translate, nowhere)
    qtbot.waitUntil(lambda: "127.0.0.1:9/a.png could not be fetched" in heard[-1])
    assert translate.workspace.film.current is None
    text = QMimeData()
    text.setText("hello")
    assert not drop(translate, text)
    page = QMimeData()
    page.setHtml("<p>hello</p>")
    assert drop(translate.workspace.view.empty, page)
    assert heard[-1] == "That is no picture, no model and no folder."

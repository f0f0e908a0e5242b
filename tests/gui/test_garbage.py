"""Widgets in cycles are deleted in the window's thread, whoever makes garbage."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ganstudio.gui.garbage import GarbageCollector


class Told(QObject):
    """Says in which thread it was deleted."""

    def __init__(self, threads: list[threading.Thread]) -> None:
        super().__init__()
        self.me, self._threads = self, threads

    def __del__(self) -> None:
        self._threads.append(threading.current_thread())


def litter() -> None:
    """Leave more cycles than Python lets lie; what is in none goes by itself."""
    for _ in range(10 * gc.get_threshold()[0]):
        cycle: list[object] = []
        cycle.append(cycle)


@pytest.fixture
def collector() -> GarbageCollector:
    made = GarbageCollector()
    yield made
    made.close()
    gc.disable()  # as every test of the window runs


def test_a_cycle_is_deleted_in_the_windows_thread(collector, qtbot: QtBot):
    deleted: list[threading.Thread] = []
    Told(deleted)
    thread = threading.Thread(target=litter)
    thread.start()
    thread.join()
    assert deleted == []
    qtbot.waitUntil(lambda: deleted != [])
    assert deleted == [threading.main_thread()]


def test_little_garbage_is_left_alone(collector):
    gc.collect()
    deleted: list[threading.Thread] = []
    Told(deleted)
    collector.collect()
    assert deleted == []


def test_closing_gives_collection_back_to_python(qapp):
    collector = GarbageCollector()
    assert not gc.isenabled()
    deleted: list[threading.Thread] = []
    Told(deleted)
    collector.close()
    assert gc.isenabled()
    assert deleted == [threading.main_thread()]
    gc.disable()

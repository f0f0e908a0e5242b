"""Stop and progress of a large picture in tiles, counted in tiles."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from ganstudio import inference
from ganstudio.core.paths import resources
from ganstudio.gui.services import ModelProcess
from ganstudio.gui.translate.frames import State
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.inference import Answer, Model, Stop, StoppedError, Ticket, translate
from ganstudio.inference.session import Session

TILE = 96
PICTURES = "ganstudio.gui.translate.pictures"


class Tiled:
    """What a child does, in a thread: tile by tile, each only when it is let.

    Attributes:
        tiles: how many have gone through the network.
        ended: whether the thread has left the network.
    """

    def __init__(self, answered, *, threads, provider, progressed) -> None:
        self._answered, self._progressed = answered, progressed
        self._stop = Stop()
        self._thread: threading.Thread | None = None
        self.tiles = 0
        self.ended = threading.Event()
        self.go = threading.Semaphore(0)
        self.waits = threading.Event()

    pid = None

    def submit(self, request, channel="main", *, interim=False) -> Ticket:
        ticket = Ticket(channel, 1)
        self._thread = threading.Thread(target=self._run, args=(request, ticket))
        self._thread.start()
        return ticket

    def _run(self, request, ticket: Ticket) -> None:
        try:
            made = translate(
                Model.open(request.model, threads=1),
                request.picture,
                tile=TILE,
                progress=partial(self._progressed, ticket),
                stop=self._stop,
            )
            self._answered(Answer(ticket, picture=made, provider="cpu"))
        except StoppedError:
            pass
        finally:
            self.ended.set()

    def cancel(self, channel="main") -> None:
        if self._thread is not None:
            self._stop.set()
            self.go.release(10**6)

    def close(self) -> None:
        self.cancel()
        if self._thread is not None:
            self._thread.join()


@pytest.fixture
def child(monkeypatch):
    """The next child of a `ModelProcess`, which runs tiles as they are let through."""
    made: list[Tiled] = []
    real = Session.run_all

    def run_all(self, inputs, stop):
        one = made[0]
        one.waits.set()
        one.go.acquire()
        one.waits.clear()
        one.tiles += 1
        return real(self, inputs, stop)

    def make(answered, **options) -> Tiled:
        made.append(Tiled(answered, **options))
        return made[-1]

    monkeypatch.setattr(Session, "run_all", run_all)

    def install(process: ModelProcess) -> Tiled:
        with monkeypatch.context() as patch:
            patch.setattr(inference, "InferenceProcess", make)
            process.close()
            process._child()
        return made[0]

    return install


@pytest.fixture
def photo(tmp_path) -> Path:
    """So large that a preview comes first, and some tiles after it."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (640, 960, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.png", compress_level=1)
    return tmp_path / "large.png"


@pytest.fixture
def translating(window, child, photo, monkeypatch, qtbot):
    """A window whose large photograph waits before its first tile; and the child."""
    # However fast this computer is, a preview comes first.
    monkeypatch.setattr(f"{PICTURES}.preview_area", lambda _: 60_000)
    opened = window(photo, workspace="translate")
    opened.activateWindow()
    work = opened.workspace
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    running = child(opened.services.heavy)
    model = resources() / "models" / "painter-van-gogh.onnx"
    work.history.choose(Recipe(model))
    qtbot.waitUntil(running.waits.is_set, timeout=20_000)
    return opened, running


def let(running: Tiled, tiles: int, qtbot) -> None:
    """Let so many tiles through, and wait for the next one to stand at the gate."""
    until = running.tiles + tiles
    running.go.release(tiles)
    qtbot.waitUntil(
        lambda: running.tiles == until and running.waits.is_set(), timeout=20_000
    )


@pytest.mark.parametrize("way", ["button", "escape"])
def test_stop_ends_the_work_within_a_tile(way, translating, qtbot):
    opened, running = translating
    work = opened.workspace
    before = work.desk.after
    assert before is not None
    assert work.desk.is_preview
    let(running, 3, qtbot)
    qtbot.waitUntil(lambda: work.desk.work.told is not None)
    if way == "button":
        qtbot.mouseClick(work.view.bar.stop, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(opened, Qt.Key.Key_Escape)
    assert work.view.sentence.text == "Stopped."
    assert not work.view.bar.stop.isVisible()
    assert work.film.current.state is State.WAITING
    qtbot.waitUntil(running.ended.is_set)
    # The one at the gate may begin; no other does, though all were let through.
    assert running.tiles <= 4
    assert work.desk.after is before, "what was there before stays"


def test_the_line_counts_up_to_the_whole(translating, qtbot):
    opened, running = translating
    desk, bar = opened.workspace.desk, opened.workspace.view.bar
    seen = []
    desk.work_changed.connect(lambda: desk.work and seen.append(desk.work.told))
    let(running, 4, qtbot)
    qtbot.waitUntil(lambda: bar.progress.value() > 0)
    assert bar.progress.isVisible()
    assert bar.text.whole.startswith("Full size · ")
    assert bar.text.whole.endswith(" %")
    first = desk.work.told
    let(running, 4, qtbot)
    qtbot.waitUntil(lambda: desk.work.told > first)
    running.go.release(10**6)
    qtbot.waitUntil(lambda: not desk.is_preview, timeout=20_000)
    told = [part for part in seen if part is not None]
    assert told == sorted(told)
    assert 0 < told[0] < 1

"""The child process: newest wins, stale answers are dropped, errors are results."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from ganstudio.api import InferenceError
from ganstudio.core.images import Picture
from ganstudio.inference import (
    Answer,
    InferenceProcess,
    Model,
    OpenRequest,
    RunRequest,
    SampleRequest,
    TranslateRequest,
    sample,
    translate,
)
from ganstudio.inference.child import Child

LONG = 60.0
posix = pytest.mark.skipif(os.name == "nt", reason="signals")


@pytest.fixture
def process() -> Iterator[InferenceProcess]:
    with InferenceProcess(threads=1) as made:
        yield made


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.01)


def busy(process: InferenceProcess) -> None:
    """Wait until the child computes."""
    child = psutil.Process(process.pid)
    until(lambda: child.cpu_percent(0.05) > 20)


def test_the_same_pixels_as_in_process(
    process: InferenceProcess, digits: Path, painter: Path
) -> None:
    ticket = process.submit(SampleRequest(digits, count=5, seed=2, label=[1, 2, 0]))
    answer = process.answer(ticket, LONG)
    assert answer is not None
    assert answer.error is None
    assert answer.ticket == ticket
    assert answer.provider == "cpu"
    assert answer.seconds_network > 0
    model = Model.open(digits, threads=1)
    expected = sample(model, count=5, seed=2, label=[1, 2, 0])
    assert np.array_equal(answer.images, expected)

    picture = Picture(
        np.random.default_rng(0).integers(0, 65535, (21, 30, 3), np.uint16),
        alpha=np.full((21, 30), 77, np.uint16),
        exif=b"exif",
    )
    request = TranslateRequest(painter, picture, seed=3)
    answer = process.answer(process.submit(request), LONG)
    assert answer is not None
    assert answer.picture is not None
    expected_picture = translate(Model.open(painter, threads=1), picture, seed=3)
    assert np.array_equal(answer.picture.pixels, expected_picture.pixels)
    assert np.array_equal(answer.picture.alpha, picture.alpha)
    assert answer.picture.exif == b"exif"


def test_inputs_of_the_callers_own(
    process: InferenceProcess, digits: Path, points: Path
) -> None:
    z = np.array([[0.5, -2.0]], np.float32)
    answer = process.answer(process.submit(RunRequest(points, {"z": z})), LONG)
    assert answer is not None
    assert np.array_equal(answer.values, z)
    assert len(answer.images) == 1  # and a picture that shows where it lies
    inputs = {
        "z": np.ones((2, 4), np.float32),
        "label": np.eye(3, dtype=np.float32)[:2],
        "hue": np.zeros((2, 1), np.float32),
    }
    answer = process.answer(process.submit(RunRequest(digits, inputs)), LONG)
    assert answer is not None
    assert answer.images is not None
    assert answer.images.shape == (2, 8, 8, 3)


def test_errors_are_results_and_the_child_lives_on(
    process: InferenceProcess, digits: Path, points: Path, tmp_path: Path
) -> None:
    process.answer(process.submit(OpenRequest(digits)), LONG)
    child = process.pid
    text = tmp_path / "text.onnx"
    text.write_text("hello")
    for request, words in (
        (SampleRequest(tmp_path / "none.onnx"), "does not exist"),
        (SampleRequest(text), "not an ONNX file"),
        (SampleRequest(digits, label="bird"), "no class 'bird'"),
        (RunRequest(points, {"z": np.zeros((1, 3), np.float32)}), "must be float32"),
        (TranslateRequest(digits, Picture(np.zeros((4, 4, 3), np.uint8))), "translat"),
    ):
        answer = process.answer(process.submit(request), LONG)
        assert answer is not None
        assert answer.images is None
        assert words in (answer.error or "")
    answer = process.answer(process.submit(SampleRequest(digits)), LONG)
    assert answer is not None
    assert answer.error is None
    assert process.pid == child


def test_the_newest_request_stops_the_running_one(
    process: InferenceProcess, digits: Path, endless: Path
) -> None:
    process.answer(process.submit(OpenRequest(endless)), LONG)
    child = process.pid
    old = process.submit(SampleRequest(endless))
    busy(process)
    new = process.submit(SampleRequest(digits))
    assert process.answer(old, LONG) is None
    answer = process.answer(new, LONG)
    assert answer is not None
    assert answer.error is None
    assert process.pid == child


def test_of_those_that_wait_the_newest_alone_is_run(
    digits: Path, endless: Path
) -> None:
    answers: queue.Queue[Answer] = queue.Queue()
    with InferenceProcess(answers.put, threads=1) as process:
        process.submit(SampleRequest(endless), "endless")
        for seed in range(5):
            newest = process.submit(SampleRequest(digits, seed=seed), "digits")
        other = process.submit(SampleRequest(digits, seed=9), "other")
        process.cancel("endless")
        assert answers.get(timeout=LONG).ticket == newest
        assert answers.get(timeout=LONG).ticket == other
    assert answers.empty()


def test_a_request_on_the_way_may_still_be_shown(digits: Path) -> None:
    answers: queue.Queue[Answer] = queue.Queue()
    with InferenceProcess(answers.put, threads=1) as process:
        first = process.submit(SampleRequest(digits), interim=True)
        overtaken = process.submit(SampleRequest(digits), interim=True)
        last = process.submit(SampleRequest(digits))
        tickets = [answers.get(timeout=LONG).ticket for _ in range(2)]
    assert tickets == [first, last]
    assert overtaken not in tickets


def test_what_was_cancelled_is_never_answered(
    process: InferenceProcess, digits: Path, endless: Path
) -> None:
    running = process.submit(SampleRequest(endless), "a", interim=True)
    waiting = process.submit(SampleRequest(digits), "b")
    process.cancel("b")
    process.cancel("a")
    assert process.answer(running, LONG) is None
    assert process.answer(waiting, LONG) is None
    last = process.answer(process.submit(SampleRequest(digits), "b"), LONG)
    assert last is not None
    assert last.error is None


class Slow:
    """Copying a picture takes until `go`, as one of hundreds of megabytes would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.go = threading.Event(), threading.Event()
        put = Child.put

        def slowly(child: Child, request: Any) -> Any:
            if isinstance(request, TranslateRequest):
                self.began.set()
                assert self.go.wait(LONG)
            return put(child, request)

        monkeypatch.setattr(Child, "put", slowly)


LARGE = Picture(np.full((600, 600, 3), 128, np.uint8))


def test_nobody_waits_while_a_large_picture_is_copied(
    process: InferenceProcess,
    painter: Path,
    digits: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Slow(monkeypatch)
    dropped = process.submit(TranslateRequest(painter, LARGE), "full size")
    assert slow.began.wait(LONG)
    other = process.submit(SampleRequest(digits), "explorer")
    process.cancel("full size")
    slow.go.set()
    answer = process.answer(other, LONG)
    assert answer is not None
    assert answer.error is None
    assert process.answer(dropped, LONG) is None
    made = process.answer(process.submit(TranslateRequest(painter, LARGE)), LONG)
    assert made is not None
    assert made.picture is not None
    assert np.array_equal(
        made.picture.pixels, translate(Model.open(painter, threads=1), LARGE).pixels
    )


@posix
def test_a_child_that_dies_while_a_picture_is_copied_costs_one_sentence(
    digits: Path, painter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    answers: queue.Queue[Answer] = queue.Queue()
    with InferenceProcess(answers.put, threads=1) as process:
        lost = process.submit(TranslateRequest(painter, LARGE), "full size")
        assert slow.began.wait(LONG)
        child = psutil.Process(process.pid)
        child.kill()
        until(lambda: process.pid is None)
        slow.go.set()
        answer = answers.get(timeout=LONG)
        assert answer.ticket == lost
        assert answer.error is not None
        assert "memory ran out" in answer.error
        process.submit(SampleRequest(digits))
        assert answers.get(timeout=LONG).error is None
    assert answers.empty()


def test_closing_while_a_large_picture_is_copied(
    painter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set(threading.enumerate())
    slow = Slow(monkeypatch)
    process = InferenceProcess(threads=1)
    process.submit(TranslateRequest(painter, LARGE))
    assert slow.began.wait(LONG)
    threading.Timer(0.1, slow.go.set).start()
    process.close()
    until(lambda: set(threading.enumerate()) == threads)


def test_waiting_has_an_end(process: InferenceProcess, endless: Path) -> None:
    ticket = process.submit(SampleRequest(endless))
    with pytest.raises(TimeoutError):
        process.answer(ticket, 0.05)


@posix
@pytest.mark.parametrize(
    ("number", "words"),
    [(signal.SIGKILL, "memory ran out"), (signal.SIGSEGV, "crashed (SIGSEGV)")],
)
def test_a_child_that_dies_costs_one_sentence(
    process: InferenceProcess,
    digits: Path,
    endless: Path,
    number: signal.Signals,
    words: str,
) -> None:
    process.answer(process.submit(OpenRequest(endless)), LONG)
    doomed = process.submit(SampleRequest(endless), "a")
    waiting = process.submit(SampleRequest(digits), "b")
    busy(process)
    child = process.pid
    assert child is not None
    os.kill(child, number)
    answer = process.answer(doomed, LONG)
    assert answer is not None
    assert words in (answer.error or "")
    assert "endless.onnx" in (answer.error or "")
    answer = process.answer(waiting, LONG)
    assert answer is not None
    assert answer.error is None
    assert process.pid not in (None, child)
    assert not psutil.pid_exists(child)


@posix
def test_a_child_that_dies_idle_costs_nothing(
    process: InferenceProcess, digits: Path
) -> None:
    process.answer(process.submit(SampleRequest(digits)), LONG)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: process.pid is None)
    answer = process.answer(process.submit(SampleRequest(digits)), LONG)
    assert answer is not None
    assert answer.error is None


@posix
def test_a_request_at_the_moment_of_death_is_answered(
    process: InferenceProcess, digits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, closing, go_on = Child.finish, threading.Event(), threading.Event()

    def slowly(child: Child) -> int:
        child.hang_up()
        # Whoever waits for its end holds this, and nobody else can tell that it ended.
        with child.process._waitpid_lock:  # type: ignore[attr-defined]
            closing.set()
            go_on.wait(LONG)
        return finish(child)

    process.answer(process.submit(SampleRequest(digits)), LONG)
    assert process.pid is not None
    monkeypatch.setattr(Child, "finish", slowly)
    os.kill(process.pid, signal.SIGKILL)
    # Its pipes are closed, and its reader has not said so yet.
    assert closing.wait(LONG)
    ticket = process.submit(SampleRequest(digits))
    go_on.set()
    answer = process.answer(ticket, LONG)
    assert answer is not None
    assert answer.error is None


@posix
@pytest.mark.parametrize("state", ["busy", "idle", "frozen", "dead"])
def test_closing_leaves_nothing_behind(
    digits: Path, endless: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("child", "process"):
        monkeypatch.setattr(f"ganstudio.inference.{place}.PATIENCE", 0.3)
    ours = psutil.Process()
    threads, files = set(threading.enumerate()), ours.num_fds()
    process = InferenceProcess(threads=1)
    ticket = process.submit(SampleRequest(digits, count=200))
    process.answer(ticket, LONG)
    child = psutil.Process(process.pid)
    if state != "idle":
        ticket = process.submit(SampleRequest(endless))
        busy(process)
    if state == "frozen":
        child.suspend()
    if state == "dead":
        child.kill()
    process.close()
    assert process.answer(ticket) is None or state in ("idle", "dead")
    assert not child.is_running()
    assert set(threading.enumerate()) == threads
    assert ours.num_fds() <= files
    with pytest.raises(InferenceError, match="closed"):
        process.submit(SampleRequest(digits))
    process.close()


def test_closing_from_the_callback(digits: Path) -> None:
    closed = threading.Event()

    def answered(_: Answer) -> None:
        process.close()
        closed.set()

    process = InferenceProcess(answered, threads=1)
    process.submit(SampleRequest(digits))
    assert closed.wait(LONG)
    until(lambda: process.pid is None)


def test_a_callback_that_raises_does_not_stop_the_next(
    digits: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answers: queue.Queue[Answer] = queue.Queue()

    def answered(answer: Answer) -> None:
        answers.put(answer)
        raise RuntimeError("the window is gone")

    with InferenceProcess(answered, threads=1) as process:
        for _ in range(2):
            process.submit(SampleRequest(digits))
            assert answers.get(timeout=LONG).error is None
    assert "the window is gone" in caplog.text


PARENT = """
import sys, time
from pathlib import Path
import numpy as np
from ganstudio.core.images import Picture
from ganstudio.inference import InferenceProcess, SampleRequest, TranslateRequest
process = InferenceProcess(threads=1)
picture = Picture(np.zeros((400, 500, 3), np.uint8))
answer = process.answer(process.submit(TranslateRequest(Path(sys.argv[1]), picture)))
assert answer.error is None, answer.error
assert "onnxruntime" not in sys.modules
process.submit(SampleRequest(Path(sys.argv[2])))
print(process.pid, flush=True)
"""


@posix
@pytest.mark.parametrize("end", ["", "time.sleep(600)"])
def test_a_parent_that_ends_or_is_killed_leaves_no_child_and_no_complaint(
    mirror: Path, endless: Path, end: str
) -> None:
    memory = Path("/dev/shm")
    before = set(memory.iterdir()) if memory.is_dir() else set()
    command = [sys.executable, "-c", PARENT + end, str(mirror), str(endless)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        child = int(parent.stdout.readline())
        if end:
            parent.kill()
        assert parent.wait(LONG) == (-signal.SIGKILL if end else 0)
        until(lambda: not psutil.pid_exists(child))
        # Reads until the child, too, has let go of it.
        assert parent.stderr.read() == ""
    mine = {p for p in before ^ set(memory.iterdir()) if "ganstudio" in p.name}
    assert not mine

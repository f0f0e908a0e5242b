"""Work off the window's thread; what it returns comes back in it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from ganstudio.api import StudioError

_THREADS = 4


@dataclass(eq=False)
class Task:
    """One piece of work. `stop` it when nobody wants its result any more."""

    done: Callable[[Any], None] | None
    failed: Callable[[str], None] | None
    progress: Callable[[Any], None] | None
    owner: QObject | None
    what: str
    _post: Callable[[Task], None]
    _stopped: threading.Event = field(default_factory=threading.Event)
    _newest: Any = None
    _reported: threading.Event = field(default_factory=threading.Event)

    @property
    def stopped(self) -> bool:
        """Whether the work should end early; long work asks this now and then."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Drop the result: neither `done`, `failed` nor `progress` is called again."""
        self._stopped.set()

    def report(self, value: Any) -> None:
        """Hand a value to `progress`; of several in quick succession the newest."""
        self._newest = value
        if not self._reported.is_set():
            self._reported.set()
            self._post(self)

    @property
    def wanted(self) -> bool:
        """Whether somebody is still there for the result."""
        return not self.stopped and (
            self.owner is None or shiboken6.isValid(self.owner)
        )

    def take_report(self) -> Any:
        """Return the newest reported value, and let the next one be posted."""
        self._reported.clear()
        return self._newest


class Background(QObject):
    """A few threads for reading files, decoding, listing, counting.

    Python's own arithmetic does not belong in here: it holds the interpreter, and the
    window with it.
    """

    _ended = Signal(object, object, str)
    _reports = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(_THREADS, "ganstudio-background")
        self._tasks: set[Task] = set()
        self._closing = threading.Lock()
        self._closed = False
        # Queued also where the work is done before `run` returns.
        queued = Qt.ConnectionType.QueuedConnection
        self._ended.connect(self._deliver, queued)
        self._reports.connect(self._deliver_report, queued)

    def run(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
        *,
        progress: Callable[[Any], None] | None = None,
        owner: QObject | None = None,
        what: str = "Work in the background",
        patient: bool = False,
    ) -> Task:
        """Run `work(task)` in a thread; once this is closed, nothing is run.

        Args:
            work: touches no widget; may ask `task.stopped` and call `task.report`.
            done: called in the window's thread with what `work` returned.
            failed: called in the window's thread with one sentence.
            progress: called in the window's thread with reported values.
            owner: where this object is gone by then, nothing is called.
            what: beginning of the sentence about a failure that nobody foresaw.
            patient: it waits for another process, perhaps for minutes: it has a thread
                of its own, and nobody waits for it when the window closes.
        """
        task = Task(done, failed, progress, owner, what, self._reports.emit)
        if self._closed:
            task.stop()
            return task
        self._tasks.add(task)
        future = _patiently(work, task) if patient else self._pool.submit(work, task)
        future.add_done_callback(lambda future: self._post(task, future))
        return task

    def _post(self, task: Task, future: Future[Any]) -> None:
        """In the thread of the work: turn its end into a signal."""
        if future.cancelled():
            return
        error, sentence = future.exception(), ""
        if isinstance(error, StudioError):
            sentence = str(error)
        elif error is not None:
            from ganstudio.app.failures import unexpected

            sentence = unexpected(error, task.what)
        # Patient work may end after the window did.
        with self._closing:
            if not self._closed and shiboken6.isValid(self):
                result = None if error else future.result()
                self._ended.emit(task, result, sentence)

    def _deliver(self, task: Task, result: Any, sentence: str) -> None:
        self._tasks.discard(task)
        if not task.wanted:
            return
        if sentence:
            if task.failed is not None:
                task.failed(sentence)
        elif task.done is not None:
            task.done(result)

    def _deliver_report(self, task: Task) -> None:
        value = task.take_report()
        if task.wanted and task.progress is not None:
            task.progress(value)

    @property
    def busy(self) -> bool:
        """Whether any work has not come back yet."""
        return bool(self._tasks)

    def close(self) -> None:
        """Stop all work, wait for its threads and drop what they made."""
        for task in self._tasks:
            task.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        with self._closing:
            self._closed = True
        self._tasks.clear()


def _patiently(work: Callable[[Task], Any], task: Task) -> Future[Any]:
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(work(task))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="ganstudio-patient", daemon=True).start()
    return future

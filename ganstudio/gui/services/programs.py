"""Commands of our own program, each run as a child process beside the window."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

import psutil
import shiboken6
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

_PATIENCE_MS = 3000
_GONE_MS = 5000


class Child(QObject):
    """`python -m ganstudio ARGUMENTS`, heard line by line."""

    line = Signal(str)
    """One line of its output or of its error output, as it comes."""
    ended = Signal(int)
    """Exit code; -1 where it was stopped, died or did not start."""

    def __init__(self, arguments: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stopped = False
        """Whether somebody asked it to end."""
        self._rest = b""
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        # -P: a file "random.py" in the current folder must not take a library's place.
        self._process.setArguments(["-P", "-m", "ganstudio", *arguments])
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.readyRead.connect(self._read)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._kill)

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def start(self) -> None:
        """Start it; `ended` comes in any case."""
        self._process.start()

    def stop(self) -> None:
        """Ask it and its own children to end; kill them where they do not."""
        if self.running and not self.stopped:
            self.stopped = True
            for process in self._tree():
                with suppress(psutil.Error):
                    process.terminate()
            self._patience.start(_PATIENCE_MS)

    def close(self) -> None:
        """Kill it, and wait until it is gone."""
        self._patience.stop()
        if self.running:
            self.stopped = True
            self._kill()
            self._process.waitForFinished(_GONE_MS)

    def _tree(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            first = psutil.Process(self._process.processId())
            return [*first.children(recursive=True), first]
        return []

    def _kill(self) -> None:
        for process in self._tree():
            with suppress(psutil.Error):
                process.kill()

    def _read(self) -> None:
        *lines, self._rest = (self._rest + bytes(self._process.readAll().data())).split(
            b"\n"
        )
        for text in lines:
            self.line.emit(text.decode(errors="replace").rstrip())

    def _finished(self, code: int, how: QProcess.ExitStatus) -> None:
        self._patience.stop()
        self._read()
        if self._rest:
            self.line.emit(self._rest.decode(errors="replace").rstrip())
        crashed = self.stopped or how is QProcess.ExitStatus.CrashExit
        self.ended.emit(-1 if crashed else code)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.line.emit(f"It did not start: {self._process.errorString()}.")
            self.ended.emit(-1)


class Programs(QObject):
    """All such processes of this window; they end with it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False

    def run(
        self,
        arguments: Sequence[str],
        ended: Callable[[int, list[str]], None],
        *,
        line: Callable[[str], None] | None = None,
        owner: QObject | None = None,
    ) -> Child:
        """Run a command.

        Args:
            arguments: of `ganstudio`: "info", "--json".
            ended: called with exit code, -1 where it was stopped or died, and with all
                that it said.
            line: called with each line as it comes.
            owner: where this object is gone by then, nothing is called.
        """
        child = Child(arguments, self)
        said: list[str] = []

        def wanted() -> bool:
            there = owner is None or shiboken6.isValid(owner)
            return there and not self._closed

        def heard(text: str) -> None:
            said.append(text)
            if line is not None and wanted():
                line(text)

        def over(code: int) -> None:
            child.deleteLater()
            if wanted():
                ended(code, said)

        child.line.connect(heard)
        child.ended.connect(over)
        child.start()
        return child

    def close(self) -> None:
        """End all of them; nobody is told."""
        self._closed = True
        for child in self.findChildren(Child):
            child.close()

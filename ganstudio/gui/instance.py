"""One window for a person: a second start hands its files to the first."""

from __future__ import annotations

import getpass
import json
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from ganstudio.core.paths import home

_VERSION = 1
_CONNECT_MS, _ANSWER_MS = 200, 1500
_LONGEST = 1 << 20
_HEARD = b"ok\n"


def _name() -> str:
    """Name of the socket: one for each person and each home folder."""
    text = f"{getpass.getuser()}\n{home().absolute()}"
    return f"ganstudio-{blake2b(text.encode(), digest_size=8).hexdigest()}"


def hand_over(paths: Sequence[Path]) -> bool:
    """Give files to a window that is open already.

    Returns:
        Whether one took them. A window that does not answer counts as none: a second
        one is better than nothing.
    """
    socket = QLocalSocket()
    socket.connectToServer(_name())
    if not socket.waitForConnected(_CONNECT_MS):
        return False
    message = {"version": _VERSION, "files": [str(path.absolute()) for path in paths]}
    socket.write(json.dumps(message).encode() + b"\n")
    socket.flush()
    answer = b""
    while not answer.endswith(b"\n") and socket.waitForReadyRead(_ANSWER_MS):
        answer += bytes(socket.readAll().data())
    socket.abort()
    return answer == _HEARD


class _Visitor(QObject):
    """One later start, until it has said what it wants."""

    heard = Signal(list)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        socket.setParent(self)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.deleteLater)
        # What came before we listened is not announced again.
        QTimer.singleShot(0, self, self._read)

    def _read(self) -> None:
        socket = self._socket
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        try:
            message = json.loads(bytes(socket.readLine().data()))
            files = [Path(file) for file in message["files"]]
            known = message["version"] == _VERSION
        except (ValueError, KeyError, TypeError):
            known = False
        if not known:
            socket.abort()
            return
        socket.write(_HEARD)
        socket.flush()
        self.heard.emit(files)


class Doorkeeper(QObject):
    """Listens for later starts. Only this person's processes can reach it."""

    knocked = Signal(list)
    """Paths that a later start was given; perhaps none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def open(self) -> bool:
        """Begin to listen; whether that was possible."""
        if self._server.listen(_name()):
            return True
        # Nobody answered there before: a socket that a killed window left behind.
        QLocalServer.removeServer(_name())
        return self._server.listen(_name())

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            _Visitor(socket, self).heard.connect(self.knocked)

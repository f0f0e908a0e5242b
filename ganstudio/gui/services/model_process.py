"""The child process that runs models, as the window's thread sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.gui.services.background import Background

if TYPE_CHECKING:
    from ganstudio.inference import Answer, InferenceProcess, Request, Ticket

Receive = Callable[["Answer"], None]
Watch = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class _Asked:
    """What is needed to ask again; `background` where a thread copies it."""

    request: Request
    receive: Receive
    interim: bool = False
    background: Background | None = None


@dataclass(eq=False)
class _Handed:
    process: InferenceProcess
    asked: _Asked
    early: Answer | None = None
    """Its answer, where that came before the word that it was handed in."""


class ModelProcess(QObject):
    """Requests go to a child process, answers come back in the window's thread.

    Newest wins: each channel shows the answer to its newest request, and an error is
    an answer. A child that dies costs one answer; the next request starts another.

    Args:
        threads: of the network; None takes the cores this process may use.
        provider: backend that models open with, "auto", "cpu", "openvino", ...
    """

    answered = Signal(object)
    """Every answer that was delivered, after its receiver had it: `Answer`."""
    _arrived = Signal(int, object)
    """The number of the child, and its answer: a child before it is not heard."""
    _advanced = Signal(object, float)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        threads: int | None = None,
        provider: str = "auto",
    ) -> None:
        super().__init__(parent)
        self._threads = threads
        self._provider = provider
        self._process: InferenceProcess | None = None
        self._generation = 0
        self._receivers: dict[str, dict[int, _Asked]] = {}
        self._handed: dict[str, _Handed] = {}
        """Channel -> a large request that a thread is copying to the child."""
        self._watchers: dict[str, Watch] = {}
        """Channel -> who hears how far its request is."""
        self._arrived.connect(self._deliver)
        self._advanced.connect(self._tell)

    def submit(
        self,
        request: Request,
        receive: Receive,
        channel: str = "main",
        *,
        interim: bool = False,
    ) -> None:
        """Ask; `receive` is called with the answer unless a newer request overtakes.

        Args:
            request: of `ganstudio.inference`.
            receive: called in the window's thread with an `Answer`.
            channel: what it is for: one thing on the screen.
            interim: where it runs already when the next one comes, it may finish and
                is shown: a slider being dragged shows pictures on its way.
        """
        waiting = self._receivers.setdefault(channel, {})
        for number in [n for n, asked in waiting.items() if not asked.interim]:
            del waiting[number]
        ticket = self._child().submit(request, channel, interim=interim)
        waiting[ticket.number] = _Asked(request, receive, interim)

    def submit_large(
        self,
        request: Request,
        receive: Receive,
        channel: str,
        background: Background,
        progress: Watch | None = None,
    ) -> None:
        """Ask as `submit` does, and let a thread copy the picture to the child.

        Copying 24 megapixels takes 30 to 140 ms, which the window would feel.

        Args:
            request: of `ganstudio.inference`.
            receive: called in the window's thread with an `Answer`.
            channel: what it is for; where it awaits anything, that is dropped.
            background: where it is copied.
            progress: called in the window's thread with the part done, in [0, 1], where
                the network does its work in parts.
        """
        self.cancel(channel)
        if progress is not None:
            self._watchers[channel] = progress
        asked = _Asked(request, receive, background=background)
        handed = self._handed[channel] = _Handed(self._child(), asked)
        background.run(
            lambda _: handed.process.submit(request, channel),
            partial(self._copied, channel, handed),
            partial(self._not_copied, channel, handed),
            owner=self,
            what="Starting the process that runs models",
        )

    def cancel(self, channel: str = "main") -> None:
        """Drop what the channel waits for; what runs for it is stopped."""
        self._receivers.pop(channel, None)
        self._handed.pop(channel, None)
        self._watchers.pop(channel, None)
        if self._process is not None:
            self._process.cancel(channel)

    @property
    def busy(self) -> bool:
        """Whether any answer is still awaited."""
        return bool(self._handed) or any(self._receivers.values())

    @property
    def pid(self) -> int | None:
        """Process id of the child; None while there is none."""
        return None if self._process is None else self._process.pid

    def use(self, *, threads: int | None, provider: str) -> None:
        """Take other settings; what is awaited begins anew with them."""
        if (threads, provider) == (self._threads, self._provider):
            return
        self._threads, self._provider = threads, provider
        awaited = {
            channel: [*waiting.values()][-1]
            for channel, waiting in self._receivers.items()
            if waiting
        }
        awaited |= {channel: one.asked for channel, one in self._handed.items()}
        watchers = dict(self._watchers)
        self.close()
        for channel, one in awaited.items():
            if one.background is None:
                self.submit(one.request, one.receive, channel, interim=one.interim)
            else:
                watch = watchers.get(channel)
                self.submit_large(
                    one.request, one.receive, channel, one.background, watch
                )

    def close(self) -> None:
        """End the child, and forget what was asked."""
        self._receivers.clear()
        self._handed.clear()
        self._watchers.clear()
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def _child(self) -> InferenceProcess:
        if self._process is None:
            from ganstudio.inference import InferenceProcess

            self._generation += 1
            # The callback runs in a thread of the process; the signal brings it here.
            self._process = InferenceProcess(
                partial(self._arrived.emit, self._generation),
                threads=self._threads,
                provider=self._provider,
                progressed=self._advanced.emit,
            )
        return self._process

    def _tell(self, ticket: Ticket, part: float) -> None:
        watch = self._watchers.get(ticket.channel)
        if watch is not None and (
            ticket.number in self._receivers.get(ticket.channel, {})
            or ticket.channel in self._handed
        ):
            watch(part)

    def _deliver(self, generation: int, answer: Answer) -> None:
        if generation != self._generation:
            return
        waiting = self._receivers.get(answer.ticket.channel, {})
        found = waiting.pop(answer.ticket.number, None)
        if found is None:
            if answer.ticket.channel in self._handed:
                # The thread that handed it in has not come back yet.
                self._handed[answer.ticket.channel].early = answer
            return
        for number in [n for n in waiting if n < answer.ticket.number]:
            del waiting[number]
        if not waiting:
            self._watchers.pop(answer.ticket.channel, None)
        found.receive(answer)
        self.answered.emit(answer)

    def _copied(self, channel: str, handed: _Handed, ticket: Ticket) -> None:
        if self._handed.get(channel) is not handed:
            # Dropped meanwhile; where nothing newer came, it must not run either.
            if channel not in self._handed and not self._receivers.get(channel):
                handed.process.cancel(channel)
            return
        del self._handed[channel]
        self._receivers.setdefault(channel, {})[ticket.number] = handed.asked
        if handed.early is not None and handed.early.ticket == ticket:
            self._deliver(self._generation, handed.early)

    def _not_copied(self, channel: str, handed: _Handed, sentence: str) -> None:
        from ganstudio.inference import Answer, Ticket

        if self._handed.get(channel) is handed:
            del self._handed[channel]
            handed.asked.receive(Answer(Ticket(channel, 0), error=sentence))

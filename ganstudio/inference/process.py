"""The parent's side: a child process that runs models, and may fall over.

Newest request wins: each channel keeps one request waiting, the newest. Stale answers
are dropped: one whose request was overtaken is never delivered. Errors are results: a
child that dies costs its request one sentence, and the next one starts another child.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Self

from ganstudio.api import InferenceError
from ganstudio.inference.child import PATIENCE, Child, Job
from ganstudio.inference.requests import Answer, Request, Ticket, TranslateRequest
from ganstudio.inference.streaming import Report

_AT_ONCE = 2**20
"""Bytes that are copied before `submit` returns; more would hold up a window."""


class InferenceProcess:
    """A child process for models. Safe to use from several threads."""

    def __init__(
        self,
        answered: Callable[[Answer], None] | None = None,
        *,
        threads: int | None = None,
        provider: str = "auto",
        progressed: Callable[[Ticket, float], None] | None = None,
    ) -> None:
        """Prepare; the child starts with the first request.

        Args:
            answered: called with each answer, in a thread of this object (in the
                caller's where no child can be started); None keeps the newest answer
                of each channel for `answer`.
            threads: of the CPU backend; None takes the cores this process may use.
            provider: backend that models open with.
            progressed: called, in a thread of this object, with the part in [0, 1]
                that is done of a request that is still wanted: of translations
                and of samples in batches, at most ten times a second.
        """
        self._answered = answered
        self._progressed = progressed
        self._threads = threads
        self._provider = provider
        self._changed = threading.Condition()
        self._number = 0
        self._waiting: dict[str, Job] = {}
        self._running: Job | None = None
        self._wanted: set[Ticket] = set()
        self._answers: dict[str, Answer] = {}
        self._child: Child | None = None
        self._reader: threading.Thread | None = None
        self._sender: threading.Thread | None = None
        self._closed = False

    def __enter__(self) -> Self:
        """Use it in a `with`, which closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the child; None while there is none."""
        child = self._child
        return None if child is None else child.process.pid

    def submit(
        self, request: Request, channel: str = "main", *, interim: bool = False
    ) -> Ticket:
        """Hand in a request; it takes the place of any earlier one of the channel.

        An earlier request that already runs is stopped, and its answer dropped.

        Args:
            request: what to run.
            channel: what it is for: one thing on the screen, one file of a batch.
            interim: if it runs already when the next one comes, let it finish and
                deliver it: a slider being dragged shows pictures on its way.

        Raises:
            InferenceError: closed.
        """
        with self._changed:
            if self._closed:
                raise InferenceError(
                    "The process that runs models was closed: open another."
                )
            self._drop(channel, spare_interim=True)
            self._number += 1
            job = Job(Ticket(channel, self._number), request, interim)
            self._waiting[channel] = job
            self._wanted.add(job.ticket)
            failed = self._start_next()
        self._deliver(failed)
        return job.ticket

    def cancel(self, channel: str = "main") -> None:
        """Drop what the channel still waits for."""
        with self._changed:
            self._drop(channel, spare_interim=False)

    def answer(self, ticket: Ticket, timeout: float | None = None) -> Answer | None:
        """Wait for an answer (only without an `answered` callback).

        Args:
            ticket: what `submit` returned.
            timeout: s; None waits for ever.

        Returns:
            None where the request was overtaken by a newer one, or cancelled.

        Raises:
            TimeoutError: no answer yet.
        """
        with self._changed:
            if not self._changed.wait_for(
                lambda: ticket not in self._wanted or self._closed, timeout
            ):
                raise TimeoutError(f"No answer to {ticket} within {timeout} s.")
            answer = self._answers.get(ticket.channel)
        return answer if answer is not None and answer.ticket == ticket else None

    def close(self) -> None:
        """End the child, whatever it does, and the thread; drop all answers."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._wanted.clear()
            self._changed.notify_all()
            child, reader, sender = self._child, self._reader, self._sender
            if child is not None:
                child.hang_up()
        if sender is not None and sender is not threading.current_thread():
            sender.join()
        # The callback runs in the reader's thread, and it may be what closes us.
        if reader is None or reader is threading.current_thread():
            return
        reader.join(PATIENCE)
        if child is not None and reader.is_alive():
            child.process.kill()
            reader.join()

    def _drop(self, channel: str, *, spare_interim: bool) -> None:
        overtaken = self._waiting.get(channel)
        if overtaken is not None:
            self._wanted.discard(overtaken.ticket)
            if not spare_interim:
                del self._waiting[channel]
        running = self._running
        if (
            running is not None
            and running.ticket.channel == channel
            and running.ticket in self._wanted
            and not (spare_interim and running.interim)
        ):
            self._wanted.discard(running.ticket)
            if self._child is not None:
                with contextlib.suppress(OSError):
                    self._child.send({"stop": running.ticket.number})
        self._changed.notify_all()

    def _start_next(self) -> list[Answer]:
        """Send the request that waits longest, if none runs; returns failures."""
        failed: list[Answer] = []
        while self._running is None and self._waiting and not self._closed:
            job = self._waiting.pop(next(iter(self._waiting)))
            size = sum(array.nbytes for array in job.request.arrays().values())
            try:
                child = self._living_child()
                if size <= _AT_ONCE:
                    child.ask(job, child.put(job.request))
                else:
                    self._sender = threading.Thread(
                        target=self._send, args=(child, job), name="ganstudio-sender"
                    )
                    self._sender.daemon = True
                    self._sender.start()
            except OSError as error:
                failed += self._settle(_not_started(job, error))
            else:
                self._running = job
        return failed

    def _living_child(self) -> Child:
        if self._child is not None and self._child.process.poll() is not None:
            self._child = None  # it died idle; its reader tidies up
        if self._child is None:
            self._child = Child(self._threads, self._provider)
            self._reader = threading.Thread(
                target=self._read, args=(self._child,), name="ganstudio-inference"
            )
            self._reader.daemon = True
            self._reader.start()
        return self._child

    def _send(self, child: Child, job: Job) -> None:
        """Send a large request, in a thread of its own: it may be overtaken meanwhile.

        Hundreds of megabytes are copied without the lock, so that nobody waits who
        hands in another request or wants this one no more.
        """
        problem: OSError | None = None
        try:
            arrays = child.put(job.request)
        except OSError as error:
            problem = error
        answers: list[Answer] = []
        with self._changed:
            # Its child's reader answered it if the child is dead by now.
            if self._closed or self._running is not job or self._child is not child:
                return
            if problem is None and job.ticket in self._wanted:
                child.ask(job, arrays)
                return
            self._running = None
            if problem is not None:
                answers = self._settle(_not_started(job, problem))
            answers += self._start_next()
        self._deliver(answers)

    def _read(self, child: Child) -> None:
        while (reply := child.receive()) is not None:
            if "progress" in reply:
                self._advance(reply["progress"])
                continue
            arrays = {}
            try:
                if "arrays" in reply:
                    arrays = child.answers.take(reply["arrays"])
            except (OSError, MemoryError):
                reply["error"] = (
                    "No memory is left for the result: close other programs or try a"
                    " smaller picture."
                )
            with self._changed:
                job, self._running = self._running, None
                assert job is not None
                answers = self._settle(_answer(job, reply, arrays))
                answers += self._start_next()
            self._deliver(answers)
        with self._changed:
            # Its pipes are closed now: a request of this moment needs another child.
            if self._child is child:
                self._child = None
        status = child.finish()
        with self._changed:
            answers = []
            # A newer child, started in the meantime, is not ours.
            if self._child is None:
                job, self._running = self._running, None
                if job is not None:
                    sentence = _fall(status, job.request)
                    answers = self._settle(Answer(job.ticket, error=sentence))
                answers += self._start_next()
        self._deliver(answers)

    def _advance(self, part: float) -> None:
        with self._changed:
            job = self._running
            wanted = job is not None and job.ticket in self._wanted
        if wanted and job is not None and self._progressed is not None:
            try:
                self._progressed(job.ticket, part)
            except Exception:
                logging.getLogger(__name__).exception("Showing progress failed")

    def _settle(self, answer: Answer) -> list[Answer]:
        """Keep an answer that is still wanted; returns it for the callback."""
        if answer.ticket not in self._wanted:
            return []
        self._wanted.discard(answer.ticket)
        if self._answered is None:
            self._answers[answer.ticket.channel] = answer
        self._changed.notify_all()
        return [answer]

    def _deliver(self, answers: list[Answer]) -> None:
        if self._answered is None:
            return
        for answer in answers:
            try:
                self._answered(answer)
            except Exception:
                logging.getLogger(__name__).exception("Showing an answer failed")


def _not_started(job: Job, error: OSError) -> Answer:
    sentence = f"The process that runs models could not be started: {error}."
    return Answer(job.ticket, error=sentence)


def _answer(job: Job, reply: dict[str, Any], arrays: dict[str, Any]) -> Answer:
    answer = Answer(
        job.ticket,
        images=arrays.get("images"),
        values=arrays.get("values"),
        error=reply["error"],
        seconds_network=reply.get("seconds", 0.0),
        provider=reply.get("provider", ""),
        report=_report(reply.get("report")),
    )
    if isinstance(job.request, TranslateRequest) and answer.images is not None:
        picture = replace(
            job.request.picture, pixels=answer.images[0], alpha=arrays.get("alpha")
        )
        return replace(answer, picture=picture)
    return answer


def _report(found: dict[str, Any] | None) -> Report | None:
    if found is None:
        return None
    # JSON has lists where we have pairs.
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in found.items()
    }
    return Report(**fields)


def _fall(status: int, request: Request) -> str:
    doing = f"while it ran {request.model.name}"
    again = "it starts again with the next request"
    if status >= 0:
        return (
            f"The process that runs models ended with status {status} {doing}; {again},"
            " and 'ganstudio info' shows whether its libraries are whole."
        )
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    if name == "SIGKILL":
        return (
            f"The process that runs models was killed {doing}, most likely because"
            f" memory ran out; {again}: close other programs or try a smaller picture."
        )
    return (
        f"The process that runs models crashed ({name}) {doing}; {again}: if this model"
        " does it again, export it again."
    )

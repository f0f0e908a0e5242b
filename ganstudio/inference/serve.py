"""The child's side: answer one request after the other until the pipe closes."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from ganstudio.api import Image, Points, StudioError
from ganstudio.core.images import Picture, from_network
from ganstudio.inference import wire
from ganstudio.inference.model import Model
from ganstudio.inference.points import place_on_cloud
from ganstudio.inference.sampling import sample
from ganstudio.inference.stop import Stop
from ganstudio.inference.translation import translate

_OPEN_MODELS = 3
_PROGRESS_EVERY = 0.1
"""Seconds between two messages about what is done."""


class Server:
    """Answers requests; another thread may stop the present one."""

    def __init__(
        self,
        requests: wire.Area,
        answers: wire.Area,
        *,
        threads: int | None,
        provider: str,
    ) -> None:
        """Hold the shared memory of both directions, and what models open with."""
        self._requests = requests
        self._answers = answers
        self._threads = threads
        self._provider = provider
        self._models: OrderedDict[tuple[str, int, int], Model] = OrderedDict()

    def answer(
        self,
        request: dict[str, Any],
        stop: Stop,
        progress: Callable[[float], None] | None = None,
    ) -> dict[str, Any]:
        """Run one request; what goes wrong becomes the answer's `error`.

        Args:
            request: what `InferenceProcess` sent.
            stop: lets another thread stop it.
            progress: called with the part done, in [0, 1].
        """
        reply: dict[str, Any] = {"number": request["number"], "error": None}
        try:
            arrays = self._requests.take(request["arrays"])
            model = self._model(Path(request["model"]))
            before = model.seconds
            settings = {**request["settings"], "stop": stop}
            if request["kind"] in ("sample", "translate"):
                settings["progress"] = progress
            if request["kind"] == "translate":
                settings["reported"] = lambda r: reply.update(report=asdict(r))
            results = _run(request["kind"], model, arrays, settings)
            del arrays
            reply["arrays"] = self._answers.put(results)
            reply["seconds"] = model.seconds - before
            reply["provider"] = model.provider
        except StudioError as error:
            reply["error"] = str(error)
        except MemoryError:
            reply["error"] = (
                f"Memory ran out while {request['model']} was run: make the picture or"
                " the batch smaller."
            )
        except Exception as error:
            reply["error"] = (
                f"Running {request['model']} failed in a way nobody thought of"
                f" ({type(error).__name__}: {error}): please report it."
            )
        return reply

    def _model(self, path: Path) -> Model:
        try:
            status = path.stat()
        except OSError:
            return Model.open(path)  # its sentence says what is wrong
        key = (str(path), status.st_mtime_ns, status.st_size)
        if key not in self._models:
            while len(self._models) >= _OPEN_MODELS:
                self._models.popitem(last=False)
            self._models[key] = Model.open(
                path, threads=self._threads, provider=self._provider
            )
        self._models.move_to_end(key)
        return self._models[key]


def _run(
    kind: str, model: Model, arrays: dict[str, Any], settings: dict[str, Any]
) -> dict[str, Any]:
    if kind == "sample":
        return {"images": sample(model, **settings)}
    if kind == "run":
        output = model.card.output
        values = model.run(arrays, **settings)
        if isinstance(output, Image):
            return {"images": from_network(values, output.range)}
        if isinstance(output, Points):
            pictures = place_on_cloud(model, values, **settings)
            return {"values": values, "images": pictures}
        return {"values": values}
    if kind == "translate":
        result = translate(model, Picture(**arrays), **settings)
        found = {"images": result.pixels[None]}
        return found if result.alpha is None else {**found, "alpha": result.alpha}
    return {}


def serve(requests: str, answers: str, *, threads: int | None, provider: str) -> None:
    """Serve the parent at the other end of standard input and output.

    Args:
        requests: handle of the memory that the parent writes.
        answers: handle of the memory that this process writes.
        threads: of the CPU backend; None takes the cores this process may use.
        provider: backend that models open with.
    """
    # The parent alone decides about Ctrl+C, which a terminal sends to both.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Where memory runs out, this process is to fall and not the window.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    # Whatever a library prints must not get between the frames.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    server = Server(
        wire.Area(requests), wire.Area(answers), threads=threads, provider=provider
    )
    inbox: queue.SimpleQueue[tuple[dict[str, Any], Stop]] = queue.SimpleQueue()
    threading.Thread(
        target=_listen, args=(sys.stdin.buffer, inbox), daemon=True
    ).start()
    while True:
        request, stop = inbox.get()
        tell = _teller(replies, request["number"])
        wire.send(replies, server.answer(request, stop, tell))


def _teller(replies: IO[bytes], number: int) -> Callable[[float], None]:
    """Send what is done of a request, now and then."""
    told = time.monotonic()

    def tell(part: float) -> None:
        nonlocal told
        if time.monotonic() - told >= _PROGRESS_EVERY:
            told = time.monotonic()
            wire.send(replies, {"number": number, "progress": part})

    return tell


def _listen(
    stream: IO[bytes], inbox: queue.SimpleQueue[tuple[dict[str, Any], Stop]]
) -> None:
    number, stop = -1, Stop()
    while (message := wire.receive(stream)) is not None:
        if "stop" in message:
            if message["stop"] == number:
                stop.set()
        else:
            number, stop = message["number"], Stop()
            inbox.put((message, stop))
    # The parent closed the pipe or died. Nobody waits for the present result, and an
    # orderly end would first finish it.
    os._exit(0)

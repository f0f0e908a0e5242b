"""What runs a translator: this process, or a child that may fall over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ganstudio.api import InferenceError
from ganstudio.core.images import Picture

if TYPE_CHECKING:
    from ganstudio.inference import Answer, Report, TranslateRequest

Ask = Callable[["TranslateRequest"], "Answer | None"]
"""Sends a request to a child process and waits for the answer; None: it was dropped."""


class Engine(Protocol):
    """Translates picture after picture with one model."""

    @property
    def provider(self) -> str:
        """Short name of the backend that ran last; "" before it is known."""
        ...

    @property
    def note(self) -> str:
        """What a person should know of the last picture; "" for nothing."""
        ...

    def translate(
        self,
        picture: Picture,
        *,
        tile: str | int,
        label: int | str | None,
        progress: Callable[[float], None],
    ) -> Picture:
        """Translate one picture, fully; see `ganstudio.inference.translate`."""
        ...

    def stop(self) -> None:
        """Drop the present picture, from another thread."""
        ...


class LocalEngine:
    """Runs the model in this process.

    Args:
        model: the file; it is loaded at once.
        backend: "auto", or the one that must run.

    Raises:
        ModelFileError: the file is damaged.
        InferenceError: the backend is not there, or does not take the model.
    """

    def __init__(self, model: Path, backend: str = "auto") -> None:
        # onnxruntime takes a moment to import: not before it is needed.
        from ganstudio.inference import Model, Stop

        self._model = Model.open(model, provider=backend)
        self._stop = Stop()
        self._provider = self._model.provider
        self.note = ""

    @property
    def provider(self) -> str:
        """Short name of the backend that ran last, or will run."""
        return self._provider

    def translate(
        self,
        picture: Picture,
        *,
        tile: str | int,
        label: int | str | None,
        progress: Callable[[float], None],
    ) -> Picture:
        """Translate one picture; see `ganstudio.inference.translate`."""
        from ganstudio.inference import translate

        return translate(
            self._model,
            picture,
            tile=tile,
            label=label,
            progress=progress,
            stop=self._stop,
            reported=self._take,
        )

    def _take(self, report: Report) -> None:
        self._provider = report.provider
        self.note = _note(report)

    def stop(self) -> None:
        """Drop the present picture and refuse later ones."""
        self._stop.set()


class ChildEngine:
    """Has a child process run the model, and loads nothing here.

    Args:
        model: the file.
        ask: see `Ask`.
        cancel: drops what `ask` waits for, from another thread.
    """

    def __init__(self, model: Path, ask: Ask, cancel: Callable[[], None]) -> None:
        self._model, self._ask, self._cancel = model, ask, cancel
        self._provider = ""
        self.note = ""

    @property
    def provider(self) -> str:
        """Short name of the backend that ran last; "" before the first picture."""
        return self._provider

    def translate(
        self,
        picture: Picture,
        *,
        tile: str | int,
        label: int | str | None,
        progress: Callable[[float], None],
    ) -> Picture:
        """Translate one picture; what the child says went wrong is raised."""
        from ganstudio.inference import TranslateRequest

        progress(0.0)
        answer = self._ask(
            TranslateRequest(self._model, picture, tile=tile, label=label)
        )
        if answer is None:
            raise InferenceError(
                "The translation was stopped before it was done: start it again."
            )
        if answer.error is not None or answer.picture is None:
            raise InferenceError(answer.error or "The model made no picture.")
        report = answer.report
        self._provider = answer.provider if report is None else report.provider
        self.note = _note(report)
        progress(1.0)
        return answer.picture

    def stop(self) -> None:
        """Drop the present picture."""
        self._cancel()


def _note(report: Report | None) -> str:
    """Why a result has less detail than its size promises."""
    return report.reason if report is not None and report.way == "smaller" else ""

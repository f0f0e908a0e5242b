"""A model file, opened to be run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Image, InferenceError, Port
from ganstudio.core.model_file import Card, check_model_file, port_shape
from ganstudio.inference.pace import Pace
from ganstudio.inference.stop import Stop, StoppedError

if TYPE_CHECKING:
    from ganstudio.inference.open_vino import OpenVinoSession
    from ganstudio.inference.session import Session

_OUT_OF_MEMORY = ("bad_alloc", "bad allocation", "failed to allocate", "out of memory")


class OutOfMemoryError(InferenceError):
    """The run needed more memory than there was."""


def ran_out_of_memory(error: Exception) -> bool:
    """Tell whether a backend's error says that memory ran out."""
    words = str(error).lower()
    return isinstance(error, MemoryError) or any(w in words for w in _OUT_OF_MEMORY)


class Model:
    """An opened model file.

    Attributes:
        path: the file.
        card: what it says of itself.
        provider: short name of the backend that really runs: "cpu", "cuda", ...
        threads: of the CPU backend; None takes the cores this process may use.
        seconds: time spent within the network so far, s.
        pace: what pictures in one piece took.
    """

    def __init__(
        self,
        path: Path,
        card: Card,
        session: Session | OpenVinoSession,
        threads: int | None = None,
    ) -> None:
        """Hold a loaded session; use `open`."""
        self.path = path
        self.card = card
        self.provider = session.provider
        self.threads = threads
        self.seconds = 0.0
        self.pace = Pace()
        self._session = session

    @classmethod
    def open(
        cls, path: Path | str, *, threads: int | None = None, provider: str = "auto"
    ) -> Self:
        """Check a model file's hash and load it.

        Args:
            path: the file.
            threads: of the CPU backend; None takes the cores this process may use.
            provider: "auto", or the backend that must run: "cpu", "cuda", ...

        Raises:
            ModelFileError: no whole model file of ours.
            InferenceError: the backend is not there, or does not take the model.
        """
        # Not before a model is opened: the window keeps models in a child process.
        from ganstudio.inference.session import open_session

        path = Path(path)
        card = check_model_file(path).card
        return cls(path, card, open_session(path, provider, threads), threads)

    def run(
        self, inputs: Mapping[str, NDArray[np.float32]], *, stop: Stop | None = None
    ) -> NDArray[np.float32]:
        """Run the graph once.

        Args:
            inputs: for each input port, by name, a float32 array of the port's shape;
                all with the same N. See `ganstudio.api` for the ports' shapes.
            stop: lets another thread stop the run.

        Returns:
            float32 array of the output port's shape.

        Raises:
            InferenceError: inputs that do not fit the ports, or the run failed.
            StoppedError: `stop` was set.
        """
        self._check(inputs)
        begin = time.perf_counter()
        try:
            return self._session.run(inputs, stop)
        except StoppedError:
            raise
        except Exception as error:  # onnxruntime's errors have no common base
            if stop is not None and stop.is_set:
                raise StoppedError("Stopped: a newer request came in.") from None
            raise self._failed(error, inputs) from error
        finally:
            self.seconds += time.perf_counter() - begin

    def _check(self, inputs: Mapping[str, NDArray[np.float32]]) -> None:
        who = f"Model {self.card.name} ({self.path.name})"
        names = [port.name for port in self.card.inputs]
        if set(names) != set(inputs):
            raise InferenceError(
                f"{who} takes {', '.join(names)}, not {', '.join(inputs) or 'nothing'}."
            )
        counts = set()
        for port in self.card.inputs:
            array = inputs[port.name]
            wanted = port_shape(port)
            fits = array.ndim == len(wanted) and all(
                free is None or free == got
                for got, free in zip(array.shape, wanted, strict=True)
            )
            if not fits or array.dtype != np.float32 or not array.size:
                text = ", ".join(
                    ("N", *("any" if d is None else str(d) for d in wanted[1:]))
                )
                raise InferenceError(
                    f"{who}: {port.name} must be float32 ({text}),"
                    f" not {array.dtype} {array.shape}."
                )
            counts.add(len(array))
            self._check_sides(who, port, array)
        if len(counts) > 1:
            raise InferenceError(
                f"{who}: all inputs must have the same N, not"
                f" {', '.join(f'{n}: {len(inputs[n])}' for n in names)}."
            )

    @staticmethod
    def _check_sides(who: str, port: Port, array: NDArray[np.float32]) -> None:
        if not isinstance(port, Image):
            return
        sides = array.shape[2:]
        if any(s % port.multiple_of or s < port.minimum for s in sides):
            raise InferenceError(
                f"{who}: height and width of {port.name} must be multiples of"
                f" {port.multiple_of} px and at least {port.minimum} px, not"
                f" {sides[0]} and {sides[1]}."
            )

    def _failed(
        self, error: Exception, inputs: Mapping[str, NDArray[np.float32]]
    ) -> InferenceError:
        from ganstudio.inference.session import reason

        text = reason(error)
        shapes = ", ".join(f"{n} {a.shape}" for n, a in inputs.items())
        if ran_out_of_memory(error):
            return OutOfMemoryError(
                f"Model {self.card.name} ran out of memory with {shapes}: make the"
                " picture or the batch smaller."
            )
        return InferenceError(
            f"Model {self.card.name} ({self.path.name}) failed with {shapes}: {text}."
        )

"""The context: all that a recipe may ask of the host.

A recipe is a plain loop, and the host lives in its `for`: a step ends when the recipe
asks for the next one, and only there does the host act. Tensors are typed `Any`, since
a card's import must not need torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, Protocol, TypeVar

from ganstudio.api.config import Config
from ganstudio.api.spec import Facts

ConfigT_co = TypeVar("ConfigT_co", bound=Config, covariant=True)
Schedule = Callable[[float], float]
"""Progress in [0, 1] -> factor of the base value; see ganstudio.training.schedules."""


class Context(Protocol, Generic[ConfigT_co]):
    """What `train(ctx)` is given. The same in a worker, in the kit and in a test."""

    @property
    def config(self) -> ConfigT_co:
        """The settings; fields marked `live` change between two steps."""
        ...

    @property
    def facts(self) -> Facts:
        """What was read from the data."""
        ...

    @property
    def nets(self) -> Mapping[str, Any]:
        """The networks of `build`: on the device, in training mode, initialised.

        Their forward runs in the run's precision and returns float32. A network with
        the attribute `precision = "fp32"` opts out.
        """
        ...

    @property
    def total_steps(self) -> int:
        """Length of the run in steps, resolved from `steps` or `epochs`."""
        ...

    def steps(self, **state: Any) -> Iterator[tuple[int, Any]]:
        """Yield (step, batch) for step 1, 2, ... `total_steps`.

        Asking for the next one ends the step: only then does the host save, pause,
        stop, sample or apply a live change. Stopping ends the loop.

        Args:
            state: everything besides the networks that a resumed run needs:
                optimisers, EMA, replay pools; anything with `state_dict` and
                `load_state_dict` over dict, list, number, str, None and tensor.

        Yields:
            The step's number, and a batch of the main stream: see `DataKind`.
        """
        ...

    def batch(self, stream: str) -> Any:
        """Next batch of a named stream, besides the one that `steps` yields.

        Each name is a stream of its own over the training data: own order, own
        position, saved in the checkpoint. "a" and "b" draw from one side of unpaired
        data; any other name draws what `steps` yields.
        """
        ...

    def report(self, values: Mapping[str, Any]) -> None:
        """Record this step's numbers, as 0-d tensors or floats.

        Names are "group/term" ("loss/d", "d/real"); terms of a group share a plot.
        Tensors are fetched in batches, never at once: a step does not wait for the
        device. A value that is NaN or infinite stops the run and names term and step.
        """
        ...

    def lr(
        self, optimiser: Any, base: float, schedule: Schedule | None = None
    ) -> float:
        """Set the learning rate of this step: base * schedule(progress); returns it.

        A function of the step alone, so a resumed run needs no scheduler state.
        """
        ...

    def preview(self, name: str, images: Any) -> None:
        """Offer pictures that ports cannot say (a cycle, an identity, a field).

        The newest of each name, at most 8 pictures, are on the next sample sheet.

        Args:
            name: row of the sheet.
            images: float32 (N, C, H, W) in [-1, 1]; or a sequence of `Scatter`, which
                the host draws; or a function without arguments that returns either. A
                function costs nothing in the other steps: it is called when a sheet is
                made, with all networks in eval mode, without gradients, and what it
                draws from torch's generators changes no bit of the run.
        """
        ...

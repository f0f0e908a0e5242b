"""The context that a recipe is given: `ganstudio.api.Context`, made real."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import numpy as np
import torch
from torch import nn

from ganstudio.api import (
    Config,
    ConfigError,
    Facts,
    Problem,
    RunError,
    Schedule,
    parse_config,
)
from ganstudio.training.ema import EMA
from ganstudio.training.picture import Picture
from ganstudio.worker import compute
from ganstudio.worker.metrics import Reporter
from ganstudio.worker.previews import held
from ganstudio.worker.setup import Setup
from ganstudio.worker.streams import MAIN, Streams, total_steps
from ganstudio.worker.tree import load_into


class ConfigView:
    """The settings as a recipe reads them; live fields change under its hands."""

    def __init__(self, config: Config) -> None:
        """Show `config`."""
        self._config = config

    def __getattr__(self, name: str) -> Any:
        return getattr(self._config, name)

    def set_live(self, values: Mapping[str, Any]) -> None:
        """Change live fields.

        Raises:
            ConfigError: a field is unknown, not live, or refuses its value.
        """
        kind = type(self._config)
        live = {
            name
            for name, field in kind.model_fields.items()
            if isinstance(field.json_schema_extra, dict)
            and field.json_schema_extra.get("live")
        }
        changed = parse_config(kind, {**self._config.model_dump(), **values})
        fixed = sorted(values.keys() - live)
        if fixed:
            note = f"cannot change during a run; these can: {', '.join(sorted(live))}"
            raise ConfigError(kind.__name__, [Problem(name, note) for name in fixed])
        self._config = changed


class RunContext:
    """Implements `ganstudio.api.Context` over a `Setup`.

    Args:
        setup: the run, ready to train.
        reporter: takes the numbers.
        end_step: called with the number of complete steps whenever the recipe asks
            for the next one (0 before the first); returns whether to go on.
    """

    def __init__(
        self, setup: Setup, reporter: Reporter, end_step: Callable[[int], bool]
    ) -> None:
        self.setup = setup
        self.view = ConfigView(setup.config)
        self.facts: Facts = setup.facts
        self.nets: Mapping[str, nn.Module] = setup.nets
        self.total_steps = total_steps(setup.config, setup.facts)
        self.step = 0
        """Number of complete steps, outside a step; the step's number within it."""
        self.previews: dict[str, Any] = {}
        """What the recipe offered, by row; see `ganstudio.worker.previews`."""
        self.live: dict[str, Any] = {}
        """Live changes so far; part of the checkpoint."""
        self.entered = False
        self._reporter, self._end_step = reporter, end_step
        self._streams: Streams | None = None
        self._objects: dict[str, Any] = {}
        self._resume: dict[str, Any] | None = None

    @property
    def config(self) -> Any:
        """The settings, as a view."""
        return self.view

    @property
    def streams(self) -> Streams:
        """The data streams, opened at the first use."""
        if self._streams is None:
            s = self.setup
            self._streams = Streams(s.data, s.config, s.facts, s.record.seed, s.device)
        return self._streams

    def resume_from(self, state: dict[str, Any]) -> None:
        """Begin after the step at which `state` was taken; before the recipe starts."""
        self._resume = state
        self.change_live(state["live"])
        for name, net in self.nets.items():
            net.load_state_dict(state["nets"][name])

    def change_live(self, values: Mapping[str, Any]) -> None:
        """Apply live changes.

        Raises:
            ConfigError: a field is unknown, not live, or refuses its value.
        """
        self.view.set_live(values)
        self.live.update(values)

    def steps(self, **state: Any) -> Iterator[tuple[int, Any]]:
        """See `ganstudio.api.Context.steps`."""
        if self.entered:
            raise RunError("A recipe may call ctx.steps() once: keep to one loop.")
        self.entered = True
        for name, thing in state.items():
            if not (hasattr(thing, "state_dict") and hasattr(thing, "load_state_dict")):
                raise RunError(
                    f"ctx.steps({name}=...) takes objects with state_dict and"
                    f" load_state_dict, not {type(thing).__name__}."
                )
            compute.adopt(thing, self.setup.record.optimisers)
        self._objects = state
        self._restore()
        while self._end_step(self.step) and self.step < self.total_steps:
            batch = self.streams.next(MAIN)
            self.step += 1
            yield self.step, batch

    def batch(self, stream: str) -> Any:
        """See `ganstudio.api.Context.batch`."""
        if stream == MAIN:
            raise RunError(f"Stream {MAIN!r} is the loop's own: choose another name.")
        return self.streams.next(stream)

    def report(self, values: Mapping[str, Any]) -> None:
        """See `ganstudio.api.Context.report`."""
        self._reporter.report(self.step, values)

    def lr(
        self, optimiser: Any, base: float, schedule: Schedule | None = None
    ) -> float:
        """See `ganstudio.api.Context.lr`."""
        rate = base
        if schedule is not None:
            rate *= schedule((self.step - 1) / max(1, self.total_steps))
        for group in optimiser.param_groups:
            group["lr"] = rate
        return rate

    def preview(self, name: str, images: Any) -> None:
        """See `ganstudio.api.Context.preview`."""
        self.previews[name] = held(images)

    def sampling_nets(self) -> dict[str, nn.Module]:
        """The networks to look at: averaged ones (EMA) in the place of their source."""
        averaged = {
            id(thing.source): thing.module
            for thing in self._objects.values()
            if isinstance(thing, EMA)
        }
        return {name: averaged.get(id(net), net) for name, net in self.nets.items()}

    def averaged(self) -> dict[str, str]:
        """Which object of the state averages which network, by name."""
        return {
            net_name: name
            for name, thing in self._objects.items()
            for net_name, net in self.nets.items()
            if isinstance(thing, EMA) and thing.source is net
        }

    def pictures(self) -> list[str]:
        """Names of the objects of the state that are the run's result."""
        return [n for n, thing in self._objects.items() if isinstance(thing, Picture)]

    def state(self) -> dict[str, Any]:
        """All that the same bits need, as a tree; see `ganstudio.worker.tree`."""
        return {
            "nets": {name: net.state_dict() for name, net in self.nets.items()},
            "objects": {n: thing.state_dict() for n, thing in self._objects.items()},
            "averaged": self.averaged(),
            "pictures": self.pictures(),
            "positions": dict(self.streams.positions),
            "live": dict(self.live),
            "random": random_state(),
        }

    def _restore(self) -> None:
        if self._resume is None:
            return
        state, self._resume = self._resume, None
        saved, here = state["objects"].keys(), self._objects.keys()
        if saved != here:
            raise RunError(
                f"The checkpoint holds {', '.join(sorted(saved))}, but the recipe names"
                f" {', '.join(sorted(here))} in ctx.steps(): the plugin changed since;"
                " install the version that run.json names."
            )
        for name, thing in self._objects.items():
            load_into(thing, state["objects"][name])
        self.streams.positions.update(state["positions"])
        self.step = int(state["step"])
        restore_random_state(state["random"])


def random_state() -> dict[str, Any]:
    """State of every global generator, as a tree."""
    version, numbers, gauss = random.getstate()
    kind, keys, *rest = cast(tuple[Any, ...], np.random.get_state())
    return {
        "python": (version, tuple(numbers), gauss),
        "numpy": (kind, torch.from_numpy(keys.astype(np.int64)), *rest),
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }


def restore_random_state(state: dict[str, Any]) -> None:
    """Put every global generator back; the inverse of `random_state`."""
    random.setstate(state["python"])
    kind, keys, *rest = state["numpy"]
    np.random.set_state((kind, keys.numpy().astype(np.uint32), *rest))
    torch.set_rng_state(state["torch"])
    if state["cuda"]:
        torch.cuda.set_rng_state_all(state["cuda"])

"""A point in the space of what a generator can draw: every choice, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from ganstudio.gui.explore.subject import Subject

MAX_SEED = 2**31 - 1
MAX_TRUNCATION = 1.5
CORNERS = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
"""Weights at the three corners of the pad."""


@dataclass(frozen=True)
class Point:
    """All choices that make one picture. The same point, the same picture.

    Attributes:
        seeds: of the pad's three corners; the first is the one in the seed field.
        weights: of the corners, 0 or more, sum 1.
        label: a weight of 0 or more for each class, not normalised; empty where the
            model knows no classes.
        codes: port's name -> value, or number of the choice, where it was set;
            otherwise the seeds' own.
        values: (port's name, index) -> value of that dimension before truncation,
            where it was set; otherwise the seeds' own.
        truncation: 1 is the prior itself, 0 its middle.
    """

    seeds: tuple[int, int, int] = (0, 1, 2)
    weights: tuple[float, float, float] = CORNERS[0]
    label: tuple[float, ...] = ()
    codes: tuple[tuple[str, float], ...] = ()
    values: tuple[tuple[tuple[str, int], float], ...] = ()
    truncation: float = 1.0

    def at_corner(self, corner: int) -> Point:
        """The same choices, with the pad's point at a corner."""
        return replace(self, weights=CORNERS[corner])

    def with_seed(self, corner: int, seed: int) -> Point:
        """The same choices, with another seed at a corner."""
        seeds = list(self.seeds)
        seeds[corner] = seed
        return replace(self, seeds=(seeds[0], seeds[1], seeds[2]))

    def with_value(self, where: tuple[str, int], value: float | None) -> Point:
        """Set one dimension; None gives it back to the seeds."""
        values = dict(self.values)
        values.pop(where, None)
        if value is not None:
            values[where] = value
        return replace(self, values=tuple(sorted(values.items())))

    def with_code(self, name: str, value: float | None) -> Point:
        """Set one code; None gives it back to the seeds."""
        codes = dict(self.codes)
        codes.pop(name, None)
        if value is not None:
            codes[name] = value
        return replace(self, codes=tuple(sorted(codes.items())))

    @property
    def used(self) -> tuple[int, ...]:
        """Seeds that have a part in the picture."""
        return tuple(s for s, w in zip(self.seeds, self.weights, strict=True) if w)

    @property
    def best_class(self) -> int | None:
        """Number of the heaviest class."""
        if not self.label:
            return None
        return max(range(len(self.label)), key=self.label.__getitem__)

    def mixture_text(self) -> str:
        """Say where the pad's point is: "60 % seed 3, 40 % seed 17"."""
        parts = [
            f"{weight:.0%} seed {seed}".replace("%", " %")
            for seed, weight in zip(self.seeds, self.weights, strict=True)
            if weight >= 0.005
        ]
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Turn it into plain JSON."""
        return {
            "seeds": list(self.seeds),
            "weights": list(self.weights),
            "label": list(self.label),
            "codes": dict(self.codes),
            "values": [[port, index, value] for (port, index), value in self.values],
            "truncation": self.truncation,
        }

    @classmethod
    def from_json(cls, state: object) -> Point:
        """Read what `to_json` wrote; what cannot be understood is left at its default.

        The result still has to be fitted to a model, see `fitted`.
        """
        if not isinstance(state, Mapping):
            return cls()
        seeds = [s for s in _list(state.get("seeds")) if isinstance(s, int)]
        weights = _numbers(state.get("weights"))
        codes = state.get("codes")
        found = cls()
        if len(seeds) == 3 and all(0 <= s <= MAX_SEED for s in seeds):
            found = replace(found, seeds=(seeds[0], seeds[1], seeds[2]))
        if len(weights) == 3 and min(weights) >= 0 and sum(weights) > 0:
            a, b, c = (w / sum(weights) for w in weights)
            found = replace(found, weights=(a, b, c))
        if isinstance(codes, Mapping):
            pairs = [(str(k), float(v)) for k, v in codes.items() if _is_number(v)]
            found = replace(found, codes=tuple(sorted(pairs)))
        for entry in _list(state.get("values")):
            port, index, value = (*_list(entry), None, None, None)[:3]
            if isinstance(index, int) and _is_number(value):
                found = found.with_value((str(port), index), float(value))
        truncation = state.get("truncation")
        if _is_number(truncation) and 0 <= truncation <= MAX_TRUNCATION:
            found = replace(found, truncation=float(truncation))
        return replace(found, label=tuple(_numbers(state.get("label"))))

    def fitted(self, subject: Subject) -> Point:
        """Drop what this model does not have, and choose class 0 where it has any."""
        known = {(d.port, d.index): d.limit for d in subject.dimensions}
        values = tuple(
            (where, min(max(value, -known[where]), known[where]))
            for where, value in self.values
            if where in known
        )
        codes = []
        for port in subject.codes:
            value = dict(self.codes).get(port.name)
            if value is not None and (
                value in range(port.choices)
                if port.choices
                else port.low <= value <= port.high
            ):
                codes.append((port.name, value))
        label = self.label
        count = len(subject.classes)
        if len(label) != count or (count and (min(label) < 0 or sum(label) <= 0)):
            label = one_class(0, count)
        return replace(self, label=label, codes=tuple(sorted(codes)), values=values)


def one_class(number: int, classes: int) -> tuple[float, ...]:
    """Weights that choose one class alone."""
    return tuple(float(k == number) for k in range(classes))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_number(value: object) -> TypeGuard[float]:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    )


def _numbers(value: object) -> list[float]:
    numbers = _list(value)
    return [float(n) for n in numbers] if all(map(_is_number, numbers)) else []

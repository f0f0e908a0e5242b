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
class Base:
    """Latents that no seed draws: a sum of samples, a step of a walk, a picture's.

    Attributes:
        name: what a person reads: "3 − 17 + 8", "portrait.jpg".
        latents: port's name -> its numbers, as they go into the network.
    """

    name: str
    latents: tuple[tuple[str, tuple[float, ...]], ...]


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
        base: stands at the pad's first corner in the place of its seed.
    """

    seeds: tuple[int, int, int] = (0, 1, 2)
    weights: tuple[float, float, float] = CORNERS[0]
    label: tuple[float, ...] = ()
    codes: tuple[tuple[str, float], ...] = ()
    values: tuple[tuple[tuple[str, int], float], ...] = ()
    truncation: float = 1.0
    base: Base | None = None

    def at_corner(self, corner: int) -> Point:
        """The same choices, with the pad's point at a corner."""
        return replace(self, weights=CORNERS[corner])

    def with_seed(self, corner: int, seed: int) -> Point:
        """The same choices, with another seed at a corner."""
        seeds = list(self.seeds)
        seeds[corner] = seed
        base = None if corner == 0 else self.base
        return replace(self, seeds=(seeds[0], seeds[1], seeds[2]), base=base)

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
    def corners(self) -> tuple[str, str, str]:
        """What stands at the three corners: "3", or the base's name."""
        first, second, third = map(str, self.seeds)
        return (first if self.base is None else self.base.name), second, third

    @property
    def used(self) -> tuple[str, ...]:
        """What has a part in the picture, as `corners`."""
        return tuple(c for c, w in zip(self.corners, self.weights, strict=True) if w)

    @property
    def on_base(self) -> bool:
        """Whether it stands where no seed leads."""
        return self.base is not None and self.weights[0] == 1

    @property
    def best_class(self) -> int | None:
        """Number of the heaviest class."""
        if not self.label:
            return None
        return max(range(len(self.label)), key=self.label.__getitem__)

    def mixture_text(self) -> str:
        """Say where the pad's point is: "60 % seed 3, 40 % seed 17"."""
        if self.on_base:
            return self.corners[0]
        what = ["seed " if self.base is None else "", "seed ", "seed "]
        parts = [
            f"{weight:.0%} {kind}{corner}".replace("%", " %", 1)
            for kind, corner, weight in zip(
                what, self.corners, self.weights, strict=True
            )
            if weight >= 0.005
        ]
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Turn it into plain JSON."""
        base = self.base
        return {
            "seeds": list(self.seeds),
            "weights": list(self.weights),
            "label": list(self.label),
            "codes": dict(self.codes),
            "values": [[port, index, value] for (port, index), value in self.values],
            "truncation": self.truncation,
            "base": None if base is None else [base.name, dict(base.latents)],
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
        base = _base(state.get("base"))
        return replace(found, label=tuple(_numbers(state.get("label"))), base=base)

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
        base, sizes = self.base, {p.name: p.size for p in subject.latents}
        if base is not None and sizes != {n: len(z) for n, z in base.latents}:
            base = None
        return replace(
            self, label=label, codes=tuple(sorted(codes)), values=values, base=base
        )


def one_class(number: int, classes: int) -> tuple[float, ...]:
    """Weights that choose one class alone."""
    return tuple(float(k == number) for k in range(classes))


def _base(state: object) -> Base | None:
    name, latents = (*_list(state), None, None)[:2]
    if not isinstance(name, str) or not isinstance(latents, Mapping):
        return None
    return Base(name, tuple((str(k), tuple(_numbers(z))) for k, z in latents.items()))


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

"""Places that no seed leads to: between two points, and sums of points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Label, Latent
from ganstudio.core import latents
from ganstudio.gui.explore.inputs import Arrays, Inputs
from ganstudio.gui.explore.point import Base, Point
from ganstudio.gui.explore.subject import Subject

_LEAST_WEIGHT = 1e-6


@dataclass(frozen=True)
class Terms:
    """The operands of A − B + C: up to a few points each, whose mean counts."""

    a: tuple[Point, ...] = ()
    b: tuple[Point, ...] = ()
    c: tuple[Point, ...] = ()


def between(
    subject: Subject, inputs: Inputs, ends: tuple[Point, Point], count: int
) -> tuple[Point, ...]:
    """Walk from one point to another in even steps.

    Latents go as `core.latents.interpolate` does: along the great circle for a normal
    and a spherical prior, straight for a uniform one. Classes and continuous codes go
    straight; a choice changes in the middle.

    Args:
        subject: the model.
        inputs: of this model.
        ends: first and last point, which are part of the walk as they are.
        count: points, the two ends among them; at least 2.
    """
    a, b = (inputs.of(end) for end in ends)
    middle = []
    for step in range(1, count - 1):
        t = step / (count - 1)
        arrays = {
            port.name: latents.interpolate(a[port.name], b[port.name], t, port)
            if isinstance(port, Latent)
            else ((1 - t) * a[port.name] + t * b[port.name]).astype(np.float32)
            for port in subject.card.inputs
        }
        name = f"step {step + 1} of {count}"
        middle.append(place(subject, ends[0], name, arrays))
    return ends[0], *middle, ends[1]


def combine(
    subject: Subject, inputs: Inputs, terms: Terms, name: str, *, lengthen: bool
) -> Point:
    """Compute A − B + C (Radford et al. 2016, section 6.3.2).

    Each operand is the mean of its points' inputs. Class weights below 0 become 0
    before they are divided by their sum; codes are kept within their bounds.

    Args:
        subject: the model.
        inputs: of this model.
        terms: at least one point in each.
        name: what the sum is called.
        lengthen: give a normal prior's latents the length sqrt(size) that its samples
            have; a spherical one's always get it, a uniform one's are kept in its cube.
    """
    a, b, c = (_mean(inputs, points) for points in (terms.a, terms.b, terms.c))
    arrays = {port: a[port] - b[port] + c[port] for port in a}
    for port in subject.latents:
        z = arrays[port.name]
        if port.prior == "uniform":
            z = np.clip(z, -1, 1)
        elif lengthen or port.prior == "sphere":
            z = z * (math.sqrt(port.size) / max(float(np.linalg.norm(z)), 1e-12))
        arrays[port.name] = z.astype(np.float32)
    return place(subject, terms.a[0], name, arrays)


def mean_of(subject: Subject, inputs: Inputs, points: Sequence[Point]) -> Point:
    """Where the mean of some points lies; a single one stays as it is."""
    if len(points) == 1:
        return points[0]
    return place(subject, points[0], "mean", _mean(inputs, points))


def place(
    subject: Subject, near: Point, name: str, arrays: Mapping[str, NDArray[np.float32]]
) -> Point:
    """Make a point whose inputs are these.

    Args:
        subject: the model.
        near: the pad's other corners are taken from it.
        name: what the place is called.
        arrays: port's name -> float32 (1, ...); what is missing stays as in `near`.
    """
    base = Base(name, tuple((p.name, _row(arrays[p.name])) for p in subject.latents))
    label = near.label
    for port in subject.card.inputs:
        if isinstance(port, Label) and port.name in arrays:
            label = _weights(arrays[port.name][0], label)
    codes = dict(near.codes)
    for code in subject.codes:
        if code.name not in arrays:
            continue
        values = arrays[code.name][0]
        if code.choices:
            codes[code.name] = float(values.argmax())
        else:
            codes[code.name] = min(max(float(values[0]), code.low), code.high)
    return replace(
        near.at_corner(0),
        base=base,
        label=label,
        codes=tuple(sorted(codes.items())),
        values=(),
        truncation=1.0,
    )


def _row(array: NDArray[np.float32]) -> tuple[float, ...]:
    return tuple(map(float, array[0]))


def _weights(
    row: NDArray[np.float32], otherwise: tuple[float, ...]
) -> tuple[float, ...]:
    """Class weights of 0 or more, sum 1; where nothing is left, the others."""
    kept = np.where(row > _LEAST_WEIGHT, row, 0).astype(np.float64)
    whole = kept.sum()
    return tuple((kept / whole).tolist()) if whole > 0 else otherwise


def _mean(inputs: Inputs, points: Sequence[Point]) -> Arrays:
    batch = inputs.batch(points)
    return {port: rows.mean(0, keepdims=True) for port, rows in batch.items()}

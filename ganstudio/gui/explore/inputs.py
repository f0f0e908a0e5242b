"""From points to what goes into the network."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Code, Latent
from ganstudio.core import latents
from ganstudio.gui.explore.mixture import mix
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.subject import Subject
from ganstudio.inference import draw_inputs

Arrays = dict[str, NDArray[np.float32]]
_KEPT = 64


class Inputs:
    """Makes the inputs of one model; keeps what it drew last.

    A point at a corner with nothing set has exactly the inputs of `draw_inputs` of
    that seed: the same picture as `ganstudio sample` draws first.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._drawn: OrderedDict[tuple[int, tuple[float, ...]], Arrays] = OrderedDict()

    def of(self, point: Point) -> Arrays:
        """Make the inputs of one point, N = 1."""
        made = self.own(point)
        values = dict(point.values)
        for port in self._subject.latents:
            z = made[port.name]
            set_here = {i: v for (name, i), v in values.items() if name == port.name}
            if set_here:
                z = _set(z, set_here, port)
            made[port.name] = latents.truncate(z, point.truncation, port)
        codes = dict(point.codes)
        for code in self._subject.codes:
            if code.name in codes:
                made[code.name] = _code(code, codes[code.name])
        return made

    def batch(self, points: Sequence[Point]) -> Arrays:
        """Make the inputs of several points, N = their number."""
        rows = [self.of(point) for point in points]
        return {name: np.concatenate([r[name] for r in rows]) for name in rows[0]}

    def own(self, point: Point) -> Arrays:
        """Make the inputs before anything was set: the seeds' own, not truncated.

        A base stands for the first seed's latents; codes stay the seed's own.
        """
        used = [w > 0 for w in point.weights]
        first = point.seeds[used.index(True)]
        corners = [
            self._seed(seed if here else first, point.label)
            for seed, here in zip(point.seeds, used, strict=True)
        ]
        if point.base is not None:
            given = {n: np.array([z], np.float32) for n, z in point.base.latents}
            corners[0] = {**corners[0], **given}
        made = dict(corners[used.index(True)])
        if sum(used) == 1:
            return made
        for port in self._subject.card.inputs:
            parts = [corner[port.name] for corner in corners]
            if isinstance(port, Latent):
                made[port.name] = mix(parts, point.weights, port)
            elif isinstance(port, Code):
                # Also between choices: the picture changes smoothly under the mouse.
                whole = np.tensordot(point.weights, np.stack(parts), 1)
                made[port.name] = whole.astype(np.float32)
        return made

    def _seed(self, seed: int, label: tuple[float, ...]) -> Arrays:
        key = (seed, label)
        if key not in self._drawn:
            while len(self._drawn) >= _KEPT:
                self._drawn.popitem(last=False)
            self._drawn[key] = draw_inputs(
                self._subject, count=1, seed=seed, label=label or None
            )
        self._drawn.move_to_end(key)
        return self._drawn[key]


def _set(
    z: NDArray[np.float32], values: dict[int, float], port: Latent
) -> NDArray[np.float32]:
    """Set some dimensions; on a sphere the others make room."""
    changed = z.copy()
    where = list(values)
    changed[0, where] = list(values.values())
    if port.prior == "sphere":
        rest = np.ones(port.size, bool)
        rest[where] = False
        room = port.size - float(np.square(changed[0, where], dtype=np.float64).sum())
        filled = float(np.square(changed[0, rest], dtype=np.float64).sum())
        if room > 0 and filled > 0:
            changed[0, rest] *= math.sqrt(room / filled)
        else:
            changed *= math.sqrt(port.size) / max(float(np.linalg.norm(changed)), 1e-12)
    return changed


def _code(code: Code, value: float) -> NDArray[np.float32]:
    if code.choices:
        return latents.label_rows([int(value)], code.choices)
    return np.array([[value]], np.float32)

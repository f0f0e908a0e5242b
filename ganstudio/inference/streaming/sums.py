"""Means, variances and largest values of whole maps, from sums in float64."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import InferenceError
from ganstudio.inference.streaming.analysis import Statistic

Numbers = NDArray[np.float64]

_HALF_STEP = 2.0**-12
"""Largest relative error of rounding to float16."""
_SMALLEST_STEP = 2.0**-25
"""Half the distance between the smallest numbers of float16."""
_FAR = 2.0**15
"""Square of a mean, in variances, from which rows added up in float32 tell too little
of the variance."""
_HARMLESS = 2.0**-9
"""Error of float16, in standard deviations of what a norm makes, that is let pass."""


class Sums:
    """Sums of one map over disjoint cores of its tiles."""

    def __init__(self, channels: int, pivot: Numbers | None = None) -> None:
        """Begin at nothing; the pivot, (C,), was taken off all values."""
        self.count = 0
        self.pivot = np.zeros(channels) if pivot is None else pivot
        self.first: Numbers = np.zeros(channels)
        self.second: Numbers = np.zeros(channels)
        self.most: Numbers = np.full(channels, -np.inf)

    def add(
        self,
        rows: NDArray[np.float32],
        squares: NDArray[np.float32],
        width: int,
        largest: NDArray[np.float32] | None = None,
    ) -> None:
        """Add a core.

        Args:
            rows: (1, C, H), sums of each row.
            squares: (1, C, H), sums of its squares.
            width: places in a row.
            largest: (1, C, H), the largest value of each row, where it is needed.
        """
        self.count += rows.shape[2] * width
        self.first += rows.sum((0, 2), dtype=np.float64)
        self.second += squares.sum((0, 2), dtype=np.float64)
        if largest is not None:
            self.most = np.maximum(self.most, largest.max((0, 2)))

    def take(self, other: Sums) -> None:
        """Add what another one has."""
        self.count += other.count
        self.first += other.first
        self.second += other.second
        self.most = np.maximum(self.most, other.most)

    def moments(self, groups: int | None = None) -> tuple[Numbers, Numbers]:
        """Return mean and variance, (C,); of groups of channels where asked for."""
        apart = self.first / self.count
        mean = self.pivot + apart
        variance = np.maximum(self.second / self.count - apart**2, 0)
        if groups is not None:
            size = len(mean) // groups
            by_group = mean.reshape(groups, size)
            inner = variance.reshape(groups, size).mean(1)
            variance = (inner + by_group.var(1)).repeat(size)
            mean = by_group.mean(1).repeat(size)
        return mean, variance

    def is_far_from_zero(self, uses: list[Statistic]) -> bool:
        """Tell whether a pivot is needed: the mean hides the variance."""
        mean, variance = self.moments()
        epsilon = min((use.epsilon for use in uses), default=0.0)
        return bool((mean**2 > _FAR * (variance + epsilon)).any())

    def rounds_badly(self, uses: list[Statistic]) -> bool:
        """Tell whether float16 is too coarse or too short for the map.

        A channel far from zero that hardly varies is the case: a norm takes the mean
        away and blows up what rounding has done to the rest.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            mean, variance = self.moments()
            level = np.sqrt(mean**2 + variance)
            error = np.maximum(level * _HALF_STEP, _SMALLEST_STEP)
            for use in uses:
                if use.kind != "norm":
                    return True  # what it is used for is not known
                spread = np.sqrt(self.moments(use.groups)[1] + use.epsilon)
                if not (error <= _HARMLESS * spread).all():
                    return True
        return False


def resolve(use: Statistic, sums: Sums) -> dict[str, NDArray[np.float32]]:
    """Turn sums into what a pass is given, by the name of its input.

    Raises:
        InferenceError: the values are not finite.
    """
    from ganstudio.inference.streaming import segment

    mean, variance = sums.moments(use.groups)
    if not (np.isfinite(mean).all() and np.isfinite(variance).all()):
        raise InferenceError(
            f"The network's values at {use.source} are not finite on this picture:"
            " the model is damaged or was trained badly; export it again."
        )
    if use.kind != "norm":
        number = {"mean": mean, "variance": variance, "max": sums.most}[use.kind]
        if use.groups is not None:
            number = number.max(keepdims=True)  # the others are the same everywhere
        return {use.output: number.reshape(1, -1, 1, 1).astype(np.float32)}
    assert use.gain is not None
    assert use.offset is not None
    channels = len(mean)
    factor = use.gain.repeat(channels // len(use.gain))
    shift = use.offset.repeat(channels // len(use.offset))
    factor = factor / np.sqrt(variance + use.epsilon)
    return {
        segment.gain(use.output): factor.astype(np.float32),
        segment.offset(use.output): (shift - mean * factor).astype(np.float32),
    }

"""Which places of its input an operator looks at, along one axis."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ganstudio.inference.streaming.report import UnstreamableError


@dataclass(frozen=True)
class Window:
    """Place i of the result looks at places of the input, first and last included.

    From floor((i * step + first) / over) to floor((i * step + last) / over). The
    result of n places has floor((n * over + extra) / step) of them.

    Attributes:
        reflects: places that a mirrored border takes from within the picture.
        whole: the input's size must be a multiple of it.
    """

    step: int = 1
    over: int = 1
    first: int = 0
    last: int = 0
    extra: int = 0
    reflects: int = 0
    whole: int = 1

    @property
    def scale(self) -> Fraction:
        """Places of the result for one of the input."""
        return Fraction(self.over, self.step)

    def size(self, places: int) -> int:
        """How many places the result has.

        Raises:
            UnstreamableError: none, or the size is no multiple of `whole`.
        """
        if places % self.whole:
            raise UnstreamableError(
                f"its automatic padding (auto_pad) meets a size of {places}, which is"
                f" no multiple of {self.whole}"
            )
        made = (places * self.over + self.extra) // self.step
        if made < 1:
            raise UnstreamableError("the picture is smaller than what one place sees")
        return made


@dataclass(frozen=True)
class Span:
    """A tensor's places along one axis within a tile, of which some are right.

    What lies before `begin` and from `end` on was touched by padding that the whole
    picture does not have there.
    """

    places: int
    begin: int
    end: int

    def through(self, window: Window) -> Span:
        """Return the span after an operator, in the middle of a picture."""
        made = window.size(self.places)
        begin = -(-(self.begin * window.over - window.first) // window.step)
        end = (self.end * window.over - window.last - 1) // window.step + 1
        return Span(made, min(max(begin, 0), made), max(min(end, made), 0))

    def with_other(self, other: Span) -> Span:
        """Return the span of a result that needs the same place of both."""
        return Span(self.places, max(self.begin, other.begin), min(self.end, other.end))


SAME = Window()
"""Place by place."""


def convolution(
    kernel: int, stride: int, dilation: int, before: int, after: int, *, whole: int = 1
) -> Window:
    """Window of a convolution or a pooling, with padding before and after."""
    reach = (kernel - 1) * dilation
    return Window(
        step=stride,
        first=-before,
        last=reach - before,
        extra=before + after - reach - 1 + stride,
        whole=whole,
    )


def transposed(
    kernel: int, stride: int, dilation: int, before: int, after: int, more: int
) -> Window:
    """Window of a transposed convolution; `more` is its output_padding."""
    reach = (kernel - 1) * dilation
    return Window(
        over=stride,
        first=before - reach + stride - 1,
        last=before,
        extra=reach + 1 + more - before - after - stride,
    )


def padding(before: int, after: int, *, mirrored: bool = False) -> Window:
    """Window of a padding; negative numbers cut."""
    return Window(
        first=-before,
        last=-before,
        extra=before + after,
        reflects=max(before, after, 0) if mirrored else 0,
    )


def resizing(factor: Fraction, *, half_pixel: bool, before: int, after: int) -> Window:
    """Window of a resize that looks `before` and `after` the place it comes from."""
    over, step = 2 * factor.numerator, 2 * factor.denominator
    shift = factor.denominator - factor.numerator if half_pixel else 0
    return Window(
        step=step,
        over=over,
        first=shift - before * over,
        last=shift + after * over,
    )


def blocks(side: int) -> Window:
    """Window of SpaceToDepth: a block of the input becomes one place."""
    return Window(step=side, last=side - 1)


def unfolded(side: int) -> Window:
    """Window of DepthToSpace: one place becomes a block."""
    return Window(over=side)

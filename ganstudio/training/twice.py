"""Layers that are as fast to differentiate twice as once, for gradient penalties.

They hold the parameters of torch's layers of the same name and give equal values and
derivatives. torch derives the derivative of a convolution from a general rule, whose
gradient for the weights is a convolution with batch and filters changed over, on copies
turned in memory; but the input's gradient is linear in each of its arguments, so its
derivatives are the three kernels of an ordinary step (Karras et al. 2020, section 4 of
arXiv:2006.06676 does the same for StyleGAN2 on a GPU).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, leaky_relu

_inputs_only = False


@contextmanager
def inputs_only() -> Iterator[None]:
    """Spare the layers here the gradients of their weights, which nobody asks for.

    For `torch.autograd.grad(..., create_graph=True)` of inputs alone: a function cannot
    see which of its gradients are wanted. Not for use from several threads at once.
    """
    global _inputs_only
    before, _inputs_only = _inputs_only, True
    try:
        yield
    finally:
        _inputs_only = before


def _gradients(
    g: Tensor, x: Tensor, w: Tensor, ctx: Any, wanted: tuple[bool, bool, bool]
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    """Return the wanted ones of the gradients of input, weight and bias."""
    made: tuple[Tensor | None, Tensor | None, Tensor | None]
    made = torch.ops.aten.convolution_backward(
        g, x, w, [len(w)], ctx.stride, ctx.padding, [1, 1], False, [0, 0], 1, wanted
    )
    return made


class _InputGradient(torch.autograd.Function):
    """The gradient of a convolution's input, from its output's, g; x is a shape."""

    @staticmethod
    def forward(
        ctx: Any, g: Tensor, x: Tensor, w: Tensor, stride: Any, padding: Any
    ) -> Tensor:
        ctx.save_for_backward(g, w)
        ctx.stride, ctx.padding = stride, padding
        made = _gradients(g, x, w, ctx, (True, False, False))[0]
        assert made is not None
        return made

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        (h,), (g, w) = grads, ctx.saved_tensors
        of_g = of_w = None
        if ctx.needs_input_grad[0]:
            of_g = _Convolution.apply(h, w, None, ctx.stride, ctx.padding)
        if ctx.needs_input_grad[2]:
            of_w = _gradients(g, h, w, ctx, (False, True, False))[1]
        return of_g, None, of_w, None, None


class _Convolution(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, w: Tensor, b: Tensor | None, stride: Any, padding: Any
    ) -> Tensor:
        ctx.save_for_backward(x, w)
        ctx.stride, ctx.padding = stride, padding
        return conv2d(x, w, b, stride, padding)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        (g,), (x, w) = grads, ctx.saved_tensors
        of_x = of_w = of_b = None
        if ctx.needs_input_grad[0]:
            of_x = _InputGradient.apply(g, x.detach(), w, ctx.stride, ctx.padding)
        weight, bias = (n and not _inputs_only for n in ctx.needs_input_grad[1:3])
        if weight or bias:
            _, of_w, of_b = _gradients(g, x, w, ctx, (False, weight, bias))
        return of_x, of_w, of_b, None, None


class Conv2d(nn.Conv2d):
    """Convolution without groups, dilation or borders other than zeros.

    Raises:
        ValueError: it was given one of these.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        plain = self.groups == 1 and self.dilation == (1, 1)
        if not plain or self.padding_mode != "zeros" or isinstance(self.padding, str):
            raise ValueError(
                "twice.Conv2d takes no groups, no dilation and zeros as borders, not"
                f" {self}: use nn.Conv2d."
            )

    def forward(self, x: Tensor) -> Tensor:
        values: list[Tensor | None] = [x, self.weight, self.bias]
        kind = x.device.type
        if torch.is_autocast_enabled(kind):  # does not reach into a function
            dtype = torch.get_autocast_dtype(kind)
            values = [v if v is None else v.to(dtype) for v in values]
        with torch.autocast(kind, enabled=False):
            made: Tensor = _Convolution.apply(*values, self.stride, self.padding)
        return made


class _LeakyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, slope: float) -> Tensor:
        ctx.save_for_backward(x)
        ctx.slope = slope
        return leaky_relu(x, slope)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        (x,) = ctx.saved_tensors
        # Of x detached, since the slope is constant on each side of 0: torch's own
        # sends zeros on to x, and every layer below computes with them.
        made = torch.ops.aten.leaky_relu_backward(
            grads[0], x.detach(), ctx.slope, False
        )
        return made, None


class LeakyReLU(nn.LeakyReLU):
    """Leaky ReLU whose slope is a constant to a second derivative; not in place."""

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = _LeakyReLU.apply(x, self.negative_slope)
        return made

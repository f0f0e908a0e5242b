"""Layers for penalties: torch's values and derivatives, once and twice."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from ganstudio.training import twice
from ganstudio.training.penalties import gradient_penalty


def _critic(kind, channels: int, *, bias: bool = True) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        kind.Conv2d(channels, 4, 4, 2, 1, bias=bias),
        kind.LeakyReLU(0.2),
        kind.Conv2d(4, 3, 3, 1, 1, bias=bias),
        kind.LeakyReLU(0.2),
        kind.Conv2d(3, 1, 4, 1, 0, bias=False),
    ).double()


def _both(channels: int = 2, **settings) -> tuple[nn.Sequential, nn.Sequential]:
    plain, quick = (_critic(kind, channels, **settings) for kind in (nn, twice))
    quick.load_state_dict(plain.state_dict())
    return plain, quick


@given(
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(0, 2),
    st.integers(4, 7),
    st.booleans(),
)
@settings(max_examples=15)
def test_convolution_has_right_derivatives_of_both_orders(
    channels, size, stride, padding, side, bias
):
    layer = twice.Conv2d(channels, 2, size, stride, padding, bias=bias).double()
    plain = nn.Conv2d(channels, 2, size, stride, padding, bias=bias).double()
    plain.load_state_dict(layer.state_dict())
    x = torch.randn(2, channels, side, side, dtype=torch.double, requires_grad=True)
    torch.testing.assert_close(layer(x), plain(x))
    values = (x, *layer.parameters())

    def run(x: Tensor, *_: Tensor) -> Tensor:
        return layer(x)

    assert torch.autograd.gradcheck(run, values)
    assert torch.autograd.gradgradcheck(run, values)


@pytest.mark.parametrize("bias", [True, False])
def test_penalty_has_torch_s_gradient_and_spares_none_of_it(bias):
    grads = []
    for D in _both(bias=bias):
        torch.manual_seed(1)
        real, fake = torch.randn(2, 5, 2, 8, 8, dtype=torch.double)
        penalty, _ = gradient_penalty(D, real, fake)
        (penalty + D(real).mean()).backward()
        grads.append([p.grad for p in D.parameters()])
    torch.testing.assert_close(*grads)


def test_penalty_leaves_the_activations_inputs_alone():
    plain, quick = _both()
    reached = []
    for D in (plain, quick):
        seen: list[Tensor] = []
        D[1].register_forward_pre_hook(
            lambda _, given, seen=seen: given[0].register_hook(seen.append) and None
        )
        x = torch.randn(3, 2, 8, 8, dtype=torch.double, requires_grad=True)
        (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        seen.clear()
        g.square().sum().backward()
        reached.append(len(seen))
    assert reached == [1, 0]


def test_outside_the_penalty_weights_have_gradients_with_a_graph_too():
    plain, quick = _both()
    x = torch.randn(3, 2, 8, 8, dtype=torch.double)
    found = []
    for D in (plain, quick):
        grads = torch.autograd.grad(
            D(x).square().sum(), list(D.parameters()), create_graph=True
        )
        sum(g.square().sum() for g in grads).backward()
        found.append([p.grad for p in D.parameters()])
    torch.testing.assert_close(*found)


def test_autocast_chooses_the_type_as_for_torch_s_layers():
    plain, quick = (D.float() for D in _both())
    x = torch.randn(3, 2, 8, 8)
    with torch.autocast("cpu", torch.bfloat16):
        a, b = plain(x), quick(x)
    assert a.dtype == b.dtype == torch.bfloat16
    torch.testing.assert_close(a, b)


@pytest.mark.parametrize(
    "settings",
    [{"groups": 2}, {"dilation": 2}, {"padding": "same"}, {"padding_mode": "reflect"}],
)
def test_what_it_cannot_do_is_refused_by_name(settings):
    with pytest.raises(ValueError, match=r"twice\.Conv2d takes no groups"):
        twice.Conv2d(2, 2, 3, **settings)

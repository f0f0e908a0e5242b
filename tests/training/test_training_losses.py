"""Losses by name: each obeys its definition, in float32, on any shape."""

from typing import get_args

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from ganstudio.training.losses import LossName, gan_loss

logits = st.lists(st.floats(-30, 30, width=32), min_size=1, max_size=6).map(
    torch.tensor
)


def _log(p: Tensor) -> Tensor:
    return p.double().clamp_min(1e-30).log()


DEFINITIONS = {
    "minimax": (
        lambda r, f: -(_log(r.double().sigmoid()) + _log(1 - f.double().sigmoid())),
        lambda f: _log((-f.double()).sigmoid()),
    ),
    "non-saturating": (
        lambda r, f: -(_log(r.double().sigmoid()) + _log((-f.double()).sigmoid())),
        lambda f: -_log(f.double().sigmoid()),
    ),
    "least-squares": (
        lambda r, f: (r - 1) ** 2 + f**2,
        lambda f: (f - 1) ** 2,
    ),
    "least-squares-chi2": (
        lambda r, f: (r - 1) ** 2 + (f + 1) ** 2,
        lambda f: f**2,
    ),
    "hinge": (
        lambda r, f: (1 - r).clamp_min(0) + (1 + f).clamp_min(0),
        lambda f: -f,
    ),
    "wasserstein": (lambda r, f: f - r, lambda f: -f),
}


@pytest.mark.parametrize("name", get_args(LossName))
@settings(max_examples=25)
@given(real=logits, fake=logits)
def test_losses_obey_their_definition(name: LossName, real, fake):
    d, g = DEFINITIONS[name]
    want = (d(real[:, None], fake[None, :])).mean()  # every pair: the mean splits
    loss = gan_loss(name)
    torch.testing.assert_close(
        loss.d(real, fake).double(), want.double(), rtol=1e-4, atol=1e-4
    )
    torch.testing.assert_close(
        loss.g(fake).double(), g(fake).mean().double(), rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize("name", get_args(LossName))
def test_losses_push_real_up_and_fake_down_and_G_the_other_way(name: LossName):
    loss = gan_loss(name)
    real = torch.full((2, 1, 3, 3), 0.5, requires_grad=True)
    fake = torch.full((2, 1, 3, 3), 0.5, requires_grad=True)
    loss.d(real, fake).backward()
    assert (real.grad < 0).all()
    assert (fake.grad > 0).all()
    # Below every loss's goal for G: that of chi2 is 0.
    low = torch.full((2, 1, 3, 3), -0.5, requires_grad=True)
    loss.g(low).backward()
    assert (low.grad < 0).all()


@pytest.mark.parametrize("name", get_args(LossName))
def test_losses_stay_finite_and_float32_on_sure_bf16_logits(name: LossName):
    sure = torch.tensor([-1e4, 1e4], dtype=torch.bfloat16)
    loss = gan_loss(name)
    for value in (loss.d(sure, sure), loss.g(sure)):
        assert value.dtype == torch.float32
        assert value.isfinite()


def test_an_unknown_loss_is_named_with_those_that_exist():
    with pytest.raises(ValueError, match=r"hinge.*not 'hinged'"):
        gan_loss("hinged")
